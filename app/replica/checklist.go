package replica

import "context"

// Checklist is what a new shop still has before it; each is a fact of the shop
// and not a tick that somebody set.
type Checklist struct {
	Printer bool `json:"printer"` // this desk knows a printer for some document
	Product bool `json:"product"` // something is for sale
	Sale    bool `json:"sale"`    // a sale has been completed
	Backup  bool `json:"backup"`  // there is a copy of the shop
}

// Checklist gives how far the shop has come since it was opened.
func (r *Replica) Checklist(ctx context.Context) (Checklist, error) {
	var c Checklist
	// A range, not LIKE: it is answered from the index of the keys.
	printers := "desk." + r.Desk().ID.String() + ".printer."
	err := r.read.QueryRowContext(ctx, `SELECT
		EXISTS (SELECT 1 FROM settings WHERE key>=? AND key<? AND value<>'' AND deleted=0),
		EXISTS (SELECT 1 FROM products WHERE active=1 AND deleted=0),
		EXISTS (SELECT 1 FROM orders WHERE kind='sale' AND status='completed' AND deleted=0)`,
		printers, printers+"\uffff").Scan(&c.Printer, &c.Product, &c.Sale)
	if err != nil {
		return c, r.explain(err)
	}
	kept, err := Backups(r.path)
	c.Backup = len(kept) > 0
	return c, err
}

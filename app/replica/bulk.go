package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Bulk fills a new shop with records of the past: a demo shop, a year of
// orders to measure with. It writes no history and nothing to send, computes
// every derived figure while it goes and leaves a shop that Verify finds right.
// A Bulk belongs to the goroutine that Replica.Bulk called.
type Bulk struct {
	w     *writer
	newID func(at int64) shop.ID

	warehouse  shop.ID
	number     int64
	written    int // orders since the last commit
	categories map[string]shop.ID
	offers     map[shop.ID]*bulkOffer
	customers  map[shop.ID]*bulkCustomer
	touched    struct {
		offers    []*bulkOffer
		customers []*bulkCustomer
	}
}

type bulkOffer struct {
	id               shop.ID
	n                int64
	title, sku, unit string
	purchase         shop.Money
	digital, stale   bool
	onHand, reserved shop.Quantity
}

type bulkCustomer struct {
	id           shop.ID
	n            int64
	name, phones string
	stale        bool
	orders, last int64
	spent        shop.Money
}

// bulkCommit is how many orders go into one transaction. Sums are written once
// a transaction, so fewer and larger ones are faster.
const bulkCommit = 100_000

// Bulk runs fill on a shop without goods, customers and orders: ErrNotEmpty. The
// ids of all that is made come from newID, which is given the time, in Unix
// milliseconds, that a record was made at. What was committed when fill fails
// adds up, but is not all of it; on disk for certain is only what a nil error
// reports.
func (r *Replica) Bulk(ctx context.Context, newID func(at int64) shop.ID, fill func(*Bulk) error) error {
	ctx = context.WithoutCancel(ctx)
	r.mu.Lock()
	b, err := r.bulk(ctx, newID, fill)
	r.mu.Unlock()
	if err != nil {
		return r.explain(err)
	}
	r.watch.announce(b.w.kinds, nil)
	return nil
}

func (r *Replica) bulk(ctx context.Context, newID func(at int64) shop.ID, fill func(*Bulk) error) (*Bulk, error) {
	if r.closed {
		return nil, ErrClosed
	}
	b := &Bulk{newID: newID, categories: map[string]shop.ID{}, offers: map[shop.ID]*bulkOffer{}, customers: map[shop.ID]*bulkCustomer{}}
	// Nothing a person entered is at stake in a shop that is being made, and the
	// last step writes all of it to the disk.
	r.waits = "" // the next command sets it again whatever happens here
	if err := r.pragmas(ctx, "synchronous=OFF", "cache_size=-262144"); err != nil {
		return nil, err
	}
	err := b.run(ctx, r, fill)
	err = errors.Join(err, r.pragmas(ctx, "synchronous=FULL", "cache_size=-16000"))
	if err == nil {
		err = r.pragmas(ctx, "wal_checkpoint(TRUNCATE)", "optimize")
	}
	return b, err
}

func (r *Replica) pragmas(ctx context.Context, list ...string) error {
	for _, p := range list {
		if _, err := r.conn.ExecContext(ctx, "PRAGMA "+p); err != nil {
			return fmt.Errorf("pragma %s: %w", p, err)
		}
	}
	return nil
}

func (b *Bulk) run(ctx context.Context, r *Replica, fill func(*Bulk) error) error {
	kinds := map[string]bool{}
	for _, k := range change.Kinds {
		kinds[k.Name] = true
	}
	kinds["stock"] = true
	b.w = &writer{r: r, ctx: ctx, actor: System, intent: "bulk", made: map[change.ID]bool{}, unfound: map[shop.ID]bool{}, kinds: kinds, held: map[string]bool{}, quiet: true}
	err := b.w.exec("BEGIN IMMEDIATE")
	if err == nil {
		err = b.w.begin()
	}
	if err == nil {
		err = b.begin()
	}
	if err == nil {
		err = fill(b)
	}
	if err == nil {
		err = b.settle()
	}
	if err == nil {
		err = b.w.exec("COMMIT")
	}
	if err != nil {
		if _, back := r.conn.ExecContext(ctx, "ROLLBACK"); back != nil && !strings.Contains(back.Error(), "no transaction is active") {
			err = errors.Join(err, back)
		}
	}
	return err
}

func (b *Bulk) begin() error {
	var any bool
	err := b.w.row(`SELECT EXISTS (SELECT 1 FROM products) OR EXISTS (SELECT 1 FROM customers) OR EXISTS (SELECT 1 FROM orders)`).Scan(&any)
	if err != nil {
		return err
	}
	if any {
		return ErrNotEmpty
	}
	err = b.w.row(`SELECT last FROM counters WHERE series=?`, b.w.desk.Series).Scan(&b.number)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	b.warehouse, err = b.w.mainWarehouse()
	return err
}

// settle writes the sums that have changed, so that what is committed adds up.
func (b *Bulk) settle() error {
	for _, o := range b.touched.offers {
		o.stale = false
		if err := b.w.exec(`INSERT INTO stock_balances (offer_id, warehouse_id, on_hand, reserved) VALUES (?,?,?,?)
			ON CONFLICT DO UPDATE SET on_hand=excluded.on_hand, reserved=excluded.reserved`, o.id[:], b.warehouse[:], int64(o.onHand), int64(o.reserved)); err != nil {
			return err
		}
		if err := b.w.exec(`UPDATE offers SET on_hand=?, reserved=? WHERE n=?`, int64(o.onHand), int64(o.reserved), o.n); err != nil {
			return err
		}
	}
	for _, c := range b.touched.customers {
		c.stale = false
		if err := b.w.exec(`UPDATE customers SET orders=?, spent=?, last_order_at=? WHERE n=?`, c.orders, int64(c.spent), c.last, c.n); err != nil {
			return err
		}
	}
	b.touched.offers, b.touched.customers = b.touched.offers[:0], b.touched.customers[:0]
	return b.w.exec(`INSERT INTO counters (series, last) VALUES (?,?) ON CONFLICT DO UPDATE SET last=excluded.last`, b.w.desk.Series, b.number)
}

func (b *Bulk) commit() error {
	b.written = 0
	if err := b.settle(); err != nil {
		return err
	}
	if err := b.w.exec("COMMIT"); err != nil {
		return err
	}
	return b.w.exec("BEGIN IMMEDIATE")
}

// insert writes one row, its values in the order of columns, and gives its
// number.
func (b *Bulk) insert(query string, args ...any) (int64, error) {
	res, err := b.w.r.exec(b.w.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// bulkSQL writes the statement that inserts a kind's fields and derived columns.
func bulkSQL(k *change.Kind, derived ...string) string {
	names := []string{"id"}
	for _, f := range k.Fields {
		names = append(names, f.Name)
	}
	names = append(names, derived...)
	return "INSERT INTO " + k.Table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.TrimSuffix(strings.Repeat("?,", len(names)), ",") + ")"
}

var (
	bulkUser     = bulkSQL(change.User)
	bulkProduct  = bulkSQL(change.Product)
	bulkVariant  = bulkSQL(change.Offer, "full_title")
	bulkBarcode  = bulkSQL(change.Barcode)
	bulkPerson   = bulkSQL(change.Customer, "phone")
	bulkPhone    = bulkSQL(change.CustomerPhone)
	bulkSale     = bulkSQL(change.Order, "total", "paid", "payment_state", "lines", "goods", "customer_name")
	bulkLineSQL  = bulkSQL(change.Line)
	bulkPay      = bulkSQL(change.Payment)
	bulkMove     = bulkSQL(change.StockMove)
	bulkCategory = bulkSQL(change.Category)
)

// User adds a person with a PIN whose salt is given, so that the same demo shop
// comes out twice: its PINs are no secret.
func (b *Bulk) User(at int64, u User, pin string, salt [16]byte) (shop.ID, error) {
	id := b.newID(at)
	hash, err := saltedPIN(pin, salt)
	if err != nil {
		return id, err
	}
	_, err = b.insert(bulkUser, id[:], u.Name, string(u.Role), hash, u.Active, u.Language, "")
	return id, err
}

// Product adds a product with its offers, whose ids it sets. Balances are not
// looked at: Receive puts goods on the shelf.
func (b *Bulk) Product(at int64, p *Product) error {
	category, err := b.category(at, splitPath(p.Category))
	if err != nil {
		return err
	}
	p.ID = b.newID(at)
	if _, err := b.insert(bulkProduct, p.ID[:], p.Name, p.Description, p.Brand, p.Unit, category, p.Tags, p.Digital, p.Active); err != nil {
		return err
	}
	for i := range p.Offers {
		if err := b.variant(at, p, i); err != nil {
			return err
		}
	}
	return nil
}

func (b *Bulk) variant(at int64, p *Product, position int) error {
	v := &p.Offers[position]
	v.ID = b.newID(at)
	options := ""
	if len(v.Options) > 0 {
		text, err := json.Marshal(v.Options)
		if err != nil {
			return err
		}
		options = string(text)
	}
	o := &bulkOffer{id: v.ID, title: fullTitle(p.Name, v.Title), sku: v.SKU, unit: p.Unit, digital: p.Digital}
	if v.Purchase != nil {
		o.purchase = *v.Purchase
	}
	var err error
	if o.n, err = b.insert(bulkVariant, v.ID[:], p.ID[:], v.Title, options, v.SKU, int64(v.Price), int64(v.SalePrice), int64(o.purchase),
		v.WeightGrams, v.LengthMM, v.WidthMM, v.HeightMM, position, v.Active, o.title); err != nil {
		return err
	}
	b.offers[v.ID] = o
	codes := make([]string, len(v.Barcodes))
	for i, c := range v.Barcodes {
		codes[i] = c.Code
		id := b.newID(at)
		if _, err := b.insert(bulkBarcode, id[:], v.ID[:], c.Code, int64(c.Quantity)); err != nil {
			return err
		}
	}
	if !p.Active || !v.Active {
		return nil
	}
	return b.w.exec("INSERT INTO offer_search (rowid, text) VALUES (?,?)", o.n, searchText(p.Name, v.Title, v.SKU, strings.Join(codes, " "), p.Brand, p.Category))
}

func (b *Bulk) category(at int64, names []string) (id shop.ID, err error) {
	var parent shop.ID
	for i := range names {
		path := strings.Join(names[:i+1], " > ")
		var known bool
		if id, known = b.categories[path]; !known {
			id = b.newID(at)
			b.categories[path] = id
			if _, err := b.insert(bulkCategory, id[:], names[i], parent, path); err != nil {
				return id, err
			}
		}
		parent = id
	}
	return id, nil
}

// Customer adds a customer, whose id it sets. Phones must be E.164.
func (b *Bulk) Customer(at int64, c *Customer) error {
	c.ID = b.newID(at)
	phone := ""
	if len(c.Phones) > 0 {
		phone = c.Phones[0]
	}
	made := &bulkCustomer{id: c.ID, name: c.Name, phones: strings.Join(c.Phones, " ")}
	var err error
	if made.n, err = b.insert(bulkPerson, c.ID[:], c.Name, c.Email, c.City, c.Address, c.Note, c.Source, c.DiscountBP, c.Birthday, "", c.LegalName, c.TaxID, c.IBAN, c.Bank, c.LegalAddress, phone); err != nil {
		return err
	}
	for i, p := range c.Phones {
		id := b.newID(at)
		if _, err := b.insert(bulkPhone, id[:], c.ID[:], p, i); err != nil {
			return err
		}
	}
	b.customers[c.ID] = made
	return b.w.exec("INSERT INTO customer_search (rowid, text) VALUES (?,?)", made.n, searchText(c.Name, made.phones, c.Email, c.City, c.Address, c.Note, c.LegalName, c.TaxID))
}

// Receive puts goods on the shelf.
func (b *Bulk) Receive(at int64, offer shop.ID, q shop.Quantity) error {
	o, ok := b.offers[offer]
	if !ok {
		return shop.ErrNotFound.With("what", "offer")
	}
	return b.move(at, o, "on_hand", q, "receipt", shop.ID{}, shop.ID{})
}

func (b *Bulk) move(at int64, o *bulkOffer, bucket string, q shop.Quantity, cause string, document, user shop.ID) error {
	if q == 0 || o.digital {
		return nil
	}
	if bucket == "on_hand" {
		o.onHand += q
	} else {
		o.reserved += q
	}
	if !o.stale {
		o.stale = true
		b.touched.offers = append(b.touched.offers, o)
	}
	id := b.newID(at)
	_, err := b.insert(bulkMove, id[:], o.id[:], b.warehouse[:], bucket, int64(q), cause, document, at, user, "")
	return err
}

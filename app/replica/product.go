package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Barcode is a code that names an offer when scanned.
type Barcode struct {
	Code     string        `json:"code"`
	Quantity shop.Quantity `json:"quantity"` // what one scan stands for
}

// Balance is what one warehouse holds of an offer.
type Balance struct {
	WarehouseID shop.ID       `json:"warehouse_id"`
	Warehouse   string        `json:"warehouse"`
	OnHand      shop.Quantity `json:"on_hand"`
	Reserved    shop.Quantity `json:"reserved"`
}

// Variant is an offer with all that its card shows and saves.
type Variant struct {
	ID          shop.ID     `json:"id"` // zero = a new one
	Title       string      `json:"title"`
	Options     []Option    `json:"options"`
	SKU         string      `json:"sku"`
	Price       shop.Money  `json:"price"`
	SalePrice   shop.Money  `json:"sale_price"`
	Purchase    *shop.Money `json:"purchase_price,omitempty"` // absent where it may not be seen; absent on saving keeps it
	WeightGrams int64       `json:"weight_grams"`
	LengthMM    int64       `json:"length_mm"`
	WidthMM     int64       `json:"width_mm"`
	HeightMM    int64       `json:"height_mm"`
	Active      bool        `json:"active"`
	Barcodes    []Barcode   `json:"barcodes"`
	Balances    []Balance   `json:"balances,omitempty"` // not saved: stock moves only by documents
}

// Product is a product with its offers, as its card shows and saves it.
type Product struct {
	ID          shop.ID   `json:"id"` // zero = a new one
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Brand       string    `json:"brand"`
	Unit        string    `json:"unit"`
	Category    string    `json:"category"` // path, apart by " > "
	Tags        string    `json:"tags"`
	Digital     bool      `json:"digital"`
	Active      bool      `json:"active"`
	Offers      []Variant `json:"offers"`
}

// Product gives a product with its offers; shop.ErrNotFound if there is none.
func (r *Replica) Product(ctx context.Context, actor Actor, id shop.ID) (Product, error) {
	p := Product{ID: id, Offers: []Variant{}}
	err := r.read.QueryRowContext(ctx, `SELECT p.name, p.description, p.brand, p.unit, coalesce(c.path,''), p.tags, p.digital, p.active FROM products p LEFT JOIN categories c ON c.id=p.category_id WHERE p.id=? AND p.deleted=0`, id[:]).
		Scan(&p.Name, &p.Description, &p.Brand, &p.Unit, &p.Category, &p.Tags, &p.Digital, &p.Active)
	if errors.Is(err, sql.ErrNoRows) {
		return p, shop.ErrNotFound.With("what", "product")
	}
	if err != nil {
		return p, r.explain(err)
	}
	rows, err := r.read.QueryContext(ctx, `SELECT id, title, options, sku, price, sale_price, purchase_price, weight_grams, length_mm, width_mm, height_mm, active FROM offers WHERE product_id=? AND deleted=0 ORDER BY position, id`, id[:])
	if err != nil {
		return p, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var v Variant
		var options string
		var purchase shop.Money
		if err := rows.Scan(&v.ID, &v.Title, &options, &v.SKU, &v.Price, &v.SalePrice, &purchase, &v.WeightGrams, &v.LengthMM, &v.WidthMM, &v.HeightMM, &v.Active); err != nil {
			return p, r.explain(err)
		}
		v.Options = readOptions(options)
		if actor.Role.Can(shop.RightSeePurchase) {
			v.Purchase = &purchase
		}
		p.Offers = append(p.Offers, v)
	}
	if err := rows.Err(); err != nil {
		return p, r.explain(err)
	}
	for i := range p.Offers {
		if err := r.readVariantParts(ctx, &p.Offers[i]); err != nil {
			return p, r.explain(err)
		}
	}
	return p, nil
}

func (r *Replica) readVariantParts(ctx context.Context, v *Variant) error {
	v.Barcodes, v.Balances = []Barcode{}, []Balance{}
	rows, err := r.read.QueryContext(ctx, `SELECT code, quantity FROM barcodes WHERE offer_id=? AND deleted=0 ORDER BY id`, v.ID[:])
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var b Barcode
		if err := rows.Scan(&b.Code, &b.Quantity); err != nil {
			return err
		}
		v.Barcodes = append(v.Barcodes, b)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	stock, err := r.read.QueryContext(ctx, `SELECT w.id, w.name, coalesce(b.on_hand,0), coalesce(b.reserved,0) FROM warehouses w LEFT JOIN stock_balances b ON b.warehouse_id=w.id AND b.offer_id=? WHERE w.deleted=0 ORDER BY w.position, w.n`, v.ID[:])
	if err != nil {
		return err
	}
	defer stock.Close() //nolint:errcheck // read to its end below
	for stock.Next() {
		var b Balance
		if err := stock.Scan(&b.WarehouseID, &b.Warehouse, &b.OnHand, &b.Reserved); err != nil {
			return err
		}
		v.Balances = append(v.Balances, b)
	}
	return stock.Err()
}

// SaveProduct makes or changes a product with its offers; offers that are no
// longer listed are taken out of sale by a tombstone. An SKU belongs to one
// offer: ErrSKUTaken.
func (r *Replica) SaveProduct(ctx context.Context, actor Actor, p Product) (shop.ID, error) {
	if err := p.check(); err != nil {
		return p.ID, err
	}
	fresh := p.ID.IsZero()
	if fresh {
		p.ID = shop.NewID()
	}
	err := r.command(ctx, actor, "product", func(w *writer) error {
		category, err := w.category(splitPath(p.Category))
		if err != nil {
			return err
		}
		values := Values{"name": p.Name, "description": p.Description, "brand": p.Brand, "unit": p.Unit, "category_id": category, "tags": p.Tags, "digital": p.Digital, "active": p.Active}
		if fresh {
			err = w.create(change.Product, p.ID, values)
		} else {
			_, err = w.patchProduct(p.ID, values)
		}
		if err != nil {
			return err
		}
		return w.saveVariants(actor, p)
	})
	return p.ID, err
}

// patchProduct changes a product. When that makes things of its goods or no
// things, the orders that hold them move as they now should: all of them where
// goods left the shelf unseen, else those that promise goods.
func (w *writer) patchProduct(id shop.ID, values Values) (changed bool, err error) {
	var was bool
	err = w.row(`SELECT digital FROM products WHERE id=?`, id[:]).Scan(&was)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	if changed, err = w.patch(change.Product, id, values); err != nil {
		return false, err
	}
	if is, given := values["digital"]; !given || is == was {
		return changed, nil
	}
	var orders []shop.ID
	if err := w.eachID(`SELECT id FROM orders WHERE deleted=0 AND status<>'cancelled' AND (?1 OR status NOT IN ('shipped','delivered','completed'))
		AND id IN (SELECT l.order_id FROM order_lines l JOIN offers f ON f.id=l.offer_id WHERE f.product_id=?2) ORDER BY n`, func(id shop.ID) { orders = append(orders, id) }, was, id[:]); err != nil {
		return changed, err
	}
	for _, order := range orders {
		if err := w.settleStock(order, "sale"); err != nil {
			return changed, err
		}
	}
	return changed, nil
}

func (p *Product) check() error {
	p.Name = strings.TrimSpace(p.Name)
	if p.Name == "" {
		return shop.ErrRequired.With("field", "name").On("name")
	}
	if p.Unit == "" {
		p.Unit = "pcs"
	}
	if !slices.Contains(shop.Units, p.Unit) {
		return shop.ErrInput.With("field", "unit").On("unit")
	}
	if len(p.Offers) == 0 {
		return shop.ErrRequired.With("field", "offers").On("offers")
	}
	for _, v := range p.Offers {
		prices := []shop.Money{v.Price, v.SalePrice}
		if v.Purchase != nil {
			prices = append(prices, *v.Purchase)
		}
		for _, m := range prices {
			if m < 0 || m > shop.MaxPrice {
				return shop.ErrPriceRange.On("price")
			}
		}
		for _, b := range v.Barcodes {
			if b.Quantity < 0 || b.Quantity > shop.MaxQuantity {
				return shop.ErrQuantityRange.On("barcodes")
			}
			if err := mayName(kept(b.Code)); err != nil {
				return err.On("barcodes")
			}
			if b.Quantity%shop.One != 0 && shop.WholeUnit(p.Unit) {
				return shop.ErrQuantityWhole.On("barcodes")
			}
		}
	}
	return nil
}

func (w *writer) saveVariants(actor Actor, p Product) error {
	kept := map[shop.ID]bool{}
	for i := range p.Offers {
		v := &p.Offers[i]
		if err := w.saveVariant(actor, p.ID, i, v); err != nil {
			return err
		}
		kept[v.ID] = true
	}
	var gone []shop.ID
	if err := w.eachID(`SELECT id FROM offers WHERE product_id=? AND deleted=0`, func(id shop.ID) {
		if !kept[id] {
			gone = append(gone, id)
		}
	}, p.ID[:]); err != nil {
		return err
	}
	for _, id := range gone {
		if err := w.remove(change.Offer, id); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) saveVariant(actor Actor, product shop.ID, position int, v *Variant) error {
	options := ""
	if len(v.Options) > 0 {
		text, err := json.Marshal(v.Options)
		if err != nil {
			return err
		}
		options = string(text)
	}
	values := Values{"product_id": product, "title": strings.TrimSpace(v.Title), "options": options, "sku": strings.TrimSpace(v.SKU), "price": v.Price, "sale_price": v.SalePrice,
		"weight_grams": v.WeightGrams, "length_mm": v.LengthMM, "width_mm": v.WidthMM, "height_mm": v.HeightMM, "position": position, "active": v.Active}
	if v.Purchase != nil && actor.Role.Can(shop.RightSeePurchase) {
		values["purchase_price"] = *v.Purchase
	}
	if err := w.freeSKU(v.ID, v.SKU); err != nil {
		return err
	}
	if v.ID.IsZero() {
		v.ID = shop.NewID()
		if err := w.create(change.Offer, v.ID, values); err != nil {
			return err
		}
	} else if _, err := w.patch(change.Offer, v.ID, values); err != nil {
		return err
	}
	return w.saveBarcodes(v.ID, v.Barcodes)
}

func (w *writer) freeSKU(offer shop.ID, sku string) error {
	if sku = strings.TrimSpace(sku); sku == "" {
		return nil
	}
	var title string
	err := w.row(`SELECT full_title FROM offers WHERE sku=? AND sku<>'' AND deleted=0 AND id<>? LIMIT 1`, sku, offer[:]).Scan(&title)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return ErrSKUTaken.With("sku", sku).With("title", title).On("sku")
}

// saveBarcodes makes the set of codes what is given: a set merges by element.
func (w *writer) saveBarcodes(offer shop.ID, codes []Barcode) error {
	want := map[string]shop.Quantity{}
	for _, b := range codes {
		code := kept(b.Code)
		if code == "" {
			continue
		}
		if b.Quantity == 0 {
			b.Quantity = shop.One
		}
		want[code] = b.Quantity
	}
	type have struct {
		id   shop.ID
		code string
	}
	var gone []shop.ID
	var same []have
	rows, err := w.rows(`SELECT id, code FROM barcodes WHERE offer_id=? AND deleted=0`, offer[:])
	if err != nil {
		return err
	}
	for rows.Next() {
		var h have
		if err := rows.Scan(&h.id, &h.code); err != nil {
			return errors.Join(err, rows.Close())
		}
		if _, keep := want[h.code]; keep {
			same = append(same, h)
		} else {
			gone = append(gone, h.id)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, id := range gone {
		if err := w.remove(change.Barcode, id); err != nil {
			return err
		}
	}
	for _, h := range same {
		if _, err := w.patch(change.Barcode, h.id, Values{"quantity": want[h.code]}); err != nil {
			return err
		}
		delete(want, h.code)
	}
	for _, b := range codes {
		code := kept(b.Code)
		if q, missing := want[code]; missing {
			delete(want, code)
			if err := w.create(change.Barcode, shop.NewID(), Values{"offer_id": offer, "code": code, "quantity": q}); err != nil {
				return err
			}
		}
	}
	return nil
}

// kept is what goods keep of a code that was typed or scanned for them: of a GS1
// code its article number, so that the next lot is known by it too.
func kept(typed string) string {
	typed = strings.TrimSpace(typed)
	if c := plainCode(typed); len(c.Elements) > 0 {
		return c.goods("pcs")
	}
	return typed
}

func splitPath(path string) (names []string) {
	for _, n := range strings.Split(path, ">") {
		if n = strings.TrimSpace(n); n != "" {
			names = append(names, n)
		}
	}
	return names
}

// category finds or makes the category of a path, and its parents.
func (w *writer) category(names []string) (id shop.ID, err error) {
	var parent shop.ID
	for i := range names {
		path := strings.Join(names[:i+1], " > ")
		err := w.row(`SELECT id FROM categories WHERE path=? AND deleted=0 LIMIT 1`, path).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			id = shop.NewID()
			err = w.create(change.Category, id, Values{"name": names[i], "parent_id": parent, "path": path})
		}
		if err != nil {
			return id, err
		}
		parent = id
	}
	return id, nil
}

// SetStock counts an offer: a stock move makes what lies in the warehouse what
// was counted. The zero warehouse is the shop's first.
func (r *Replica) SetStock(ctx context.Context, actor Actor, offer, warehouse shop.ID, counted shop.Quantity, note string) error {
	if counted < -shop.MaxQuantity || counted > shop.MaxQuantity {
		return shop.ErrQuantityRange.On("on_hand")
	}
	return r.command(ctx, actor, "count", func(w *writer) error {
		if err := w.mustExist(change.Offer, offer); err != nil {
			return err
		}
		if !warehouse.IsZero() {
			if err := w.mustExist(change.Warehouse, warehouse); err != nil {
				return err
			}
		}
		return w.count(offer, warehouse, counted, "count", note)
	})
}

func (w *writer) count(offer, warehouse shop.ID, counted shop.Quantity, cause, note string) error {
	if warehouse.IsZero() {
		var err error
		if warehouse, err = w.mainWarehouse(); err != nil {
			return err
		}
	}
	var have shop.Quantity
	err := w.row(`SELECT on_hand FROM stock_balances WHERE offer_id=? AND warehouse_id=?`, offer[:], warehouse[:]).Scan(&have)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return w.move(offer, warehouse, "on_hand", counted-have, cause, shop.ID{}, note)
}

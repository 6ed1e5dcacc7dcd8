package replica

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/prylavok/prylavok/app/intake"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// importer is one running import. It works in chunks: what a chunk of products
// may match is looked up with a few queries, not a few for each offer.
type importer struct {
	w          *writer
	source     string
	warehouse  shop.ID
	categories map[string]shop.ID
	result     ImportResult

	keys    map[string]bool  // origins' keys that this import gives
	skus    map[string]bool  // SKUs that this import gave already
	done    map[string]bool  // keys that were taken already
	adopted map[shop.ID]bool // offers that were matched without their key
	known   known
}

// refusal is a fault that leaves out one product or offer.
type refusal struct{ field, reason, value, message string }

const (
	productKey = "product:"
	offerKey   = "offer:"
)

func newImporter(source string, products []intake.Product) *importer {
	im := &importer{source: source, keys: map[string]bool{}}
	for i := range products {
		for j := range products[i].Offers {
			im.keys[offerKey+products[i].Offers[j].Key] = true
		}
	}
	return im
}

// begin makes the importer as it is before the first product.
func (im *importer) begin(w *writer) {
	im.w, im.result = w, ImportResult{Refused: []intake.Refusal{}}
	im.categories, im.skus, im.done, im.adopted = map[string]shop.ID{}, map[string]bool{}, map[string]bool{}, map[shop.ID]bool{}
}

// chunk gives how many of the products that are left are taken at once. They are
// one batch, and a counter elsewhere waits while it is taken from the feed.
func (im *importer) chunk(left []intake.Product) int {
	const offersMost = 200
	offers := 0
	for i := range left {
		if offers += len(left[i].Offers); i > 0 && offers > offersMost {
			return i
		}
	}
	return len(left)
}

func (im *importer) take(products []intake.Product) error {
	if im.warehouse.IsZero() {
		var err error
		if im.warehouse, err = im.w.mainWarehouse(); err != nil {
			return err
		}
	}
	if err := im.lookUp(products); err != nil {
		return err
	}
	for i := range products {
		if err := im.product(&products[i]); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) refuse(p *intake.Product, row int, r *refusal) {
	im.result.Refused = append(im.result.Refused, intake.Refusal{File: p.File, Row: row, Field: r.field, Reason: r.reason, Value: r.value, Message: r.message})
}

// plan is an offer that will be stored, and the record that it is.
type plan struct {
	*intake.Offer
	key    string
	origin origin
	takes  takes
}

func (im *importer) product(p *intake.Product) error {
	key := productKey + p.Key
	if r := im.unfitProduct(p, key); r != nil {
		im.refuse(p, p.Row, r)
		return nil
	}
	// A product whose offers are all refused is not made.
	plans, err := im.plans(p)
	if err != nil || len(plans) == 0 {
		return err
	}
	im.done[key] = true
	takes, err := im.productTakes(p)
	if err != nil {
		return err
	}
	at, known := im.known.origins[key]
	if !known {
		at.record = im.productOf(plans)
	}
	fresh := at.record.IsZero()
	if fresh {
		at.record = shop.NewID()
		if err := im.w.create(change.Product, at.record, takes.values(Values{"unit": "pcs"})); err != nil {
			return err
		}
	}
	changed, err := im.settle(change.Product, key, &at, takes, fresh)
	if errors.Is(err, shop.ErrNotFound) {
		im.refuse(p, p.Row, deletedHere)
		return nil
	}
	if err != nil {
		return err
	}
	for i := range plans {
		did, err := im.offer(p, &plans[i], i, at.record)
		if err != nil {
			return err
		}
		changed = changed || did
	}
	im.count(fresh, changed)
	return nil
}

var deletedHere = &refusal{"", "deleted_here", "", "It was deleted in the shop, so what changed in the file was left out. Bring it back there first if it is sold again."}

func (im *importer) count(created, changed bool) {
	switch {
	case created:
		im.result.Created++
	case changed:
		im.result.Updated++
	default:
		im.result.Unchanged++
	}
}

// plans refuses the offers that cannot be stored and finds out which records
// of the shop the others are.
func (im *importer) plans(p *intake.Product) ([]plan, error) {
	list := make([]plan, 0, len(p.Offers))
	for i := range p.Offers {
		o := &p.Offers[i]
		l := plan{Offer: o, key: offerKey + o.Key}
		r := im.unfitOffer(o, l.key)
		if r == nil {
			var err error
			if r, err = im.resolve(p, &l); err != nil {
				return nil, err
			}
		}
		if r != nil {
			im.refuse(p, o.Row, r)
			continue
		}
		im.done[l.key] = true
		if o.SKU != "" {
			im.skus[o.SKU] = true
		}
		list = append(list, l)
	}
	return list, nil
}

func (im *importer) resolve(p *intake.Product, l *plan) (*refusal, error) {
	var known bool
	if l.origin, known = im.known.origins[l.key]; !known {
		if m, ok := im.match(l.Offer); ok {
			l.origin.record = m.offer
			im.adopted[m.offer] = true
			im.known.products[m.offer] = m.product
		}
	}
	var err error
	if l.takes, err = offerTakes(l.Offer); err != nil {
		return nil, err
	}
	if !p.Digital && l.Stock != nil {
		l.takes = append(l.takes, take{name: takenStock, value: *l.Stock, mark: number(*l.Stock)})
	}
	// Only an SKU that the source changed can clash with another offer's, and
	// whether one has the SKU of an unknown offer was looked up already.
	_, met := im.known.bySKU[l.SKU]
	if l.SKU == "" || (!known && !met) || !l.takes.differ(l.origin.taken, "sku") {
		return nil, nil
	}
	err = im.w.freeSKU(l.origin.record, l.SKU)
	if errors.Is(err, ErrSKUTaken) {
		return &refusal{"SKU", "sku_taken", l.SKU, "Another offer of the shop has this SKU. Give one of them another SKU and import again."}, nil
	}
	return nil, err
}

// productOf gives the product that these offers belong to in the shop, the zero
// id if none is there.
func (im *importer) productOf(plans []plan) shop.ID {
	for _, l := range plans {
		if id := im.known.products[l.origin.record]; !id.IsZero() {
			return id
		}
	}
	return shop.ID{}
}

// match finds the offer that an unknown one is, by its SKU or its barcode.
func (im *importer) match(o *intake.Offer) (matched, bool) {
	m, ok := im.known.bySKU[o.SKU]
	if !ok || o.SKU == "" {
		m, ok = im.byBarcode(o)
	}
	// An offer that this import knows by a key of its own is another one.
	if !ok || im.adopted[m.offer] || im.keys[m.key] {
		return matched{}, false
	}
	return m, true
}

func (im *importer) byBarcode(o *intake.Offer) (matched, bool) {
	for _, code := range o.Barcodes {
		m, ok := im.known.byCode[code]
		// Two SKUs with one barcode are two offers.
		if ok && !m.many && (m.sku == "" || o.SKU == "" || m.sku == o.SKU) {
			return m, true
		}
	}
	return matched{}, false
}

// offer stores one offer and reports whether anything changed.
func (im *importer) offer(p *intake.Product, l *plan, position int, product shop.ID) (bool, error) {
	fresh := l.origin.record.IsZero()
	if fresh {
		l.origin.record = shop.NewID()
		if err := im.w.create(change.Offer, l.origin.record, l.takes.values(Values{"product_id": product, "position": position, "active": true})); err != nil {
			return false, err
		}
	}
	changed, err := im.settle(change.Offer, l.key, &l.origin, l.takes, fresh)
	if errors.Is(err, shop.ErrNotFound) {
		im.refuse(p, l.Row, deletedHere)
		return false, nil
	}
	return changed, err
}

// settle applies to a record what changed in the source since the last import
// and remembers the source's values.
func (im *importer) settle(k *change.Kind, key string, origin *origin, takes takes, fresh bool) (changed bool, err error) {
	now, err := takes.text(origin.taken)
	if err != nil {
		return false, err
	}
	if !origin.id.IsZero() && now == origin.text {
		return false, nil
	}
	if !fresh {
		if err := im.w.mustExist(k, origin.record); err != nil {
			return false, err
		}
	}
	values := Values{}
	for _, t := range takes {
		old, before := origin.taken[t.name]
		switch {
		case before && old == t.mark:
			continue
		case !before && !fresh && t.empty():
			continue // a file that says nothing takes nothing away
		case t.name == takenStock:
			did, err := im.stock(origin.record, t, fresh)
			if err != nil {
				return changed, err
			}
			changed = changed || did
		case t.name == takenCodes:
			did, err := im.barcodes(origin.record, old, t)
			if err != nil {
				return changed, err
			}
			changed = changed || did
		case !fresh:
			values[t.name] = t.value
		}
	}
	if len(values) > 0 {
		did, err := im.patch(k, origin.record, values)
		if err != nil {
			return changed, err
		}
		changed = changed || did
	}
	if origin.id.IsZero() {
		return changed, im.w.create(change.Origin, shop.NewID(), Values{"source": im.source, "key": key, "record_id": origin.record, "taken": now})
	}
	_, err = im.w.patch(change.Origin, origin.id, Values{"taken": now})
	return changed, err
}

func (im *importer) patch(k *change.Kind, id shop.ID, values Values) (bool, error) {
	if k == change.Product {
		return im.w.patchProduct(id, values)
	}
	return im.w.patch(k, id, values)
}

func (im *importer) stock(offer shop.ID, t take, fresh bool) (moved bool, err error) {
	counted := shop.Quantity(t.value.(int64)) //nolint:errcheck,forcetypeassert // made so in resolve
	before := len(im.w.ops)
	if fresh {
		err = im.w.move(offer, im.warehouse, "on_hand", counted, "import", shop.ID{}, "")
	} else {
		err = im.w.count(offer, im.warehouse, counted, "import", "")
	}
	return len(im.w.ops) > before, err
}

// mustExist gives shop.ErrNotFound for a record that was deleted.
func (w *writer) mustExist(k *change.Kind, id shop.ID) error {
	var deleted bool
	err := w.row("SELECT deleted FROM "+k.Table+" WHERE id=?", id[:]).Scan(&deleted)
	if errors.Is(err, sql.ErrNoRows) || (err == nil && deleted) {
		return shop.ErrNotFound.With("what", k.Name)
	}
	return err
}

// barcodes adds the codes that the source has gained and removes those that it
// has lost; codes that were given in the shop stay.
func (im *importer) barcodes(offer shop.ID, old string, t take) (changed bool, err error) {
	had, have := splitCodes(old), splitCodes(t.mark)
	present := map[string]shop.ID{}
	if len(had) > 0 || !im.w.made[change.ID(offer)] {
		if present, err = im.w.codesOf(offer); err != nil {
			return false, err
		}
	}
	keep := map[string]bool{}
	for _, code := range have {
		keep[code] = true
		if _, there := present[code]; !there {
			changed = true
			if err := im.w.create(change.Barcode, shop.NewID(), Values{"offer_id": offer, "code": code, "quantity": shop.One}); err != nil {
				return changed, err
			}
		}
	}
	for _, code := range had {
		if id, there := present[code]; there && !keep[code] {
			changed = true
			if err := im.w.remove(change.Barcode, id); err != nil {
				return changed, err
			}
		}
	}
	return changed, nil
}

func (w *writer) codesOf(offer shop.ID) (map[string]shop.ID, error) {
	rows, err := w.rows(`SELECT code, id FROM barcodes WHERE offer_id=? AND deleted=0`, offer[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	codes := map[string]shop.ID{}
	for rows.Next() {
		var code string
		var id shop.ID
		if err := rows.Scan(&code, &id); err != nil {
			return nil, err
		}
		codes[code] = id
	}
	return codes, rows.Err()
}

// category finds or makes a path of categories, remembering what it found.
func (im *importer) category(path []string) (id shop.ID, text string, err error) {
	names := make([]string, 0, len(path))
	for _, n := range path {
		// The mark between names cannot be part of one.
		if n = strings.TrimSpace(strings.ReplaceAll(n, ">", "›")); n != "" {
			names = append(names, n)
		}
	}
	text = strings.Join(names, " > ")
	id, seen := im.categories[text]
	if seen || text == "" {
		return id, text, nil
	}
	if id, err = im.w.category(names); err == nil {
		im.categories[text] = id
	}
	return id, text, err
}

package intake

import "strings"

// wooSheet tells where the fields of a WooCommerce export stand.
type wooSheet struct {
	at         map[field]int
	measures   map[field]unitColumn
	attributes []attribute
	barcodes   []int
	cost       int
}

// wooProduct is a product that offers may still be added to.
type wooProduct struct {
	product  Product
	variable bool
	refused  bool
	digital  bool  // by its own type words
	physical Offer // measures that variations take over where they have none
	ships    bool  // some variation has to be shipped
	stock    *int64
}

// wooVariation waits for its parent, which may stand further down.
type wooVariation struct {
	offer       Offer
	name        string
	parent      string
	digital     bool
	sharesStock bool
}

// wooReading is one WooCommerce file in progress.
type wooReading struct {
	*ledger
	sheet      wooSheet
	products   []*wooProduct
	parents    map[string]*wooProduct // by "id:7" and by "sku:A"
	productKey map[string]int
	variations []wooVariation
}

func readWooCommerce(l *ledger) error {
	measures, err := unitColumns(l.t.head)
	if err != nil {
		return err
	}
	w := &wooReading{ledger: l, parents: map[string]*wooProduct{}, productKey: map[string]int{}}
	w.sheet = wooSheet{
		at: columns(l.t.head, wooHeadings), measures: measures, attributes: attributes(l.t.head),
		barcodes: barcodeColumns(l.t.head), cost: costColumn(l.t.head),
	}
	if at, ok := w.sheet.at[fieldCost]; ok {
		w.sheet.cost = at
	}
	if err := l.each(w.readRow); err != nil {
		return err
	}
	for _, v := range w.variations {
		w.attach(v)
	}
	for _, p := range w.products {
		w.close(p)
	}
	return nil
}

func (s wooSheet) col(f field) int {
	if at, ok := s.at[f]; ok {
		return at
	}
	return -1
}

// wooKind is what a row is.
type wooKind struct {
	name    string // simple, variable, variation, grouped
	digital bool
}

// kind reads the words of the Type column. Old files leave it empty.
func (s wooSheet) kind(r *rowReader) wooKind {
	k := wooKind{}
	for _, word := range cutList(strings.ToLower(r.raw(s.col(fieldType)))) {
		switch word = oneLine(word); word {
		case "":
		case "virtual", "downloadable":
			k.digital = true
		case "simple", "external", "subscription":
			k.name = "simple"
		case "variable", "variable-subscription":
			k.name = "variable"
		case "variation", "subscription_variation":
			k.name = "variation"
		case "grouped":
			k.name = "grouped"
		default:
			r.refuse(s.col(fieldType), "unknown_type", "Products of the type %q cannot be imported.", shorten(word))
		}
	}
	if k.name == "" {
		k.name = "simple"
		if r.raw(s.col(fieldParent)) != "" {
			k.name = "variation"
		}
	}
	return k
}

func (w *wooReading) readRow(r *rowReader) {
	switch k := w.sheet.kind(r); k.name {
	case "variation":
		w.readVariation(r, k)
	case "grouped":
		r.refuse(w.sheet.col(fieldType), "grouped_product", "A grouped product only lists other products; those are imported by their own rows.")
	default:
		w.readProduct(r, k)
	}
}

func (w *wooReading) readProduct(r *rowReader, k wooKind) {
	s := w.sheet
	p := &wooProduct{variable: k.name == "variable", digital: k.digital}
	p.product = Product{Row: r.number, File: w.o.File, Name: r.line(s.col(fieldName)), Brand: s.brand(r)}
	p.product.Description = s.description(r)
	p.product.Categories = categoryPaths(cutList(r.raw(s.col(fieldCategories))))
	p.product.Tags = words(cutList(r.raw(s.col(fieldTags))))
	p.product.Published = r.flag(s.col(fieldPublished), true)
	if p.product.Name == "" {
		r.refuse(s.col(fieldName), "no_name", "The product has no name.")
	}
	id, sku := r.code(s.col(fieldID)), r.code(s.col(fieldSKU))
	p.product.Key = wooKey(id, sku)
	if p.product.Key == "" {
		p.product.Key = "name:" + p.product.Name
	}
	if first, taken := w.productKey[p.product.Key]; taken {
		r.refuse(s.col(fieldID), "duplicate_key", "The same product already stands in row %d.", first)
	}
	if p.variable {
		s.measure(r, &p.physical)
		p.stock = r.stock(s.col(fieldStock))
	} else {
		offer := s.offer(r)
		offer.Key = p.product.Key
		if w.claimSKU(r, s.col(fieldSKU), offer.SKU); !r.refused() {
			w.keys[offer.Key] = r.number
		}
		p.product.Offers = []Offer{offer}
	}
	p.refused = r.refused()
	if p.variable {
		w.enterParent(p, id, sku)
	}
	if !p.refused {
		w.productKey[p.product.Key] = r.number
		w.products = append(w.products, p)
	}
}

// enterParent makes a product known to its variations; a refused one too, so that they can say what is wrong.
func (w *wooReading) enterParent(p *wooProduct, id, sku string) {
	for _, ref := range []string{"id:" + id, "sku:" + sku} {
		if known := w.parents[ref]; !strings.HasSuffix(ref, ":") && (known == nil || known.refused) {
			w.parents[ref] = p
		}
	}
}

// wooKey gives "id:7", the spelling in which WooCommerce itself refers to a product, else the SKU.
func wooKey(id, sku string) string {
	if id != "" {
		return "id:" + id
	}
	return sku
}

func (s wooSheet) brand(r *rowReader) string {
	for _, path := range categoryPaths(cutList(r.raw(s.col(fieldBrand)))) {
		return path[len(path)-1]
	}
	return ""
}

// description prefers the long text. WooCommerce writes its line breaks as \n, a backslash and a letter.
func (s wooSheet) description(r *rowReader) string {
	for _, f := range []field{fieldDescription, fieldShort} {
		if text := plainText(strings.ReplaceAll(r.raw(s.col(f)), `\n`, "\n")); text != "" {
			return text
		}
	}
	return ""
}

// offer reads what can be sold: of a simple product or of a variation.
func (s wooSheet) offer(r *rowReader) Offer {
	offer := Offer{Row: r.number, SKU: r.code(s.col(fieldSKU)), Barcodes: r.barcodes(s.barcodes...)}
	offer.Price = r.money(s.col(fieldPrice))
	if sale := r.money(s.col(fieldSalePrice)); sale != nil && !r.refused() {
		switch {
		case offer.Price == nil:
			r.refuse(s.col(fieldPrice), "no_price", "The row has a sale price but no regular price.")
		case *sale < *offer.Price:
			offer.SalePrice = sale // WooCommerce itself leaves one alone that is not below the regular price
		}
	}
	offer.PurchasePrice = r.money(s.cost)
	if !strings.EqualFold(r.raw(s.col(fieldStock)), "parent") {
		offer.Stock = r.stock(s.col(fieldStock))
	}
	s.measure(r, &offer)
	return offer
}

func (s wooSheet) measure(r *rowReader, offer *Offer) {
	if c, ok := s.measures[fieldWeight]; ok {
		offer.WeightGrams = r.grams(c)
	}
	size := func(f field) *int64 {
		if c, ok := s.measures[f]; ok {
			return r.millimetres(c)
		}
		return nil
	}
	offer.LengthMM, offer.WidthMM, offer.HeightMM = size(fieldLength), size(fieldWidth), size(fieldHeight)
}

func (w *wooReading) readVariation(r *rowReader, k wooKind) {
	s := w.sheet
	v := wooVariation{offer: s.offer(r), name: r.line(s.col(fieldName)), digital: k.digital}
	v.parent = r.line(s.col(fieldParent))
	v.sharesStock = strings.EqualFold(r.raw(s.col(fieldStock)), "parent")
	v.offer.Key = wooKey(r.code(s.col(fieldID)), v.offer.SKU)
	if v.parent == "" {
		r.refuse(s.col(fieldParent), "parent_missing", "The row is a variation but names no parent.")
	}
	var values []string
	for _, a := range s.attributes {
		name, value := r.line(a.name), oneLine(strings.ReplaceAll(r.raw(a.value), `\,`, ","))
		if value != "" { // an empty value means "any", which is no choice
			v.offer.Options = append(v.offer.Options, Option{Name: name, Value: value})
			values = append(values, value)
		}
	}
	v.offer.Title = strings.Join(values, " / ")
	w.claimSKU(r, s.col(fieldSKU), v.offer.SKU)
	if !r.refused() {
		w.variations = append(w.variations, v)
	}
}

// attach puts a variation under its parent, or refuses it.
func (w *wooReading) attach(v wooVariation) {
	heading := w.heading(w.sheet.col(fieldParent))
	p := w.parent(v.parent)
	switch {
	case p == nil:
		w.refuseRow(v.offer.Row, heading, "parent_missing", v.parent, "The file has no variable product %q that this variation could belong to.", v.parent)
		return
	case p.refused:
		w.refuseRow(v.offer.Row, heading, "parent_refused", v.parent, "The product of this variation was refused: see row %d.", p.product.Row)
		return
	}
	if v.offer.Title == "" && v.name != p.product.Name {
		v.offer.Title = strings.TrimPrefix(v.name, p.product.Name+" - ")
	}
	if v.offer.Key == "" {
		v.offer.Key = p.product.Key + "#" + v.offer.Title
	}
	if first, taken := w.keys[v.offer.Key]; taken {
		w.refuseRow(v.offer.Row, "", "duplicate_key", v.offer.Key, "The same variation already stands in row %d.", first)
		return
	}
	w.keys[v.offer.Key] = v.offer.Row
	inherit(&v.offer, p.physical)
	if v.sharesStock && p.stock != nil {
		heading := w.heading(w.sheet.col(fieldStock))
		w.refuseRow(p.product.Row, heading, "shared_stock", "", "The stock of this product is shared by its variants, which cannot be kept. The product was taken without it: count each variant.")
		p.stock = nil
	}
	p.ships = p.ships || !v.digital
	p.product.Offers = append(p.product.Offers, v.offer)
}

// parent finds the product that a Parent cell means: a SKU, or "id:" and a number. Hand-made files leave out the "id:".
func (w *wooReading) parent(ref string) *wooProduct {
	for _, key := range []string{"sku:" + ref, strings.ToLower(ref), "id:" + ref} {
		if p := w.parents[key]; p != nil {
			return p
		}
	}
	return nil
}

// inherit gives a variation the measures of its parent where it has none, as the shop does.
func inherit(offer *Offer, parent Offer) {
	take := func(own **int64, from *int64) {
		if *own == nil && from != nil {
			v := *from
			*own = &v
		}
	}
	take(&offer.WeightGrams, parent.WeightGrams)
	take(&offer.LengthMM, parent.LengthMM)
	take(&offer.WidthMM, parent.WidthMM)
	take(&offer.HeightMM, parent.HeightMM)
}

// close decides, once all rows are known, whether a product can be taken.
func (w *wooReading) close(p *wooProduct) {
	if len(p.product.Offers) == 0 {
		w.refuseRow(p.product.Row, "", "no_offers", p.product.Key, "The file holds no usable variation of this product, so nothing of it can be sold.")
		return
	}
	p.product.Digital = p.digital || p.variable && !p.ships
	w.result.Products = append(w.result.Products, p.product)
}

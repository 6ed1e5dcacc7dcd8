package intake

import (
	"strconv"
	"strings"
)

// shopifySheet tells where the fields of a Shopify export stand.
type shopifySheet struct {
	at      map[field]int
	options []attribute
}

// shopifyProduct gathers the rows of one handle. Only the first row carries the product's own cells.
type shopifyProduct struct {
	product     Product
	optionNames []string
	variants    int  // rows that hold a variant, refused ones included
	ships       bool // some variant has to be shipped
	gift        bool
	firstBroken bool // the first row was refused
	rows        []int
}

// readShopify reads a file in which a row with the same handle and no title is one more variant or only one more picture.
func readShopify(l *ledger) error {
	s := shopifySheet{at: columns(l.t.head, shopifyHeadings), options: shopifyOptions(l.t.head)}
	products := map[string]*shopifyProduct{}
	var order []*shopifyProduct
	err := l.each(func(r *rowReader) {
		handle := r.line(s.col(fieldHandle))
		if handle == "" {
			r.refuse(s.col(fieldHandle), "no_key", "The row has no handle, so it is not known which product it belongs to.")
			return
		}
		p := products[handle]
		if p == nil {
			p = &shopifyProduct{}
			p.product = Product{Key: handle, Row: r.number, File: l.o.File}
			products[handle] = p
			order = append(order, p)
			s.readProduct(r, p)
		} else if p.product.Name == "" {
			p.product.Name = r.line(s.col(fieldName))
		}
		s.readVariant(r, p)
		p.firstBroken = p.firstBroken || r.refused() && r.number == p.product.Row
		if !r.refused() {
			p.rows = append(p.rows, r.number)
		}
	})
	if err != nil {
		return err
	}
	for _, p := range order {
		l.closeShopify(p, l.heading(s.col(fieldName)))
	}
	return nil
}

// closeShopify decides, once all its rows are known, whether a product can be taken.
func (l *ledger) closeShopify(p *shopifyProduct, nameHeading string) {
	if p.product.Name == "" {
		for _, row := range p.rows {
			l.refuseRow(row, nameHeading, "no_name", "", "No row of the product %q has a title.", p.product.Key)
		}
		return
	}
	if p.variants == 0 && !p.firstBroken {
		// Every Shopify product has one variant at least; an export cut down to its texts does not show it.
		p.product.Offers = []Offer{{Key: p.product.Key, Row: p.product.Row}}
	}
	if len(p.product.Offers) == 0 {
		if !p.firstBroken {
			l.refuseRow(p.product.Row, "", "no_offers", p.product.Key, "All variants of this product were refused, so nothing of it can be sold.")
		}
		return
	}
	p.product.Digital = p.gift || p.variants > 0 && !p.ships
	l.result.Products = append(l.result.Products, p.product)
}

func (s shopifySheet) col(f field) int {
	if at, ok := s.at[f]; ok {
		return at
	}
	return -1
}

func (s shopifySheet) readProduct(r *rowReader, p *shopifyProduct) {
	p.product.Name = r.line(s.col(fieldName))
	p.product.Description = plainText(r.raw(s.col(fieldDescription)))
	p.product.Brand = r.line(s.col(fieldBrand))
	p.product.Tags = words(strings.Split(r.raw(s.col(fieldTags)), ","))
	var paths []string
	for _, f := range []field{fieldTaxonomy, fieldCategories, fieldCollection} {
		paths = append(paths, r.raw(s.col(f)))
	}
	p.product.Categories = categoryPaths(words(paths))
	status := strings.ToLower(r.raw(s.col(fieldStatus)))
	p.product.Published = r.flag(s.col(fieldPublished), true) && (status == "" || status == "active")
	p.gift = r.flag(s.col(fieldGiftCard), false)
	for _, o := range s.options {
		p.optionNames = append(p.optionNames, r.line(o.name))
	}
}

func (s shopifySheet) readVariant(r *rowReader, p *shopifyProduct) {
	if !s.hasVariant(r) {
		return
	}
	p.variants++
	offer := Offer{Row: r.number, SKU: r.code(s.col(fieldSKU)), Barcodes: r.barcodes(s.col(fieldBarcode))}
	offer.Price, offer.SalePrice = shopifyPrices(r.money(s.col(fieldPrice)), r.money(s.col(fieldComparePrice)))
	offer.PurchasePrice = r.money(s.col(fieldCost))
	offer.Stock = r.stock(s.col(fieldStock))
	offer.WeightGrams = r.grams(unitColumn{at: s.col(fieldGrams), unit: "g"})
	ships := r.flag(s.col(fieldShips), true)
	offer.Options, offer.Title = s.choices(r, p)
	offer.Key = p.product.Key
	if offer.Title != "" {
		offer.Key += "#" + offer.Title
	}
	if first, taken := r.l.keys[offer.Key]; taken {
		r.refuse(s.col(fieldHandle), "duplicate_key", "The same variant of %q already stands in row %d.", p.product.Key, first)
	}
	if r.l.claimSKU(r, s.col(fieldSKU), offer.SKU); r.refused() {
		return
	}
	r.l.keys[offer.Key] = r.number
	p.ships = p.ships || ships
	p.product.Offers = append(p.product.Offers, offer)
}

// hasVariant tells a variant's row from one that only adds a picture or a metafield.
func (s shopifySheet) hasVariant(r *rowReader) bool {
	for _, o := range s.options {
		if r.raw(o.value) != "" {
			return true
		}
	}
	return r.raw(s.col(fieldSKU)) != "" || r.raw(s.col(fieldPrice)) != "" || r.raw(s.col(fieldBarcode)) != ""
}

// choices gives the options of a variant and their short title. Shopify writes Title / Default Title where there is no choice.
func (s shopifySheet) choices(r *rowReader, p *shopifyProduct) ([]Option, string) {
	var options []Option
	var values []string
	for i, o := range s.options {
		value := r.line(o.value)
		if value == "" || value == "Default Title" {
			continue
		}
		name := p.optionNames[i]
		if name == "" {
			name = r.line(o.name)
		}
		options = append(options, Option{Name: name, Value: value})
		values = append(values, value)
	}
	return options, strings.Join(values, " / ")
}

// shopifyPrices: the compare-at price is the old, full one. When it is not above the price, as in many files, it says nothing.
func shopifyPrices(price, compare *int64) (full, sale *int64) {
	if price != nil && compare != nil && *compare > *price {
		return compare, price
	}
	return price, nil
}

// shopifyOptions finds "Option1 Name" and "Option1 Value" to "Option3 …".
func shopifyOptions(head []string) []attribute {
	var list []attribute
	for n := range 3 {
		a := attribute{name: -1, value: -1}
		prefix := "option" + strconv.Itoa(n+1)
		for i, h := range head {
			switch fold(h) {
			case prefix + " name":
				a.name = i
			case prefix + " value":
				a.value = i
			}
		}
		if a.value >= 0 {
			list = append(list, a)
		}
	}
	return list
}

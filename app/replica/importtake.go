package replica

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/prylavok/prylavok/app/intake"
	"github.com/prylavok/prylavok/app/shop"
)

// take is one value that a source gives. Its mark is what is remembered of it,
// so that the next import sees whether the source changed it.
type take struct {
	name  string // the field, or one of the two below
	value any
	mark  string
}

type takes []take

// Two things that are given like fields but kept as records of their own.
const (
	takenStock = "stock"
	takenCodes = "barcodes"
)

// longMark is from what length on only a fingerprint of a text is remembered.
const longMark = 100

func textTake(name, value string) take {
	mark := value
	if len(value) > longMark {
		sum := sha256.Sum256([]byte(value))
		mark = "sha256:" + base64.RawStdEncoding.EncodeToString(sum[:16])
	}
	return take{name, value, mark}
}

func flagTake(name string, value bool) take {
	if value {
		return take{name, value, "1"}
	}
	return take{name, value, ""}
}

func number(v int64) string { return strconv.FormatInt(v, 10) }

// empty tells that the source gives nothing: no text, no category, not set.
func (t take) empty() bool { return t.mark == "" }

// values adds the fields to those of a new record.
func (l takes) values(all Values) Values {
	for _, t := range l {
		if t.name != takenStock && t.name != takenCodes {
			all[t.name] = t.value
		}
	}
	return all
}

// differ tells whether the source gives another value of a field than last time.
func (l takes) differ(before map[string]string, name string) bool {
	for _, t := range l {
		if t.name == name {
			old, known := before[name]
			return !known || old != t.mark
		}
	}
	return false
}

// text writes what is remembered: the values given now, and of earlier ones
// those that are not given now.
func (l takes) text(before map[string]string) (string, error) {
	all := make(map[string]string, len(l)+len(before))
	for name, mark := range before {
		all[name] = mark
	}
	for _, t := range l {
		all[t.name] = t.mark
	}
	text, err := json.Marshal(all)
	return string(text), err
}

// productTakes gives what the source says of a product. Its first category is
// the product's; the last names of the others help to find it as tags.
func (im *importer) productTakes(p *intake.Product) (takes, error) {
	var category shop.ID
	var path string
	tags := p.Tags
	if len(p.Categories) > 0 {
		var err error
		if category, path, err = im.category(p.Categories[0]); err != nil {
			return nil, err
		}
		tags = slices.Clone(p.Tags)
		for _, c := range p.Categories[1:] {
			if len(c) > 0 && !slices.Contains(tags, c[len(c)-1]) {
				tags = append(tags, c[len(c)-1])
			}
		}
	}
	return takes{
		textTake("name", p.Name), textTake("description", p.Description), textTake("brand", p.Brand), {"category_id", category, path},
		textTake("tags", joinTags(tags)), flagTake("digital", p.Digital), flagTake("active", p.Published),
	}, nil
}

func joinTags(tags []string) string {
	clean := make([]string, 0, len(tags))
	for _, t := range tags {
		if t = strings.TrimSpace(strings.ReplaceAll(t, ",", " ")); t != "" {
			clean = append(clean, t)
		}
	}
	return strings.Join(clean, ", ")
}

// offerTakes gives what the source says of an offer, without its stock.
func offerTakes(o *intake.Offer) (takes, error) {
	options := ""
	if len(o.Options) > 0 {
		list := make([]Option, len(o.Options))
		for i, v := range o.Options {
			list[i] = Option{v.Name, v.Value}
		}
		text, err := json.Marshal(list)
		if err != nil {
			return nil, err
		}
		options = string(text)
	}
	l := takes{textTake("title", o.Title), textTake("options", options)}
	if o.SKU != "" {
		l = append(l, textTake("sku", o.SKU))
	}
	if o.Price != nil {
		// A price without a sale price says that the sale is over.
		l = append(l, take{"price", *o.Price, number(*o.Price)}, numberTake("sale_price", o.SalePrice))
	}
	for _, n := range []struct {
		name  string
		value *int64
	}{{"purchase_price", o.PurchasePrice}, {"weight_grams", o.WeightGrams}, {"length_mm", o.LengthMM}, {"width_mm", o.WidthMM}, {"height_mm", o.HeightMM}} {
		if n.value != nil {
			l = append(l, numberTake(n.name, n.value))
		}
	}
	return append(l, take{name: takenCodes, mark: joinCodes(o.Barcodes)}), nil
}

// numberTake makes nil and 0 one: "not given".
func numberTake(name string, v *int64) take {
	if v == nil || *v == 0 {
		return take{name, int64(0), ""}
	}
	return take{name, *v, number(*v)}
}

// Codes are remembered apart by line breaks, which no code holds.
func joinCodes(codes []string) string {
	var list []string
	for _, c := range codes {
		if c = strings.TrimSpace(strings.ReplaceAll(c, "\n", " ")); c != "" && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return strings.Join(list, "\n")
}

func splitCodes(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// unfitProduct says why a product cannot be stored, nil when it can.
func (im *importer) unfitProduct(p *intake.Product, key string) *refusal {
	switch {
	case strings.TrimSpace(p.Name) == "":
		return &refusal{"Name", "no_name", "", "The product has no name."}
	case im.done[key]:
		return &refusal{"", "duplicate_key", p.Key, "This product was given before in the same import; the first one was taken."}
	}
	if len(p.Name) > textBytes || len(p.Description) > textBytes || len(p.Brand) > textBytes || len(joinTags(p.Tags)) > textBytes {
		return &refusal{"", "too_long", "", "A text of the product is longer than can be kept."}
	}
	return nil
}

// unfitOffer says why an offer cannot be stored, nil when it can.
func (im *importer) unfitOffer(o *intake.Offer, key string) *refusal {
	for _, m := range []struct {
		field string
		value *int64
	}{{"Price", o.Price}, {"Sale price", o.SalePrice}, {"Purchase price", o.PurchasePrice}} {
		if m.value != nil && (*m.value < 0 || shop.Money(*m.value) > shop.MaxPrice) {
			return &refusal{m.field, "price_range", number(*m.value), "The price is below zero or higher than can be kept."}
		}
	}
	if o.Stock != nil && (*o.Stock < -int64(shop.MaxQuantity) || *o.Stock > int64(shop.MaxQuantity)) {
		return &refusal{"Stock", "stock_range", number(*o.Stock), "The stock is larger than can be kept."}
	}
	for _, c := range o.Barcodes {
		if len(c) > 100 {
			return &refusal{"Barcode", "too_long", c[:100], "The barcode is longer than a hundred characters."}
		}
	}
	switch {
	case im.done[key]:
		return &refusal{"", "duplicate_key", o.Key, "This offer was given before in the same import; the first one was taken."}
	case o.SKU != "" && im.skus[o.SKU]:
		return &refusal{"SKU", "duplicate_sku", o.SKU, "This SKU was given before in the same import; the first one was taken."}
	case len(o.SKU) > longMark || len(o.Title) > 10_000:
		return &refusal{"SKU", "too_long", "", "The SKU or the title is longer than can be kept."}
	}
	return nil
}

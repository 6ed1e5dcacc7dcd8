package paper

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// ShippedPrefix stands before the name of a shipped template in the setting of
// replica.TemplateKey.
const ShippedPrefix = "shipped:"

// The warnings of documents that are made from templates.
const (
	// WarnTemplate: the chosen template is gone or of a newer version; the layout
	// of the program is printed instead. Field is the document.
	WarnTemplate = "template_unusable"
	// WarnLeftOut: one sticker of many could not be made of the template. Field is
	// its name.
	WarnLeftOut = "sticker_left_out"
)

// fillers give a template's values, one for each sticker.
var fillers = map[shop.Document]func(*desk, Ask) ([]label.Values, error){
	shop.DocumentLabel:    (*desk).labelValues,
	shop.DocumentPriceTag: (*desk).tagValues,
	shop.DocumentShelf:    (*desk).placeValues,
}

// template gives the template that the shop prints a document with; ok is false
// when it has chosen none, or none that can be used, and then problem says why.
func (d *desk) template(of shop.Document) (t label.Template, ok bool, problem error) {
	chosen := d.settings[replica.TemplateKey(string(of))]
	if chosen == "" || fillers[of] == nil {
		return t, false, nil
	}
	if name, shipped := strings.CutPrefix(chosen, ShippedPrefix); shipped {
		if t, ok = label.ShippedTemplate(name); !ok {
			problem = shop.ErrNotFound.With("what", "template")
		}
		return t, ok, problem
	}
	id, err := shop.ParseID(chosen)
	if err != nil {
		return t, false, shop.ErrNotFound.With("what", "template")
	}
	record, err := d.r.Template(d.ctx, id)
	if err == nil {
		t, err = label.ParseTemplate([]byte(record.Body))
	}
	return t, err == nil, err
}

// fill makes the stickers of a template. The warnings of one that cannot be made
// say so, and the rest are made; none at all is an error.
func (d *desk) fill(t label.Template, ask Ask) (label.Paper, error) {
	list, err := fillers[ask.Document](d, ask)
	if err != nil {
		return label.Paper{}, err
	}
	var logo *label.Picture
	if slices.ContainsFunc(t.Elements, func(e label.TemplateElement) bool { return e.Kind == label.ElementPicture }) {
		logo = d.logo()
	}
	var papers []label.Paper
	var left []label.Warning
	var first error
	for _, v := range list {
		v.Logo = logo
		p, err := t.Paper(v)
		if err != nil {
			if first == nil {
				first = err
			}
			left = append(left, label.Warning{Code: WarnLeftOut, Field: nameOf(v)})
			continue
		}
		papers = append(papers, p)
	}
	if len(papers) == 0 {
		return label.Paper{}, first
	}
	p := label.Stack(papers...)
	p.Warnings = append(p.Warnings, left...)
	return p, nil
}

// nameOf says which sticker values are for.
func nameOf(v label.Values) string {
	for _, name := range []string{"order.number", "offer.title", "place.code"} {
		if value := v.Fields[name]; value != "" {
			return value
		}
	}
	return ""
}

// values are what templates of all documents know.
func (d *desk) values(ask Ask, more map[string]string) label.Values {
	s := d.shop()
	more["shop.name"], more["shop.address"], more["shop.phone"], more["today"] = s.Name, s.Address, s.Phone, day(ask.At)
	more["shop.contact"] = strings.ReplaceAll(lines(s.Address, s.Phone), "\n", " · ")
	return label.Values{Fields: more, Language: d.language()}
}

func (d *desk) labelValues(ask Ask) ([]label.Values, error) {
	if len(ask.Orders) == 0 {
		return nil, shop.ErrRequired.With("field", "orders").On("orders")
	}
	var list []label.Values
	for _, o := range ask.Orders {
		f, err := d.form(o)
		if err != nil {
			return nil, err
		}
		v, err := f.labelValues(ask)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

func (f form) labelValues(ask Ask) (label.Values, error) {
	grams, err := f.grams()
	if err != nil {
		return label.Values{}, err
	}
	c := f.card
	var goods []string
	for _, l := range f.standing() {
		goods = append(goods, l.Quantity.String()+" × "+l.Title)
	}
	copied, interim := "", ""
	if f.copied {
		copied = label.CopyWord(f.language())
	}
	tracking, awaited := f.tracking()
	if awaited {
		interim = strings.TrimPrefix(tracking, "(00)")
	}
	return f.values(ask, map[string]string{
		"order.number": c.Number, "order.date": day(f.at()), "order.cod": f.collect(), "order.total": f.currency.Format(c.Total), "order.delivery": f.deliveryName(c.Delivery.Method),
		"order.comment": c.Comment, "order.goods": strings.Join(goods, "\n"), "order.weight": f.kilograms(grams), "order.waybill": c.Delivery.Waybill,
		"order.tracking": tracking, "order.interim": interim,
		"customer.name": f.recipient(), "customer.phone": f.phone(), "customer.address": f.address(), "customer.city": c.Delivery.City, "customer.street": c.Delivery.Address, "copy": copied,
	}), nil
}

func (d *desk) tagValues(ask Ask) ([]label.Values, error) {
	if len(ask.Offers) == 0 {
		return nil, shop.ErrRequired.With("field", "offers").On("offers")
	}
	var list []label.Values
	for _, id := range ask.Offers {
		o, err := d.offer(id)
		if err != nil {
			return nil, err
		}
		code, old := o.Barcode, ""
		if code == "" {
			code = o.SKU
		}
		if o.Price < o.Regular {
			old = d.currency.Format(o.Regular)
		}
		list = append(list, d.values(ask, map[string]string{"offer.title": o.Title, "offer.price": d.currency.Format(o.Price), "offer.old": old,
			"offer.unit": words(pers, d.language()) + d.unit(o.Unit), "offer.sku": o.SKU, "offer.barcode": o.Barcode, "offer.code": code}))
	}
	return list, nil
}

func (d *desk) placeValues(ask Ask) ([]label.Values, error) {
	if len(ask.Places) == 0 {
		return nil, shop.ErrRequired.With("field", "places").On("places")
	}
	var list []label.Values
	for _, p := range ask.Places {
		list = append(list, d.values(ask, map[string]string{"place.code": p.Code, "place.name": p.Name}))
	}
	return list, nil
}

// TemplateValues gives what a template of a document would be filled with: of
// the first order, offer or place that ask names, or, when it names none, of
// usual or of the longest values, with the shop's own name and logo.
func TemplateValues(ctx context.Context, r *replica.Replica, ask Ask, longest bool) (label.Values, error) {
	fill, ok := fillers[ask.Document]
	if !ok {
		return label.Values{}, ErrDocument.With("document", string(ask.Document))
	}
	settings, err := r.Settings(ctx)
	if err != nil {
		return label.Values{}, err
	}
	d := newDesk(ctx, r, settings)
	if len(ask.Orders)+len(ask.Offers)+len(ask.Places) > 0 {
		list, err := fill(d, ask)
		if err != nil {
			return label.Values{}, err
		}
		list[0].Logo = d.logo()
		return list[0], nil
	}
	made := label.SampleValues
	if longest {
		made = label.LongValues
	}
	v := made(string(ask.Document), d.language())
	v.Logo = d.logo()
	if !longest {
		for name, own := range d.values(ask, map[string]string{}).Fields {
			if own != "" {
				v.Fields[name] = own
			}
		}
	}
	return v, nil
}

// CheckTemplate tells all that keeps a template from being saved: tried on the
// longest sensible values, on usual ones and on what ask names.
func CheckTemplate(ctx context.Context, r *replica.Replica, t label.Template, ask Ask) ([]*label.Fault, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return nil, err
	}
	var more []label.Values
	if len(ask.Orders)+len(ask.Offers)+len(ask.Places) > 0 {
		v, err := TemplateValues(ctx, r, ask, false)
		if err != nil && !errors.Is(err, shop.ErrNotFound) {
			return nil, err
		}
		if err == nil {
			more = append(more, v)
		}
	}
	return t.Check(newDesk(ctx, r, settings).language(), more...), nil
}

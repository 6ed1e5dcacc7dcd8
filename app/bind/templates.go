package bind

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// ErrTemplate refuses a template that would not print well. Its field is the path
// of what is wrong, and templates.preview tells all of it.
var ErrTemplate = shop.NewProblem("template.refused", "The template was not saved: {{why}}. Nothing was lost. Mend the element and save again.")

// TemplateRow is one template of the list.
type TemplateRow struct {
	ID       shop.ID `json:"id"`      // empty of a shipped one
	Shipped  string  `json:"shipped"` // of the owner's: what it was copied from
	Name     string  `json:"name"`    // empty of a shipped one, which the screen has words for
	Document string  `json:"document"`
	Width    float64 `json:"width"` // millimetres; 0 when this program cannot read it
	Height   float64 `json:"height"`
	Used     bool    `json:"used"` // the shop prints the document with it
}

type templateKey struct {
	ID      shop.ID `json:"id,omitzero"`
	Shipped string  `json:"shipped,omitempty"` // the name of a shipped one, where id is empty
}

// TemplateCard is a template to be edited.
type TemplateCard struct {
	ID       shop.ID        `json:"id"`
	Name     string         `json:"name"`
	Shipped  string         `json:"shipped"`
	Template label.Template `json:"template"`
	Fields   []string       `json:"fields"` // that its values may name
}

type templateParams struct {
	ID       shop.ID        `json:"id,omitzero"` // empty = a new one
	Name     string         `json:"name"`
	Shipped  string         `json:"shipped"`
	Template label.Template `json:"template"`
	OrderID  shop.ID        `json:"order_id,omitzero"` // tried on it too; empty = on the last one
}

type useTemplateParams struct {
	Document    string `json:"document" jsonschema:"enum=label,enum=pricetag,enum=shelf"`
	templateKey        // both empty = the layout of the program
}

type previewParams struct {
	Template label.Template `json:"template"`
	OrderID  shop.ID        `json:"order_id,omitzero"`                                           // empty = the last one
	Sample   string         `json:"sample,omitempty" jsonschema:"enum=,enum=usual,enum=longest"` // made-up values instead
	Copy     bool           `json:"copy,omitempty"`                                              // as a copy of what was printed before
	Bare     bool           `json:"bare,omitempty"`                                              // faults and warnings without the picture
}

// TemplateWarning says what of a sticker is not printed as it was given.
type TemplateWarning struct {
	Element int    `json:"element"` // from 1; 0 = the template itself
	Code    string `json:"code"`
	Field   string `json:"field"` // of a field that is not there
	Lost    int    `json:"lost"`  // characters
}

// TemplatePreview is a sticker as a printer of 203 dpi prints it.
type TemplatePreview struct {
	PNG      string            `json:"png"`      // base64; empty when nothing can be drawn
	OrderID  shop.ID           `json:"order_id"` // that it was tried on, to be named with the next; empty in a shop without orders
	About    string            `json:"about"`    // the number of the order whose values are shown; empty = made-up ones
	Faults   []*label.Fault    `json:"faults"`
	Warnings []TemplateWarning `json:"warnings"`
}

type logoParams struct {
	PNG string `json:"png"` // base64; empty = none
}

// previewDPI is that of the common heads: what is readable there is readable on
// finer ones.
const previewDPI = 203

func init() {
	const settings = shop.RightSettings
	register("templates.list", settings, ask(listTemplates))
	register("templates.get", settings, ask(getTemplate))
	register("templates.save", settings, ask(saveTemplate))
	register("templates.preview", settings, ask(previewTemplate))
	register("templates.use", settings, do(useTemplate))
	register("templates.delete", settings, do(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) error {
		return r.DeleteTemplate(ctx, a, p.ID)
	}))
	register("templates.logo", settings, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) (logoParams, error) {
		all, err := r.Settings(ctx)
		return logoParams{all[paper.LogoKey]}, err
	}))
	register("templates.set_logo", settings, do(setLogo))
}

func listTemplates(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) ([]TemplateRow, error) {
	all, err := r.Settings(ctx)
	if err != nil {
		return nil, err
	}
	own, err := r.Templates(ctx)
	if err != nil {
		return nil, err
	}
	list := []TemplateRow{}
	for _, s := range label.ShippedTemplates() {
		t := s.Template
		list = append(list, TemplateRow{Shipped: s.Name, Document: t.Document, Width: t.Width, Height: t.Height,
			Used: all[replica.TemplateKey(t.Document)] == paper.ShippedPrefix+s.Name})
	}
	for _, o := range own {
		// One of a newer version is listed all the same: it can be deleted.
		t, _ := label.ParseTemplate([]byte(o.Body))
		list = append(list, TemplateRow{ID: o.ID, Shipped: o.Shipped, Name: o.Name, Document: o.Document, Width: t.Width, Height: t.Height,
			Used: all[replica.TemplateKey(o.Document)] == o.ID.String()})
	}
	return list, nil
}

func getTemplate(ctx context.Context, r *replica.Replica, _ replica.Actor, p templateKey) (TemplateCard, error) {
	card := TemplateCard{ID: p.ID, Shipped: p.Shipped}
	if p.ID.IsZero() {
		t, ok := label.ShippedTemplate(p.Shipped)
		if !ok {
			return card, shop.ErrNotFound.With("what", "template")
		}
		card.Template = t
	} else {
		record, err := r.Template(ctx, p.ID)
		if err != nil {
			return card, err
		}
		card.Name, card.Shipped = record.Name, record.Shipped
		if card.Template, err = label.ParseTemplate([]byte(record.Body)); err != nil {
			return card, refused(err)
		}
	}
	card.Fields = label.TemplateFields(card.Template.Document)
	return card, nil
}

// refused names the first fault of a template.
func refused(err error) error {
	var f *label.Fault
	if !errors.As(err, &f) {
		return err
	}
	var e *label.Error
	errors.As(err, &e)
	return ErrTemplate.With("why", strings.TrimPrefix(f.Error(), "label: ")).With("element", f.Element).On(e.Field)
}

// trial is what a template is tried on: an order, or the first goods of it;
// nothing in a shop without orders.
type trial struct {
	paper.Ask
	order shop.ID
	about string // the order's number
}

// try finds an order to try a template on, the last one where none is named.
func try(ctx context.Context, r *replica.Replica, document string, order shop.ID) (trial, error) {
	t := trial{Ask: paper.Ask{Document: shop.Document(document), At: time.Now()}, order: order}
	if t.Document != shop.DocumentLabel && t.Document != shop.DocumentPriceTag {
		return t, nil
	}
	if order.IsZero() {
		page, err := r.Orders(ctx, replica.System, replica.OrderQuery{OrderFilter: replica.OrderFilter{Kind: shop.Sale}, Limit: 1})
		if err != nil || len(page.Orders) == 0 {
			return t, err
		}
		t.order = page.Orders[0].ID
	}
	card, err := r.Order(ctx, replica.System, t.order)
	if err != nil {
		return t, err
	}
	t.about = card.Number
	if t.Document == shop.DocumentLabel {
		t.Orders = []paper.Order{{ID: t.order}}
		return t, nil
	}
	for _, line := range card.Items {
		if _, err := r.Offer(ctx, replica.System, line.OfferID); err == nil {
			t.Offers = []shop.ID{line.OfferID}
			break
		}
	}
	return t, nil
}

func saveTemplate(ctx context.Context, r *replica.Replica, a replica.Actor, p templateParams) (idResult, error) {
	body, err := p.Template.JSON()
	if err != nil {
		return idResult{}, err
	}
	t, err := label.ParseTemplate(body)
	if err != nil {
		return idResult{}, refused(err)
	}
	on, err := try(ctx, r, t.Document, p.OrderID)
	if err != nil {
		return idResult{}, err
	}
	faults, err := paper.CheckTemplate(ctx, r, t, on.Ask)
	if err != nil {
		return idResult{}, err
	}
	if len(faults) > 0 {
		return idResult{}, refused(faults[0])
	}
	if body, err = t.JSON(); err != nil {
		return idResult{}, err
	}
	id, err := r.SaveTemplate(ctx, a, replica.Template{ID: p.ID, Name: p.Name, Document: t.Document, Shipped: p.Shipped, Body: string(body)})
	return idResult{id}, err
}

func previewTemplate(ctx context.Context, r *replica.Replica, _ replica.Actor, p previewParams) (TemplatePreview, error) {
	out := TemplatePreview{Faults: []*label.Fault{}, Warnings: []TemplateWarning{}}
	on, err := try(ctx, r, p.Template.Document, p.OrderID)
	if err != nil {
		return out, err
	}
	// All that would keep it from being saved is told while it is edited.
	found, err := paper.CheckTemplate(ctx, r, p.Template, on.Ask)
	if err != nil {
		return out, err
	}
	out.Faults = append(out.Faults, found...)
	if label.TemplateFields(p.Template.Document) == nil {
		return out, nil
	}
	shown := on.Ask
	if p.Sample != "" {
		shown.Orders, shown.Offers = nil, nil
	}
	v, err := paper.TemplateValues(ctx, r, shown, p.Sample == "longest")
	if err != nil {
		return out, err
	}
	if p.Copy {
		v.Fields["copy"] = label.CopyWord(v.Language)
	}
	if len(shown.Orders)+len(shown.Offers) > 0 {
		out.About = on.about
	}
	out.OrderID = on.order
	drawn, _ := p.Template.Try(v)
	for _, w := range drawn.Warnings {
		out.Warnings = append(out.Warnings, warningOf(w))
	}
	if p.Bare || len(drawn.Sheets()) == 0 {
		return out, nil
	}
	var png bytes.Buffer
	if err := drawn.PNG(&png, previewDPI); err != nil {
		return out, err
	}
	out.PNG = base64.StdEncoding.EncodeToString(png.Bytes())
	return out, nil
}

func warningOf(w label.Warning) TemplateWarning {
	out := TemplateWarning{Code: w.Code, Field: w.Field, Lost: w.Lost}
	if n, ok := strings.CutPrefix(w.Field, "elements."); ok {
		out.Field = ""
		out.Element, _ = strconv.Atoi(n)
	}
	return out
}

func useTemplate(ctx context.Context, r *replica.Replica, a replica.Actor, p useTemplateParams) error {
	value := ""
	document := ""
	switch {
	case !p.ID.IsZero():
		t, err := r.Template(ctx, p.ID)
		if err != nil {
			return err
		}
		value, document = p.ID.String(), t.Document
	case p.Shipped != "":
		t, ok := label.ShippedTemplate(p.Shipped)
		if !ok {
			return shop.ErrNotFound.With("what", "template")
		}
		value, document = paper.ShippedPrefix+p.Shipped, t.Document
	}
	if label.TemplateFields(p.Document) == nil || (value != "" && document != p.Document) {
		return shop.ErrInput.With("field", "document").On("document")
	}
	return r.SetSetting(ctx, a, replica.TemplateKey(p.Document), value)
}

// setLogo keeps a logo that can be printed.
func setLogo(ctx context.Context, r *replica.Replica, a replica.Actor, p logoParams) error {
	if p.PNG != "" {
		file, err := base64.StdEncoding.DecodeString(p.PNG)
		if err == nil {
			_, err = label.NewPicture(file)
		}
		if err != nil {
			return ErrLogo.Because(err).On("png")
		}
	}
	return r.SetSetting(ctx, a, paper.LogoKey, p.PNG)
}

// ErrLogo refuses a picture that no printer could print.
var ErrLogo = shop.NewProblem("template.logo", "This picture cannot be printed. The logo was kept as it was. Choose a smaller picture, or a PNG.")

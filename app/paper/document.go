package paper

import (
	"context"
	"slices"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// Ask says what to print of what. Which of Orders, Offers and Places must be
// there follows from what the document is made of; the others are not looked at.
type Ask struct {
	Document shop.Document
	Orders   []Order
	Offers   []shop.ID // one that is named twice gets two tags
	Places   []label.ShelfLabel
	Size     label.Size // empty: the shop's template or setting, else the usual one
	First    int        // of tags on sheets: the place of the first, from 1
	Copies   int        // of each sticker, or of the whole paper; 0 = 1
	Blind    bool       // of a count sheet: without what the books say
	Counted  bool       // of a count sheet: this till's open count instead of Offers, with what was counted
	Count    shop.ID    // with Counted: which count that has to be; zero = whichever is open
	At       time.Time  // the moment that lists are dated with
}

// Order is an order on paper.
type Order struct {
	ID     shop.ID
	Copied bool // this paper was printed before: it is marked as a copy
}

// A Kind is a kind of document as it is offered to people.
type Kind struct {
	Document shop.Document
	Sizes    []label.Size // to choose from, the usual first; empty where there is one only
	make     func(*desk, Ask) (label.Paper, error)
}

// Kinds lists all documents that can be made, in the order of shop.Documents.
var Kinds = []Kind{
	{shop.DocumentLabel, label.LabelSizes, each(form.label)},
	{shop.DocumentReceipt, label.RollSizes, each(form.receipt)},
	{shop.DocumentPacking, label.PackingSizes, each(form.packing)},
	{shop.DocumentWaybill, nil, each(form.waybill)},
	{shop.DocumentInvoice, nil, each(form.invoice)},
	{shop.DocumentExpense, nil, each(form.expense)},
	{shop.DocumentPickList, nil, (*desk).pickList},
	{shop.DocumentRegister, nil, (*desk).register},
	{shop.DocumentPriceTag, label.TagSizes, (*desk).priceTags},
	{shop.DocumentCountSheet, nil, (*desk).countSheet},
	{shop.DocumentShelf, label.ShelfSizes, (*desk).shelves},
}

// KindOf finds a kind of document.
func KindOf(d shop.Document) (Kind, bool) {
	for _, k := range Kinds {
		if k.Document == d {
			return k, true
		}
	}
	return Kind{}, false
}

// Make lays a document out as it would be printed now. It fails with
// ErrDocument when it cannot be made of what was given, with shop.ErrNotFound
// when that is not in the shop any more, and with a *label.Error when paper
// cannot hold it.
func Make(ctx context.Context, r *replica.Replica, ask Ask) (label.Paper, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return label.Paper{}, err
	}
	return newDesk(ctx, r, settings).make(ask)
}

func (d *desk) make(ask Ask) (label.Paper, error) {
	kind, ok := KindOf(ask.Document)
	if !ok {
		return label.Paper{}, ErrDocument.With("document", string(ask.Document))
	}
	if Stickers(ask.Document) {
		ask.Offers, ask.Places, ask.Copies = repeated(ask.Offers, ask.Copies), repeated(ask.Places, ask.Copies), 1
	}
	p, err := d.paper(kind, ask)
	if ask.Copies > 1 {
		p = label.Stack(repeated([]label.Paper{p}, ask.Copies)...)
	}
	return p, err
}

// paper makes one copy of a document.
func (d *desk) paper(kind Kind, ask Ask) (label.Paper, error) {
	var warnings []label.Warning
	// A template has a size of its own: who asks for one means the layout.
	if ask.Size == "" {
		t, ok, problem := d.template(ask.Document)
		if ok {
			return d.fill(t, ask)
		}
		if problem != nil {
			warnings = append(warnings, label.Warning{Code: WarnTemplate, Field: string(ask.Document)})
		}
		ask.Size = d.size(ask.Document)
	}
	p, err := kind.make(d, ask)
	p.Warnings = append(warnings, p.Warnings...)
	return p, err
}

// Stickers tells whether copies of a document lie side by side, each sticker
// beside its own, and not one whole paper after the other.
func Stickers(d shop.Document) bool {
	return d == shop.DocumentPriceTag || d == shop.DocumentShelf
}

// repeated gives each of a list so many times, at least once.
func repeated[T any](list []T, times int) []T {
	out := make([]T, 0, len(list)*max(times, 1))
	for _, one := range list {
		out = append(out, slices.Repeat([]T{one}, max(times, 1))...)
	}
	return out
}

func newDesk(ctx context.Context, r *replica.Replica, settings map[string]string) *desk {
	return &desk{ctx: ctx, r: r, settings: settings, currency: r.Desk().Currency, goods: map[shop.ID]good{},
		order: func(id shop.ID) (replica.OrderCard, error) { return r.OrderOnPaper(ctx, id) },
		offer: func(id shop.ID) (replica.Offer, error) { return r.Offer(ctx, replica.System, id) }}
}

// size is the shop's size of a document, empty for the usual one.
func (d *desk) size(of shop.Document) label.Size { return label.Size(d.settings[SizeKey(of)]) }

// SizeKey names the setting that holds the size in which a shop prints a
// document.
func SizeKey(d shop.Document) string { return "paper." + string(d) + ".size" }

// desk is what documents are made from.
type desk struct {
	ctx      context.Context
	r        *replica.Replica
	settings map[string]string
	currency shop.Currency
	goods    map[shop.ID]good // looked up once
	order    func(shop.ID) (replica.OrderCard, error)
	offer    func(shop.ID) (replica.Offer, error)
}

// document is what app/label makes of an order.
type document interface{ Paper() (label.Paper, error) }

// each makes a document of every order by itself.
func each[D document](write func(form, Ask) (D, error)) func(*desk, Ask) (label.Paper, error) {
	return func(d *desk, ask Ask) (label.Paper, error) {
		if len(ask.Orders) == 0 {
			return label.Paper{}, shop.ErrRequired.With("field", "orders").On("orders")
		}
		var papers []label.Paper
		for _, o := range ask.Orders {
			f, err := d.form(o)
			if err != nil {
				return label.Paper{}, err
			}
			written, err := write(f, ask)
			if err != nil {
				return label.Paper{}, err
			}
			p, err := written.Paper()
			if err != nil {
				return label.Paper{}, err
			}
			papers = append(papers, p)
		}
		return label.Stack(papers...), nil
	}
}

func (d *desk) form(o Order) (form, error) {
	card, err := d.order(o.ID)
	return form{desk: d, card: card, copied: o.Copied}, err
}

func (d *desk) language() label.Language {
	if l := d.settings["shop.language"]; l != "" {
		return label.Language(l)
	}
	return label.Ukrainian
}

func (d *desk) shop() label.Shop {
	return label.Shop{Name: d.settings["shop.name"], Address: d.settings["shop.address"], Phone: d.settings["shop.phone"], Footer: d.settings["receipt.footer"]}
}

func (d *desk) money(m shop.Money) string { return d.currency.Figures(m) }

// sum is money with its currency; nothing at all is empty.
func (d *desk) sum(m shop.Money) string {
	if m == 0 {
		return ""
	}
	return d.currency.Format(m)
}

func day(at time.Time) string { return at.Local().Format("02.01.2006") }

func minute(at time.Time) string { return at.Local().Format("02.01.2006 15:04") }

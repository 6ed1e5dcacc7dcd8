package bind

import (
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

const (
	papersMost = 2000 // orders, goods or places of one paper, and stickers at once
	copiesMost = 100
)

// The problems of papers that are asked for at once.
var (
	ErrPaperMany   = shop.NewProblem("paper.many", "At most {{most}} can be printed at once. Nothing was printed. Choose fewer and print the rest after that.")
	ErrPaperQueued = shop.NewProblem("paper.queued", "The papers of one order are printed through the print queue. Nothing was printed. Print it from the order.")
)

// papersParams says what a paper is made of; what its document has no use for is
// not looked at.
type papersParams struct {
	Document string      `json:"document" jsonschema:"enum=label,enum=receipt,enum=packing,enum=waybill,enum=invoice,enum=expense,enum=picklist,enum=register,enum=pricetag,enum=countsheet,enum=shelf"`
	Orders   []shop.ID   `json:"orders,omitempty"` // in the order of the paper
	Offers   []shop.ID   `json:"offers,omitempty"`
	Places   []placeName `json:"places,omitempty"`  // of shelf labels
	Size     label.Size  `json:"size,omitempty"`    // empty = the shop's template or setting
	First    int         `json:"first,omitempty"`   // of price tags on sheets: the place of the first, from 1
	Copies   int         `json:"copies,omitempty"`  // of each sticker or of the paper; 0 = 1
	Blind    bool        `json:"blind,omitempty"`   // a count sheet without what the books say
	Counted  bool        `json:"counted,omitempty"` // a count sheet of this till's open count instead of offers
}

type placeName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type paperFile struct {
	Name     string `json:"name"`
	Base64   string `json:"base64"` // a PDF
	Pages    int    `json:"pages"`
	Warnings int    `json:"warnings"` // how many things had to be shortened or left out
}

type paperPrinted struct {
	Printer  string `json:"printer"` // that took it; where Folder is set, the folder that keeps it as a file
	Folder   bool   `json:"folder"`
	Pages    int    `json:"pages"`
	Warnings int    `json:"warnings"`
}

func init() {
	register("papers.make", shop.RightSell, func(ctx context.Context, s *Session, p papersParams) (out paperFile, err error) {
		r, made, err := s.makePaper(ctx, p)
		if err != nil {
			return out, err
		}
		file, err := made.PDF()
		if err != nil {
			return out, printerProblem(err)
		}
		name, err := p.title(ctx, r)
		return paperFile{name + ".pdf", base64.StdEncoding.EncodeToString(file), len(made.Sheets()), len(made.Warnings)}, err
	})
	register("papers.print", shop.RightSell, func(ctx context.Context, s *Session, p papersParams) (out paperPrinted, err error) {
		if shop.Document(p.Document).Of() == shop.OfOrder {
			return out, ErrPaperQueued
		}
		r, made, err := s.makePaper(ctx, p)
		if err != nil {
			return out, err
		}
		name, err := p.title(ctx, r)
		if err != nil {
			return out, err
		}
		to, err := paper.PrintNow(ctx, r, shop.Document(p.Document), made, name)
		if err != nil {
			return out, printerProblem(err)
		}
		folder, isFolder := strings.CutPrefix(to.Address, printer.KindFolder+":")
		if out.Printer = folder; !isFolder {
			out.Printer = to.Title()
		}
		out.Folder, out.Pages, out.Warnings = isFolder, len(made.Sheets()), len(made.Warnings)
		return out, nil
	})
}

// makePaper lays out what a screen asks for, if the person there may have it.
func (s *Session) makePaper(ctx context.Context, p papersParams) (r *replica.Replica, out label.Paper, err error) {
	if r, err = s.shop(); err != nil {
		return r, out, err
	}
	of := shop.Document(p.Document).Of()
	if of == shop.OfGoods || of == shop.OfPlaces {
		if err := s.allow(ctx, shop.RightGoods); err != nil {
			return r, out, err
		}
	}
	if err := p.check(); err != nil {
		return r, out, err
	}
	ask := paper.Ask{Document: shop.Document(p.Document), Size: p.Size, First: p.First, Blind: p.Blind, Counted: p.Counted, At: time.Now()}
	copies := max(p.Copies, 1)
	switch of {
	case shop.OfOrder, shop.OfOrders:
		ask.Orders, err = printedBefore(ctx, r, p)
	case shop.OfGoods:
		ask.Offers = p.Offers
	case shop.OfPlaces:
		for _, place := range p.Places {
			ask.Places = append(ask.Places, label.ShelfLabel{Code: strings.TrimSpace(place.Code), Name: strings.TrimSpace(place.Name)})
		}
	}
	if err != nil {
		return r, out, err
	}
	if stickers(ask.Document) {
		ask.Offers, ask.Places, copies = repeated(ask.Offers, copies), repeated(ask.Places, copies), 1
	}
	out, err = paper.Make(ctx, r, ask)
	if copies > 1 {
		out = label.Stack(repeated([]label.Paper{out}, copies)...)
	}
	return r, out, printerProblem(err)
}

// check refuses what is too much, before any of it is made.
func (p papersParams) check() error {
	if p.Copies < 0 || p.Copies > copiesMost {
		return ErrPaperMany.With("most", copiesMost).On("copies")
	}
	pieces := max(len(p.Orders), len(p.Offers), len(p.Places))
	if stickers(shop.Document(p.Document)) {
		pieces *= max(p.Copies, 1)
	}
	if pieces > papersMost {
		return ErrPaperMany.With("most", papersMost)
	}
	return nil
}

// stickers tells whether copies of a document lie side by side, each sticker
// beside its own, and not one whole paper after the other.
func stickers(d shop.Document) bool {
	return d == shop.DocumentPriceTag || d == shop.DocumentShelf
}

func repeated[T any](list []T, times int) []T {
	out := make([]T, 0, len(list)*times)
	for _, one := range list {
		out = append(out, slices.Repeat([]T{one}, times)...)
	}
	return out
}

// printedBefore marks the orders whose paper was printed: a second one must not
// pass for the first.
func printedBefore(ctx context.Context, r *replica.Replica, p papersParams) ([]paper.Order, error) {
	var list []paper.Order
	for _, id := range p.Orders {
		o := paper.Order{ID: id}
		if shop.Document(p.Document).Of() == shop.OfOrder {
			card, err := r.Order(ctx, replica.System, id)
			if err != nil {
				return nil, err
			}
			o.Copied = slices.ContainsFunc(card.Prints, func(each replica.Print) bool { return each.Document == p.Document && each.State != "cancelled" })
		}
		list = append(list, o)
	}
	return list, nil
}

// title names a paper as a file: the document and its order, or the day and how
// many orders, goods or places it is of.
func (p papersParams) title(ctx context.Context, r *replica.Replica) (string, error) {
	if len(p.Orders) == 1 && shop.Document(p.Document).Of() == shop.OfOrder {
		card, err := r.Order(ctx, replica.System, p.Orders[0])
		return p.Document + "-" + card.Number, err
	}
	name := p.Document + "-" + time.Now().Format("2006-01-02-1504")
	if n := max(len(p.Orders), len(p.Offers), len(p.Places)); n > 0 {
		name += "-" + strconv.Itoa(n)
	}
	return name, nil
}

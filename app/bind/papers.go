package bind

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/printer"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// copiesMost bounds how many copies are asked for at once.
const copiesMost = 100

// ErrPaperMany tells that more is asked for than replica.PrintsMost or copiesMost.
var ErrPaperMany = shop.NewProblem("paper.many", "At most {{most}} can be printed at once. Nothing was printed. Choose fewer and print the rest after that.")

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

type papersAsked struct {
	papersParams
	RequestID shop.ID `json:"request_id,omitzero"` // names this request: asked again with the same one it is done once
}

type papersQueued struct {
	ID       shop.ID `json:"id"`               // of the run, or of the job where there is a single paper of many
	Papers   int     `json:"papers"`           // how many jobs of the queue it is
	Folder   string  `json:"folder,omitempty"` // that will keep it as a file, where no printer is chosen
	Warnings int     `json:"warnings"`         // as far as it was made to see; the queue tells of papers of one order
}

func init() {
	register("papers.make", shop.RightSell, func(ctx context.Context, s *Session, p papersParams) (out paperFile, err error) {
		r, a, ask, err := s.askPaper(ctx, p)
		if err == nil && ask.Document.Of() == shop.OfOrder {
			err = markCopies(ctx, r, ask)
		}
		if err == nil {
			err = paper.Number(ctx, r, a, ask)
		}
		if err != nil {
			return out, err
		}
		made, err := paper.Make(ctx, r, ask)
		if err != nil {
			return out, printerProblem(err)
		}
		file, err := made.PDF()
		if err != nil {
			return out, printerProblem(err)
		}
		name, err := p.title(ctx, r)
		return paperFile{name + ".pdf", base64.StdEncoding.EncodeToString(file), len(made.Sheets()), len(made.Warnings)}, err
	})
	register("papers.print", shop.RightSell, func(ctx context.Context, s *Session, p papersAsked) (out papersQueued, err error) {
		r, a, ask, err := s.askPaper(ctx, p.papersParams)
		if err != nil {
			return out, err
		}
		if out.ID = p.RequestID; out.ID.IsZero() {
			out.ID = shop.NewID()
		}
		if ask.Document.Of() == shop.OfOrder {
			out.Papers, err = r.QueuePrints(ctx, a, out.ID, p.Orders, p.Document)
		} else {
			out.Papers, out.Warnings, err = queuePapers(ctx, r, a, out.ID, ask)
		}
		if err != nil {
			return out, err
		}
		way, err := paper.WayOf(ctx, r, p.Document)
		if folder, kept := strings.CutPrefix(way.Address, printer.KindFolder+":"); err == nil && kept {
			out.Folder = folder
		}
		return out, nil // what is queued tells by itself of a printer that cannot be read
	})
}

// askPaper reads what a screen asks for, if the person there may have it.
func (s *Session) askPaper(ctx context.Context, p papersParams) (r *replica.Replica, a replica.Actor, ask paper.Ask, err error) {
	if r, err = s.shop(); err != nil {
		return r, a, ask, err
	}
	of := shop.Document(p.Document).Of()
	if of == shop.OfGoods || of == shop.OfPlaces {
		if err := s.allow(ctx, shop.RightGoods); err != nil {
			return r, a, ask, err
		}
	}
	if err := p.check(); err != nil {
		return r, a, ask, err
	}
	ask = paper.Ask{Document: shop.Document(p.Document), Size: p.Size, First: p.First, Copies: p.Copies, Blind: p.Blind, Counted: p.Counted, At: time.Now()}
	switch of {
	case shop.OfOrder, shop.OfOrders:
		for _, id := range p.Orders {
			ask.Orders = append(ask.Orders, paper.Order{ID: id})
		}
	case shop.OfGoods:
		ask.Offers = p.Offers
	case shop.OfPlaces:
		for _, place := range p.Places {
			ask.Places = append(ask.Places, label.ShelfLabel{Code: strings.TrimSpace(place.Code), Name: strings.TrimSpace(place.Name)})
		}
	}
	a, err = s.actor(ctx)
	return r, a, ask, err
}

// queuePapers has a paper of many orders, of goods or of places printed. It is made
// once to see that it can be: who asks for it hears at once why not. What was
// queued by the same name is there, whatever became of the goods since.
func queuePapers(ctx context.Context, r *replica.Replica, a replica.Actor, asked shop.ID, ask paper.Ask) (papers, warnings int, err error) {
	if papers, err = r.PapersQueued(ctx, asked); err != nil || papers > 0 {
		return papers, 0, err
	}
	made, err := paper.Make(ctx, r, ask)
	if err != nil {
		return 0, 0, printerProblem(err)
	}
	jobs, err := paper.Jobs(ctx, r, ask)
	if err != nil {
		return 0, 0, err
	}
	papers, err = r.QueuePapers(ctx, a, asked, string(ask.Document), jobs...)
	return papers, len(made.Warnings), err
}

// check refuses what is too much, before any of it is made.
func (p papersParams) check() error {
	if p.Copies < 0 || p.Copies > copiesMost {
		return ErrPaperMany.With("most", copiesMost).On("copies")
	}
	pieces := max(len(p.Orders), len(p.Offers), len(p.Places))
	if paper.Stickers(shop.Document(p.Document)) {
		pieces *= max(p.Copies, 1)
	}
	if pieces > replica.PrintsMost {
		return ErrPaperMany.With("most", replica.PrintsMost)
	}
	return nil
}

// markCopies marks the orders whose paper was printed: a second one must not pass
// for the first.
func markCopies(ctx context.Context, r *replica.Replica, ask paper.Ask) error {
	for i, o := range ask.Orders {
		card, err := r.Order(ctx, replica.System, o.ID)
		if err != nil {
			return err
		}
		ask.Orders[i].Copied = card.Printed(string(ask.Document))
	}
	return nil
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

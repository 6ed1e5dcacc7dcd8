package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// PrintSubject is what a paper is made of that is not one order's. Which of its
// parts are set follows from the document.
type PrintSubject struct {
	Orders  []shop.ID    `json:"orders,omitempty"` // in the order of the paper
	Offers  []shop.ID    `json:"offers,omitempty"`
	Places  []PrintPlace `json:"places,omitempty"`
	Size    string       `json:"size,omitempty"`   // empty: the shop's template or setting
	First   int          `json:"first,omitempty"`  // of stickers on sheets: the place of the first, from 1
	Copies  int          `json:"copies,omitempty"` // of each sticker on the sheets, or of the whole paper; 0 = 1
	Blind   bool         `json:"blind,omitempty"`  // a count sheet without what the books say
	Counted shop.ID      `json:"counted,omitzero"` // a count sheet of this open count of the till, instead of Offers
	Title   string       `json:"title,omitempty"`  // of a single offer or place, as it was called when it was asked for
}

// PrintPlace is a place that a shelf label names.
type PrintPlace struct {
	Code string `json:"code"`
	Name string `json:"name,omitempty"`
}

// PrintOf says in short what a paper is of that is not one order's.
type PrintOf struct {
	Title  string `json:"title,omitempty"` // of a single offer or place
	Orders int    `json:"orders,omitempty"`
	Offers int    `json:"offers,omitempty"`
	Places int    `json:"places,omitempty"`
}

// readSubject reads what a job is of; nil when it is one order's. The document of
// any other paper is the paper itself, and no order of anybody's.
func (p *Print) readSubject() (*PrintSubject, error) {
	if p.subject == "" {
		return nil, nil
	}
	s := new(PrintSubject)
	if err := json.Unmarshal([]byte(p.subject), s); err != nil {
		return nil, fmt.Errorf("subject of print %s: %w", p.ID, err)
	}
	p.OrderID = shop.ID{}
	p.Of = &PrintOf{Title: s.Title, Orders: len(s.Orders), Offers: len(s.Offers), Places: len(s.Places)}
	return s, nil
}

// name is what tells a job from the others of its run.
func (p Print) name() string {
	if p.Of != nil {
		return p.Of.Title
	}
	return p.Number
}

// papersAsked counts the papers that were asked for under a name.
const papersAsked = `SELECT (SELECT count(*) FROM prints WHERE run_id=?1) + (SELECT count(*) FROM prints WHERE id=?1)`

// PapersQueued gives how many papers QueuePapers has queued under a name; 0 when
// it has not been asked by it.
func (r *Replica) PapersQueued(ctx context.Context, asked shop.ID) (n int, err error) {
	err = r.read.QueryRowContext(ctx, papersAsked, asked[:]).Scan(&n)
	return n, r.explain(err)
}

// QueuePapers asks for papers of many orders, of goods or of places to be printed
// on this desk: a single one as a job that stands alone, more as one run in their
// order. It gives how many there are. Asked is the id of the job or the run; one
// that is there already is left as it is, so that who asks again because no answer
// came prints nothing twice. An order or offer that is not in the shop is
// shop.ErrNotFound, and nothing is queued.
func (r *Replica) QueuePapers(ctx context.Context, actor Actor, asked shop.ID, document string, papers ...PrintSubject) (n int, err error) {
	if of := shop.Document(document).Of(); of == "" || of == shop.OfOrder {
		return 0, shop.ErrInput.With("field", "document").On("document")
	}
	if len(papers) == 0 || len(papers) > PrintsMost || asked.IsZero() {
		return 0, shop.ErrInput.With("field", "papers").On("papers")
	}
	err = r.command(ctx, actor, "print", func(w *writer) error {
		if err := w.row(papersAsked, asked[:]).Scan(&n); err != nil || n > 0 {
			return err
		}
		n = len(papers)
		return w.queuePapers(asked, document, papers)
	})
	return n, err
}

func (w *writer) queuePapers(asked shop.ID, document string, papers []PrintSubject) error {
	if len(papers) == 1 {
		return w.queuePaper(asked, document, papers[0], placed{})
	}
	if err := w.decideRun(asked, `held=held`); err != nil {
		return err
	}
	for i, s := range papers {
		if err := w.queuePaper(shop.NewID(), document, s, placed{asked, int64(i + 1)}); err != nil {
			return err
		}
	}
	return w.forgetRuns()
}

func (w *writer) queuePaper(id shop.ID, document string, s PrintSubject, at placed) error {
	if len(s.Orders) > PrintsMost || len(s.Offers) > PrintsMost || len(s.Places) > PrintsMost {
		return shop.ErrInput.With("field", "papers").On("papers")
	}
	for _, order := range s.Orders {
		if err := w.mustExist(change.Order, order); err != nil {
			return err
		}
	}
	title, err := w.titleOf(s)
	if err != nil {
		return err
	}
	s.Title = title
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return w.addPrint(id, paperOf{document: document, subject: string(text)},
		Values{"state": "waiting", "at": w.at, "user_id": w.actor.User, "run_id": at.run, "place": at.place})
}

// titleOf sees that the offers of a paper are there, and names a single one, or a
// single place.
func (w *writer) titleOf(s PrintSubject) (title string, err error) {
	for _, offer := range s.Offers {
		err := w.row(`SELECT full_title FROM offers WHERE id=? AND deleted=0`, offer[:]).Scan(&title)
		if errors.Is(err, sql.ErrNoRows) {
			return "", shop.ErrNotFound.With("what", "offer")
		}
		if err != nil {
			return "", err
		}
	}
	switch {
	case len(s.Offers) == 1:
		return title, nil
	case len(s.Places) == 1 && s.Places[0].Name != "":
		return s.Places[0].Name, nil
	case len(s.Places) == 1:
		return s.Places[0].Code, nil
	}
	return "", nil
}

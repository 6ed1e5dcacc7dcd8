package paper

import (
	"context"
	"slices"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// notesMost is how many notes are kept of one paper: a sheet of tags may have one
// for each.
const notesMost = 20

// Jobs divides what is asked for of many orders, of goods or of places into the
// papers of the print queue (replica.QueuePapers). Each sticker on a roll is one by
// itself, so that a fault stops between two of them; a list, and stickers on
// sheets, are one paper.
func Jobs(ctx context.Context, r *replica.Replica, ask Ask) ([]replica.PrintSubject, error) {
	settings, err := r.Settings(ctx)
	if err != nil {
		return nil, err
	}
	whole := replica.PrintSubject{Offers: ask.Offers, Size: string(ask.Size), First: ask.First, Copies: ask.Copies, Blind: ask.Blind}
	if ask.Counted {
		open, err := r.OpenSheet(ctx, replica.System, shop.Count)
		if err != nil {
			return nil, err
		}
		whole.Counted = open.ID
	}
	for _, o := range ask.Orders {
		whole.Orders = append(whole.Orders, o.ID)
	}
	for _, p := range ask.Places {
		whole.Places = append(whole.Places, replica.PrintPlace(p))
	}
	if !Stickers(ask.Document) || newDesk(ctx, r, settings).onSheets(ask) {
		return []replica.PrintSubject{whole}, nil
	}
	var list []replica.PrintSubject
	for _, id := range repeated(whole.Offers, ask.Copies) {
		list = append(list, replica.PrintSubject{Offers: []shop.ID{id}, Size: whole.Size})
	}
	for _, p := range repeated(whole.Places, ask.Copies) {
		list = append(list, replica.PrintSubject{Places: []replica.PrintPlace{p}, Size: whole.Size})
	}
	return list, nil
}

// askOf says what a job of the queue is made of.
func askOf(j replica.Work) Ask {
	ask := Ask{Document: shop.Document(j.Document), At: time.UnixMilli(j.At)}
	s := j.Subject
	if s == nil {
		ask.Orders = []Order{{j.OrderID, j.Copy > 0}}
		return ask
	}
	ask.Offers, ask.Size, ask.First, ask.Copies, ask.Blind = s.Offers, label.Size(s.Size), s.First, s.Copies, s.Blind
	ask.Counted, ask.Count = !s.Counted.IsZero(), s.Counted
	for _, id := range s.Orders {
		ask.Orders = append(ask.Orders, Order{ID: id})
	}
	for _, p := range s.Places {
		ask.Places = append(ask.Places, label.ShelfLabel(p))
	}
	return ask
}

// onSheets tells whether stickers come on sheets and not on a roll; a template is
// for one sticker.
func (d *desk) onSheets(ask Ask) bool {
	size := ask.Size
	if size == "" {
		if _, filled, _ := d.template(ask.Document); filled {
			return false
		}
		size = d.size(ask.Document)
	}
	return size == label.TagA4
}

// printed tells the queue that a paper is at a printer.
func (m made) printed(address string) replica.PrintEnd {
	return replica.PrintEnd{ID: m.job.ID, Printer: address, Notes: m.notes()}
}

// notes says what a paper lacks, each thing once.
func (m made) notes() (list []replica.PrintNote) {
	for _, w := range m.paper.Warnings {
		note := replica.PrintNote{Code: w.Code, Field: w.Field}
		if len(list) < notesMost && !slices.Contains(list, note) {
			list = append(list, note)
		}
	}
	return list
}

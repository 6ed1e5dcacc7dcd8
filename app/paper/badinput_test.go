//go:build linux

package paper_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// oddOrders are twelve orders of which hardly one is as it should be.
func oddOrders(t *testing.T) (r *replica.Replica, a replica.Actor, orders []shop.ID, numbers []string) {
	t.Helper()
	ctx := context.Background()
	r, a, orders, numbers = manyOrders(t, 12)
	usual := replica.Delivery{Method: "courier", Recipient: "Євгенія", RecipientPhone: "0671234567", City: "Львів", Address: "вул. Франка, 12", COD: true}
	comments := map[int]string{2: "Подарунок 🎁, дзвоніть ☎️👩‍👧", 9: "^XZ~JA\x1b@\r\nPRINT 9"}
	for i, odd := range map[int]func(*replica.Delivery){
		1: func(d *replica.Delivery) {
			d.Address = strings.TrimSpace(strings.Repeat("вул. Довга ", 37))[:400]
		},
		2: func(d *replica.Delivery) { d.Recipient = "Юля 🌸🐈‍⬛" },
		3: func(d *replica.Delivery) { d.City, d.Address = "תל אביב", "רחוב הרצל 12, דירה 3" },
		4: func(d *replica.Delivery) {
			d.Recipient, d.Address = "محمد علي", "شارع السلام ١٢، القاهرة"
		},
		5: func(d *replica.Delivery) { d.RecipientPhone = "" },
		6: func(d *replica.Delivery) { d.Recipient = "" },
		7: func(d *replica.Delivery) { d.Waybill = "Ґ-№1" },
		8: func(d *replica.Delivery) { *d = replica.Delivery{} },
		9: func(d *replica.Delivery) { d.Recipient = "\"}{^FD\\&\u202e" },
	} {
		d := usual
		odd(&d)
		if err := r.SetDelivery(ctx, a, orders[i], d); err != nil {
			t.Fatalf("order %d: %v", i, err)
		}
		if err := r.SetOrderComment(ctx, a, orders[i], comments[i]); err != nil {
			t.Fatal(err)
		}
	}
	return r, a, orders, numbers
}

// Whatever is wrong with orders and templates, and though the printer is gone after
// the seventh label and comes back: what can be printed comes out once, in the order
// of the list, and what cannot says why in words of every language.
func TestBadInputStopsNothingElse(t *testing.T) {
	ctx := context.Background()
	r, a, orders, numbers := oddOrders(t)
	text := func(value string) string {
		return `{"kind":"text","x":5,"y":50,"w":90,"h":9,"value":"` + value + `","size":4}`
	}
	for _, c := range []struct {
		what     string
		version  int // of the template; 0: none is chosen
		elements string
		refused  int    // place of the label that cannot be made
		why      string // it cannot
		notes    string // on every label
	}{
		{what: "the program's layout"},
		{what: "a template of a newer version", version: 9, elements: text("{customer.name}"), notes: "template_unusable"},
		{what: "a template with a field of a newer version", version: 1, elements: text("{customer.soul} {customer.name}"), notes: "field_missing"},
		{what: "a template with fields that orders lack", version: 1, elements: text("{customer.phone} {customer.name}")},
		{what: "a template whose bars lack the letters", version: 1, elements: `{"kind":"code","x":5,"y":50,"w":90,"h":20,"value":"{order.waybill}","symbology":"code128"}`, refused: 8, why: "template_code"},
	} {
		t.Run(c.what, func(t *testing.T) {
			chosen := ""
			if c.version > 0 {
				id, err := r.SaveTemplate(ctx, a, replica.Template{Name: c.what, Document: "label", Body: fmt.Sprintf(`{"version":%d,"document":"label","width":100,"height":100,"elements":[
					{"kind":"code","x":5,"y":5,"w":90,"h":20,"value":"{order.number}","symbology":"code128"},%s]}`, c.version, c.elements)})
				if err != nil {
					t.Fatal(err)
				}
				chosen = id.String()
			}
			choose(t, r, shop.DocumentLabel, chosen)
			p := newMoodyPrinter(t, mood{"gone", 7})
			p.answers = true
			p.on(t)
			setPrinter(t, r, a, "label", paper.Way{Address: "tcp:" + p.address, Language: paper.ZPL}.Setting())
			q := work(t, r, a)
			run := shop.NewID()
			if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
				t.Fatal(err)
			}
			at := q.until(t, run, "stopped", settled)
			if seventh := at.Printed == 7 || at.Printed == 6 && at.DoubtFrom == 7; !at.Held || !seventh || at.DoubtFrom != at.DoubtTo {
				t.Fatalf("the printer was gone after label 7, and the queue tells %+v", at)
			}
			said(t, "errors", at.Reason)
			p.on(t)
			if err := r.PrintsFrom(ctx, a, run, 8); err != nil {
				t.Fatal(err)
			}
			q.until(t, run, "settled", settled)
			_, papers, err := r.PrintRun(ctx, run)
			if err != nil || len(papers) != len(orders) {
				t.Fatalf("%d papers, %v", len(papers), err)
			}
			want := slices.Clone(numbers)
			for _, one := range papers {
				switch {
				case one.Place == int64(c.refused):
					if one.State != "failed" || one.Error != c.why {
						t.Errorf("label %d: %+v", one.Place, one)
					}
					said(t, "errors", one.Error)
					want = slices.Delete(want, c.refused-1, c.refused)
				case one.State != "printed" || c.notes != "" && !slices.ContainsFunc(one.Notes, func(n replica.PrintNote) bool { return n.Code == c.notes }):
					t.Errorf("label %d: %+v", one.Place, one)
				}
				for _, n := range one.Notes {
					said(t, "orders", "print.note."+n.Code)
				}
			}
			if c.version == 0 {
				if got := notesOf(papers); got != "3 replaced Comment, 3 replaced Recipient, 8 code_left_out Tracking" {
					t.Errorf("of the labels is said: %s", got)
				}
			}
			if got, want := numbersOf(p.printed()), strings.Join(want, " "); got != want {
				t.Errorf("printed\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// notesOf says what papers lack, by their places.
func notesOf(papers []replica.Print) string {
	var list []string
	for _, p := range papers {
		for _, n := range p.Notes {
			list = append(list, strings.TrimSpace(fmt.Sprintf("%d %s %s", p.Place, n.Code, n.Field)))
		}
	}
	return strings.Join(list, ", ")
}

// said demands that the screens have words for a key in every language.
func said(t *testing.T, catalogue, key string) {
	t.Helper()
	for _, language := range []string{"uk", "en", "ru"} {
		if texts(t, language, catalogue)[key] == "" {
			t.Errorf("%q has no words in %s", key, language)
		}
	}
}

package bind_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

type papersShop struct {
	desk           *bind.Desk
	boss, clerk    *bind.Session
	orders, offers []shop.ID
	folder         string
}

// withPapers opens a shop with three offers and two sales, which prints, and keeps
// its paper as files.
func withPapers(t *testing.T) (s papersShop) {
	t.Helper()
	d, err := bind.Open(ctx, bind.Config{Replica: filepath.Join(t.TempDir(), "shop.db"), Version: "test", Work: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	s.desk, s.boss, s.clerk = d, d.NewSession("boss"), d.NewSession("clerk")
	open(t, s.boss)
	s.folder = d.Replica().Path() + ".paper"
	type m map[string]any
	must := func(session *bind.Session, method string, params, result any) {
		t.Helper()
		if code := call(t, session, method, params, result); code != "" {
			t.Fatalf("%s: %s", method, code)
		}
	}
	var id struct {
		ID shop.ID `json:"id"`
	}
	must(s.boss, "users.save", m{"name": "Ірина", "role": "clerk", "active": true, "pin": "2222"}, &id)
	must(s.clerk, "session.unlock", m{"user_id": id.ID, "pin": "2222"}, nil)
	for _, sku := range []string{"A-1", "A-2", "A-3"} {
		must(s.boss, "goods.save", m{"name": "Чашка " + sku, "unit": "pcs", "active": true, "offers": []m{{"sku": sku, "price": 12550, "active": true}}}, nil)
	}
	var goods struct{ Offers []struct{ ID shop.ID } }
	must(s.boss, "goods.list", m{}, &goods)
	for _, o := range goods.Offers {
		s.offers = append(s.offers, o.ID)
	}
	for range 2 {
		var sale struct{ Basket struct{ ID shop.ID } }
		must(s.clerk, "counter.add", m{"offer_id": s.offers[0], "quantity": 1000}, &sale)
		must(s.clerk, "counter.finish", m{"basket": sale.Basket.ID, "payments": []m{}, "print": false}, nil)
	}
	var orders struct{ Orders []struct{ ID shop.ID } }
	must(s.boss, "orders.list", m{}, &orders)
	for _, o := range orders.Orders {
		s.orders = append(s.orders, o.ID)
	}
	return s
}

type madePaper struct {
	Name, Base64 string
	Pages        int
}

func TestPapersOfManyAreMadeAsFiles(t *testing.T) {
	s := withPapers(t)
	places := []map[string]any{{"code": "A-01", "name": "Стелаж"}, {"code": "A-02", "name": ""}}
	for document, c := range map[string]struct {
		who    *bind.Session
		params map[string]any
		pages  int
	}{
		"register":   {s.clerk, map[string]any{"orders": s.orders, "copies": 2}, 2},
		"picklist":   {s.clerk, map[string]any{"orders": s.orders}, 1},
		"invoice":    {s.clerk, map[string]any{"orders": s.orders[:1]}, 1},
		"pricetag":   {s.boss, map[string]any{"offers": s.offers, "size": "58x40", "copies": 3}, 9},
		"shelf":      {s.boss, map[string]any{"places": places, "size": "58x40"}, 2},
		"countsheet": {s.boss, map[string]any{"offers": s.offers, "blind": true}, 1},
	} {
		c.params["document"] = document
		var made madePaper
		if code := call(t, c.who, "papers.make", c.params, &made); code != "" {
			t.Errorf("%s: %s", document, code)
			continue
		}
		file, err := base64.StdEncoding.DecodeString(made.Base64)
		if err != nil || !bytes.HasPrefix(file, []byte("%PDF-")) || made.Pages != c.pages || !strings.HasPrefix(made.Name, document+"-") || !strings.HasSuffix(made.Name, ".pdf") {
			t.Errorf("%s: %s of %d pages, %v", document, made.Name, made.Pages, err)
		}
	}
}

// settled waits until nothing of the print queue waits, and gives it.
func (s papersShop) settled(t *testing.T) (q replica.PrintQueue) {
	t.Helper()
	changed := make(chan struct{}, 1)
	defer s.desk.Subscribe(func([]byte) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})()
	late := time.After(time.Minute)
	for {
		if code := call(t, s.boss, "prints.list", struct{}{}, &q); code != "" {
			t.Fatal(code)
		}
		if q.Waiting == 0 {
			return q
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("the queue stands still: %+v", q)
		}
	}
}

// Papers of many go the way of all papers: a queue that remembers them, tries the
// second printer, and tells in words what a printer did not do.
func TestPapersOfManyArePrintedThroughTheQueue(t *testing.T) {
	s := withPapers(t)
	type m map[string]any
	asked := shop.NewID()
	register := m{"request_id": asked, "document": "register", "orders": s.orders, "copies": 2}
	var queued struct {
		ID     shop.ID
		Papers int
		Folder string
	}
	// No answer came, so it is asked for again; an order of it may be gone by then.
	for _, orders := range [][]shop.ID{s.orders, s.orders, {shop.NewID()}} {
		register["orders"] = orders
		if code := call(t, s.clerk, "papers.print", register, &queued); code != "" || queued.ID != asked || queued.Papers != 1 || queued.Folder != s.folder {
			t.Fatalf("%s %+v", code, queued)
		}
	}
	q := s.settled(t)
	files, err := filepath.Glob(filepath.Join(s.folder, "register *.pdf"))
	if err != nil || len(files) != 1 || len(q.Prints) != 1 || q.Prints[0].State != "printed" || q.Prints[0].Of == nil || q.Prints[0].Of.Orders != 2 {
		t.Fatalf("%v %v %+v", files, err, q.Prints)
	}
	var state struct {
		Desk struct{ ID shop.ID } `json:"desk"`
	}
	if code := call(t, s.boss, "desk.state", struct{}{}, &state); code != "" {
		t.Fatal(code)
	}
	out := filepath.Join(t.TempDir(), "printer")
	key := "desk." + state.Desk.ID.String() + ".printer."
	for document, way := range map[string]string{
		"pricetag": `{"address":"file:` + out + `","language":"zpl"}`,
		"picklist": `{"address":"tcp:127.0.0.1:1","second":{"address":"file:` + out + `.second"}}`,
		"register": `tcp:127.0.0.1:1`,
	} {
		if code := call(t, s.boss, "settings.set", m{"key": key + document, "value": way}, nil); code != "" {
			t.Fatal(document, code)
		}
	}
	// A sticker on a roll is a job of its own, a list is one, and so are the labels of orders.
	for document, c := range map[string]struct {
		params m
		papers int
		folder string
	}{
		"pricetag": {m{"offers": s.offers, "copies": 2}, 6, ""},
		"register": {m{"orders": s.orders}, 1, ""},
		"picklist": {m{"orders": s.orders}, 1, ""},
		"label":    {m{"orders": s.orders}, 2, s.folder},
	} {
		c.params["document"] = document
		queued.Folder = ""
		if code := call(t, s.boss, "papers.print", c.params, &queued); code != "" || queued.Papers != c.papers || queued.Folder != c.folder {
			t.Errorf("%s: %s %+v", document, code, queued)
		}
	}
	q = s.settled(t)
	if zpl, err := os.ReadFile(out); err != nil || bytes.Count(zpl, []byte("^XA")) < 6 {
		t.Errorf("%d bytes of tags came out, %v", len(zpl), err)
	}
	stood := map[string]string{}
	for _, p := range q.Prints[:2] {
		stood[p.Document] = p.State + " " + p.Error
	}
	if stood["register"] != "failed printer_away" || stood["picklist"] != "printed " || len(q.Runs) != 2 {
		t.Errorf("%v and %d runs", stood, len(q.Runs))
	}
}

func TestPapersAreRefusedInWords(t *testing.T) {
	s := withPapers(t)
	type m map[string]any
	many := make([]shop.ID, 2001)
	for i := range many {
		many[i] = s.offers[0]
	}
	for _, c := range []struct {
		who    *bind.Session
		method string
		params m
		code   string
	}{
		{s.clerk, "papers.make", m{"document": "pricetag", "offers": s.offers}, "right"},
		{s.clerk, "papers.print", m{"document": "countsheet", "offers": s.offers}, "right"},
		{s.clerk, "papers.print", m{"document": "shelf"}, "right"},
		{s.boss, "papers.make", m{"document": "pricetag", "offers": many}, "paper.many"},
		{s.boss, "papers.make", m{"document": "pricetag", "offers": many[:100], "copies": 21}, "paper.many"},
		{s.boss, "papers.make", m{"document": "pricetag", "offers": s.offers, "copies": 101}, "paper.many"},
		{s.boss, "papers.make", m{"document": "pricetag", "offers": s.offers, "size": "a4x65", "first": 66}, "start_out_of_range"},
		{s.boss, "papers.make", m{"document": "pricetag", "offers": s.offers, "size": "1x1"}, "size_unknown"},
		{s.boss, "papers.make", m{"document": "pricetag"}, "nothing_to_print"},
		{s.boss, "papers.make", m{"document": "pricetag", "offers": []shop.ID{shop.NewID()}}, "not_found"},
		{s.clerk, "papers.make", m{"document": "register", "orders": many}, "paper.many"},
		{s.clerk, "papers.make", m{"document": "poster"}, "paper.document"},
		{s.boss, "papers.print", m{"document": "pricetag", "offers": s.offers, "size": "a4x65", "first": 66}, "start_out_of_range"},
		{s.boss, "papers.print", m{"document": "register"}, "nothing_to_print"},
		{s.clerk, "papers.print", m{"document": "label", "orders": many}, "paper.many"},
	} {
		if code := call(t, c.who, c.method, c.params, nil); code != c.code {
			t.Errorf("%s %v: %q, not %q", c.method, c.params["document"], code, c.code)
		}
	}
	if q := s.settled(t); len(q.Prints)+len(q.Runs) != 0 {
		t.Errorf("%d papers and %d runs are queued all the same", len(q.Prints), len(q.Runs))
	}
	for value, code := range map[string]string{"UA213223130000026007233566001": "", "UA213223130000026007233566002": "iban.wrong"} {
		if got := call(t, s.boss, "settings.set", m{"key": "shop.iban", "value": value}, nil); got != code {
			t.Errorf("%s: %q", value, got)
		}
	}
}

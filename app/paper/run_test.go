package paper_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

// A labelPrinter is a listener that understands ZPL as a printer does: a label is
// printed when its end has come. It answers questions, until its line is cut.
type labelPrinter struct {
	address string

	mu      sync.Mutex
	budget  int // bytes until the line is cut; below 0 it never is
	paper   int // labels until it is out of paper; below 0 it never is
	sealed  bool
	labels  []string // what names each (see names), in the order in which they were printed
	pending []byte
	heard   func(labels int) // hears of each label before the printer says that it has it
}

const state = "\x02030,%d,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"

func newLabelPrinter(t *testing.T) *labelPrinter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	p := &labelPrinter{address: "tcp:" + l.Addr().String(), budget: -1, paper: -1}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c.(*net.TCPConn))
		}
	}()
	return p
}

func (p *labelPrinter) serve(c *net.TCPConn) {
	defer c.Close() //nolint:errcheck // the printer is done with it
	p.mu.Lock()
	p.pending = nil
	p.mu.Unlock()
	piece := make([]byte, 4096)
	for {
		n, err := c.Read(piece)
		asked, cut := p.take(piece[:n])
		if cut {
			_ = c.SetLinger(0)
			return
		}
		for range asked {
			if _, err := c.Write(p.state()); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// state is what the printer says when it is asked.
func (p *labelPrinter) state() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := 0
	if p.paper == len(p.labels) {
		out = 1
	}
	return fmt.Appendf(nil, state, out)
}

// names finds what is on a label: an order's number, or the code of goods or a place.
var names = regexp.MustCompile(`A1-\d{6}|T-\d{3}`)

// take reads what came as far as the budget goes.
func (p *labelPrinter) take(b []byte) (asked int, cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.budget >= 0 {
		if cut = len(b) >= p.budget; cut {
			b, p.sealed = b[:p.budget], true
		}
		p.budget -= len(b)
	}
	p.pending = append(p.pending, b...)
	for {
		one, rest, whole := bytes.Cut(p.pending, []byte("^XZ"))
		if !whole {
			break
		}
		p.labels = append(p.labels, string(names.Find(one)))
		p.pending = rest
		if p.heard != nil {
			p.heard(len(p.labels))
		}
	}
	for bytes.Contains(p.pending, []byte("~HS")) && !bytes.Contains(p.pending, []byte("^XA")) {
		p.pending = bytes.Replace(p.pending, []byte("~HS"), nil, 1)
		asked++
	}
	return asked, cut
}

// expect empties the printer and says how many bytes it takes until its line is cut.
func (p *labelPrinter) expect(budget int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.labels, p.pending, p.budget, p.sealed = nil, nil, budget, false
}

func (p *labelPrinter) printed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.labels...)
}

// manyOrders is a shop with so many orders that are to be sent.
func manyOrders(t *testing.T, n int) (r *replica.Replica, a replica.Actor, orders []shop.ID, numbers []string) {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r, a = newShop(t, "uk")
	_, err := r.SaveProduct(ctx, a, replica.Product{Name: "Чай", Unit: "pcs", Active: true, Offers: []replica.Variant{{Price: 12105, Active: true, Barcodes: []replica.Barcode{{Code: "4820024700016"}}}}})
	must(err)
	for i := range n {
		s, err := r.Scan(ctx, a, "till", "4820024700016", 0)
		must(err)
		_, err = r.Park(ctx, a, "till", "")
		must(err)
		id := s.Counter.Basket.ID
		must(r.SetDelivery(ctx, a, id, replica.Delivery{Method: "courier", Recipient: fmt.Sprintf("Євгенія %d", i), RecipientPhone: "0671234567", City: "Львів", Address: "вул. Франка, 12", COD: true}))
		card, err := r.Order(ctx, a, id)
		must(err)
		orders, numbers = append(orders, id), append(numbers, card.Number)
	}
	return r, a, orders, numbers
}

// A queue is a desk whose print queue is worked off while it is watched.
type queue struct {
	r       *replica.Replica
	a       replica.Actor
	changed chan struct{}
}

// work works a desk's print queue off until the test ends.
func work(t *testing.T, r *replica.Replica, a replica.Actor) *queue {
	q := &queue{r: r, a: a, changed: make(chan struct{}, 1)}
	stop := r.Watch(func(replica.Event) {
		select {
		case q.changed <- struct{}{}:
		default:
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { paper.Work(ctx, r, slog.New(slog.DiscardHandler)); close(ended) }()
	t.Cleanup(func() { stop(); cancel(); <-ended })
	return q
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// until waits for a run to stand so.
func (q *queue) until(t failer, run shop.ID, what string, so func(replica.PrintRun) bool) replica.PrintRun {
	t.Helper()
	late := time.After(60 * time.Second)
	for {
		got, _, err := q.r.PrintRun(context.Background(), run)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if so(got) {
			return got
		}
		select {
		case <-q.changed:
		case <-late:
			t.Fatalf("the run is not %s: %+v", what, got)
		}
	}
}

// goOn goes on with a run that has stopped, as a person does who has seen how many
// of its papers came out.
func (q *queue) goOn(t failer, at replica.PrintRun, came int64) {
	t.Helper()
	doubt := int64(0)
	if at.DoubtFrom > 0 {
		doubt = at.DoubtTo - at.DoubtFrom + 1
	}
	if came < at.Printed || came > at.Printed+doubt || doubt > 1 || at.Failed != 1 {
		t.Fatalf("%d labels came out, and the queue tells %+v", came, at)
	}
	var err error
	if doubt > 0 {
		err = q.r.PrintsFrom(context.Background(), q.a, at.ID, came+1)
	} else {
		err = q.r.ResumePrints(context.Background(), q.a, at.ID)
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func settled(r replica.PrintRun) bool {
	return r.Printing == 0 && (r.Held || r.Waiting == 0)
}

func setPrinter(t *testing.T, r *replica.Replica, a replica.Actor, document, value string) {
	t.Helper()
	if err := r.SetSetting(context.Background(), a, paper.SettingKey(r.Desk(), document), value); err != nil {
		t.Fatal(err)
	}
}

// Wherever the line to the printer is cut, the queue knows which labels came out
// for certain and which one is in doubt; when a person has said what came out,
// every label is there once, in the order of the list.
func TestACutLineLosesAndDoublesNoLabel(t *testing.T) {
	ctx := context.Background()
	const count = 12
	r, a, orders, numbers := manyOrders(t, count)
	p := newLabelPrinter(t)
	setPrinter(t, r, a, "label", paper.Way{Address: p.address, Language: paper.ZPL}.Setting())
	q := work(t, r, a)
	rapid.Check(t, func(t *rapid.T) {
		p.expect(rapid.IntRange(0, count*3200).Draw(t, "bytes until the line is cut"))
		run := shop.NewID()
		if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
			t.Fatal(err)
		}
		for range 3 { // the same line may not be cut twice
			at := q.until(t, run, "settled", settled)
			if at.Printed == count {
				break
			}
			came := int64(len(p.printed()))
			p.mu.Lock()
			p.budget = -1
			p.mu.Unlock()
			q.goOn(t, at, came)
		}
		if got := p.printed(); strings.Join(got, " ") != strings.Join(numbers, " ") {
			t.Fatalf("printed %v", got)
		}
	})
}

// A label that paper cannot hold fails by itself; the rest of the run is printed.
func TestALabelThatCannotBeMadeStopsNoOther(t *testing.T) {
	ctx := context.Background()
	r, a, orders, numbers := manyOrders(t, 4)
	if err := r.SetDelivery(ctx, a, orders[1], replica.Delivery{Method: "courier", Recipient: "Іра", Address: "вул.", COD: true}); err != nil {
		t.Fatal(err)
	}
	p := newLabelPrinter(t)
	// A head of this width reaches over no label.
	setPrinter(t, r, a, "label", paper.Way{Address: p.address, Language: paper.ZPL, Dots: 100}.Setting())
	q := work(t, r, a)
	run := shop.NewID()
	if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
		t.Fatal(err)
	}
	if at := q.until(t, run, "failed", func(r replica.PrintRun) bool { return r.Failed == 4 }); at.Held || at.Stop == nil || at.Stop.Error != "paper_too_wide" {
		t.Errorf("%+v %+v", at, at.Stop)
	}
	setPrinter(t, r, a, "label", paper.Way{Address: p.address, Language: paper.ZPL}.Setting())
	if err := r.ResumePrints(ctx, a, run); err != nil {
		t.Fatal(err)
	}
	q.until(t, run, "printed", func(r replica.PrintRun) bool { return r.Printed == 4 })
	if got := p.printed(); strings.Join(got, " ") != strings.Join(numbers, " ") {
		t.Errorf("printed %v", got)
	}
}

// What a printer certainly did not print comes out of the second one, in its own
// language; where there is none, the run goes on elsewhere when a person says so.
func TestTheSecondPrinterPrintsTheRest(t *testing.T) {
	ctx := context.Background()
	r, a, orders, numbers := manyOrders(t, 5)
	first, second := newLabelPrinter(t), newLabelPrinter(t)
	first.expect(0)
	setPrinter(t, r, a, "label", paper.Way{Address: first.address, Language: paper.ZPL, Second: &paper.Way{Address: second.address, Language: paper.ZPL, DPI: 300}}.Setting())
	q := work(t, r, a)
	run := shop.NewID()
	if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
		t.Fatal(err)
	}
	if at := q.until(t, run, "printed", settled); at.Printed != 5 || at.Printer != second.address {
		t.Fatalf("%+v", at)
	}
	if got := second.printed(); strings.Join(got, " ") != strings.Join(numbers, " ") || len(first.printed()) != 0 {
		t.Errorf("printed %v and %v", first.printed(), got)
	}
	// Without a second one the run stops, and is sent elsewhere.
	first.expect(0)
	setPrinter(t, r, a, "label", paper.Way{Address: first.address, Language: paper.ZPL}.Setting())
	again := shop.NewID()
	if _, err := r.QueuePrints(ctx, a, again, orders, "label"); err != nil {
		t.Fatal(err)
	}
	if at := q.until(t, again, "stopped", settled); at.Printed != 0 || !at.Held || at.Reason == "" || at.Failed != 1 || at.Waiting != 4 {
		t.Fatalf("%+v", at)
	}
	folder := t.TempDir()
	if err := r.RedirectPrints(ctx, a, again, paper.Way{Address: "folder:" + folder}.Setting()); err != nil {
		t.Fatal(err)
	}
	q.until(t, again, "printed", func(r replica.PrintRun) bool { return r.Printed == 5 })
	files, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil || len(files) != 1 || !strings.HasPrefix(filepath.Base(files[0]), numbers[0]+"-"+numbers[4]) {
		t.Errorf("five labels are the files %v", files)
	}
}

// A receipt is not kept waiting by labels that are paused.
func TestAPausedRunKeepsNothingElse(t *testing.T) {
	ctx := context.Background()
	r, a, orders, _ := manyOrders(t, 3)
	p := newLabelPrinter(t)
	setPrinter(t, r, a, "label", paper.Way{Address: p.address, Language: paper.ZPL}.Setting())
	if err := r.PausePrints(ctx, a, shop.ID{}); err != nil {
		t.Fatal(err)
	}
	run := shop.NewID()
	if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
		t.Fatal(err)
	}
	if err := r.PausePrints(ctx, a, run); err != nil {
		t.Fatal(err)
	}
	if err := r.ResumePrints(ctx, a, shop.ID{}); err != nil {
		t.Fatal(err)
	}
	q := work(t, r, a)
	if _, err := r.QueuePrint(ctx, a, orders[0], "receipt"); err != nil {
		t.Fatal(err)
	}
	late := time.After(30 * time.Second)
	for {
		files, err := filepath.Glob(filepath.Join(paper.Folder(r.Path()), "*.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 1 {
			break
		}
		select {
		case <-q.changed:
		case <-late:
			t.Fatal("the receipt does not come")
		}
	}
	if got := p.printed(); len(got) != 0 {
		t.Errorf("a paused run printed %v", got)
	}
	if err := r.ResumePrints(ctx, a, run); err != nil {
		t.Fatal(err)
	}
	q.until(t, run, "printed", func(r replica.PrintRun) bool { return r.Printed == 3 })
}

// A pause is heard after the label that is on its way, and so is a cancelled order;
// what was paused goes on where it was.
func TestARunIsPausedBetweenTwoLabels(t *testing.T) {
	ctx := context.Background()
	r, a, orders, numbers := manyOrders(t, 8)
	p := newLabelPrinter(t)
	setPrinter(t, r, a, "label", paper.Way{Address: p.address, Language: paper.ZPL}.Setting())
	run := shop.NewID()
	failed := make(chan error, 8)
	p.heard = func(labels int) {
		switch labels {
		case 3:
			failed <- r.PausePrints(ctx, a, run)
		case 5:
			failed <- r.CancelOrder(ctx, a, orders[5], "помилка", "")
		}
	}
	q := work(t, r, a)
	if _, err := r.QueuePrints(ctx, a, run, orders, "label"); err != nil {
		t.Fatal(err)
	}
	if at := q.until(t, run, "paused", func(r replica.PrintRun) bool { return r.Held && r.Printing == 0 }); at.Printed != 3 || at.Waiting != 5 || at.Reason != "" {
		t.Fatalf("%+v", at)
	}
	if err := r.ResumePrints(ctx, a, run); err != nil {
		t.Fatal(err)
	}
	if at := q.until(t, run, "printed", func(r replica.PrintRun) bool { return r.Next == 0 }); at.Printed != 7 || at.Cancelled != 1 {
		t.Fatalf("%+v", at)
	}
	want := append(append([]string{}, numbers[:5]...), numbers[6:]...)
	if got := p.printed(); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("printed %v", got)
	}
	for range 2 {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
}

// The cash drawer opens with the original of a receipt that was paid in cash.
func TestTheDrawerOpensForCash(t *testing.T) {
	ctx := context.Background()
	r, a, _, _ := manyOrders(t, 0)
	roll := filepath.Join(t.TempDir(), "roll")
	setPrinter(t, r, a, "receipt", paper.Way{Address: "file:" + roll, Language: paper.ESCPOS, Drawer: true}.Setting())
	q := work(t, r, a)
	kick := []byte{0x1b, 'p', 0, 25, 250}
	for n, kind := range []shop.PaymentKind{shop.Cash, shop.Card} {
		s, err := r.Scan(ctx, a, "till", "4820024700016", 0)
		if err != nil {
			t.Fatal(err)
		}
		done, err := r.FinishSale(ctx, a, "till", replica.Finish{Basket: s.Counter.Basket.ID, Print: true, Payments: []shop.Tender{{Kind: kind, Given: s.Counter.Totals.Total}}})
		if err != nil {
			t.Fatal(err)
		}
		for {
			card, err := r.Order(ctx, a, done.OrderID)
			if err != nil {
				t.Fatal(err)
			}
			if card.Prints[0].State == "printed" {
				break
			}
			<-q.changed
		}
		data, err := os.ReadFile(roll)
		if err != nil || bytes.Count(data, kick) != 1 || !bytes.HasPrefix(data, kick) {
			t.Errorf("after %d receipts the drawer opened %d times, %v", n+1, bytes.Count(data, kick), err)
		}
	}
}

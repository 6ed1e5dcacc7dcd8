package main_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// crashLoopEnv names the shop in which this test program, started again, sells
// until it is killed.
const crashLoopEnv = "DESK_TEST_SELL_UNTIL_KILLED"

// step is what the seller says after something is done, never before.
type step struct {
	Basket  string `json:"basket,omitempty"` // one more line is in it
	Lines   int    `json:"lines,omitempty"`
	OrderID string `json:"order_id,omitempty"` // a sale is finished
	Number  string `json:"number,omitempty"`
	Total   int64  `json:"total,omitempty"`
}

// sellUntilKilled makes sales of one to four scans through the methods that a
// screen calls, and says each step once it was answered.
func sellUntilKilled(path string) {
	ctx := context.Background()
	d, err := bind.Open(ctx, bind.Config{Replica: path})
	if err != nil {
		fail(err)
	}
	s := d.SystemSession("till")
	say := json.NewEncoder(os.Stdout)
	for n := 0; ; n++ {
		var basket string
		for scan := 0; scan <= n%4; scan++ {
			c := crashCall[struct{ Counter counter }](ctx, s, "counter.scan", map[string]any{"code": crashCodes[(n+scan)%len(crashCodes)]}).Counter
			basket = c.Basket.ID
			if err := say.Encode(step{Basket: basket, Lines: len(c.Basket.Lines)}); err != nil {
				fail(err)
			}
		}
		f := crashCall[finished](ctx, s, "counter.finish", map[string]any{"basket": basket, "payments": []any{}, "print": n%3 == 0})
		if err := say.Encode(step{OrderID: f.OrderID, Number: f.Number, Total: f.Total}); err != nil {
			fail(err)
		}
	}
}

var crashCodes = []string{"4820000000017", "4820000000024", "4820000000031"}

func crashCall[T any](ctx context.Context, s *bind.Session, method string, params any) (v T) {
	text, err := json.Marshal(params)
	if err != nil {
		fail(err)
	}
	var envelope struct {
		Result *T
		Error  *bind.CallError
	}
	if err := json.Unmarshal(s.Call(ctx, method, text), &envelope); err != nil || envelope.Result == nil {
		fail(fmt.Errorf("%s: %w %+v", method, err, envelope.Error))
	}
	return *envelope.Result
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "seller:", err)
	os.Exit(1)
}

// crashRounds is how many times the seller is killed.
const crashRounds = 30

// Whatever moment a till is killed at, every sale that it called finished is
// there once, with its number, its payment and its stock moves, numbers have
// neither twins nor gaps, the basket holds what was scanned, and the file is sound.
func TestATillKilledAtAnyMomentLosesNothing(t *testing.T) {
	t.Parallel()
	path := newShop(t)
	seed := uint64(20260801)
	random := rand.New(rand.NewPCG(seed, seed))
	var told []step // finished sales of all rounds
	for round := range crashRounds {
		finished, basket := killSeller(t, path, random)
		told = append(told, finished...)
		checkAfterCrash(t, path, finished, len(told), basket)
		if t.Failed() {
			t.Fatalf("seed %d, round %d, %d sales told", seed, round, len(told))
		}
	}
	checkAfterCrash(t, path, told, len(told), step{})
	if len(told) < crashRounds {
		t.Errorf("only %d sales in %d rounds: the test proves little", len(told), crashRounds)
	}
}

// killSeller lets a seller work and kills it: in every second round right after
// some line, otherwise at a moment that has nothing to do with its lines. It
// gives the sales that were told and the basket that was told last.
func killSeller(t *testing.T, path string, random *rand.Rand) (sales []step, basket step) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), crashLoopEnv+"="+path)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { _ = cmd.Process.Kill() } // twice does no harm
	defer kill()
	lines, byTime := 1+random.IntN(60), random.IntN(2) == 0
	after := time.Duration(random.IntN(int(150 * time.Millisecond)))
	in := bufio.NewReader(out)
	for n := 1; ; n++ {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			break // a line that was cut off was not told
		}
		if err != nil {
			t.Fatal(err)
		}
		var s step
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatalf("%v: %q", err, line)
		}
		switch {
		case s.OrderID != "":
			sales, basket = append(sales, s), step{}
		default:
			basket = s
		}
		switch {
		case byTime && n == 1:
			// From its first line on, so that the moment falls into its work.
			time.AfterFunc(after, kill)
		case !byTime && n == lines:
			kill()
		}
	}
	_ = cmd.Wait() // it was killed
	if code := cmd.ProcessState.ExitCode(); code != -1 {
		t.Fatalf("the seller ended by itself with %d: %s", code, said.String())
	}
	return sales, basket
}

// checkAfterCrash opens the shop and holds it against what was told: these
// sales, how many there were in all, and the basket.
func checkAfterCrash(t *testing.T, path string, told []step, all int, basket step) {
	t.Helper()
	ctx := context.Background()
	r, err := replica.Open(ctx, path, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	report, err := r.Verify(ctx)
	if err != nil || !report.OK {
		t.Errorf("verify: %v %v", err, report.Problems)
	}
	for _, s := range told {
		checkSale(t, r, s)
	}
	numbers := allNumbers(t, r)
	for i, number := range numbers {
		if want := fmt.Sprintf("A1-%06d", i+1); number != want {
			t.Errorf("number %d is %s, want %s", i, number, want)
			break
		}
	}
	// One sale may have been stored and its line not have been told.
	if more := len(numbers) - all; more < 0 || more > crashRounds {
		t.Errorf("%d orders, %d told", len(numbers), all)
	}
	if basket.Basket != "" {
		checkBasket(t, r, basket)
	}
}

func checkSale(t *testing.T, r *replica.Replica, s step) {
	t.Helper()
	id, err := shop.ParseID(s.OrderID)
	if err != nil {
		t.Fatal(err)
	}
	card, err := r.Order(context.Background(), replica.System, id)
	if err != nil {
		t.Errorf("the sale %s that was told is gone: %v", s.Number, err)
		return
	}
	var paid shop.Money
	for _, p := range card.Payments {
		paid += p.Amount
	}
	if card.Number != s.Number || card.Total != shop.Money(s.Total) || paid != card.Total || card.Status != shop.Completed || len(card.Items) == 0 {
		t.Errorf("told %+v, stored number %s, total %d, paid %d, %s, %d lines", s, card.Number, card.Total, paid, card.Status, len(card.Items))
	}
}

// allNumbers gives the numbers of all orders in their order.
func allNumbers(t *testing.T, r *replica.Replica) []string {
	t.Helper()
	var numbers []string
	head := true
	err := r.Export(context.Background(), "orders", func(cells []string) error {
		if !head {
			numbers = append(numbers, cells[0])
		}
		head = false
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(numbers)
	return numbers
}

// checkBasket proves that what was scanned last is at the counter, or was sold
// in the instant before the end.
func checkBasket(t *testing.T, r *replica.Replica, told step) {
	t.Helper()
	ctx := context.Background()
	id, err := shop.ParseID(told.Basket)
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Counter(ctx, replica.System, "till")
	if err != nil {
		t.Fatal(err)
	}
	if c.Basket.ID == id {
		if len(c.Basket.Lines) < told.Lines {
			t.Errorf("%d lines at the counter, %d were told", len(c.Basket.Lines), told.Lines)
		}
		return
	}
	card, err := r.Order(ctx, replica.System, id)
	if err != nil || len(card.Items) < told.Lines {
		t.Errorf("the basket %s is neither at the counter nor sold whole: %v", told.Basket, err)
	}
}

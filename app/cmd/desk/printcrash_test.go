package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// printLoopEnv names the shop whose print queue this test program, started again,
// works off until it is killed.
const printLoopEnv = "DESK_TEST_PRINT_UNTIL_KILLED"

// printUntilKilled is a desk with its background work. It says a line whenever
// nothing is left for it to print, and ends with its standard input.
func printUntilKilled(path string) {
	ctx := context.Background()
	d, err := bind.Open(ctx, bind.Config{Replica: path, Work: true})
	if err != nil {
		fail(err)
	}
	s := d.SystemSession("till")
	changed := make(chan struct{}, 1)
	d.Replica().Watch(func(replica.Event) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	ended := make(chan struct{})
	go func() {
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		close(ended)
	}()
	for {
		q := crashCall[replica.PrintQueue](ctx, s, "prints.list", struct{}{})
		if q.Waiting == 0 {
			fmt.Println("idle")
		}
		select {
		case <-changed:
		case <-ended:
			if err := d.Close(); err != nil {
				fail(err)
			}
			os.Exit(0)
		}
	}
}

// A labelPrinter takes ZPL at a port, answers questions, and pulls a trigger
// after so many bytes.
type labelPrinter struct {
	address string
	mu      sync.Mutex
	budget  int
	trigger func()
	labels  []string
}

func newLabelPrinter(t *testing.T) *labelPrinter {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	p := &labelPrinter{address: "tcp:" + l.Addr().String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.serve(c)
		}
	}()
	return p
}

const printerIsWell = "\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"

var labelNumber = regexp.MustCompile(`A1-\d{6}`)

func (p *labelPrinter) serve(c net.Conn) {
	defer c.Close() //nolint:errcheck // all was read
	var pending []byte
	piece := make([]byte, 512)
	for {
		n, err := c.Read(piece)
		p.mu.Lock()
		pending = append(pending, piece[:n]...)
		for {
			one, rest, whole := bytes.Cut(pending, []byte("^XZ"))
			if !whole {
				break
			}
			p.labels, pending = append(p.labels, string(labelNumber.Find(one))), rest
		}
		if p.budget -= n; p.budget <= 0 && p.trigger != nil {
			p.trigger()
			p.trigger = nil
		}
		p.mu.Unlock()
		if i := bytes.Index(pending, []byte("~HS")); i >= 0 {
			pending = slices.Delete(pending, i, i+3)
			_, _ = c.Write([]byte(printerIsWell))
		}
		if err != nil {
			return
		}
	}
}

// settle waits until all that was sent is read: lines are read one after another,
// and this is the last one.
func (p *labelPrinter) settle(t *testing.T) {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(p.address, "tcp:"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // nothing was sent
	if err := c.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, c)
}

func (p *labelPrinter) printed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.labels)
}

// printing starts a desk that prints. It is killed after so many bytes have come
// to the printer, or ends in peace when nothing is left, and by then has ended.
func printing(t *testing.T, path string, p *labelPrinter, budget int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), printLoopEnv+"="+path)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.budget, p.trigger = budget, func() { _ = cmd.Process.Kill() }
	p.mu.Unlock()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	_, _ = lines.ReadString('\n') // idle, or killed
	p.mu.Lock()
	p.trigger = nil
	p.mu.Unlock()
	_ = in.Close()
	_, _ = lines.ReadString(0)
	_ = cmd.Wait() // killed it is no success
	p.settle(t)
}

// Whatever moment a desk is killed at while it prints a run of labels, every label
// comes out once and in the order of the list, after a person has looked at the
// printer and said which came out last.
func TestADeskKilledWhileItPrintsAsksWhatCameOut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	path := newShop(t)
	p := newLabelPrinter(t)
	var orders []shop.ID
	var numbers []string
	// with does something to the shop while no desk runs.
	with := func(do func(r *replica.Replica, a replica.Actor) error) {
		t.Helper()
		r, err := replica.Open(ctx, path, replica.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := do(r, replica.System); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	with(func(r *replica.Replica, a replica.Actor) error {
		for n := range 30 {
			s, err := r.Scan(ctx, a, "till", crashCodes[n%len(crashCodes)], 0)
			if err != nil {
				return err
			}
			if _, err := r.Park(ctx, a, "till", ""); err != nil {
				return err
			}
			card, err := r.Order(ctx, a, s.Counter.Basket.ID)
			if err != nil {
				return err
			}
			orders, numbers = append(orders, card.ID), append(numbers, card.Number)
		}
		return r.SetSetting(ctx, a, paper.SettingKey(r.Desk(), "label"), paper.Way{Address: p.address, Language: paper.ZPL}.Setting())
	})
	random := rand.New(rand.NewPCG(7, 7))
	killed := 0
	for round := range 8 {
		run := shop.NewID()
		with(func(r *replica.Replica, a replica.Actor) error {
			_, err := r.QueuePrints(ctx, a, run, orders, "label")
			return err
		})
		p.mu.Lock()
		p.labels = nil
		p.mu.Unlock()
		for left := true; left; {
			printing(t, path, p, random.IntN(60_000))
			with(func(r *replica.Replica, a replica.Actor) error {
				if err := r.RecoverPrints(ctx); err != nil {
					return err
				}
				at, _, err := r.PrintRun(ctx, run)
				if err != nil {
					return err
				}
				came, doubt := int64(len(p.printed())), int64(0)
				if at.DoubtFrom > 0 {
					doubt = at.DoubtTo - at.DoubtFrom + 1
					killed++
				}
				if came < at.Printed || came > at.Printed+doubt || doubt > 1 {
					return fmt.Errorf("round %d: %d came out, and the queue says %s", round, came, inWords(at))
				}
				if left = at.Next > 0; left && at.Held {
					return r.PrintsFrom(ctx, a, run, came+1)
				}
				return nil
			})
		}
		if got := p.printed(); !slices.Equal(got, numbers) {
			t.Fatalf("round %d printed %v", round, got)
		}
	}
	if killed == 0 {
		t.Error("no desk was killed while it printed: the test proves little")
	}
	sound(t, path)
}

func inWords(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

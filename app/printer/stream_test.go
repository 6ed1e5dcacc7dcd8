package printer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/printer"
	"pgregory.net/rapid"
)

// aLabel is a label in ZPL of about so many bytes.
func aLabel(n, size int) []byte {
	return []byte(fmt.Sprintf("^XA^FO0,0^FDlabel %04d^FS^GFA%s^FS^XZ", n, strings.Repeat("0F", size/2)))
}

func labels(count, size int) [][]byte {
	var list [][]byte
	for n := range count {
		list = append(list, aLabel(n, size))
	}
	return list
}

func labelJob(pages [][]byte) printer.Job {
	return printer.Job{ID: "0190-ab", Title: "Етикетки", Pages: pages, Type: printer.TypeZPL}
}

const allIsWell = "\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"

// A rawPrinter is a listener that behaves like a printer of labels, until it has
// taken so many bytes.
type rawPrinter struct {
	address string
	mu      sync.Mutex
	budget  int    // bytes until the line is cut; below 0 it never is
	answer  string // to each ~HS; empty = none
	got     [][]byte
	cut     chan struct{} // one for each line that was cut
}

func newRawPrinter(t interface {
	Fatal(...any)
	Cleanup(func())
}, budget int, answer string) *rawPrinter {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &rawPrinter{address: "tcp:" + l.Addr().String(), budget: budget, answer: answer, cut: make(chan struct{}, 100)}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			p.serve(c.(*net.TCPConn))
		}
	}()
	return p
}

// serve reads one connection; it reads byte by byte as far as the budget goes.
func (p *rawPrinter) serve(c *net.TCPConn) {
	defer c.Close() //nolint:errcheck // the printer is done with it
	p.mu.Lock()
	p.got = append(p.got, nil)
	p.mu.Unlock()
	buffer := make([]byte, 4096)
	for {
		p.mu.Lock()
		most := len(buffer)
		if p.budget >= 0 {
			most = min(most, p.budget)
		}
		p.mu.Unlock()
		if most == 0 {
			_ = c.SetLinger(0)
			p.cut <- struct{}{}
			return
		}
		n, err := c.Read(buffer[:most])
		if n > 0 && p.take(buffer[:n]) {
			_, _ = c.Write([]byte(p.answer))
		}
		if err != nil {
			return
		}
	}
}

// take keeps bytes and tells whether a question ended with them.
func (p *rawPrinter) take(b []byte) (asked bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.budget >= 0 {
		p.budget -= len(b)
	}
	last := &p.got[len(p.got)-1]
	*last = append(*last, b...)
	return p.answer != "" && bytes.HasSuffix(*last, []byte("~HS"))
}

// printed are the labels that came whole, in their order.
func (p *rawPrinter) printed() (list []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.got {
		c = bytes.ReplaceAll(bytes.ReplaceAll(c, []byte("~JX"), nil), []byte("~HS"), nil)
		for {
			one, rest, whole := bytes.Cut(c, []byte("^XZ"))
			if !whole {
				break
			}
			list, c = append(list, string(one)+"^XZ"), rest
		}
	}
	return list
}

func hurried(d printer.Device) printer.Device {
	return printer.Hurried(d, 10*time.Millisecond, 20*time.Second, 20*time.Second, 20*time.Second)
}

func asError(t interface{ Fatalf(string, ...any) }, err error) *printer.Error {
	var e *printer.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *Error", err)
	}
	return e
}

// Wherever a network line is reset, the labels that the printer has whole are
// those that are reported as done, or one more, which is then said to be in
// doubt. Going on from where it stands, as a person who looked decides, every
// label is there once and in its place.
func TestResetAnywhereLosesAndDoublesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages := labels(rapid.IntRange(1, 5).Draw(t, "labels"), rapid.SampledFrom([]int{0, 40, 3000, 300_000}).Draw(t, "size"))
		all := 0
		for _, p := range pages {
			all += len(p) + len("~JX~HS")
		}
		answer := rapid.SampledFrom([]string{"", allIsWell}).Draw(t, "answer")
		p := newRawPrinter(t, rapid.OneOf(rapid.IntRange(0, all), rapid.IntRange(max(0, all-20), all)).Draw(t, "cut"), answer)
		d := hurried(open2(t, p.address))
		j := labelJob(pages)
		err := d.Print(context.Background(), j)
		done := len(pages)
		if err != nil {
			e := asError(t, err)
			have := len(p.printed())
			switch {
			case e.Retry && have != e.Done:
				t.Fatalf("%d labels came whole, but %v with Done %d", have, e, e.Done)
			case !e.Retry && have != e.Done && have != e.Done+1:
				t.Fatalf("%d labels came whole, and only the one after %d is in doubt: %v", have, e.Done, e)
			case !e.Retry && e.Code != printer.CodeDoubt:
				t.Fatalf("in doubt, but %v", e)
			}
			done = have
		}
		p.mu.Lock()
		p.budget = -1
		p.mu.Unlock()
		j.From = done
		if err := d.Print(context.Background(), j); err != nil {
			t.Fatalf("going on from %d: %v", done, err)
		}
		if got, want := strings.Join(p.printed(), ""), string(bytes.Join(pages, nil)); got != want {
			t.Fatalf("the printer printed\n%.2000s\nand not\n%.2000s", got, want)
		}
	})
}

func open2(t *rapid.T, address string) printer.Device {
	d, err := printer.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Where nothing is held back on the way, no cut leaves a doubt about a label
// whose end command was not sent, in any label language; in ESC/POS every begun
// receipt is one.
func TestCutInTheMiddleIsNoDoubt(t *testing.T) {
	ends := map[string]string{printer.TypeZPL: "^XZ", printer.TypeTSPL: "\r\nPRINT 1,1\r\n", printer.TypeEPL: "\nP1\n", printer.TypeESCPOS: "\x1dVB\x00", printer.TypeRaw: "x"}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]string{printer.TypeZPL, printer.TypeTSPL, printer.TypeEPL, printer.TypeESCPOS, printer.TypeRaw}).Draw(t, "type")
		lead := 0
		if kind == printer.TypeZPL {
			lead = len("~JX")
		}
		var pages [][]byte
		for range rapid.IntRange(1, 4).Draw(t, "labels") {
			pages = append(pages, []byte(strings.Repeat("a", rapid.IntRange(1, 60).Draw(t, "size"))+ends[kind]))
		}
		cut := rapid.IntRange(0, len(bytes.Join(pages, nil))).Draw(t, "cut")
		ours, theirs := net.Pipe()
		read := make(chan int, 1)
		go func() {
			n, _ := io.CopyN(io.Discard, theirs, int64(lead+cut))
			_ = theirs.Close()
			read <- int(n)
		}()
		err := printer.On(func() net.Conn { return ours }).Print(context.Background(), printer.Job{ID: "x", Pages: pages, Type: kind})
		_ = ours.Close()
		<-read
		whole, rest := 0, cut
		for whole < len(pages) && rest >= len(pages[whole]) {
			rest -= len(pages[whole])
			whole++
		}
		if whole == len(pages) {
			if err != nil {
				t.Fatalf("all was read, but %v", err)
			}
			return
		}
		e := asError(t, err)
		inked := rest > 0 && (kind == printer.TypeESCPOS || kind == printer.TypeRaw)
		// A line of EPL or TSPL counts from its first sign of an end.
		inked = inked || rest == len(pages[whole])-1 && kind == printer.TypeTSPL
		if e.Done != whole || e.Retry == inked {
			t.Fatalf("cut after %d of %d bytes of label %d: done %d, retry %v; %v", rest, len(pages[whole]), whole, e.Done, e.Retry, e)
		}
	})
}

// A printer that refuses, and one that takes nothing, end in words; what was
// begun and cannot have been printed is no doubt, what was sent whole is one.
func TestNetworkPrinterThatIsAwayOrStalls(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "tcp:" + l.Addr().String()
	short := func(d printer.Device) printer.Device {
		return printer.Hurried(d, 10*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond)
	}
	big := labelJob(labels(2, 8<<20))
	if e := wantCode(t, short(open(t, address)).Print(t.Context(), big), printer.CodeTimeout, true); e.Done != 0 {
		t.Errorf("%d done", e.Done)
	}
	small := labelJob(labels(2, 10))
	if e := wantCode(t, short(open(t, address)).Print(t.Context(), small), printer.CodeDoubt, false); e.Done != 0 {
		t.Errorf("%d done", e.Done)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantCode(t, open(t, address).Print(ctx, small), printer.CodeTimeout, true)
	st, err := short(open(t, address)).Status(t.Context(), printer.TypeZPL)
	if err != nil || st.State != printer.StateUnknown {
		t.Errorf("status %+v, %v", st, err)
	}
	_ = l.Close()
	wantCode(t, open(t, address).Print(t.Context(), small), printer.CodeAway, true)
	wantCode(t, open(t, "tcp:no-such-host.invalid").Print(t.Context(), small), printer.CodeAway, true)
	if _, err := open(t, address).Status(t.Context(), printer.TypeZPL); asError(t, err).Code != printer.CodeAway {
		t.Error(err)
	}
}

// A hand-over that hangs ends with its context.
func TestCancelledHandover(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = io.ReadFull(c, make([]byte, 100_000)) // in the middle of the label
		cancel()
		<-t.Context().Done()
	}()
	e := wantCode(t, open(t, "tcp:"+l.Addr().String()).Print(ctx, printer.Job{ID: "x", Type: printer.TypeZPL, Pages: labels(1, 8<<20)}), printer.CodeTimeout, true)
	if e.Done != 0 {
		t.Errorf("%d done", e.Done)
	}
}

// A printer that never closes its end is told by its address.
func TestPrinterThatNeverCloses(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := make(chan string, 2)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all, _ := io.ReadAll(c)
			got <- string(all)
			defer c.Close()
		}
	}()
	pages := labels(2, 10)
	if err := hurried(open(t, "tcp:"+l.Addr().String()+"?waiteof=no")).Print(t.Context(), labelJob(pages)); err != nil {
		t.Fatal(err)
	}
	if first, second := <-got, <-got; first != "~JX~HS"+string(pages[0]) || second != "~JX"+string(pages[1]) {
		t.Errorf("got %q and %q", first, second)
	}
}

// A printer that tells of an empty roll after label 2 of 5 gets no third one; it
// is told which label is next, and once the roll is there the rest comes.
func TestPaperOutInTheMiddle(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var mu sync.Mutex
	var got []byte
	empty := strings.Replace(strings.Replace(allIsWell, "030,0,", "030,1,", 1), "1245,000", "1245,001", 1)
	left := 2 // labels on the roll
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			buffer := make([]byte, 1000)
			for {
				n, err := c.Read(buffer)
				if err != nil {
					_ = c.Close()
					break
				}
				mu.Lock()
				got = append(got, buffer[:n]...)
				answer := allIsWell
				if bytes.Count(got, []byte("^XZ")) >= left {
					answer = empty
				}
				asked := bytes.HasSuffix(got, []byte("~HS"))
				mu.Unlock()
				if asked {
					_, _ = c.Write([]byte(answer))
				}
			}
		}
	}()
	d := open(t, "tcp:"+l.Addr().String())
	j := labelJob(labels(5, 10))
	e := wantCode(t, d.Print(t.Context(), j), printer.CodePaper, true)
	if e.Done != 2 || !strings.Contains(e.Hint, "page 3 of 5") || !strings.Contains(e.Hint, "what it holds (1)") {
		t.Fatalf("done %d: %v", e.Done, e)
	}
	st, err := d.Status(t.Context(), printer.TypeZPL)
	if err != nil || st.State != printer.StateStopped || fmt.Sprint(st.Problems) != "[printer_paper]" || st.Waiting != 1 {
		t.Fatalf("status %+v, %v", st, err)
	}
	j.From = e.Done
	if e := wantCode(t, d.Print(t.Context(), j), printer.CodePaper, true); e.Done != 2 {
		t.Fatalf("without a new roll %d are done", e.Done)
	}
	mu.Lock()
	left = 5
	mu.Unlock()
	// The roll ends with the job: the printer has it all and prints the last label
	// when it has paper; nothing is left to send.
	if e := wantCode(t, d.Print(t.Context(), j), printer.CodePaper, true); e.Done != 5 {
		t.Fatalf("at the end %d are done", e.Done)
	}
	j.From = 5
	if err := d.Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if labels := bytes.ReplaceAll(bytes.ReplaceAll(got, []byte("~HS"), nil), []byte("~JX"), nil); !bytes.Equal(labels, bytes.Join(j.Pages, nil)) {
		t.Fatalf("got %q", labels)
	}
}

// A printer that is busy with a label and refuses the next line meanwhile is
// waited for.
func TestPrinterThatRefusesWhileItPrints(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	got := make(chan []byte, 2)
	take := func(l net.Listener) {
		c, err := l.Accept()
		_ = l.Close() // from here on lines are refused
		if err != nil {
			return
		}
		all, _ := io.ReadAll(c)
		got <- all
		_ = c.Close()
	}
	go func() {
		take(l)
		time.AfterFunc(300*time.Millisecond, func() {
			l, err := net.Listen("tcp", address)
			if err != nil {
				t.Error(err)
				return
			}
			take(l)
		})
	}()
	pages := labels(2, 10)
	if err := hurried(open(t, "tcp:"+address)).Print(t.Context(), labelJob(pages)); err != nil {
		t.Fatal(err)
	}
	if first, second := <-got, <-got; string(first) != "~JX~HS"+string(pages[0]) || string(second) != "~JX"+string(pages[1]) {
		t.Errorf("got %q and %q", first, second)
	}
}

package printer_test

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/printer"
	"pgregory.net/rapid"
)

// A fault is what a printer does to one connection after some bytes.
type fault struct {
	after int
	how   string // "reset", "close", "stall"
}

// A moody printer has a fault for each of its first connections, and none later.
type moody struct {
	faults  []fault
	answers bool
	mu      sync.Mutex
	got     []*bytes.Buffer // one for each connection
	open    sync.WaitGroup
	wake    chan struct{} // closed when the stalled ones go on
}

// line reads one connection of a network printer.
func (p *moody) line(n int, c *net.TCPConn) {
	defer p.open.Done()
	defer c.Close() //nolint:errcheck // the printer is done with it
	p.mu.Lock()
	got, wake := p.got[n], p.wake
	p.mu.Unlock()
	f := fault{after: 1 << 40}
	if n < len(p.faults) {
		f = p.faults[n]
	}
	piece := make([]byte, 8<<10)
	for {
		if got.Len() >= f.after {
			switch f.how {
			case "reset":
				_ = c.SetLinger(0)
				return
			case "close":
				return // with what was not read, which the system makes a reset
			}
			<-wake
			f.after = 1 << 40
		}
		m, err := c.Read(piece[:min(len(piece), f.after-got.Len())])
		got.Write(piece[:m])
		if p.answers && bytes.HasSuffix(got.Bytes(), []byte("~HS")) {
			_, _ = c.Write([]byte(allIsWell))
		}
		if err != nil {
			return
		}
	}
}

func (p *moody) serve(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		n := len(p.got)
		p.got = append(p.got, &bytes.Buffer{})
		p.open.Add(1)
		p.mu.Unlock()
		go p.line(n, c.(*net.TCPConn))
	}
}

// printed looks at the printer as a person does: once it does nothing more.
func (p *moody) printed() (list []string) {
	p.mu.Lock()
	close(p.wake)
	p.mu.Unlock()
	p.open.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wake = make(chan struct{})
	for _, c := range p.got {
		rest := strings.NewReplacer("~JX", "", "~HS", "").Replace(c.String())
		for {
			one, more, whole := strings.Cut(rest, "^XZ")
			if !whole {
				break
			}
			list, rest = append(list, one+"^XZ"), more
		}
	}
	return list
}

// Whatever a network printer does to its lines, one after the other, a job that
// is gone on with where its error says, and after a look at the printer where
// the error says that, comes out once each and in its order.
func TestAJobIsGoneOnWithThroughAllFaults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages := labels(rapid.IntRange(1, 6).Draw(t, "labels"), rapid.SampledFrom([]int{10, 2000, 50_000, 600_000}).Draw(t, "size"))
		p := &moody{answers: rapid.Bool().Draw(t, "answers"), wake: make(chan struct{})}
		for range rapid.IntRange(0, 4).Draw(t, "faults") {
			p.faults = append(p.faults, fault{rapid.IntRange(0, 2*len(pages[0])+10).Draw(t, "after"), rapid.SampledFrom([]string{"reset", "close", "stall"}).Draw(t, "how")})
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go p.serve(l)
		d := printer.Hurried(open2(t, "tcp:"+l.Addr().String()), 10*time.Millisecond, 20*time.Millisecond, 20*time.Millisecond, 10*time.Second)
		j := labelJob(pages)
		told := 0
		j.Handed = func(done int) {
			if done != max(told, j.From)+1 {
				t.Fatalf("%d are told after %d", done, told)
			}
			told = done
		}
		for tries := 0; ; tries++ {
			err := d.Print(context.Background(), j)
			have := len(p.printed())
			if err == nil {
				break
			}
			e := asError(t, err)
			if e.Done != max(told, j.From) {
				t.Fatalf("%d were told, and done %d", told, e.Done)
			}
			if have != e.Done && (e.Retry || have != e.Done+1) {
				t.Fatalf("%d labels came whole; done %d, retry %v: %v", have, e.Done, e.Retry, e)
			}
			if j.From = e.Done; !e.Retry {
				j.From = have
			}
			if tries > 50 {
				t.Fatalf("still %v", e)
			}
		}
		if got, want := strings.Join(p.printed(), ""), string(bytes.Join(pages, nil)); got != want {
			t.Fatalf("%d bytes were printed, want %d", len(got), len(want))
		}
	})
}

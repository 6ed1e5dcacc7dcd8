package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

const (
	labels      = 1000
	together    = 100 // labels in one PDF, as the queue makes them
	pdfTarget   = 300
	zplTarget   = 1000
	heapTarget  = 1.5 // the heap after all labels beside that after the first tenth
	printStatus = "\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
)

// print measures labels from orders to bytes, and through the queue to a printer
// that takes them as fast as they come.
func (b *bench) print() (table, error) {
	path, _, err := b.shop("medium", medium)
	if err != nil {
		return table{}, err
	}
	copied, done, err := b.copyShop(path)
	if err != nil {
		return table{}, err
	}
	defer done()
	r, err := replica.Open(b.ctx, copied, replica.Options{})
	if err != nil {
		return table{}, err
	}
	defer r.Close() //nolint:errcheck // thrown away
	orders, err := b.labelled(r)
	if err != nil {
		return table{}, err
	}
	t := table{title: "A thousand labels", about: fmt.Sprintf("Labels of 100 × 100 mm of %d orders, each read from the shop of %d orders, laid out and rendered; beside the time that the same bytes take to a file, or to a listener on this machine, by themselves.", labels, medium.Orders),
		head: []string{"", "labels a second", "target", "bytes a label", "bytes alone", "ratio"}}
	for _, m := range []func(*replica.Replica, []shop.ID) (rate, error){b.printPDF, b.printZPL, b.printQueue} {
		p, err := m(r, orders)
		if err != nil {
			return t, err
		}
		second := float64(labels) / p.took.Seconds()
		target := ""
		if p.target > 0 {
			target = verdict(second >= float64(p.target), fmt.Sprintf("≥ %d", p.target))
		}
		t.add(p.name, fmt.Sprintf("%.0f", second), target, fmt.Sprint(p.bytes/labels), ms(p.floor), ratio(p.took, p.floor))
		t.notes = append(t.notes, p.note)
	}
	return t, nil
}

// rate is how long all labels took, and their bytes by themselves.
type rate struct {
	name, note  string
	target      int
	bytes       int
	took, floor time.Duration
}

// labelled picks orders that are sent.
func (b *bench) labelled(r *replica.Replica) (ids []shop.ID, err error) {
	for len(ids) < labels {
		page, err := r.Orders(b.ctx, replica.System, replica.OrderQuery{OrderFilter: replica.OrderFilter{Kind: shop.Sale}, Offset: len(ids), Limit: 500})
		if err != nil || len(page.Orders) == 0 {
			return ids, err
		}
		for _, o := range page.Orders {
			ids = append(ids, o.ID)
		}
	}
	return ids[:labels], nil
}

func (b *bench) ask(orders ...shop.ID) paper.Ask {
	ask := paper.Ask{Document: shop.DocumentLabel, At: until}
	for _, id := range orders {
		ask.Orders = append(ask.Orders, paper.Order{ID: id})
	}
	return ask
}

func (b *bench) printPDF(r *replica.Replica, orders []shop.ID) (p rate, err error) {
	p = rate{name: fmt.Sprintf("PDF, %d labels a file", together), target: pdfTarget, note: "The PDF holds the letters that it needs of the font, once a file."}
	file := filepath.Join(b.folder, "labels.pdf")
	defer os.Remove(file) //nolint:errcheck // thrown away
	var last []byte
	p.took, err = timed(func() error {
		for at := 0; at < len(orders); at += together {
			made, err := paper.Make(b.ctx, r, b.ask(orders[at:at+together]...))
			if err != nil {
				return err
			}
			if last, err = made.PDF(); err != nil {
				return err
			}
			p.bytes += len(last)
			if err := os.WriteFile(file, last, 0o600); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	p.floor, err = timed(func() error {
		for range labels / together {
			if err := os.WriteFile(file, last, 0o600); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

func (b *bench) printZPL(r *replica.Replica, orders []shop.ID) (p rate, err error) {
	p = rate{name: "ZPL at 203 dpi, one by one", target: zplTarget, note: "Each label is made by itself, as the queue does it, and written to the listener."}
	printer, stop, err := listen(new(atomic.Int64), false)
	if err != nil {
		return p, err
	}
	defer stop()
	c, err := net.Dial("tcp", printer)
	if err != nil {
		return p, err
	}
	defer c.Close() //nolint:errcheck // only written to
	var out bytes.Buffer
	p.took, err = timed(func() error {
		for _, id := range orders {
			made, err := paper.Make(b.ctx, r, b.ask(id))
			if err != nil {
				return err
			}
			out.Reset()
			if err := made.ZPL(&out, label.Device{DPI: 203}); err != nil {
				return err
			}
			p.bytes += out.Len()
			if _, err := c.Write(out.Bytes()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	p.floor, err = timed(func() error { return writeTimes(c, out.Bytes(), labels) })
	return p, err
}

func writeTimes(w io.Writer, data []byte, times int) error {
	for range times {
		if _, err := w.Write(data); err != nil {
			return err
		}
	}
	return nil
}

// printQueue has the orders' labels printed by the queue, which keeps how each
// ended on disk.
func (b *bench) printQueue(r *replica.Replica, orders []shop.ID) (p rate, err error) {
	p = rate{name: "ZPL through the queue"}
	var came atomic.Int64
	printer, stop, err := listen(&came, true)
	if err != nil {
		return p, err
	}
	defer stop()
	if err := r.SetSetting(b.ctx, replica.System, paper.SettingKey(r.Desk(), "label"), paper.Way{Address: "tcp:" + printer, Language: paper.ZPL}.Setting()); err != nil {
		return p, err
	}
	changed := make(chan struct{}, 1)
	defer r.Watch(func(replica.Event) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})()
	run := shop.NewID()
	ctx, cancel := context.WithCancel(b.ctx)
	ended := make(chan struct{})
	var early, late uint64
	p.took, err = timed(func() error {
		if _, err := r.QueuePrints(ctx, replica.System, run, orders, "label"); err != nil {
			return err
		}
		go func() { paper.Work(ctx, r, slog.New(slog.DiscardHandler)); close(ended) }()
		for {
			q, err := r.PrintQueue(ctx)
			if err != nil {
				return err
			}
			at := q.Runs[0] // the newest
			if early == 0 && at.Printed >= labels/10 {
				early = heap()
			}
			if at.Printed == labels {
				late = heap()
				return nil
			}
			if at.Held {
				return fmt.Errorf("the run stopped at %d: %s", at.Next, at.Reason)
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	cancel()
	<-ended
	if err != nil {
		return p, err
	}
	p.bytes = int(came.Load())
	c, err := net.Dial("tcp", printer)
	if err != nil {
		return p, err
	}
	defer c.Close() //nolint:errcheck // only written to
	p.floor, err = timed(func() error { return writeTimes(c, make([]byte, p.bytes/labels), labels) })
	x := float64(late) / float64(max(early, 1))
	p.note = fmt.Sprintf("Through the queue the printer is asked after each label how it is, and that it has the label is on disk before the next is sent. The heap in use after %d labels was %.1f MB and after %d %.1f MB: %s.",
		labels/10, float64(early)/1e6, labels, float64(late)/1e6, verdict(x <= heapTarget, fmt.Sprintf("≤ %.1f times", heapTarget)))
	return p, err
}

// heap gives the bytes in use.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// listen takes all that comes at a port, and answers questions for a printer's
// status if it is to.
func listen(came *atomic.Int64, answers bool) (address string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go take(c, came, answers)
		}
	}()
	return l.Addr().String(), func() { _ = l.Close() }, nil
}

func take(c net.Conn, came *atomic.Int64, answers bool) {
	defer c.Close() //nolint:errcheck // all was read
	piece := make([]byte, 64<<10)
	for {
		n, err := c.Read(piece)
		came.Add(int64(n))
		if answers && bytes.HasSuffix(piece[:n], []byte("~HS")) {
			if _, err := c.Write([]byte(printStatus)); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

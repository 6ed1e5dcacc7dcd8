package bind

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/scanner"
	"github.com/prylavok/prylavok/app/shop"
)

const (
	// scansKept is how many codes wait for a screen at most.
	scansKept = 200
	// scansFresh is how long they wait: a screen that opens an hour later must
	// not begin to sell by itself.
	scansFresh = 2 * time.Minute
)

// ScannerPort is one serial port of this machine.
type ScannerPort struct {
	Key   string `json:"key"` // what to choose it by in the setting
	Name  string `json:"name"`
	Title string `json:"title"`           // the device's own words, or the name
	Maker string `json:"maker,omitempty"` // of scanners: it is found by itself
	Other string `json:"other,omitempty"` // what it is known to be instead
}

type scannersResult struct {
	Ports   []ScannerPort `json:"ports"`
	Problem string        `json:"problem,omitempty"` // why the ports cannot be listed, in the system's words
}

type tryParams struct {
	On bool `json:"on"`
}

type takeParams struct {
	InUse bool `json:"in_use"` // a person is at this screen; else it only listens
}

// scanData is what the event "scan" tells the one screen that is in use.
type scanData struct {
	Code    string `json:"code"`
	Scanner string `json:"scanner"`
}

func init() {
	// What is heard on ports is the machine's and no secret; which may be opened is for whoever sets the till up.
	register("scanners.list", shop.RightAnybody, func(context.Context, *Session, none) (scannersResult, error) { return listScanners(), nil })
	register("scanners.status", shop.RightAnybody, func(_ context.Context, s *Session, _ none) (scanner.Status, error) {
		return s.desk.scannerStatus(), nil
	})
	register("scanners.try", shop.RightSettings, func(_ context.Context, s *Session, p tryParams) (scanner.Status, error) {
		if w := s.desk.listeners(); w != nil {
			w.Try(p.On)
		}
		return s.desk.scannerStatus(), nil
	})
	// A screen says that it listens when it is opened and when its line has come back, and that it is in use when
	// a person turns to it. A badge is scanned before anybody is signed in.
	register("scanners.take", shop.RightNone, func(_ context.Context, s *Session, p takeParams) (none, error) {
		s.desk.scans.take(s, p.InUse)
		return none{}, nil
	})
}

func listScanners() scannersResult {
	out := scannersResult{Ports: []ScannerPort{}}
	ports, err := scanner.Ports()
	if err != nil {
		out.Problem = err.Error()
	}
	for _, p := range ports {
		out.Ports = append(out.Ports, ScannerPort{Key: p.Key(), Name: p.Name, Title: p.Words(), Maker: p.Maker(), Other: p.Other()})
	}
	return out
}

// listeners gives what listens to scanners, nil where nothing does.
func (d *Desk) listeners() *scanner.Worker {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.scanners
}

func (d *Desk) scannerStatus() scanner.Status {
	if w := d.listeners(); w != nil {
		return w.Status()
	}
	return scanner.Status{Mode: scanner.ModeOff, Scanners: []scanner.Scanner{}}
}

// newScanners makes the worker that listens to this till's scanners. Until the
// till's setting is read it opens nothing.
func (d *Desk) newScanners() *scanner.Worker {
	return scanner.New(scanner.Config{
		Give: func(c scanner.Code) {
			if err := d.scans.give(scanData{c.Text, c.Scanner}, time.Now()); err != nil {
				d.log.Error("scan cannot be told", slog.Any("error", err))
			}
		},
		Changed: func() { d.publish("changed", replica.Event{Kinds: []string{"scanner"}}) },
		Log:     d.log,
	}, scanner.Setting{Mode: scanner.ModeOff})
}

// followScannerSetting keeps the worker at what the till's setting asks for until ctx ends.
func followScannerSetting(ctx context.Context, r *replica.Replica, w *scanner.Worker, log *slog.Logger) {
	bell := make(chan struct{}, 1)
	defer r.Watch(func(e replica.Event) {
		if slices.Contains(e.Kinds, "setting") || slices.Contains(e.Kinds, "any") {
			select {
			case bell <- struct{}{}:
			default:
			}
		}
	})()
	for {
		all, err := r.Settings(ctx)
		if err == nil {
			w.Set(scanner.ParseSetting(all["desk."+r.Desk().ID.String()+".scanner"]))
		} else if ctx.Err() == nil {
			log.Error("scanner setting cannot be read", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-bell:
		}
	}
}

// scans brings each code of a serial scanner to one screen: of those that listen
// the one that a person turned to last. Codes that come while none listens wait
// in their order.
type scans struct {
	mu      sync.Mutex
	turns   uint64
	screens []*hearer // in the order in which they came
	kept    []keptScan
}

type hearer struct {
	session *Session
	hear    func(event []byte)
	listens bool // it said so
}

type keptScan struct {
	event []byte
	at    time.Time
}

// Subscribe calls f with each event that this screen has to hear until the
// returned function is called: those that all hear, and the codes of serial
// scanners while it is the screen in use. f must return at once.
func (s *Session) Subscribe(f func(event []byte)) (cancel func()) {
	end := s.desk.Subscribe(f)
	h := &hearer{session: s, hear: f}
	c := &s.desk.scans
	c.mu.Lock()
	defer c.mu.Unlock()
	c.screens = append(c.screens, h)
	return func() {
		end()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.screens = slices.DeleteFunc(c.screens, func(o *hearer) bool { return o == h })
	}
}

// give tells a code to the screen in use, or keeps it.
func (c *scans) give(data scanData, now time.Time) error {
	event, err := eventText("scan", data)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if h := c.inUse(); h != nil {
		h.hear(event)
		return nil
	}
	if c.kept = append(c.kept, keptScan{event, now}); len(c.kept) > scansKept {
		c.kept = slices.Delete(c.kept, 0, len(c.kept)-scansKept)
	}
	return nil
}

// inUse gives the screen that a person turned to last, nil when none listens.
func (c *scans) inUse() (in *hearer) {
	for _, h := range c.screens {
		if h.listens && (in == nil || h.session.turned >= in.session.turned) {
			in = h
		}
	}
	return in
}

// take lets a session's screen listen, and makes it the one in use if it is. Of
// two connections of one screen it is the later one: the other is about to be
// found dead.
func (c *scans) take(s *Session, used bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if used {
		c.turns++
		s.turned = c.turns
	}
	for _, h := range slices.Backward(c.screens) {
		if h.session != s {
			continue
		}
		h.listens = true
		for _, k := range c.kept {
			if time.Since(k.at) < scansFresh {
				h.hear(k.event)
			}
		}
		c.kept = nil
		return
	}
}

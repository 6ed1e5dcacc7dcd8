package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/prylavok/prylavok/app/demo"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

const (
	loaders    = 100
	fairSales  = 200
	fairTarget = 2
)

// fairPlan is the other shop, whose tills sell while the big one is loaded.
var fairPlan = demo.Plan{Products: 1_000, Customers: 100, Orders: 100, Seed: 1, Until: until}

// fairness measures whether many desks that load a shop are felt in another one.
func (b *bench) fairness() (t table, err error) {
	dir, err := b.hubShop("live", livePlan, nil)
	if err != nil {
		return t, err
	}
	h, done, err := b.copyOf(dir)
	if err != nil {
		return t, err
	}
	defer done()
	big, err := h.onlyShop(b.ctx)
	if err != nil {
		return t, err
	}
	devices, err := h.addDevices(b.ctx, big, loaders)
	if err != nil {
		return t, err
	}
	source, _, err := b.shop("fair", fairPlan)
	if err != nil {
		return t, err
	}
	other, err := b.found(h, source)
	if err != nil {
		return t, err
	}
	p, err := b.newPair(h, other)
	if err != nil {
		return t, err
	}
	defer p.end() //nolint:errcheck // made again by the next run
	if err := b.stock(p.from.r); err != nil {
		return t, err
	}
	alone, err := b.sellMany(p, 0)
	if err != nil {
		return t, err
	}
	crowd, err := b.startLoaders(h, devices)
	if err != nil {
		return t, err
	}
	busy, err := b.sellMany(p, fairSales)
	pages, stopped := crowd.stop()
	if err := errors.Join(err, stopped); err != nil {
		return t, err
	}
	return fairTable(spreadOf(alone), spreadOf(busy), pages), nil
}

func (b *bench) sellMany(p *pair, from int) (list []time.Duration, err error) {
	for i := range fairSales {
		took, err := p.sell(b, from+i)
		if err != nil {
			return nil, err
		}
		list = append(list, took)
	}
	return list, nil
}

func fairTable(alone, busy spread, pages loaded) table {
	t := table{title: "Fairness", about: fmt.Sprintf("%d sales from till to till in a small shop, first alone and then while %d desks load another shop of %d orders from the same hub, page after page and from the beginning again. The loading desks are a process of the lowest priority, since they would be other machines; they unpack what they get and keep nothing.", fairSales, loaders, livePlan.Orders),
		head: []string{"", "alone", "beside the loading desks", "ratio", "target"}}
	for _, p := range []struct {
		name   string
		at     int
		target float64
	}{{"p50", 500, 0}, {"p99", 990, fairTarget}} {
		x := float64(busy.at(p.at)) / float64(alone.at(p.at))
		target := ""
		if p.target > 0 {
			target = verdict(x <= p.target, "≤ 2")
		}
		t.add(p.name, ms(alone.at(p.at)), ms(busy.at(p.at)), fmt.Sprintf("%.2f", x), target)
	}
	t.notes = []string{fmt.Sprintf("Meanwhile the loading desks got %d pages of %d records. The hub makes pages for few of them at once, on at most half of the processors, whoever asks for them.", pages.Pages, pages.Records)}
	return t
}

// loadingDesk tells a process of loading desks who one of them is.
type loadingDesk struct{ ID, Shop, Key []byte }

// loaded is what it got.
type loaded struct{ Pages, Records int64 }

// crowd is a process of loading desks.
type crowd struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// startLoaders starts a process of loading desks and returns when they have begun.
func (b *bench) startLoaders(h *station, devices []device) (*crowd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{program, "-load", h.URL}
	if nice, err := exec.LookPath("nice"); err == nil {
		args = append([]string{nice, "-n", "19"}, args...)
	}
	c := &crowd{cmd: exec.CommandContext(b.ctx, args[0], args[1:]...)}
	c.cmd.Stderr = os.Stderr
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.out = json.NewDecoder(out)
	say := json.NewEncoder(c.in)
	for _, d := range devices {
		if err := say.Encode(loadingDesk{d.id[:], d.shop[:], d.key}); err != nil {
			return nil, err
		}
	}
	if _, err := fmt.Fprintln(c.in); err != nil {
		return nil, err
	}
	var begun loaded
	return c, c.out.Decode(&begun)
}

func (c *crowd) stop() (got loaded, err error) {
	err = c.in.Close()
	return got, errors.Join(err, c.out.Decode(&got), c.cmd.Wait())
}

// loadForever is that process: it hears who the desks are, one a line up to an
// empty one, and says when all of them load and, at the end, what they got.
func loadForever(ctx context.Context, url string) error {
	in := bufio.NewScanner(os.Stdin)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l := &loadingDesks{ctx: ctx, url: url}
	for in.Scan() && len(in.Bytes()) > 0 {
		var d loadingDesk
		if err := json.Unmarshal(in.Bytes(), &d); err != nil {
			return err
		}
		l.add(device{change.ID(d.ID), change.ID(d.Shop), d.Key})
	}
	l.begun.Wait()
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(loaded{}); err != nil {
		return err
	}
	in.Scan() // ends with standard input
	cancel()
	l.ended.Wait()
	return errors.Join(l.failed(), out.Encode(l.got))
}

// loadingDesks load a shop again and again.
type loadingDesks struct {
	ctx          context.Context
	url          string
	begun, ended sync.WaitGroup

	mu   sync.Mutex
	got  loaded
	errs []error
}

func (l *loadingDesks) add(d device) {
	l.begun.Add(1)
	first := sync.OnceFunc(l.begun.Done)
	l.ended.Go(func() {
		defer first()
		if err := l.load(d, first); err != nil && l.ctx.Err() == nil {
			l.mu.Lock()
			l.errs = append(l.errs, err)
			l.mu.Unlock()
		}
	})
}

func (l *loadingDesks) failed() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.errs...)
}

func (l *loadingDesks) load(d device, first func()) error {
	c, err := d.call(l.ctx, l.url)
	if err != nil {
		return err
	}
	defer c.hang()
	first()
	want := wire.WantPage{Load: 1, Tier: wire.TierCatalogue, Start: c.welcome.Head, Bytes: 512 << 10}
	for {
		if err := c.line.Write(l.ctx, want); err != nil {
			return err
		}
		page, err := expect[wire.Page](l.ctx, c.line)
		if err != nil {
			return err
		}
		l.mu.Lock()
		l.got.Pages++
		l.got.Records += int64(len(page.Records))
		l.mu.Unlock()
		if want.After = page.Next; page.Done {
			want.After = nil
			if want.Tier++; want.Tier > wire.TierArchive {
				want.Tier = wire.TierCatalogue
			}
		}
	}
}

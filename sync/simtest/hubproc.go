package simtest

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/store/memory"
	"github.com/prylavok/prylavok/sync/wire"
)

// centre is the hub's computer: the real hub.Step for each connection and the
// real hub.Engine on a store in memory.
type centre struct {
	w       *World
	disk    *memory.Store
	engine  *hub.Engine
	run     int
	alive   bool
	full    bool
	skew    int64
	conns   []*conn
	made    int
	moving  bool
	backups []*memory.Store
}

// conn is one desk's connection at the hub.
type conn struct {
	h     *centre
	run   int
	n     int
	state hub.Conn
	line  *line
	queue []hub.Effect // what the engine has to do for it, in order
	heard int64
	over  bool
}

// fickle is a store whose disk may be full.
type fickle struct {
	store.Store
	h *centre
}

// Write fails while the disk is full, leaving nothing.
func (s fickle) Write(ctx context.Context, f func(store.Writer) error) error {
	if s.h.full {
		return errDiskFull
	}
	return s.Store.Write(ctx, f)
}

// dice gives the engine its random bytes.
type dice struct{ r *rand.Rand }

func (d dice) Read(p []byte) (int, error) {
	var b [8]byte
	for i := 0; i < len(p); i += 8 {
		binary.BigEndian.PutUint64(b[:], d.r.Uint64())
		copy(p[i:], b[:])
	}
	return len(p), nil
}

func newCentre(w *World) *centre {
	h := &centre{w: w, disk: memory.New(memory.Options{})}
	h.boot()
	return h
}

func (h *centre) boot() {
	h.run++
	h.alive, h.conns = true, nil
	h.engine = &hub.Engine{
		Store: fickle{h.disk, h}, Now: func() int64 { return h.w.now + h.skew }, Random: dice{h.w.rng},
		Log: slog.New(slog.DiscardHandler), Notify: h.notify, Online: h.online,
	}
	h.poll(h.run)
}

// poll rings every bell now and then, as the server does beside the doorbell.
func (h *centre) poll(run int) {
	h.w.after(10_000, func() {
		if h.run != run || !h.alive {
			return
		}
		for _, c := range slices.Clone(h.conns) {
			if h.w.now-c.heard > 120_000 {
				h.w.note("hub drops %d: silent", c.n)
				c.line.end(atHub, wire.CloseUnspecified, "silent")
				continue
			}
			if who, ok := c.state.Who(); ok {
				h.knock(c, who)
			}
		}
		h.poll(run)
	})
}

// knock tells a connection what the shop and its device are now.
func (h *centre) knock(c *conn, who hub.Who) {
	err := h.disk.Read(context.Background(), who.Shop, func(r store.Reader) error {
		head, err := r.Head()
		if err != nil {
			return err
		}
		c.happen(hub.HeadMoved{Head: head})
		d, err := r.Device(who.Device)
		if err != nil {
			return err
		}
		if d.Revoked || d.ScopeRev != who.ScopeRev {
			c.happen(hub.DeviceChanged{ScopeRev: d.ScopeRev})
		}
		return nil
	})
	if err != nil {
		h.w.violate("hub: poll: %v", err)
	}
}

func (h *centre) online(change.ID) map[change.ID]bool {
	devices := map[change.ID]bool{}
	for _, c := range h.conns {
		if who, ok := c.state.Who(); ok {
			devices[who.Device] = true
		}
	}
	return devices
}

// notify carries the engine's bells to the other connections; they may come
// late, twice or not at all.
func (h *centre) notify(shop, device change.ID, e hub.Event) {
	run := h.run
	for _, c := range slices.Clone(h.conns) {
		ring := func() {
			who, ok := c.state.Who()
			if h.run == run && !c.over && ok && who.Shop == shop && (device == change.ID{} || device == who.Device) {
				c.happen(e)
			}
		}
		if chance(h.w.rng, h.w.plan.LoseBell) {
			continue
		}
		h.w.after(between(h.w.rng, 0, 5), ring)
		if chance(h.w.rng, h.w.plan.LoseBell) {
			h.w.after(between(h.w.rng, 0, 3000), ring)
		}
	}
}

// kill ends the hub between two steps and starts it again some time later.
func (h *centre) kill(why string) {
	if !h.alive {
		return
	}
	h.w.note("hub dies: %s", why)
	h.alive = false
	h.run++
	for _, c := range slices.Clone(h.conns) {
		c.over = true
		c.line.close(atHub, wire.CloseUnspecified, "the hub died")
	}
	h.conns = nil
	h.w.after(between(h.w.rng, 10, 30_000), h.wake)
}

func (h *centre) wake() {
	if !h.alive {
		h.w.note("hub starts")
		h.boot()
	}
}

// restore brings a backup back. Where the hub is told, a new epoch begins; where
// it is not, as on a disk that lied, the desks have to find out.
func (h *centre) restore(backup *memory.Store, told bool) {
	h.kill("to be restored")
	h.disk, h.full = backup.Clone(), false
	h.engine.Store = fickle{h.disk, h}
	if told {
		if err := h.engine.BeginEpochs(context.Background()); err != nil {
			h.w.violate("hub: restore: %v", err)
		}
	}
	h.w.oracle.restored(told)
}

// hearer is the hub's end of a line.
type hearer struct{ c *conn }

func (e hearer) hear(data []byte) {
	c := e.c
	if c.over || c.run != c.h.run {
		return
	}
	c.heard = c.h.w.now
	f, err := wire.Decode(data)
	if err != nil {
		c.h.w.violate("hub cannot read a frame of a desk: %v", err)
		return
	}
	c.happen(hub.Received{Frame: f})
}

func (e hearer) ping() {
	if !e.c.over {
		e.c.heard = e.c.h.w.now
		e.c.line.pong(atHub)
	}
}

func (e hearer) pong() {}

func (e hearer) gone(wire.CloseCode, string) { e.c.drop() }

func (c *conn) drop() {
	c.over = true
	c.h.conns = slices.DeleteFunc(c.h.conns, func(x *conn) bool { return x == c })
}

// open takes a desk's connection.
func (h *centre) open(l *line) *conn {
	h.made++
	c := &conn{h: h, run: h.run, n: h.made, state: hub.NewConn(limits), line: l, heard: h.w.now}
	h.conns = append(h.conns, c)
	return c
}

// limits are small so that windows fill up.
var limits = wire.Limits{FrameBytes: 1 << 20, PushBatches: 8, PushBytes: 32 << 10}

// happen steps the connection and does what is the carrier's; the rest waits
// for the engine.
func (c *conn) happen(e hub.Event) {
	if c.over || !c.h.alive {
		return
	}
	w := c.h.w
	if w.verbose() {
		w.note("hub %d hears %s", c.n, brief(e))
	}
	next, effects := hub.Step(c.state, e)
	c.state = next
	if len(effects) > maxEffects+toldMax {
		w.violate("hub wants %d effects for one event", len(effects))
	}
	for _, f := range effects {
		if w.mayKill(w.plan.KillHub) {
			c.h.kill("between two effects")
			return
		}
		switch f := f.(type) {
		case hub.Send:
			data, err := wire.Encode(f.Frame)
			if err != nil {
				w.violate("hub makes a frame that cannot be written: %v", err)
				return
			}
			w.oracle.sent(c, f.Frame)
			if w.verbose() {
				w.note("hub %d sends %s", c.n, brief(f.Frame))
			}
			c.line.send(atHub, data)
		case hub.Close:
			w.note("hub %d closes: %d %s", c.n, f.Code, f.Why)
			c.line.close(atHub, f.Code, f.Why)
			c.drop()
			return
		default:
			c.queue = append(c.queue, f)
			c.h.work()
		}
	}
}

// toldMax is how many refusals one step may tell of.
const toldMax = 1000

// work makes the engine take its next turn.
func (h *centre) work() {
	if h.moving {
		return
	}
	h.moving = true
	h.w.after(between(h.w.rng, 0, 3), func() {
		h.moving = false
		if h.alive {
			h.turn()
		}
	})
}

// turn does one effect, or a group of Accepts of several connections.
func (h *centre) turn() {
	w := h.w
	ready := slices.Clone(h.conns)
	ready = slices.DeleteFunc(ready, func(c *conn) bool { return len(c.queue) == 0 })
	if len(ready) == 0 {
		return
	}
	c := ready[w.rng.IntN(len(ready))]
	group := []*conn{c}
	if _, ok := c.queue[0].(hub.Accept); ok {
		for _, other := range ready {
			if _, ok := other.queue[0].(hub.Accept); ok && other != c && chance(w.rng, 700) {
				group = append(group, other)
			}
		}
	}
	effects := make([]hub.Effect, len(group))
	for i, g := range group {
		effects[i], g.queue = g.queue[0], g.queue[1:]
	}
	if w.mayKill(w.plan.KillHub) {
		h.kill(fmt.Sprintf("before %T", effects[0]))
		return
	}
	events := h.execute(effects)
	w.oracle.readFeed()
	if w.mayKill(w.plan.KillHub) {
		h.kill(fmt.Sprintf("after %T", effects[0]))
		return
	}
	run := h.run
	for i, g := range group {
		if h.run == run && !g.over {
			g.happen(events[i])
		}
	}
	h.work()
}

func (h *centre) execute(effects []hub.Effect) []hub.Event {
	ctx := context.Background()
	events := make([]hub.Event, len(effects))
	if first, ok := effects[0].(hub.Accept); ok {
		subs := []hub.Submission{first.Submission}
		for _, f := range effects[1:] {
			subs = append(subs, f.(hub.Accept).Submission)
		}
		results, err := h.engine.Accept(ctx, subs)
		for i := range events {
			if err != nil {
				h.w.note("hub: accept: %v", err)
				events[i] = hub.Denied{Code: wire.CloseInternal, Why: "the hub failed"}
				continue
			}
			events[i] = hub.Accepted{Result: results[i]}
		}
		return events
	}
	e, err := h.engine.Do(ctx, effects[0])
	if err != nil {
		h.w.note("hub: %T: %v", effects[0], err)
		if !h.full {
			h.w.violate("hub: %T: %v", effects[0], err)
		}
	}
	if f, ok := effects[0].(hub.SetAside); ok && err == nil {
		if _, kept := e.(hub.Answered); kept {
			h.w.oracle.aside(f)
		}
	}
	events[0] = e
	return events
}

package simtest

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/wire"
)

// planFaults strews the plan's faults over the day.
func (w *World) planFaults(length int64) {
	strew := func(n int, do func()) {
		for range n {
			w.after(between(w.rng, 10_000, length), func() {
				if !w.healed {
					do()
				}
			})
		}
	}
	strew(w.plan.Cuts, w.faultCut)
	strew(w.plan.FullDesk, func() {
		t := w.anyTill()
		w.note("desk %s: disk full", t.name)
		t.full = true
		w.after(between(w.rng, 1000, 600_000), func() { t.full = false })
	})
	strew(w.plan.FullHub, func() {
		w.note("hub: disk full")
		w.hub.full = true
		w.after(between(w.rng, 1000, 300_000), func() { w.hub.full = false })
	})
	strew(w.plan.Slow, func() { w.anyTill().slow = between(w.rng, 10, 3000) })
	// Backups are made all day long; a restore takes any of them.
	if w.plan.Restores+w.plan.Liars > 0 {
		for at := int64(15_000); at < length; at += length / 10 {
			w.after(at, func() { w.hub.backups = append(w.hub.backups, w.hub.disk.Clone()) })
		}
	}
	strew(w.plan.Restores, func() { w.faultRestore(true) })
	strew(w.plan.Liars, func() { w.faultRestore(false) })
	strew(w.plan.Rollbacks, func() { w.faultRollback(length) })
	strew(w.plan.Clones, w.faultClone)
	strew(w.plan.Seconds, w.faultSecond)
	strew(w.plan.Rescopes, w.faultRescope)
	strew(w.plan.Revokes, w.faultRevoke)
	strew(w.plan.Drops, w.faultDrop)
}

func (w *World) anyTill() *Till { return w.tills[w.rng.IntN(len(w.tills))] }

func (w *World) faultCut() {
	t := w.anyTill()
	from := w.rng.IntN(3)
	for end := range 2 {
		if from == 2 || from == end {
			w.setCut(end, t.name, true)
		}
	}
	w.after(between(w.rng, 1000, 1_200_000), func() {
		if chance(w.rng, 500) {
			for _, l := range slices.Clone(w.lines) {
				if l.name == t.name {
					l.reset("a cut line is given up")
				}
			}
		}
		w.setCut(atDesk, t.name, false)
		w.setCut(atHub, t.name, false)
	})
}

func (w *World) faultRestore(told bool) {
	if len(w.hub.backups) == 0 {
		return
	}
	n := w.rng.IntN(len(w.hub.backups))
	w.note("hub: set back to backup %d of %d, told %v", n, len(w.hub.backups), told)
	w.hub.restore(w.hub.backups[n], told)
	w.hub.backups = w.hub.backups[:n+1]
}

// faultRollback sets a till back to an image of it that is made now.
func (w *World) faultRollback(length int64) {
	t := w.anyTill()
	image, err := t.desk.Clone(context.Background(), w.rng.Uint64())
	if err != nil {
		w.violate("desk %s: image: %v", t.name, err)
		return
	}
	made := len(w.oracle.order)
	joined := t.joined
	w.after(between(w.rng, 1000, length/2), func() {
		if w.healed || t.gone || t.purged || t.joined != joined {
			return
		}
		w.note("desk %s is set back to an older image", t.name)
		for _, s := range t.sessions {
			s.kill("to be set back")
			w.revive(s)
		}
		t.desk, t.rolled = image, true
		for _, p := range w.oracle.order[made:] {
			if p.till == t && !p.acked {
				p.excused = "rollback"
			}
		}
	})
}

// faultClone copies a till's disk to a second computer that works on.
func (w *World) faultClone() {
	t := w.anyTill()
	if !t.joined || t.gone || t.purged || t.revoked {
		return
	}
	image, err := t.desk.Clone(context.Background(), w.rng.Uint64())
	if err != nil {
		w.violate("desk %s: image: %v", t.name, err)
		return
	}
	w.addCopy(t, image).Start()
}

// addCopy makes a till of another one's disk.
func (w *World) addCopy(t *Till, image Desk) *Till {
	n := &Till{w: w, name: fmt.Sprintf("%c", 'A'+len(w.tills)), desk: image, skew: t.skew, joined: true, demoted: t.demoted, ahead: t.ahead}
	w.note("desk %s is copied to %s", t.name, n.name)
	w.addTill(n)
	return n
}

// faultSecond starts a second session on a till.
func (w *World) faultSecond() {
	t := w.anyTill()
	if t.gone || len(t.sessions) > 1 {
		return
	}
	w.Second(t)
	s := t.sessions[1]
	w.after(between(w.rng, 60_000, 1_800_000), func() {
		s.kill("it was the second one")
		t.sessions = slices.DeleteFunc(t.sessions, func(x *session) bool { return x == s })
	})
}

// device gives the name that a till goes by at the hub.
func (w *World) device(t *Till) (change.ID, bool) {
	st, err := t.desk.Standing(context.Background())
	return st.Device, err == nil && t.joined && !t.gone && !t.purged
}

func (w *World) faultRescope() {
	t := w.anyTill()
	device, ok := w.device(t)
	if !ok || t == w.tills[0] || !w.hub.alive || w.hub.full {
		return
	}
	scope := []change.Scope{change.ScopeOwner, change.ScopeClerk, change.ScopeManager}[w.rng.IntN(3)]
	w.note("desk %s becomes %s", t.name, scope)
	for _, other := range w.tills {
		if d, _ := w.device(other); d == device {
			other.demoted = true // a copy goes by the same name
		}
	}
	if err := w.hub.engine.SetScope(context.Background(), w.shop, device, scope); err != nil {
		w.note("hub: rescope: %v", err)
	}
}

func (w *World) faultRevoke() {
	t := w.anyTill()
	device, ok := w.device(t)
	if !ok || t == w.tills[0] || !w.hub.alive || w.hub.full {
		return
	}
	for _, other := range w.tills {
		if d, _ := w.device(other); other != t && d == device {
			return // a copy that has no name of its own yet
		}
	}
	w.note("desk %s is cut off", t.name)
	if err := w.hub.engine.Revoke(context.Background(), w.shop, device); err != nil {
		w.note("hub: revoke: %v", err)
		return
	}
	t.revoked = true
}

// faultDrop throws a till away with all that is on it.
func (w *World) faultDrop() {
	t := w.anyTill()
	if t == w.tills[0] || t.gone {
		return
	}
	w.note("desk %s is thrown away", t.name)
	for _, s := range t.sessions {
		s.kill("thrown away")
	}
	t.gone = true
	for _, p := range w.oracle.order {
		if p.till == t && !p.acked {
			p.excused = "thrown away"
		}
	}
}

// brief writes an event or a frame for the trace.
func brief(x any) string {
	switch x := x.(type) {
	case client.Received:
		return brief(x.Frame)
	case hub.Received:
		return brief(x.Frame)
	case wire.Push:
		text := "push"
		for i := range x.Batches {
			text += fmt.Sprintf(" %d:%s", x.Batches[i].DeviceSeq, x.Batches[i].Intent)
		}
		return text
	case wire.Entries:
		return fmt.Sprintf("entries %d..%d", x.Entries[0].Seq, x.Entries[len(x.Entries)-1].Seq)
	case wire.Page:
		return fmt.Sprintf("page tier %d of %d records, head %d, done %v", x.Tier, len(x.Records), x.Head, x.Done)
	case wire.GiveBack:
		text := fmt.Sprintf("give back, done %v", x.Done)
		for i := range x.Entries {
			text += fmt.Sprintf(" %d:%s/%d", x.Entries[i].Was.Seq, x.Entries[i].Batch.Intent, len(x.Entries[i].Batch.Ops))
		}
		return text
	case client.Took:
		return fmt.Sprintf("took to %d", x.Cursor.Seq)
	case wire.Welcome:
		return fmt.Sprintf("welcome: epochs %v head %d common %d taken %d scope %s %d refusals %d", x.Epochs, x.Head, x.Common, x.Taken, x.Scope, x.ScopeRev, len(x.Refusals))
	case wire.Hello:
		return fmt.Sprintf("hello: cursor %v past %d acked %d", x.Cursor, len(x.Past), x.Acked)
	case wire.Refused:
		return fmt.Sprintf("refused %d %s", x.DeviceSeq, x.Code)
	case client.Fired:
		return fmt.Sprintf("fired %d", x.Timer)
	case client.Closed:
		return fmt.Sprintf("closed %d %s", x.Code, x.Text)
	}
	return reflect.TypeOf(x).String()
}

package hub

import (
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// work is a frame in an open session.
func (c Conn) work(f wire.Frame) (Conn, []Effect) {
	if c.cloned {
		return c.workCloned(f)
	}
	switch f := f.(type) {
	case wire.Push:
		return c.push(f.Batches)
	case wire.GiveBack:
		return c.giveBack(f)
	case wire.Credit:
		return c.addCredit(f)
	case wire.WantPage:
		if c.giving {
			break
		}
		return c.ask(ReadPage{c.who, f})
	case wire.AskDigest:
		return c.ask(ReadDigest{c.who})
	case wire.AskPeers:
		return c.ask(ListPeers{c.who})
	case wire.AskInvite:
		if c.who.Scope != change.ScopeOwner {
			return c.close(wire.CloseNotAllowed, "only the owner invites")
		}
		return c.ask(MakeInvite{c.who, f.Scope})
	case wire.Revoke:
		if c.who.Scope != change.ScopeOwner {
			return c.close(wire.CloseNotAllowed, "only the owner revokes")
		}
		return c.ask(CutOff{c.who, f.Device})
	case wire.Renew:
		return c.ask(Rename{c.who, f})
	}
	return c.outOfOrder(f)
}

// workCloned is a frame of a desk that was told to be a copy: whatever it sent
// before it heard so is passed over, it keeps that and sends it under its own name.
func (c Conn) workCloned(f wire.Frame) (Conn, []Effect) {
	if f, ok := f.(wire.Renew); ok {
		return c.ask(Rename{c.who, f})
	}
	return c, nil
}

// ask hands a question to the engine.
func (c Conn) ask(e Effect) (Conn, []Effect) {
	if c.asked++; c.asked > askedMax {
		return c.close(wire.CloseLimit, fmt.Sprintf("more than %d questions at once", askedMax))
	}
	return c, []Effect{e}
}

func (c Conn) answered(e Answered) (Conn, []Effect) {
	c.asked--
	out := []Effect{Send{e.Frame}}
	if e.Close != wire.CloseUnspecified {
		c, end := c.close(e.Close, "")
		return c, append(out, end...)
	}
	return c, out
}

// push takes batches in as far as the window goes.
func (c Conn) push(batches []change.Batch) (Conn, []Effect) {
	if c.giving {
		return c.close(wire.CloseOutOfOrder, "lost places come before new batches")
	}
	c.late = true
	size := 0
	for i := range batches {
		b := &batches[i]
		if b.Device != c.who.Device {
			return c.close(wire.CloseNotAllowed, "a batch of another device")
		}
		// Numbers between them may be dealt with already; the engine knows.
		if b.DeviceSeq < 1 || (i > 0 && b.DeviceSeq <= batches[i-1].DeviceSeq) {
			return c.close(wire.CloseIncomplete, "batches are not in order")
		}
		size += b.Size()
	}
	// One batch goes in however big it is: a frame's length bounds it.
	if n := len(c.queue) + c.underWay; n > 0 && (n+len(batches) > c.limits.PushBatches || c.queueBytes+c.wayBytes+size > c.limits.PushBytes+c.limits.FrameBytes) {
		return c.close(wire.CloseLimit, fmt.Sprintf("more than %d batches or %d bytes under way", c.limits.PushBatches, c.limits.PushBytes))
	}
	c.queue = append(c.queue[:len(c.queue):len(c.queue)], batches...)
	c.queueBytes += size
	return c.submit()
}

// giveBack takes lost places in. A desk may begin it unasked before anything
// else, with places that it gave back before and has not seen again. Later, as a
// repeated frame may come, they are passed over.
func (c Conn) giveBack(f wire.GiveBack) (Conn, []Effect) {
	if !c.late {
		c.giving, c.late = true, true
	}
	if !c.giving || c.givenAll {
		return c, nil
	}
	size := 0
	for i := range f.Entries {
		e := &f.Entries[i]
		if e.Was.Seq <= 0 || (i > 0 && e.Was.Seq < f.Entries[i-1].Was.Seq) {
			return c.close(wire.CloseOutOfOrder, "lost places are not in order")
		}
		size += e.Size()
	}
	if c.queueBytes+c.wayBytes > 0 && c.queueBytes+c.wayBytes+size > c.limits.PushBytes+c.limits.FrameBytes {
		return c.close(wire.CloseLimit, "too many lost places at once")
	}
	if f.Acked < 0 || f.Acked > ackedMost {
		return c.close(wire.CloseMalformed, "no device makes so many batches")
	}
	c.given = append(c.given[:len(c.given):len(c.given)], f.Entries...)
	c.queueBytes += size
	c.givenAll, c.acked = f.Done, f.Acked
	return c.submit()
}

// submitBytes is how much goes to the engine at once, so that a desk that has a
// week to send takes turns with the others.
const submitBytes = 256 << 10

// submit hands over what waits, unless the engine has something already.
func (c Conn) submit() (Conn, []Effect) {
	told := c.giving && c.givenAll // that nothing more is given back is submitted too
	if c.accepting || (len(c.queue) == 0 && len(c.given) == 0 && !told) {
		return c, nil
	}
	s := Submission{Who: c.who}
	size := 0
	for ; len(c.given) > 0 && size < submitBytes; c.given = c.given[1:] {
		size += c.given[0].Size()
		s.Given = append(s.Given, c.given[0])
	}
	for ; len(c.given) == 0 && len(c.queue) > 0 && size < submitBytes; c.queue = c.queue[1:] {
		size += c.queue[0].Size()
		s.Batches = append(s.Batches, c.queue[0])
	}
	if c.giving && c.givenAll && len(c.given) == 0 {
		s.Done, s.Acked = true, c.acked
	}
	c.accepting = true
	c.underWay, c.wayBytes = len(s.Batches), size
	c.queueBytes -= size
	return c, []Effect{Accept{s}}
}

func (c Conn) accepted(r Result) (Conn, []Effect) {
	c.accepting, c.underWay, c.wayBytes = false, 0, 0
	c.head = max(c.head, r.Head)
	var out []Effect
	for i := range r.Refused {
		out = append(out, Send{r.Refused[i]})
	}
	if r.Given != nil {
		out = append(out, Send{*r.Given})
		if r.Given.Done {
			c.giving, c.givenAll = false, false
		}
	}
	if r.Close != wire.CloseUnspecified {
		c, end := c.close(r.Close, r.Why)
		return c, append(out, end...)
	}
	if r.Cloned > 0 {
		c.cloned, c.queue, c.queueBytes = true, nil, 0
		return c, append(out, Send{wire.Cloned{DeviceSeq: r.Cloned}})
	}
	c, more := c.submit()
	out = append(out, more...)
	c, more = c.pump()
	return c, append(out, more...)
}

func (c Conn) addCredit(f wire.Credit) (Conn, []Effect) {
	if f.Bytes <= 0 || f.Bytes > creditMax || f.After < 0 || c.giving {
		return c.outOfOrder(f)
	}
	c.late = true
	if !c.feeding {
		if f.After > c.head {
			return c.close(wire.CloseOutOfOrder, "the feed does not go so far")
		}
		c.feeding, c.sent = true, f.After
	}
	c.credit = min(c.credit+f.Bytes, creditMax)
	return c.pump()
}

// pump reads on where there is something to read and credit for it. The feed
// waits in the log, never here: one read is under way at most.
func (c Conn) pump() (Conn, []Effect) {
	if c.phase != working || !c.feeding || c.reading || c.cloned || c.credit <= 0 || c.sent >= c.head {
		return c, nil
	}
	c.reading = true
	return c, []Effect{ReadFeed{c.who, c.sent, min(c.credit, feedBytes)}}
}

func (c Conn) feedRead(e FeedRead) (Conn, []Effect) {
	c.reading = false
	c.head = max(c.head, e.Head)
	if len(e.Entries) == 0 {
		// The head was only announced; the next doorbell reads again.
		c.head = c.sent
		return c, nil
	}
	for i := range e.Entries {
		c.credit -= int64(e.Entries[i].Size())
	}
	c.sent = e.Entries[len(e.Entries)-1].Seq
	out := []Effect{Send{wire.Entries{Entries: e.Entries}}}
	c, more := c.pump()
	return c, append(out, more...)
}

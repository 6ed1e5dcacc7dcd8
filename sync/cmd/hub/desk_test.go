package main_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"testing"

	"github.com/prylavok/prylavok/build/programs"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// desk is a desk by hand: what it made, and what it read of the feed.
type desk struct {
	t       testing.TB
	id      change.ID
	shop    change.ID
	key     ed25519.PrivateKey
	line    *wire.Conn
	made    []change.Batch
	acked   map[change.ID]int64 // batches that it read in the feed, and where
	cursor  change.Cursor
	last    change.ID
	past    []wire.Place // the places before the cursor, newest first
	epochs  []change.Epoch
	welcome wire.Welcome
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, key: key, acked: map[change.ID]int64{}}
	_, _ = rand.Read(d.id[:])
	return d
}

// enrol joins with an invite.
func (d *desk) enrol(invite string, trust *tls.Config) {
	d.t.Helper()
	hub, code, err := wire.ParseInvite(invite)
	if err != nil {
		d.t.Fatalf("%q: %v", invite, err)
	}
	d.dial(hub, trust)
	d.send(wire.Enrol{Oldest: 1, Newest: 1, Invite: code, Device: d.id, PublicKey: d.key.Public().(ed25519.PublicKey), Name: "каса"})
	d.prove()
	d.shop = next[wire.Enrolled](d).Shop
	d.entered(next[wire.Welcome](d))
}

func (d *desk) greet(listen string) {
	d.t.Helper()
	d.dial("ws://"+listen+wire.Path, nil)
	d.send(wire.Hello{Oldest: 1, Newest: 1, Shop: d.shop, Device: d.id, Cursor: d.cursor, LastBatch: d.last, Past: d.past, Epochs: d.epochs})
	d.prove()
	d.entered(next[wire.Welcome](d))
}

func (d *desk) entered(w wire.Welcome) {
	d.welcome = w
	if w.Common == d.cursor.Seq {
		d.epochs = w.Epochs
		d.cursor.Epoch = w.Epochs[len(w.Epochs)-1].ID
	}
}

func (d *desk) dial(url string, trust *tls.Config) {
	d.t.Helper()
	line, err := wire.Dial(d.t.Context(), wire.Line{URL: url, TLS: trust})
	if err != nil {
		d.t.Fatal(err)
	}
	d.line = line
}

func (d *desk) prove() {
	d.t.Helper()
	c := next[wire.Challenge](d)
	d.send(wire.Proof{Signature: ed25519.Sign(d.key, wire.SignedText(c.Nonce, d.shop, d.id, c.Protocol))})
}

func (d *desk) send(f wire.Frame) {
	d.t.Helper()
	if err := d.line.Write(d.t.Context(), f); err != nil {
		d.t.Fatalf("send %T: %v", f, err)
	}
}

func next[F wire.Frame](d *desk) F {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), programs.Patience)
	defer cancel()
	f, err := d.line.Read(ctx)
	if err != nil {
		d.t.Fatalf("expected %T: %v", *new(F), err)
	}
	out, ok := f.(F)
	if !ok {
		d.t.Fatalf("expected %T, got %T %+v", *new(F), f, f)
	}
	return out
}

// ended reads until the hub closes with that code.
func (d *desk) ended(code wire.CloseCode) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), programs.Patience)
	defer cancel()
	for {
		_, err := d.line.Read(ctx)
		var closed *wire.ClosedError
		if errors.As(err, &closed) && closed.Code == code {
			return
		}
		if err != nil {
			d.t.Fatalf("expected close %d: %v", code, err)
		}
	}
}

// make makes one more batch; it is sent when pushed.
func (d *desk) make() {
	b := change.Batch{Device: d.id, DeviceSeq: int64(len(d.made)) + 1, Intent: "test"}
	var product change.ID
	_, _ = rand.Read(b.ID[:])
	_, _ = rand.Read(product[:])
	b.Ops = []change.Op{{Kind: change.Product.Num, Act: change.Create, ID: product, Set: []change.Assign{{Field: 1, Value: "чашка"}, {Field: 8, Value: int64(1)}}}}
	d.made = append(d.made, b)
}

// take moves the cursor over entries, as a replica does in one transaction.
func (d *desk) take(entries []change.Entry) (bytes int64) {
	for i := range entries {
		e := &entries[i]
		if e.Seq != d.cursor.Seq+1 {
			d.t.Errorf("place %d came after %d", e.Seq, d.cursor.Seq)
		}
		d.past = append([]wire.Place{{Seq: d.cursor.Seq, Batch: d.last}}, d.past[:min(len(d.past), wire.MaxPast-1)]...)
		d.cursor.Seq, d.last = e.Seq, e.Batch.ID
		if e.Batch.Device == d.id {
			if at, twice := d.acked[e.Batch.ID]; twice {
				d.t.Errorf("a batch stands at %d and %d", at, e.Seq)
			}
			d.acked[e.Batch.ID] = e.Seq
		}
		bytes += int64(e.Size())
	}
	return bytes
}

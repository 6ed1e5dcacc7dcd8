package hub

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

const (
	// entryBytes bounds an encoded place of the feed, and recordBytes what a
	// record may grow to by its Size: what is stored must be readable again and
	// fit into a frame.
	entryBytes  = change.MaxBatchBytes - 1024
	recordBytes = change.MaxBatchBytes / 2
)

// Accept puts the batches of many connections in order, in one transaction:
// either all results are durable or, with an error, nothing is. A submission
// that the store cannot take does not hold the others up: the group is then
// taken apart, and the result of that one closes its connection.
func (g *Engine) Accept(ctx context.Context, subs []Submission) ([]Result, error) {
	results, err := g.acceptGroup(ctx, subs)
	if err == nil {
		return results, nil
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("accept: %w", err)
	}
	if len(subs) == 1 {
		g.Log.Error("batches were not stored", slog.String("shop", idText(subs[0].Who.Shop)), slog.String("device", idText(subs[0].Who.Device)), slog.Any("error", err))
		return []Result{{Close: wire.CloseInternal, Why: "the hub could not store the batches"}}, nil
	}
	results = make([]Result, 0, len(subs))
	for _, s := range subs {
		one, err := g.Accept(ctx, []Submission{s})
		if err != nil {
			return nil, err
		}
		results = append(results, one[0])
	}
	return results, nil
}

func (g *Engine) acceptGroup(ctx context.Context, subs []Submission) ([]Result, error) {
	results := make([]Result, len(subs))
	moved := make(map[change.ID]int64, 1)
	err := g.Store.Write(ctx, func(w store.Writer) error {
		shops, err := openShops(w, subs)
		if err != nil {
			return err
		}
		for i := range subs {
			s := shops[subs[i].Who.Shop]
			if s == nil {
				results[i] = Result{Close: wire.CloseOtherShop, Why: "this hub does not have the shop"}
				continue
			}
			if results[i], err = g.acceptOne(s, &subs[i]); err != nil {
				return err
			}
			moved[subs[i].Who.Shop] = results[i].Head
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range subs {
		shop := subs[i].Who.Shop
		if head, ok := moved[shop]; ok {
			delete(moved, shop)
			g.notify(shop, change.ID{}, HeadMoved{head})
		}
	}
	return results, nil
}

// openShops takes hold of the shops in the order of their ids, so that two
// groups never wait for each other crosswise.
func openShops(w store.Writer, subs []Submission) (map[change.ID]*openShop, error) {
	ids := make([]change.ID, 0, len(subs))
	for i := range subs {
		ids = append(ids, subs[i].Who.Shop)
	}
	slices.SortFunc(ids, func(a, b change.ID) int { return bytes.Compare(a[:], b[:]) })
	shops := make(map[change.ID]*openShop, 1)
	for _, id := range slices.Compact(ids) {
		s, err := w.In(id)
		if errors.Is(err, store.ErrNoShop) {
			continue
		}
		if err != nil {
			return nil, err
		}
		shops[id] = opened(s)
	}
	return shops, nil
}

// openShop is a shop within the transaction of a group.
type openShop struct {
	store.ShopWriter
	known map[store.Key]*change.Record // of watched
}

func opened(s store.ShopWriter) *openShop { return &openShop{s, map[store.Key]*change.Record{}} }

// intake is one submission on its way into the feed.
type intake struct {
	g      *Engine
	s      *openShop
	who    Who
	epochs []change.Epoch
	out    Result
}

func (g *Engine) acceptOne(s *openShop, sub *Submission) (Result, error) {
	err := admit(s, sub.Who)
	var denied errDenied
	switch {
	case errors.As(err, &denied):
		return Result{Close: denied.Code, Why: denied.Why}, nil
	case errors.Is(err, store.ErrNoDevice):
		return Result{Close: wire.CloseUnknown, Why: "the hub does not know this device"}, nil
	case err != nil:
		return Result{}, err
	}
	in := intake{g: g, s: s, who: sub.Who}
	if in.epochs, err = s.Epochs(); err != nil {
		return Result{}, err
	}
	if err := in.givenBack(sub); err != nil {
		return Result{}, err
	}
	if err := in.pushed(sub.Batches); err != nil {
		return Result{}, err
	}
	in.out.Head, err = s.Head()
	return in.out, err
}

// pushed takes new batches, until one does not follow.
func (in *intake) pushed(batches []change.Batch) error {
	if len(batches) == 0 {
		return nil
	}
	taken, err := in.s.Taken(in.who.Device)
	if err != nil {
		return err
	}
	for i := range batches {
		b := &batches[i]
		if b.DeviceSeq > taken+1 {
			in.out.Close, in.out.Why = wire.CloseIncomplete, fmt.Sprintf("batch %d came after %d", b.DeviceSeq, taken)
			return nil
		}
		done, err := in.dealtWith(b, taken)
		if err != nil {
			return err
		}
		if in.out.Cloned > 0 {
			return nil
		}
		if !done {
			if err := in.place(&change.Entry{Batch: *b}); err != nil {
				return err
			}
		}
		taken = max(taken, b.DeviceSeq)
	}
	return nil
}

// dealtWith reports whether a batch had its answer before: a resend, the batch
// of a desk that has another name now, or, with another batch under its number,
// a copy.
func (in *intake) dealtWith(b *change.Batch, taken int64) (bool, error) {
	at, err := in.s.EntryOf(b.ID)
	if err != nil {
		return false, err
	}
	if at != 0 {
		mine, err := in.s.BatchOf(in.who.Device, b.DeviceSeq)
		if err != nil || mine == b.ID {
			return true, err // the feed brings it
		}
		// It is there by a name that its desk had before: nothing else will tell.
		in.out.Refused = append(in.out.Refused, wire.Refused{DeviceSeq: b.DeviceSeq, Batch: b.ID})
		return true, in.s.SetTaken(in.who.Device, max(taken, b.DeviceSeq))
	}
	if b.DeviceSeq > taken {
		return false, nil
	}
	refused, err := in.s.Refusals(in.who.Device, b.DeviceSeq-1)
	if err != nil {
		return false, err
	}
	if len(refused) > 0 && refused[0].DeviceSeq == b.DeviceSeq {
		if refused[0].Batch != b.ID {
			in.out.Cloned = b.DeviceSeq
			return false, nil
		}
		in.out.Refused = append(in.out.Refused, told(refused[0]))
		return true, nil
	}
	other, err := in.s.BatchOf(in.who.Device, b.DeviceSeq)
	if err != nil {
		return false, err
	}
	if other != (change.ID{}) {
		in.out.Cloned = b.DeviceSeq
	}
	// A number that nothing is known of was lost by a restore: the batch is taken.
	return false, nil
}

// givenBack takes places that the hub lost, those that it does not have.
func (in *intake) givenBack(sub *Submission) error {
	if len(sub.Given) == 0 && !sub.Done {
		return nil
	}
	in.out.Given = &wire.GivenBack{Done: sub.Done}
	for i := range sub.Given {
		e := &sub.Given[i]
		in.out.Given.Seq = e.Was.Seq
		if e.Batch.Device != in.who.Device && !in.who.Scope.Whole() {
			// The desk has lost that right and has not heard so yet; others have it.
			continue
		}
		at, err := in.s.EntryOf(e.Batch.ID)
		if err != nil {
			return err
		}
		if at != 0 {
			if err := in.supplement(e, at); err != nil {
				return err
			}
			continue
		}
		other, err := in.s.BatchOf(e.Batch.Device, e.Batch.DeviceSeq)
		if err != nil {
			return err
		}
		if other != (change.ID{}) && e.Batch.DeviceSeq > 0 {
			// Two desks were one when this was made. It cannot have its number,
			// and nobody is there to ask: a person has to look.
			if err := in.keepAside(&e.Batch); err != nil {
				return err
			}
			continue
		}
		if err := in.place(&change.Entry{Was: e.Was, Cut: e.Cut, Batch: e.Batch}); err != nil {
			return err
		}
	}
	if !sub.Done {
		return nil
	}
	if err := in.s.SetTaken(in.who.Device, sub.Acked); err != nil {
		return err
	}
	return in.g.awaitNoMore(in.s, in.who.Device, true)
}

func (in *intake) keepAside(b *change.Batch) error {
	data, err := b.Encode()
	if err != nil {
		return err
	}
	in.g.Log.Warn("batch set aside", slog.String("shop", idText(in.who.Shop)), slog.String("device", idText(b.Device)), slog.String("batch", idText(b.ID)), slog.String("intent", b.Intent))
	return in.s.Quarantine(b.Device, b.DeviceSeq, data)
}

// place gives a batch its place in the feed, or refuses it. What stands there is
// what the batch comes to; Was and Cut of the entry say how it came.
func (in *intake) place(e *change.Entry) error {
	b := e.Batch // as it came
	v := lookAt(in.s)
	if err := v.foresee(in.s, b.Ops); err != nil {
		return err
	}
	outcome, err := in.resolve(v, &b, e.Was)
	if err != nil {
		return err
	}
	e.At, e.Clean, e.Batch.Ops = in.g.Now(), outcome.Clean && e.Was == (change.Cursor{}), outcome.Ops
	if outcome.Refused == nil {
		outcome.Refused = tooBig(e)
	}
	if outcome.Refused == nil {
		if outcome.Refused, err = recordTooBig(v, outcome.Ops); err != nil {
			return err
		}
	}
	if outcome.Refused != nil {
		return in.refuse(&b, e.Was, *outcome.Refused)
	}
	if b.Intent == intentBack && b.DeviceSeq == 0 && len(outcome.Ops) == 0 {
		return nil // the hub's own, and nothing came of it
	}
	seq, err := in.s.Append(e)
	if err != nil {
		return fmt.Errorf("append: %w", err)
	}
	in.out.Placed++
	for i := range outcome.Ops {
		if err := apply(in.s, v, &outcome.Ops[i], seq); err != nil {
			return err
		}
	}
	return nil
}

// apply changes the state by one resolved operation.
func apply(s store.ShopWriter, v *watched, op *change.Op, seq int64) error {
	before, err := v.Record(op.Kind, op.ID)
	if err != nil {
		return err
	}
	after := change.Apply(before, op, seq)
	if after == nil {
		return fmt.Errorf("operation on a record of kind %d that is not there", op.Kind)
	}
	if err := s.Put(after, before); err != nil {
		return fmt.Errorf("put: %w", err)
	}
	v.known[store.Key{Kind: op.Kind, ID: op.ID}] = after
	if op.Kind != change.StockMove.Num || before != nil {
		return nil
	}
	place := merge.Place{Offer: after.Ref(moveOffer), Warehouse: after.Ref(moveWarehouse), Bucket: after.Text(moveBucket)}
	return s.AddSum(place, after.Int(moveQuantity), after.Ref(moveDocument))
}

// Fields of a stock move.
var (
	moveOffer     = field(change.StockMove, "offer_id")
	moveWarehouse = field(change.StockMove, "warehouse_id")
	moveBucket    = field(change.StockMove, "bucket")
	moveQuantity  = field(change.StockMove, "quantity")
	moveDocument  = field(change.StockMove, "document_id")
)

func field(k *change.Kind, name string) uint8 {
	f, ok := k.Field(name)
	if !ok {
		panic("hub: " + k.Name + " has no field " + name)
	}
	return f.Num
}

func (in *intake) refuse(b *change.Batch, was change.Cursor, why merge.Refusal) error {
	in.g.Log.Warn("batch refused", slog.String("shop", idText(in.who.Shop)), slog.String("device", idText(b.Device)), slog.String("batch", idText(b.ID)), slog.String("intent", b.Intent), slog.String("code", why.Code), slog.Any("kind", why.Kind), slog.Any("field", why.Field))
	r := store.Refusal{Device: b.Device, DeviceSeq: b.DeviceSeq, Batch: b.ID, Refusal: why}
	if was != (change.Cursor{}) {
		// It was acknowledged once: it must not go with its refusal. It is kept aside,
		// and its desk keeps it and gives it back again: what it lacks may have come by then.
		return in.keepAside(b)
	}
	if b.Device != in.who.Device {
		return nil
	}
	in.out.Refused = append(in.out.Refused, told(r))
	return in.s.Refuse(r)
}

// resolve asks what a batch comes to. Where the rules themselves fail, on
// something that nobody thought of, the batch is refused: the same batch would
// fail again, and must neither stop its desk nor the hub.
func (in *intake) resolve(v *watched, b *change.Batch, was change.Cursor) (out merge.Outcome, err error) {
	defer func() {
		if r := recover(); r != nil {
			in.g.Log.Error("merge panicked", slog.String("batch", idText(b.ID)), slog.String("panic", fmt.Sprint(r)))
			out, err = unmergeable("the hub's rules broke on it"), v.err
		}
	}()
	away, err := in.away(b)
	if err != nil {
		return out, err
	}
	out, err = merge.Accept(v, merge.Incoming{Batch: b, Scope: in.who.Scope, Epochs: in.epochs, Was: was, Away: away})
	if err != nil && v.err == nil {
		in.g.Log.Error("batch cannot be merged", slog.String("batch", idText(b.ID)), slog.Any("error", err))
		return unmergeable(err.Error()), nil
	}
	return out, err
}

func unmergeable(why string) merge.Outcome {
	return merge.Outcome{Refused: &merge.Refusal{Code: merge.RefuseMalformed, Text: why}}
}

// tooBig refuses a batch whose place in the feed could not be read again.
func tooBig(e *change.Entry) *merge.Refusal {
	if len(e.Batch.Ops) <= change.MaxOps && e.Size() < entryBytes/4 {
		return nil // so it is nearly always; Size is never four times too low
	}
	data, err := e.Encode()
	if err == nil && len(data) <= entryBytes && len(e.Batch.Ops) <= change.MaxOps {
		return nil
	}
	return &merge.Refusal{Code: merge.RefuseMalformed, Text: "the batch is too big"}
}

// recordTooBig refuses a batch that makes a record grow beyond what a page can carry.
func recordTooBig(v *watched, ops []change.Op) (*merge.Refusal, error) {
	for i := range ops {
		op := &ops[i]
		if op.Size() < recordBytes/255 {
			continue // many such would be needed, and the next one is looked at again
		}
		before, err := v.Record(op.Kind, op.ID)
		if err != nil {
			return nil, err
		}
		if after := change.Apply(before, op, 0); after != nil && after.Size() > recordBytes {
			return &merge.Refusal{Code: merge.RefuseMalformed, Kind: op.Kind, ID: op.ID, Text: "the record is too big"}, nil
		}
	}
	return nil, nil
}

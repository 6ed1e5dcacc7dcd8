package hub

import (
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
)

// watched is the shop as one batch finds it. It remembers whether the store
// failed, to tell that from a batch that the rules cannot take.
type watched struct {
	merge.View
	err error
	// known are the records that were read or written in this transaction, nil
	// where there is none: what batches name together is read once.
	known map[store.Key]*change.Record
}

func lookAt(s *openShop) *watched { return &watched{View: s, known: s.known} }

func (w *watched) note(err error) error {
	if err != nil {
		w.err = err
	}
	return err
}

// foresee reads at once what a batch names and what the rules will ask for: its
// records and the goods that it moves.
func (w *watched) foresee(r store.Reader, ops []change.Op) error {
	keys := make([]store.Key, 0, 2*len(ops))
	add := func(kind uint8, id change.ID) {
		key := store.Key{Kind: kind, ID: id}
		if _, read := w.known[key]; !read {
			w.known[key] = nil
			keys = append(keys, key)
		}
	}
	for i := range ops {
		add(ops[i].Kind, ops[i].ID)
		if ops[i].Kind != change.StockMove.Num {
			continue
		}
		for _, a := range ops[i].Set {
			if id, ok := a.Value.([]byte); ok && a.Field == moveOffer && len(id) == len(change.ID{}) {
				add(change.Offer.Num, change.ID(id))
			}
		}
	}
	found, err := r.Find(keys)
	for _, rec := range found {
		w.known[store.Key{Kind: rec.Kind, ID: rec.ID}] = rec
	}
	return err
}

// Record is merge.View's.
func (w *watched) Record(kind uint8, id change.ID) (*change.Record, error) {
	key := store.Key{Kind: kind, ID: id}
	if r, read := w.known[key]; read {
		return r, nil
	}
	r, err := w.View.Record(kind, id)
	if err == nil {
		w.known[key] = r
	}
	return r, w.note(err)
}

// Children is merge.View's.
func (w *watched) Children(parent change.ID, kind uint8) ([]*change.Record, error) {
	r, err := w.View.Children(parent, kind)
	return r, w.note(err)
}

// Holder is merge.View's.
func (w *watched) Holder(kind, field uint8, value string) (change.ID, bool, error) {
	id, ok, err := w.View.Holder(kind, field, value)
	return id, ok, w.note(err)
}

// Sum is merge.View's.
func (w *watched) Sum(p merge.Place) (merge.Sum, error) {
	s, err := w.View.Sum(p)
	return s, w.note(err)
}

// Origin is merge.View's.
func (w *watched) Origin(seq int64) (merge.Origin, bool, error) {
	o, ok, err := w.View.Origin(seq)
	return o, ok, w.note(err)
}

// BaseOf is merge.View's.
func (w *watched) BaseOf(seq int64) (change.Cursor, error) {
	base, err := w.View.BaseOf(seq)
	return base, w.note(err)
}

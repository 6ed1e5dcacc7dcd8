package merge

import (
	"errors"

	"github.com/prylavok/prylavok/sync/change"
)

// Accept says what a batch comes to in the shop's present state.
func Accept(v View, in Incoming) (Outcome, error) { return Outcome{}, errors.New("unwritten") }

// Rebase gives the record as a desk shows it: the confirmed one with the
// desk's unsent operations on it laid over in order, each won or lost as Accept
// would decide it now. own reports whether a place of the feed is this desk's.
func Rebase(confirmed *change.Record, unsent []change.Op, own func(seq int64) bool) *change.Record {
	return confirmed
}

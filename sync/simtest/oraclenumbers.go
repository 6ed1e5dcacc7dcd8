package simtest

import (
	"strconv"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// This file is the oracle over numbers that were printed: none twice, whatever
// the hub forgot, and none withheld for ever.

// printed remembers the numbers that a batch gave parcels, and sees that nobody
// had them before. A till whose disk was copied or set back may print what its
// other self has printed, until the hub tells the two apart; and a hub that was
// set back without a word leases again what it does not know to be leased.
func (o *oracle) printed(t *Till, b *change.Batch) {
	for i := range b.Ops {
		op := &b.Ops[i]
		if op.Kind != change.ParcelCode.Num || op.Act != change.Create {
			continue
		}
		code := change.Apply(nil, op, 0).Text(2)
		if _, ours := NumberFrame.Serial(code); !ours {
			continue
		}
		before, twice := o.numbers[code]
		o.numbers[code] = b.Device
		switch {
		case !twice:
		case before == b.Device && o.w.plan.Clones+o.w.plan.Rollbacks > 0:
		case o.lies > 0:
		default:
			o.w.violate("number %s of desk %s (%x) was printed before, by %x", code, t.name, b.Device[8:12], before[8:12])
		}
	}
}

// checkNumbers sees that no two leases have a number in common, and that none
// waits that could be filled.
func (o *oracle) checkNumbers() {
	records := o.views[0].records
	type lease struct {
		*change.Record
		shop.Span
	}
	var granted []lease
	waits := 0
	for _, k := range sorted(records) {
		l := records[k]
		if l.Kind != change.Lease.Num {
			continue
		}
		switch l.Text(7) {
		case merge.LeaseGranted:
			granted = append(granted, lease{l, shop.Span{First: l.Int(5), Last: l.Int(6)}})
		case merge.LeaseAsked:
			if records[key{change.NumberRange.Num, l.Ref(2)}] != nil {
				waits++
			}
		}
	}
	for i, a := range granted {
		for _, b := range granted[i+1:] {
			if a.Meets(b.Span) {
				o.w.violate("two leases have numbers in common: %s and %s", describe(a.Record), describe(b.Record))
			}
		}
	}
	if waits > 0 && !o.awaits() {
		o.w.violate("%d leases were asked for and not filled, and nobody is awaited", waits)
	}
	o.w.note("%d numbers printed, %d leases, %d not filled", len(o.numbers), len(granted), waits)
}

// awaits reports whether a restored hub still waits for a device to come back.
func (o *oracle) awaits() (away bool) {
	if len(o.epochs) < 2 {
		return false
	}
	life := strconv.FormatUint(o.epochs[len(o.epochs)-1].ID, 16)
	for _, r := range o.views[0].records {
		away = away || (r.Kind == change.Desk.Num && r.Text(3) != life && !o.w.hubDevice(r.ID).Revoked)
	}
	return away
}

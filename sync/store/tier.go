package store

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/wire"
)

// RecentMs is how long an order that ended stays in TierRecent: ninety days.
// Only the order of a first sync hangs on it.
const RecentMs = 90 * 24 * 60 * 60 * 1000

// longAgo is the end of an order that is in the archive whatever the clock says.
const longAgo = math.MinInt64

var (
	orderStatus   = fieldNum(change.Order, "status")
	orderMade     = fieldNum(change.Order, "created_at")
	orderEnded    = fieldNum(change.Order, "finished_at")
	conflictState = fieldNum(change.Conflict, "state")
	taskState     = fieldNum(change.Task, "state")
)

// documents names, for each kind of part that travels, the kinds of the
// documents that it may be a part of, lower numbers first.
var documents = map[uint8][]uint8{
	change.CustomerPhone.Num: {change.Customer.Num},
	change.CustomerCard.Num:  {change.Customer.Num},
	change.ParcelCode.Num:    {change.Order.Num},
	change.Line.Num:          {change.Order.Num},
	change.Payment.Num:       {change.Order.Num},
	change.StockMove.Num:     {change.Order.Num},
	change.Print.Num:         {change.Order.Num},
	change.Conflict.Num:      {change.Customer.Num, change.Order.Num},
}

func fieldNum(k *change.Kind, name string) uint8 {
	f, _ := k.Field(name)
	return f.Num
}

// TierOf says in which tier a record stands when it travels by itself. An
// order that ended stands in TierRecent with the time of its end in Unix
// milliseconds by a desk's clock, and is taken for TierArchive once that lies
// RecentMs back; a deleted one ended before all time. ended is 0 for everything else.
func TierOf(r *change.Record) (tier uint8, ended int64) {
	switch r.Kind {
	case change.Desk.Num, change.Setting.Num, change.User.Num, change.Warehouse.Num, change.Category.Num,
		change.Product.Num, change.Offer.Num, change.Barcode.Num, change.Template.Num,
		change.NumberRange.Num, change.Lease.Num:
		return wire.TierCatalogue, 0
	case change.Customer.Num, change.CustomerPhone.Num, change.CustomerCard.Num:
		return wire.TierOpen, 0
	case change.Order.Num:
		return orderTier(r)
	case change.Conflict.Num:
		if !r.Deleted && r.Text(conflictState) == merge.ConflictOpen {
			return wire.TierOpen, 0
		}
	case change.Task.Num:
		if !r.Deleted && r.Text(taskState) != merge.TaskDone {
			return wire.TierOpen, 0
		}
	}
	return wire.TierArchive, 0
}

func orderTier(r *change.Record) (tier uint8, ended int64) {
	if r.Deleted {
		return wire.TierRecent, longAgo
	}
	switch r.Text(orderStatus) {
	case "completed", "cancelled":
		if ended = r.Int(orderEnded); ended == 0 {
			ended = r.Int(orderMade)
		}
		return wire.TierRecent, ended
	}
	return wire.TierOpen, 0
}

// ParentOf gives the record that a record is a part of by its kind's Parent,
// the zero id where there is none.
func ParentOf(r *change.Record) change.ID {
	k, known := change.KindNum(r.Kind)
	if !known || k.Parent == "" {
		return change.ID{}
	}
	return r.Ref(fieldNum(k, k.Parent))
}

// DocumentKinds names the kinds of documents with which records of a kind
// travel, by rising number: a part travels with the first of them that is there
// under its ParentOf, and by itself as long as none is. Nil for kinds that
// never travel with another: those of the catalogue come whole, kind after kind.
func DocumentKinds(kind uint8) []uint8 { return documents[kind] }

// PartKinds names the kinds of parts that travel with a document of a kind,
// nil when it is none.
func PartKinds(kind uint8) (kinds []uint8) {
	switch kind {
	case change.Customer.Num:
		return []uint8{change.CustomerPhone.Num, change.Conflict.Num, change.CustomerCard.Num}
	case change.Order.Num:
		return []uint8{change.Line.Num, change.Payment.Num, change.StockMove.Num, change.Print.Num, change.Conflict.Num, change.ParcelCode.Num}
	}
	return nil
}

// EncodeRecord writes a record that can be read again: one above the limits of
// change.DecodeRecord would be kept for ever and never seen.
func EncodeRecord(r *change.Record) ([]byte, error) {
	data := r.Encode()
	if data == nil || len(data) > change.MaxBatchBytes {
		return nil, fmt.Errorf("record of kind %d, %x, cannot be written in %d bytes", r.Kind, r.ID, change.MaxBatchBytes)
	}
	return data, nil
}

// EncodeEntry writes an entry that can be read again.
func EncodeEntry(e *change.Entry) ([]byte, error) {
	data, err := e.Encode()
	if err == nil && (len(data) > change.MaxBatchBytes || len(e.Batch.Ops) > change.MaxOps) {
		err = fmt.Errorf("entry of %d operations in %d bytes is above the limits", len(e.Batch.Ops), len(data))
	}
	return data, err
}

// Claim is one claimed value of a living record.
type Claim struct {
	Field uint8
	Value string
}

// ClaimsOf lists the values that a record claims: those of its Claim fields that
// are not empty, none when it is deleted.
func ClaimsOf(r *change.Record) (claims []Claim) {
	if r == nil || r.Deleted {
		return nil
	}
	k, known := change.KindNum(r.Kind)
	if !known {
		return nil
	}
	for _, f := range k.Fields {
		if f.Rule != change.Claim {
			continue
		}
		if v := r.Text(f.Num); v != "" {
			claims = append(claims, Claim{f.Num, v})
		}
	}
	return claims
}

// Series gives the n-th series of a shop, from 1: A1, B1 … Z1, AA1, AB1 …
func Series(n int64) string {
	var letters []byte
	for ; n > 0; n = (n - 1) / 26 {
		letters = append([]byte{byte('A' + (n-1)%26)}, letters...)
	}
	return string(letters) + "1"
}

// EpochOf gives the epoch that a place of the feed belongs to: the last one
// that began before it.
func EpochOf(epochs []change.Epoch, seq int64) uint64 {
	for i := len(epochs) - 1; i >= 0; i-- {
		if epochs[i].Fork < seq {
			return epochs[i].ID
		}
	}
	return 0
}

// SeriesLeftOut is how many series Break passes over: a desk that was enrolled
// after the backup was made may have one of the next.
const SeriesLeftOut = 26

// SortDevices sorts devices by enrolment, then id.
func SortDevices(list []Device) {
	slices.SortFunc(list, func(a, b Device) int {
		return cmp.Or(cmp.Compare(a.EnrolledAt, b.EnrolledAt), bytes.Compare(a.ID[:], b.ID[:]))
	})
}

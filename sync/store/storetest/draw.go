package storetest

import (
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"pgregory.net/rapid"
)

// pool is the ids that drawn records have, so few that the same id is a
// document of one kind, a part of another and a parent of a third.
func pool(n int) change.ID { return change.ID{0: 9, 15: byte(n)} }

const poolSize = 6

// drawOps draws a batch that could be in the feed: what is not there is made,
// what is there may be edited, deleted and brought back.
func drawOps(t *rapid.T, w store.ShopWriter) (ops []change.Op) {
	fresh := map[store.Key]bool{}
	for range rapid.IntRange(0, 5).Draw(t, "ops") {
		k := rapid.SampledFrom(append([]*change.Kind{{Num: 0}, {Num: 222}}, change.Kinds...)).Draw(t, "kind")
		id := pool(rapid.IntRange(0, poolSize-1).Draw(t, "id"))
		before, err := w.Record(k.Num, id)
		if err != nil {
			t.Fatal(err)
		}
		o := change.Op{Kind: k.Num, ID: id, Act: change.Create}
		if before != nil || fresh[store.Key{Kind: k.Num, ID: id}] {
			if k.Union {
				continue // moves and payments are made once
			}
			o.Act = rapid.SampledFrom([]change.Act{change.Patch, change.Patch, change.Delete, change.Revive}).Draw(t, "act")
		}
		fresh[store.Key{Kind: k.Num, ID: id}] = true
		drawFields(t, k, &o)
		ops = append(ops, o)
	}
	return ops
}

func drawFields(t *rapid.T, k *change.Kind, o *change.Op) {
	for _, f := range k.Fields {
		if o.Act != change.Create && f.Rule == change.Fixed || !rapid.Bool().Draw(t, f.Name) {
			if f.Name != "bucket" {
				continue
			}
		}
		o.Set = append(o.Set, change.Assign{Field: f.Num, Value: drawValue(t, f)})
	}
	if len(k.Fields) == 0 {
		o.Set = append(o.Set, change.Assign{Field: 77, Value: rapid.StringN(0, 5, 20).Draw(t, "unknown")})
	}
}

func drawValue(t *rapid.T, f change.Field) any {
	switch {
	case f.Name == "status":
		return rapid.SampledFrom([]string{"parked", "new", "shipped", "completed", "cancelled"}).Draw(t, "status")
	case f.Name == "state":
		return rapid.SampledFrom([]string{merge.TaskOpen, merge.TaskDone, merge.ConflictNoted}).Draw(t, "state")
	case f.Name == "bucket":
		return rapid.SampledFrom([]string{"on_hand", "reserved"}).Draw(t, "bucket")
	case f.Name == "finished_at" || f.Name == "created_at":
		return rapid.SampledFrom([]int64{0, -5, 9 * day, 10 * day, 10*day + 1, 99 * 365 * day}).Draw(t, "time")
	case f.Rule == change.Claim:
		return rapid.SampledFrom([]string{"", "A1", "B1", "A1-000001"}).Draw(t, "claim")
	case f.Type == change.Ref:
		id := pool(rapid.IntRange(0, poolSize-1).Draw(t, "ref"))
		return id[:]
	case f.Type == change.Int:
		return rapid.Int64Range(-3000, 3000).Draw(t, "int")
	}
	return rapid.StringN(0, 6, 30).Draw(t, "text")
}

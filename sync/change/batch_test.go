package change_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"pgregory.net/rapid"
)

func genID(t *rapid.T, label string) (id change.ID) {
	copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, label))
	return id
}

func genBatch(t *rapid.T) *change.Batch {
	b := &change.Batch{
		ID: genID(t, "id"), Device: genID(t, "device"), DeviceSeq: rapid.Int64().Draw(t, "seq"),
		Base:   change.Cursor{Epoch: rapid.Uint64().Draw(t, "epoch"), Seq: rapid.Int64().Draw(t, "base")},
		Intent: rapid.StringN(0, 10, 64).Draw(t, "intent"), User: genID(t, "user"), At: rapid.Int64().Draw(t, "at"), Ops: []change.Op{},
	}
	for range rapid.IntRange(0, 5).Draw(t, "ops") {
		op := change.Op{Kind: rapid.Byte().Draw(t, "kind"), Act: change.Act(rapid.IntRange(1, 4).Draw(t, "act")), ID: genID(t, "record"), Base: rapid.Int64().Draw(t, "version")}
		for f := range rapid.IntRange(0, 4).Draw(t, "fields") {
			var v any
			switch rapid.IntRange(0, 3).Draw(t, "type") {
			case 0:
				v = rapid.Int64().Draw(t, "int")
			case 1:
				v = rapid.String().Draw(t, "text")
			case 2:
				v = rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "ref")
			}
			op.Set = append(op.Set, change.Assign{Field: uint8(f + 1), Value: v})
		}
		b.Ops = append(b.Ops, op)
	}
	return b
}

// What is encoded is decoded to the same batch, field for field.
func TestBatchComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := genBatch(t)
		data, err := b.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := change.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(b, back) {
			t.Fatalf("sent %+v\n got %+v", b, back)
		}
		for cut := range data {
			if _, err := change.Decode(data[:cut]); !errors.Is(err, change.ErrMalformed) {
				t.Fatalf("a batch cut after %d of %d bytes was taken: %v", cut, len(data), err)
			}
		}
	})
}

// Rubbish is refused in words and never panics; what is taken encodes again.
func FuzzDecode(f *testing.F) {
	b := &change.Batch{Intent: "sale", Ops: []change.Op{{Kind: 11, Act: change.Create, Set: []change.Assign{{1, "sale"}, {8, int64(1)}, {5, nil}}}}}
	data, err := b.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte{0xdd, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := change.Decode(data)
		if err != nil {
			if !errors.Is(err, change.ErrMalformed) {
				t.Fatalf("error does not wrap ErrMalformed: %v", err)
			}
			return
		}
		if _, err := b.Encode(); err != nil {
			t.Fatalf("a decoded batch does not encode: %v", err)
		}
	})
}

// Numbers of kinds and names of tables are used once.
func TestKindsAreDistinct(t *testing.T) {
	nums, tables := map[uint8]bool{}, map[string]bool{}
	for _, k := range change.Kinds {
		if nums[k.Num] || tables[k.Table] {
			t.Errorf("kind %s repeats number %d or table %s", k.Name, k.Num, k.Table)
		}
		nums[k.Num], tables[k.Table] = true, true
		if got, ok := change.KindNum(k.Num); !ok || got != k {
			t.Errorf("kind %s is not found by its number", k.Name)
		}
	}
}

package change_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/vmihailenco/msgpack/v5"
	"pgregory.net/rapid"
)

func genValue(t *rapid.T) any {
	switch rapid.IntRange(0, 3).Draw(t, "type") {
	case 0:
		return rapid.Int64().Draw(t, "int")
	case 1:
		return rapid.String().Draw(t, "text")
	case 2:
		return rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "bytes")
	}
	return nil
}

func genRecord(t *rapid.T) *change.Record {
	r := &change.Record{Kind: rapid.Byte().Draw(t, "kind"), ID: genID(t, "id"), Created: rapid.Int64().Draw(t, "created"), Version: rapid.Int64().Draw(t, "version"),
		Marked: rapid.Int64().Draw(t, "marked"), Deleted: rapid.Bool().Draw(t, "deleted"), Fields: []change.FieldState{}}
	for num := rapid.IntRange(0, 30).Draw(t, "first"); num < 250 && len(r.Fields) < 6; num += rapid.IntRange(1, 80).Draw(t, "step") {
		r.Fields = append(r.Fields, change.FieldState{Num: uint8(num), Value: genValue(t), Version: rapid.Int64().Draw(t, "field version")})
	}
	return r
}

// Records and entries come back as they were, kinds and fields of a later
// release included, and cut ones are refused.
func TestRecordsAndEntriesComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genRecord(t)
		data := r.Encode()
		back, err := change.DecodeRecord(data)
		if err != nil || !reflect.DeepEqual(r, back) {
			t.Fatalf("kept %+v\n got %+v, %v", r, back, err)
		}
		e := &change.Entry{Seq: rapid.Int64().Draw(t, "seq"), Was: change.Cursor{Epoch: rapid.Uint64().Draw(t, "epoch"), Seq: rapid.Int64().Draw(t, "was")},
			At: rapid.Int64().Draw(t, "at"), Clean: rapid.Bool().Draw(t, "clean"), Cut: rapid.Bool().Draw(t, "cut"), Batch: *genBatch(t)}
		entry, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := change.DecodeEntry(entry)
		if err != nil || !reflect.DeepEqual(e, again) {
			t.Fatalf("kept %+v\n got %+v, %v", e, again, err)
		}
		bare := *e
		bare.Batch.Ops, bare.Cut = nil, false
		if head, err := change.DecodeEntryHead(entry); err != nil || !reflect.DeepEqual(&bare, head) {
			t.Fatalf("kept %+v\n its head is %+v, %v", e, head, err)
		}
		for cut := range data {
			if _, err := change.DecodeRecord(data[:cut]); !errors.Is(err, change.ErrMalformed) {
				t.Fatalf("a record cut after %d of %d bytes was taken: %v", cut, len(data), err)
			}
		}
		for cut := range entry {
			if _, err := change.DecodeEntry(entry[:cut]); !errors.Is(err, change.ErrMalformed) {
				t.Fatalf("an entry cut after %d of %d bytes was taken: %v", cut, len(entry), err)
			}
		}
	})
}

// What is written is msgpack as everybody reads it, in the shortest form.
func TestRecordsAreMsgpack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := genRecord(t).Encode()
		var v []any
		if err := msgpack.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		var buf bytes.Buffer
		e := msgpack.NewEncoder(&buf)
		e.UseCompactInts(true)
		if err := e.Encode(v); err != nil || !bytes.Equal(buf.Bytes(), data) {
			t.Fatalf("written % x\n  again % x, %v", data, buf.Bytes(), err)
		}
	})
}

// Elements that a later release adds at the end are passed over, whatever they are.
func TestWhatALaterReleaseAddsIsPassedOver(t *testing.T) {
	data := (&change.Record{Kind: 7, Version: 9, Fields: []change.FieldState{}}).Encode()
	want, err := change.DecodeRecord(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{true, int64(-7), 1.5, float32(2), "text", strings.Repeat("long", 200), []byte{1}, []any{1, "2", nil, []any{3}}, map[string]any{"a": 1}, make([]byte, 70_000)} {
		more, err := msgpack.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := change.DecodeRecord(append(bytes.Clone(data[:len(data)-1]), more...))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("with %T: %+v, %v", v, got, err)
		}
	}
	deep := append(bytes.Clone(data[:len(data)-1]), bytes.Repeat([]byte{0x91}, 1000)...)
	if _, err := change.DecodeRecord(deep); !errors.Is(err, change.ErrMalformed) {
		t.Errorf("a thousand nested arrays: %v", err)
	}
}

// A hash tells values, version and deletion apart; a field that was set to
// zero is like one that was never set, and what only merging needs is left out.
func TestHashIsOfWhatEveryCopyAgreesOn(t *testing.T) {
	base := change.Record{Kind: 7, ID: change.ID{1}, Created: 3, Version: 9, Marked: 3, Fields: []change.FieldState{{Num: 4, Value: "CH-1", Version: 9}, {Num: 5, Value: int64(12500), Version: 3}}}
	for name, c := range map[string]struct {
		same bool
		edit func(*change.Record)
	}{
		"a zero field is none": {true, func(r *change.Record) {
			r.Fields = append(r.Fields, change.FieldState{Num: 6, Value: int64(0), Version: 8})
		}},
		"an empty text is none":            {true, func(r *change.Record) { r.Fields = append(r.Fields, change.FieldState{Num: 6, Value: ""}) }},
		"when it was made does not count":  {true, func(r *change.Record) { r.Created, r.Marked = 1, 2 }},
		"versions of fields do not count":  {true, func(r *change.Record) { r.Fields[1].Version = 7 }},
		"another version":                  {false, func(r *change.Record) { r.Version = 10 }},
		"a tombstone":                      {false, func(r *change.Record) { r.Deleted = true }},
		"another kind":                     {false, func(r *change.Record) { r.Kind = 8 }},
		"another value":                    {false, func(r *change.Record) { r.Fields[1].Value = int64(12501) }},
		"a text in place of a number":      {false, func(r *change.Record) { r.Fields[1].Value = "12500" }},
		"bytes in place of a text":         {false, func(r *change.Record) { r.Fields[0].Value = []byte("CH-1") }},
		"the same value in another field":  {false, func(r *change.Record) { r.Fields[1].Num = 6 }},
		"an unknown field with some value": {false, func(r *change.Record) { r.Fields = append(r.Fields, change.FieldState{Num: 99, Value: "?"}) }},
	} {
		t.Run(name, func(t *testing.T) {
			r := base
			r.Fields = append([]change.FieldState{}, base.Fields...)
			c.edit(&r)
			if got := r.Hash() == base.Hash(); got != c.same {
				t.Errorf("same hash: %v", got)
			}
		})
	}
}

// Rubbish is refused in words and never panics; what is taken is written again.
func FuzzDecodeStored(f *testing.F) {
	r := &change.Record{Kind: 7, Version: 9, Fields: []change.FieldState{{Num: 4, Value: "CH-1", Version: 9}}}
	f.Add(r.Encode())
	entry, err := (&change.Entry{Seq: 4, Batch: change.Batch{Intent: "sale"}}).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(entry)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := change.DecodeRecord(data)
		switch {
		case err != nil && !errors.Is(err, change.ErrMalformed):
			t.Fatalf("error does not wrap ErrMalformed: %v", err)
		case err == nil:
			again, err := change.DecodeRecord(r.Encode())
			if err != nil || !bytes.Equal(r.Encode(), again.Encode()) {
				t.Fatalf("a decoded record does not come back: %v", err)
			}
		}
		e, err := change.DecodeEntry(data)
		if _, bad := change.DecodeEntryHead(data); bad != nil && (err == nil || !errors.Is(bad, change.ErrMalformed)) {
			t.Fatalf("the head is refused with %v, the whole with %v", bad, err)
		}
		if err != nil {
			if !errors.Is(err, change.ErrMalformed) {
				t.Fatalf("error does not wrap ErrMalformed: %v", err)
			}
			return
		}
		if _, err := e.Encode(); err != nil {
			t.Fatalf("a decoded entry does not encode: %v", err)
		}
	})
}

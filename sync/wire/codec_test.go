package wire_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

func genID(t *rapid.T, label string) (id change.ID) {
	if rapid.IntRange(0, 4).Draw(t, label+" there") > 0 {
		copy(id[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, label))
	}
	return id
}

func genText(t *rapid.T, label string) string { return rapid.StringN(0, 40, 60).Draw(t, label) }

func genBytes(t *rapid.T, label string, most int) []byte {
	if b := rapid.SliceOfN(rapid.Byte(), 0, most).Draw(t, label); len(b) > 0 {
		return b
	}
	return nil
}

// listOf draws a list that is nil when it is empty.
func listOf[T any](t *rapid.T, label string, most int, gen func(t *rapid.T) T) (list []T) {
	for range rapid.IntRange(0, most).Draw(t, label) {
		list = append(list, gen(t))
	}
	return list
}

func genBatch(t *rapid.T) change.Batch {
	b := change.Batch{
		ID: genID(t, "id"), Device: genID(t, "device"), DeviceSeq: rapid.Int64().Draw(t, "seq"),
		Base:   change.Cursor{Epoch: rapid.Uint64().Draw(t, "epoch"), Seq: rapid.Int64().Draw(t, "base")},
		Intent: genText(t, "intent"), User: genID(t, "user"), At: rapid.Int64().Draw(t, "at"), Ops: []change.Op{},
	}
	for range rapid.IntRange(0, 4).Draw(t, "ops") {
		op := change.Op{Kind: rapid.Byte().Draw(t, "kind"), Act: change.Act(rapid.IntRange(1, 4).Draw(t, "act")), ID: genID(t, "record"), Base: rapid.Int64().Draw(t, "version")}
		for f := range rapid.IntRange(0, 4).Draw(t, "fields") {
			op.Set = append(op.Set, change.Assign{Field: uint8(f + 1), Value: genValue(t)})
		}
		b.Ops = append(b.Ops, op)
	}
	return b
}

func genValue(t *rapid.T) any {
	switch rapid.IntRange(0, 3).Draw(t, "type") {
	case 0:
		return rapid.Int64().Draw(t, "int")
	case 1:
		return rapid.String().Draw(t, "text")
	case 2:
		return rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "ref")
	}
	return nil
}

func genEntry(t *rapid.T) change.Entry {
	return change.Entry{Seq: rapid.Int64().Draw(t, "place"), At: rapid.Int64().Draw(t, "accepted"), Clean: rapid.Bool().Draw(t, "clean"), Cut: rapid.Bool().Draw(t, "cut"),
		Was: change.Cursor{Epoch: rapid.Uint64().Draw(t, "was epoch"), Seq: rapid.Int64().Draw(t, "was")}, Batch: genBatch(t)}
}

func genRecord(t *rapid.T) change.Record {
	r := change.Record{Kind: rapid.Byte().Draw(t, "kind"), ID: genID(t, "id"), Created: rapid.Int64Min(0).Draw(t, "created"),
		Version: rapid.Int64Min(0).Draw(t, "version"), Marked: rapid.Int64Min(0).Draw(t, "marked"), Deleted: rapid.Bool().Draw(t, "deleted")}
	for f := range rapid.IntRange(0, 4).Draw(t, "fields") {
		r.Fields = append(r.Fields, change.FieldState{Num: uint8(f + 1), Value: genValue(t), Version: rapid.Int64Min(0).Draw(t, "field version")})
	}
	return r
}

func genEpoch(t *rapid.T) change.Epoch {
	return change.Epoch{ID: rapid.Uint64().Draw(t, "epoch"), Fork: rapid.Int64().Draw(t, "fork")}
}

func genRefused(t *rapid.T) wire.Refused {
	return wire.Refused{DeviceSeq: rapid.Int64().Draw(t, "seq"), Batch: genID(t, "batch"), Code: genText(t, "code"), Kind: rapid.Byte().Draw(t, "kind"),
		ID: genID(t, "id"), Field: rapid.Byte().Draw(t, "field"), Text: genText(t, "text")}
}

func genPlace(t *rapid.T) wire.Place {
	return wire.Place{Seq: rapid.Int64().Draw(t, "seq"), Batch: genID(t, "batch")}
}

func genSum(t *rapid.T) wire.Sum {
	return wire.Sum{Offer: genID(t, "offer"), Warehouse: genID(t, "warehouse"), OnHand: rapid.Int64().Draw(t, "on hand"), Reserved: rapid.Int64().Draw(t, "reserved")}
}

func genPeer(t *rapid.T) wire.Peer {
	return wire.Peer{Device: genID(t, "device"), Name: genText(t, "name"), Scope: change.Scope(genText(t, "scope")), Online: rapid.Bool().Draw(t, "online"),
		HeardAt: rapid.Int64().Draw(t, "heard"), Revoked: rapid.Bool().Draw(t, "revoked")}
}

func features(t *rapid.T) []string {
	return listOf(t, "features", 3, func(t *rapid.T) string { return genText(t, "feature") })
}

// frames draws every type of frame.
var frames = []func(t *rapid.T) wire.Frame{
	func(t *rapid.T) wire.Frame {
		return wire.Hello{Oldest: rapid.Byte().Draw(t, "oldest"), Newest: rapid.Byte().Draw(t, "newest"), Features: features(t), Software: genText(t, "software"),
			Shop: genID(t, "shop"), Device: genID(t, "device"), Cursor: change.Cursor{Epoch: rapid.Uint64().Draw(t, "epoch"), Seq: rapid.Int64().Draw(t, "seq")},
			LastBatch: genID(t, "last"), Past: listOf(t, "past", 4, genPlace), Epochs: listOf(t, "epochs", 3, genEpoch),
			Acked: rapid.Int64().Draw(t, "acked"), ScopeRev: rapid.Int64().Draw(t, "rev")}
	},
	func(t *rapid.T) wire.Frame {
		return wire.Enrol{Oldest: rapid.Byte().Draw(t, "oldest"), Newest: rapid.Byte().Draw(t, "newest"), Features: features(t), Software: genText(t, "software"),
			Invite: genText(t, "invite"), Device: genID(t, "device"), PublicKey: genBytes(t, "key", 32), Name: genText(t, "name"), Shop: genID(t, "shop"), Series: genText(t, "series")}
	},
	func(t *rapid.T) wire.Frame {
		return wire.Challenge{Protocol: rapid.Byte().Draw(t, "protocol"), Nonce: genBytes(t, "nonce", 32), Features: features(t)}
	},
	func(t *rapid.T) wire.Frame { return wire.Proof{Signature: genBytes(t, "signature", 64)} },
	func(t *rapid.T) wire.Frame {
		return wire.Enrolled{Shop: genID(t, "shop"), Device: genID(t, "device"), Series: genText(t, "series"), ShopName: genText(t, "name"), Currency: genText(t, "currency")}
	},
	func(t *rapid.T) wire.Frame {
		return wire.Welcome{Epochs: listOf(t, "epochs", 3, genEpoch), Head: rapid.Int64().Draw(t, "head"), HeadBatch: genID(t, "head batch"),
			Common: rapid.Int64().Draw(t, "common"), Taken: rapid.Int64().Draw(t, "taken"), Refusals: listOf(t, "refusals", 3, genRefused),
			Scope: change.Scope(genText(t, "scope")), ScopeRev: rapid.Int64().Draw(t, "rev"), Now: rapid.Int64().Draw(t, "now"),
			Limits: wire.Limits{FrameBytes: rapid.IntRange(0, wire.MaxFrameBytes).Draw(t, "frame"), PushBatches: rapid.IntRange(0, 1<<30).Draw(t, "batches"), PushBytes: rapid.IntRange(0, 1<<30).Draw(t, "bytes")}}
	},
	func(t *rapid.T) wire.Frame { return wire.Push{Batches: genBatches(t)} },
	func(t *rapid.T) wire.Frame { return genRefused(t) },
	func(t *rapid.T) wire.Frame { return wire.Cloned{DeviceSeq: rapid.Int64().Draw(t, "seq")} },
	func(t *rapid.T) wire.Frame {
		return wire.Renew{Device: genID(t, "device"), PublicKey: genBytes(t, "key", 32)}
	},
	func(t *rapid.T) wire.Frame {
		return wire.Renewed{Device: genID(t, "device"), Series: genText(t, "series")}
	},
	func(t *rapid.T) wire.Frame {
		return wire.Credit{After: rapid.Int64().Draw(t, "after"), Bytes: rapid.Int64().Draw(t, "bytes")}
	},
	func(t *rapid.T) wire.Frame { return wire.Entries{Entries: genEntries(t)} },
	func(t *rapid.T) wire.Frame {
		return wire.WantPage{Load: rapid.Uint32().Draw(t, "load"), Tier: rapid.Byte().Draw(t, "tier"), Since: rapid.Int64().Draw(t, "since"), Start: rapid.Int64().Draw(t, "start"),
			After: genBytes(t, "after", 50), Bytes: rapid.IntRange(0, 1<<30).Draw(t, "bytes"), Scope: rapid.Bool().Draw(t, "scope")}
	},
	func(t *rapid.T) wire.Frame {
		records := listOf(t, "records", 3, genRecord)
		if records == nil {
			records = []change.Record{}
		}
		return wire.Page{Load: rapid.Uint32().Draw(t, "load"), Tier: rapid.Byte().Draw(t, "tier"), Head: rapid.Int64().Draw(t, "head"), Records: records,
			Sums: listOf(t, "sums", 3, genSum), Next: genBytes(t, "next", 50), Done: rapid.Bool().Draw(t, "done"), Total: rapid.Int64().Draw(t, "total")}
	},
	func(t *rapid.T) wire.Frame {
		return wire.GiveBack{Entries: genEntries(t), Done: rapid.Bool().Draw(t, "done"), Acked: rapid.Int64().Draw(t, "acked")}
	},
	func(t *rapid.T) wire.Frame {
		return wire.GivenBack{Seq: rapid.Int64().Draw(t, "seq"), Done: rapid.Bool().Draw(t, "done")}
	},
	func(*rapid.T) wire.Frame { return wire.AskDigest{} },
	func(t *rapid.T) wire.Frame {
		return wire.Digest{Epoch: rapid.Uint64().Draw(t, "epoch"), Seq: rapid.Int64().Draw(t, "seq"), Digest: genBytes(t, "digest", 32)}
	},
	func(*rapid.T) wire.Frame { return wire.AskPeers{} },
	func(t *rapid.T) wire.Frame { return wire.Peers{Peers: listOf(t, "peers", 3, genPeer)} },
	func(t *rapid.T) wire.Frame { return wire.AskInvite{Scope: change.Scope(genText(t, "scope"))} },
	func(t *rapid.T) wire.Frame {
		return wire.Invited{Code: genText(t, "code"), ExpiresAt: rapid.Int64().Draw(t, "expires")}
	},
	func(t *rapid.T) wire.Frame {
		return wire.Quarantine{Batches: genBatches(t), Done: rapid.Bool().Draw(t, "done")}
	},
	func(t *rapid.T) wire.Frame { return wire.Quarantined{DeviceSeq: rapid.Int64().Draw(t, "seq")} },
	func(*rapid.T) wire.Frame { return wire.Revoked{} },
	func(t *rapid.T) wire.Frame { return wire.Revoke{Device: genID(t, "device")} },
}

func genBatches(t *rapid.T) []change.Batch {
	return append([]change.Batch{}, listOf(t, "batches", 3, genBatch)...)
}

func genEntries(t *rapid.T) []change.Entry {
	return append([]change.Entry{}, listOf(t, "entries", 3, genEntry)...)
}

func genFrame(t *rapid.T) wire.Frame {
	return rapid.SampledFrom(frames).Draw(t, "frame")(t)
}

// Every frame comes back as it was, and a frame that was cut anywhere is refused.
func TestFramesComeBackAsTheyWere(t *testing.T) {
	for _, gen := range frames {
		rapid.Check(t, func(t *rapid.T) {
			f := gen(t)
			data, err := wire.Encode(f)
			if err != nil {
				t.Fatal(err)
			}
			back, err := wire.Decode(data)
			if err != nil {
				t.Fatal(err)
			}
			if !same(f, back) {
				t.Fatalf("sent %+v\n got %+v", f, back)
			}
			cut := rapid.IntRange(0, len(data)-1).Draw(t, "cut")
			if _, err := wire.Decode(data[:cut]); !errors.Is(err, wire.ErrMalformed) {
				t.Fatalf("cut after %d of %d bytes: %v", cut, len(data), err)
			}
			if _, err := wire.Decode(append(data, 0)); !errors.Is(err, wire.ErrMalformed) {
				t.Fatalf("with a byte more: %v", err)
			}
		})
	}
}

// A later release may add elements to a frame, and frames of a type that may be passed over.
func TestWhatALaterReleaseAddsIsPassedOver(t *testing.T) {
	// Cloned with a list of a map, a text and a number behind what is known.
	data := []byte{0x95, 9, 7, 0x91, 0x81, 0xa1, 'k', 0xc3, 0xa2, 'h', 'i', 0xcb, 1, 2, 3, 4, 5, 6, 7, 8}
	f, err := wire.Decode(data)
	if err != nil || f != (wire.Cloned{DeviceSeq: 7}) {
		t.Fatalf("got %+v, %v", f, err)
	}
	for typ, skippable := range map[byte]bool{100: false, 128: true, 200: true} {
		_, err = wire.Decode([]byte{0x92, 0xcc, typ, 1})
		var unknown *wire.UnknownFrame
		if !errors.As(err, &unknown) || unknown.Skippable() != skippable {
			t.Errorf("type %d: %v", typ, err)
		}
	}
}

// What a hostile peer sends is refused before anything is made of it.
func TestRubbishIsRefused(t *testing.T) {
	deep := append([]byte{0x93, 9, 7}, []byte(strings.Repeat("\x91", 4<<20))...)
	rubbish := map[string][]byte{
		"nothing":                         {},
		"no list":                         {0xc0},
		"a list without a type":           {0x90},
		"a type below zero":               {0x91, 0xff},
		"a list that is longer than all":  {0xdd, 0xff, 0xff, 0xff, 0xff, 9},
		"more batches than bytes":         {0x92, 7, 0xdd, 0xff, 0xff, 0xff, 0xff},
		"a batch that is longer than all": {0x92, 7, 0x91, 0xc6, 0xff, 0xff, 0xff, 0xff},
		"a text that is longer than all":  {0x92, 22, 0xdb, 0xff, 0xff, 0xff, 0xff},
		"an id of 15 bytes":               append([]byte{0x92, 27, 0xc4, 15}, make([]byte, 15)...),
		"an id of 17 bytes":               append([]byte{0x92, 27, 0xc4, 17}, make([]byte, 17)...),
		"too few elements":                {0x91, 9},
		"a code that is not used":         {0x93, 9, 7, 0xc1},
		"lists in lists without end":      deep,
		"a map of four thousand million":  {0x93, 9, 7, 0xdf, 0xff, 0xff, 0xff, 0xff},
		"a text where a number belongs":   {0x92, 9, 0xa1, 'x'},
		"above the limit":                 make([]byte, wire.MaxFrameBytes+1),
	}
	for what, data := range rubbish {
		if f, err := wire.Decode(data); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%s: %+v, %v", what, f, err)
		}
	}
}

// In compact form an operation may fit into two bytes: what a frame comes to is
// bounded too, above the largest batch that there can be.
func TestAFrameComesToALimit(t *testing.T) {
	const batchMost = 3 * change.MaxBatchBytes // by Size, of one that fits into MaxBatchBytes
	full := change.Batch{Device: change.ID{1}, DeviceSeq: 1, Ops: make([]change.Op, change.MaxOps)}
	for i := range full.Ops {
		full.Ops[i] = change.Op{Kind: 1, Act: change.Patch, ID: full.Device}
	}
	decoded := func(f wire.Frame) error {
		data, err := wire.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		_, err = wire.Decode(data)
		return err
	}
	var batches []change.Batch
	var entries []change.Entry
	for size := 0; size <= batchMost; size += full.Size() {
		batches, entries = append(batches, full), append(entries, change.Entry{Batch: full})
	}
	for _, f := range []wire.Frame{wire.Push{Batches: batches}, wire.Entries{Entries: entries}} {
		if err := decoded(f); err != nil {
			t.Errorf("%T: %v", f, err)
		}
	}
	batches, entries = append(batches, batches...), append(entries, entries...)
	for _, f := range []wire.Frame{wire.Push{Batches: batches}, wire.Quarantine{Batches: batches}, wire.Entries{Entries: entries}, wire.GiveBack{Entries: entries}} {
		if err := decoded(f); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("%T of %d batches: %v", f, len(batches), err)
		}
	}
}

// FuzzDecode shows that no bytes bring the decoder down, and that what it takes
// is written as it was read.
func FuzzDecode(f *testing.F) {
	for i := range 40 {
		f.Add(encoded(f, rapid.Custom(genFrame).Example(i)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, err := wire.Decode(data)
		if err != nil {
			return
		}
		again, err := wire.Encode(frame)
		if err != nil {
			t.Skip("longer than a frame may be") // numbers that were longer than they need be are not
		}
		back, err := wire.Decode(again)
		if err != nil || !same(frame, back) {
			t.Fatalf("%+v came back as %+v, %v", frame, back, err)
		}
	})
}

// same compares frames with an empty list and none being one.
func same(a, b wire.Frame) bool {
	return reflect.TypeOf(a) == reflect.TypeOf(b) && fmt.Sprintf("%+v", a) == fmt.Sprintf("%+v", b)
}

func encoded(t testing.TB, f wire.Frame) []byte {
	t.Helper()
	data, err := wire.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

package wire_test

import (
	"bytes"
	"crypto/ed25519"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

var update = flag.Bool("update", false, "write the worked example into docs/protocol.md")

const (
	document     = "../../docs/protocol.md"
	exampleBegin = "<!-- worked example: written by sync/wire, go test -update -->\n```text\n"
	exampleEnd   = "```\n<!-- end of the worked example -->"
)

func id(text string) (id change.ID) {
	copy(id[:], bytes.Repeat([]byte{0x11}, 16))
	id[6], id[8] = 0x71, 0x91
	copy(id[10:], text)
	return id
}

// example is a short session: what is said, who says it, and the frame.
func example() []struct {
	by   string
	what string
	f    wire.Frame
} {
	shop, desk, user, order := id("shop"), id("desk"), id("user"), id("order")
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	nonce := bytes.Repeat([]byte{9}, 32)
	sale := change.Batch{ID: id("sale"), Device: desk, DeviceSeq: 3, Base: change.Cursor{Epoch: 7, Seq: 41}, Intent: "status", User: user, At: 1_790_000_000_000,
		Ops: []change.Op{{Kind: change.Order.Num, Act: change.Patch, ID: order, Base: 40, Set: []change.Assign{{Field: 4, Value: "confirmed"}}}}}
	again := sale
	again.ID, again.DeviceSeq, again.Base.Seq = id("next"), 4, 42
	again.Ops = []change.Op{{Kind: change.Order.Num, Act: change.Patch, ID: order, Base: 42, Set: []change.Assign{{Field: 4, Value: "packed"}}}}
	taken := sale
	taken.Ops = nil
	return []struct {
		by   string
		what string
		f    wire.Frame
	}{
		{"desk", "Hello: shop, device, cursor 41 in epoch 7, batches up to 2 dealt with", wire.Hello{Oldest: 1, Newest: 1, Software: "prylavok 1", Shop: shop, Device: desk,
			Cursor: change.Cursor{Epoch: 7, Seq: 41}, LastBatch: id("last"), Epochs: []change.Epoch{{ID: 7}}, Acked: 2, ScopeRev: 1}},
		{"hub", "Challenge", wire.Challenge{Protocol: 1, Nonce: nonce}},
		{"desk", "Proof: the signature over SignedText", wire.Proof{Signature: ed25519.Sign(key, wire.SignedText(nonce, shop, desk, 1))}},
		{"hub", "Welcome: head 41, nothing lost, nothing refused", wire.Welcome{Epochs: []change.Epoch{{ID: 7}}, Head: 41, HeadBatch: id("last"), Common: 41, Taken: 2,
			Scope: change.ScopeOwner, ScopeRev: 1, Now: 1_790_000_000_123, Limits: wire.Limits{FrameBytes: wire.MaxFrameBytes, PushBatches: 64, PushBytes: 1 << 20}}},
		{"desk", "Credit: the feed after 41, one MiB of it", wire.Credit{After: 41, Bytes: 1 << 20}},
		{"desk", "Push: batch 3 sets an order's status", wire.Push{Batches: []change.Batch{sale}}},
		{"hub", "Entries: place 42 is that batch, Clean and therefore without operations", wire.Entries{Entries: []change.Entry{{Seq: 42, At: 1_790_000_000_150, Clean: true, Batch: taken}}}},
		{"desk", "Push: batch 4 sets it again", wire.Push{Batches: []change.Batch{again}}},
	}
}

// The worked example of docs/protocol.md is what goes over a line.
func TestTheDocumentShowsWhatGoesOverALine(t *testing.T) {
	var text strings.Builder
	shop, desk := id("shop"), id("desk")
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	fmt.Fprintf(&text, "shop        %x\ndevice      %x\nseed of key %x\npublic key  %x\nSignedText  %x\n", shop, desk, key.Seed(), []byte(key.Public().(ed25519.PublicKey)),
		wire.SignedText(bytes.Repeat([]byte{9}, 32), shop, desk, 1))
	lines := map[string]*recorded{"desk": record(t), "hub": record(t)}
	for _, step := range example() {
		frame := encoded(t, step.f)
		message := lines[step.by].message(t, step.f)
		fmt.Fprintf(&text, "\n%s: %s\nmessage %x\n", step.by, step.what, message)
		if message[0]&1 != 0 {
			fmt.Fprintf(&text, "(packed; by itself the frame would be %x)\n", frame)
		}
	}
	data, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(data), exampleBegin)
	shown, after, ends := strings.Cut(rest, exampleEnd)
	if !begins || !ends {
		t.Fatal("the document has no place for the example")
	}
	if *update {
		if err := os.WriteFile(document, []byte(before+exampleBegin+text.String()+exampleEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if shown != text.String() {
		t.Errorf("the document shows another session; it is now:\n%s", text.String())
	}
}

// recorded is a line whose messages are looked at as they come.
type recorded struct {
	conn *wire.Conn
	ws   chan *websocket.Conn
	end  *websocket.Conn
}

func record(t *testing.T) *recorded {
	t.Helper()
	r := &recorded{ws: make(chan *websocket.Conn, 1)}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		up := websocket.Upgrader{}
		if ws, err := up.Upgrade(w, q, nil); err == nil {
			r.ws <- ws
		}
	}))
	t.Cleanup(s.Close)
	r.conn = dial(t, "ws"+strings.TrimPrefix(s.URL, "http")+wire.Path)
	r.end = <-r.ws
	t.Cleanup(func() { r.end.Close() })
	return r
}

func (r *recorded) message(t *testing.T, f wire.Frame) []byte {
	t.Helper()
	send(t, r.conn, f)
	_, message, err := r.end.ReadMessage()
	if err != nil {
		t.Fatal(err)
	}
	return message
}

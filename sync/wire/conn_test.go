package wire_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/klauspost/compress/zstd"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

// serve gives the address of a hub whose lines are served by f.
func serve(t testing.TB, f func(c *wire.Conn)) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := wire.Accept(w, r)
		if err != nil {
			return
		}
		f(c)
	}))
	t.Cleanup(s.Close)
	return "ws" + strings.TrimPrefix(s.URL, "http") + wire.Path
}

func dial(t testing.TB, url string) *wire.Conn {
	t.Helper()
	c, err := wire.Dial(t.Context(), wire.Line{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close(wire.CloseAgain, "") })
	return c
}

// pair gives both ends of a line. The hub's end trusts the desk.
func pair(t testing.TB) (desk, hub *wire.Conn) {
	t.Helper()
	ends := make(chan *wire.Conn, 1)
	desk = dial(t, serve(t, func(c *wire.Conn) { c.Trust(true); ends <- c }))
	return desk, <-ends
}

func send(t testing.TB, c *wire.Conn, f wire.Frame) {
	t.Helper()
	if err := c.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func receive(t testing.TB, c *wire.Conn) wire.Frame {
	t.Helper()
	f, err := c.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Whatever was sent before, each frame arrives as it was, in both directions.
func TestALineCarriesFramesAsTheyAre(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		list := listOf(rt, "frames", 30, genFrame)
		desk, hub := pair(t)
		defer hub.Close(wire.CloseAgain, "")
		defer desk.Close(wire.CloseAgain, "")
		for _, f := range list {
			send(t, desk, f)
			if back := receive(t, hub); !same(f, back) {
				rt.Fatalf("sent %+v\n got %+v", f, back)
			}
			send(t, hub, f)
			if back := receive(t, desk); !same(f, back) {
				rt.Fatalf("sent back %+v\n got %+v", f, back)
			}
		}
	})
}

// Frames longer than the window pass beside it, and those behind them are
// still short.
func TestLongFramesLeaveTheWindowAlone(t *testing.T) {
	desk, hub := pair(t)
	page := wire.Page{Records: []change.Record{}}
	for i := range 3000 {
		page.Records = append(page.Records, change.Record{Kind: 8, ID: change.ID{byte(i), byte(i >> 8), 7}, Created: 1, Version: 1, Marked: 1,
			Fields: []change.FieldState{{Num: 2, Value: fmt.Sprint("48200", i), Version: 1}}})
	}
	refused := wire.Refused{DeviceSeq: 1, Code: "sync.refused.malformed", Text: "a text that is long enough to be worth a reference to it"}
	send(t, hub, refused)
	receive(t, desk)
	send(t, hub, page)
	if got, _ := receive(t, desk).(wire.Page); !reflect.DeepEqual(got.Records, page.Records) {
		t.Fatal("the page is not what was sent")
	}
	_, before := hub.Counts()
	send(t, hub, refused)
	receive(t, desk)
	if _, after := hub.Counts(); after-before > 24 {
		t.Errorf("the same frame again took %d bytes", after-before)
	}
}

// A close code and its reason arrive, whichever end closes, also while frames
// are on their way to it.
func TestCloseCodesArrive(t *testing.T) {
	for name, closes := range map[string]func(desk, hub *wire.Conn) (by, hears *wire.Conn){
		"the hub closes":  func(desk, hub *wire.Conn) (_, _ *wire.Conn) { return hub, desk },
		"the desk closes": func(desk, hub *wire.Conn) (_, _ *wire.Conn) { return desk, hub },
	} {
		t.Run(name, func(t *testing.T) {
			by, hears := closes(pair(t))
			send(t, hears, wire.AskPeers{})
			if err := by.Close(wire.CloseIncomplete, "a gap, "+strings.Repeat("у черзі ", 40)); err != nil {
				t.Fatal(err)
			}
			if err := by.Close(wire.CloseBusy, "another reason"); err != nil {
				t.Fatal(err)
			}
			_, err := hears.Read(t.Context())
			var closed *wire.ClosedError
			if !errors.As(err, &closed) || closed.Code != wire.CloseIncomplete || !strings.HasPrefix(closed.Text, "a gap, у черзі") {
				t.Fatalf("heard %v", err)
			}
			if f, err := by.Read(t.Context()); err == nil {
				t.Fatalf("the end that closed still gives %+v", f)
			}
			if err := hears.Write(t.Context(), wire.AskPeers{}); err == nil {
				t.Log("the write went into the void") // it may: nobody reads it
			}
		})
	}
}

// A reader that was told to stop hears that, and so does one that comes when the
// line is closed already.
func TestReadingEndsWithItsContext(t *testing.T) {
	desk, _ := pair(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3 {
		if _, err := desk.Read(ctx); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
	}
}

// A ping is answered while the other end reads.
func TestAPingIsAnswered(t *testing.T) {
	desk, hub := pair(t)
	answered := make(chan struct{})
	desk.OnPong(func() { close(answered) })
	go hub.Read(t.Context())
	go desk.Read(t.Context())
	if err := desk.Ping(); err != nil {
		t.Fatal(err)
	}
	<-answered
}

// Clear text goes to this machine alone unless it is allowed.
func TestClearTextIsRefused(t *testing.T) {
	for url, refused := range map[string]bool{
		"ws://hub.example:8080/sync":      true,
		"ws://192.168.1.2:1/sync":         true,
		"ws://localhost.example.com/sync": true,
		"ws://127.0.0.1:1/sync":           false,
		"ws://[::1]:1/sync":               false,
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // nobody is called in earnest
		_, err := wire.Dial(ctx, wire.Line{URL: url})
		if err == nil || errors.Is(err, wire.ErrClear) != refused {
			t.Errorf("%s: %v", url, err)
		}
		if _, err := wire.Dial(ctx, wire.Line{URL: url, Clear: true}); err == nil || errors.Is(err, wire.ErrClear) {
			t.Errorf("%s where it is allowed: %v", url, err)
		}
	}
	if _, err := wire.Dial(t.Context(), wire.Line{URL: "http://hub.example"}); err == nil {
		t.Error("an address that is no websocket's was dialed")
	}
}

// raw opens a websocket that says whatever a hostile peer likes, and gives
// what the hub's end reads.
func raw(t *testing.T, trusted bool) (*websocket.Conn, func() error) {
	t.Helper()
	heard := make(chan error)
	url := serve(t, func(c *wire.Conn) {
		c.Trust(trusted)
		for {
			_, err := c.Read(t.Context())
			heard <- err
			if err != nil {
				return
			}
		}
	})
	ws, _, err := websocket.DefaultDialer.DialContext(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return ws, func() error { return <-heard }
}

func packed(t *testing.T, plain []byte, options ...zstd.EOption) []byte {
	t.Helper()
	e, err := zstd.NewWriter(nil, options...)
	if err != nil {
		t.Fatal(err)
	}
	return e.EncodeAll(plain, nil)[4:]
}

// What a hostile peer sends over a line is refused, bounded, and never more
// than an error.
func TestAHostilePeerIsRefused(t *testing.T) {
	peers := encoded(t, wire.AskPeers{})
	bomb := packed(t, make([]byte, wire.MaxFrameBytes+1), zstd.WithSingleSegment(true))
	var streamed bytes.Buffer
	w, err := zstd.NewWriter(&streamed)
	if err != nil {
		t.Fatal(err)
	}
	for range 64 {
		w.Write(make([]byte, 1<<20))
	}
	w.Close()
	small := packed(t, make([]byte, 100), zstd.WithSingleSegment(true))
	two := append(append(append([]byte{3}, small...), 0x28, 0xb5, 0x2f, 0xfd), small...)
	for what, message := range map[string][]byte{
		"nothing":                               {},
		"a head alone":                          {2},
		"an unknown head":                       append([]byte{0x42}, peers...),
		"a window that was never there":         append([]byte{0}, peers...),
		"packing that is none":                  append([]byte{3}, peers...),
		"a bomb that says what it is":           append([]byte{3}, bomb...),
		"a bomb that does not":                  append([]byte{3}, streamed.Bytes()[4:]...),
		"two packed frames in one":              two,
		"a packed frame that was cut":           append([]byte{3}, small[:len(small)-2]...),
		"a packed frame that gives another one": append([]byte{3}, small[0], 99, small[2]),
	} {
		t.Run(what, func(t *testing.T) {
			ws, heard := raw(t, true)
			if err := ws.WriteMessage(websocket.BinaryMessage, message); err != nil {
				t.Fatal(err)
			}
			if err := heard(); !errors.Is(err, wire.ErrMalformed) {
				t.Errorf("heard %v", err)
			}
		})
	}
	t.Run("a text message", func(t *testing.T) {
		ws, heard := raw(t, true)
		ws.WriteMessage(websocket.TextMessage, append([]byte{2}, peers...))
		if err := heard(); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("heard %v", err)
		}
	})
	t.Run("a stranger's long frame", func(t *testing.T) {
		ws, heard := raw(t, false)
		ws.WriteMessage(websocket.BinaryMessage, make([]byte, 65<<10))
		var closed *wire.ClosedError
		if err := heard(); !errors.As(err, &closed) || closed.Code != wire.CloseLimit {
			t.Errorf("heard %v", err)
		}
		_, _, err := ws.ReadMessage()
		if !websocket.IsCloseError(err, int(wire.CloseLimit)) {
			t.Errorf("the stranger was told %v", err)
		}
	})
	t.Run("a stranger's bomb within the limit of bytes", func(t *testing.T) {
		ws, heard := raw(t, false)
		ws.WriteMessage(websocket.BinaryMessage, append([]byte{3}, packed(t, make([]byte, 65<<10), zstd.WithSingleSegment(true))...))
		if err := heard(); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("heard %v", err)
		}
	})
	t.Run("a frame that may be passed over", func(t *testing.T) {
		ws, heard := raw(t, true)
		ws.WriteMessage(websocket.BinaryMessage, []byte{2, 0x92, 0xcc, 200, 1})
		var unknown *wire.UnknownFrame
		if err := heard(); !errors.As(err, &unknown) || !unknown.Skippable() {
			t.Errorf("heard %v", err)
		}
	})
}

// A proof is worth nothing for another nonce, shop, device or protocol, so that
// one that was overheard cannot be said again.
func TestAProofIsForOneChallenge(t *testing.T) {
	nonce, other := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	shop, device := change.ID{1}, change.ID{2}
	text := wire.SignedText(nonce, shop, device, 1)
	for what, another := range map[string][]byte{
		"nonce":    wire.SignedText(other, shop, device, 1),
		"shop":     wire.SignedText(nonce, change.ID{9}, device, 1),
		"device":   wire.SignedText(nonce, shop, change.ID{9}, 1),
		"protocol": wire.SignedText(nonce, shop, device, 2),
		"places":   wire.SignedText(nonce, device, shop, 1),
		"lengths":  wire.SignedText(append(bytes.Clone(nonce), shop[0]), change.ID(append(bytes.Clone(shop[1:]), device[0])), change.ID(append(bytes.Clone(device[1:]), 0)), 1),
	} {
		if bytes.Equal(text, another) {
			t.Errorf("another %s has the same text", what)
		}
	}
}

package serve_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/serve"
)

const patience = time.Minute

var screens = fstest.MapFS{
	"index.html":           {Data: []byte("<!doctype html><title>Prylavok</title>")},
	"assets/index-x1y2.js": {Data: []byte("console.log(1)")},
}

// start serves a new shop until the test ends.
func start(t *testing.T, change func(*serve.Config)) *serve.Server {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "shop.db")
	r, err := replica.Create(ctx, path, replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk"}, replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	d, err := bind.Open(ctx, bind.Config{Replica: path})
	if err != nil {
		t.Fatal(err)
	}
	c := serve.Config{Desk: d, Screens: screens, Listen: "127.0.0.1:0"}
	if change != nil {
		change(&c)
	}
	s, err := serve.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := errors.Join(s.Stop(ctx), s.Stop(ctx), d.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func limits(l serve.Limits) func(*serve.Config) {
	return func(c *serve.Config) { c.Limits = l }
}

func socketURL(s *serve.Server, screen string) string {
	_, key, _ := strings.Cut(s.Address(), "/#key=")
	return "ws://" + s.Listening() + "/ws?" + url.Values{"key": {key}, "screen": {screen}}.Encode()
}

func dial(t *testing.T, s *serve.Server, screen string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(socketURL(s, screen), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// unlocked opens a screen at which the only person of the shop, who has no PIN,
// is let in by asking for the state.
func unlocked(t *testing.T, s *serve.Server, screen string) *websocket.Conn {
	t.Helper()
	conn := dial(t, s, screen)
	send(t, conn, `{"id":0,"method":"desk.state"}`)
	answers(t, conn, 1)
	return conn
}

func send(t *testing.T, conn *websocket.Conn, format string, args ...any) {
	t.Helper()
	if err := conn.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, format, args...)); err != nil {
		t.Fatal(err)
	}
}

// answers reads frames until n requests were answered and gives their ids in
// the order in which they came.
func answers(t *testing.T, conn *websocket.Conn, n int) (ids []string) {
	t.Helper()
	for len(ids) < n {
		var f struct {
			ID    json.RawMessage
			Event string
		}
		if err := conn.ReadJSON(&f); err != nil {
			t.Fatal(err)
		}
		if f.Event == "" {
			ids = append(ids, string(f.ID))
		}
	}
	return ids
}

// answer gives the next frame that is no event, whole.
func answer(t *testing.T, conn *websocket.Conn) string {
	t.Helper()
	for {
		_, text, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), `{"event":`) {
			return string(text)
		}
	}
}

// Requests of one subject are worked off in the order in which they came, and
// an id comes back as it was sent, be it a number or a text.
func TestRequestsOfOneSubjectKeepTheirOrder(t *testing.T) {
	t.Parallel()
	conn := unlocked(t, start(t, nil), "one")
	var want []string
	for i := range 40 {
		id := fmt.Sprint(i)
		if i%2 == 1 {
			id = fmt.Sprintf(`"text %d"`, i)
		}
		want = append(want, id)
		send(t, conn, `{"id":%s,"method":"counter.set_comment","params":{"comment":"%d"}}`, id, i)
	}
	if got := answers(t, conn, len(want)); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("answered %v", got)
	}
	send(t, conn, `{"id":1,"method":"counter.get","params":{}}`)
	for {
		_, text, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(text), `{"id":1,`) {
			if !strings.Contains(string(text), `"comment":"39"`) {
				t.Errorf("the last comment is not the one that stands: %s", text)
			}
			return
		}
	}
}

// A screen that does not read is dropped, and the others are served meanwhile.
func TestAScreenThatDoesNotReadIsDropped(t *testing.T) {
	t.Parallel()
	s := start(t, limits(serve.Limits{Queue: 4, Write: time.Second}))
	slow, other := dial(t, s, "slow"), dial(t, s, "other")
	// Each answer names the unknown method, so it is larger than the request;
	// soon no buffer on the way holds more of them.
	request := fmt.Appendf(nil, `{"id":1,"method":"%s"}`, strings.Repeat("x", 256<<10))
	var err error
	for range 1000 {
		if err = slow.SetWriteDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		if err = slow.WriteMessage(websocket.TextMessage, request); err != nil {
			break
		}
	}
	if err == nil {
		t.Fatal("a thousand answers were kept for a screen that does not read")
	}
	send(t, other, `{"id":5,"method":"desk.state","params":{}}`)
	if got := answers(t, other, 1); got[0] != "5" {
		t.Errorf("answered %v", got)
	}
}

// What is no request, or too large, ends the websocket with a code that says so.
func TestBadFramesEndTheSocket(t *testing.T) {
	t.Parallel()
	s := start(t, limits(serve.Limits{FrameBytes: 1000}))
	for name, c := range map[string]struct {
		kind int
		text string
		code int
	}{
		"no JSON":   {websocket.TextMessage, "hello", 3501},
		"no method": {websocket.TextMessage, `{"id":1}`, 3501},
		"binary":    {websocket.BinaryMessage, `{"id":1,"method":"desk.state"}`, 3501},
		"too large": {websocket.TextMessage, `{"id":1,"method":"` + strings.Repeat("x", 1000) + `"}`, websocket.CloseMessageTooBig},
	} {
		conn := dial(t, s, "one")
		if err := conn.WriteMessage(c.kind, []byte(c.text)); err != nil {
			t.Fatal(err)
		}
		_, _, err := conn.ReadMessage()
		if !websocket.IsCloseError(err, c.code) {
			t.Errorf("%s: closed with %v, want %d", name, err, c.code)
		}
	}
}

// A screen that gives no sign of life is let go; one that answers pings stays.
func TestASilentScreenIsLetGo(t *testing.T) {
	t.Parallel()
	conn := dial(t, start(t, limits(serve.Limits{Ping: 50 * time.Millisecond})), "silent")
	pings := 0
	conn.SetPingHandler(func(string) error {
		pings++
		return nil // no pong
	})
	_, _, err := conn.ReadMessage()
	if err == nil || pings == 0 {
		t.Errorf("%d pings, then %v", pings, err)
	}
}

// Pages of other hosts, nameless screens and one screen too many are turned away.
func TestWhoIsTurnedAway(t *testing.T) {
	t.Parallel()
	s := start(t, limits(serve.Limits{Screens: 1}))
	status := func(address string, header http.Header) int {
		t.Helper()
		conn, answer, err := websocket.DefaultDialer.Dial(address, header)
		if err == nil {
			conn.Close()
			return http.StatusSwitchingProtocols
		}
		if answer == nil {
			t.Fatal(err)
		}
		return answer.StatusCode
	}
	if got := status(socketURL(s, "one"), http.Header{"Origin": {"https://evil.example"}}); got != http.StatusForbidden {
		t.Errorf("a page of another host: %d", got)
	}
	if got := status(socketURL(s, ""), nil); got != http.StatusBadRequest {
		t.Errorf("a nameless screen: %d", got)
	}
	if got := status(socketURL(s, strings.Repeat("x", 65)), nil); got != http.StatusBadRequest {
		t.Errorf("a screen with a long name: %d", got)
	}
	if got := status(socketURL(s, "one"), http.Header{"Host": {"evil.example"}}); got != http.StatusMisdirectedRequest {
		t.Errorf("another name for this machine: %d", got)
	}
	own := "http://" + s.Listening()
	conn, _, err := websocket.DefaultDialer.Dial(socketURL(s, "one"), http.Header{"Origin": {own}})
	if err != nil {
		t.Fatalf("the desk's own page: %v", err)
	}
	defer conn.Close()
	send(t, conn, `{"id":1,"method":"desk.state"}`)
	answers(t, conn, 1)
	if got := status(socketURL(s, "two"), nil); got != http.StatusServiceUnavailable {
		t.Errorf("one screen too many: %d", got)
	}
}

// A screen that comes back under its name finds its sale.
func TestAScreenFindsItsSaleAgain(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	first := unlocked(t, s, "till")
	send(t, first, `{"id":1,"method":"counter.set_comment","params":{"comment":"for Olena"}}`)
	answers(t, first, 1)
	first.Close()
	again, stranger := unlocked(t, s, "till"), unlocked(t, s, "another")
	for conn, want := range map[*websocket.Conn]bool{again: true, stranger: false} {
		send(t, conn, `{"id":2,"method":"counter.get"}`)
		if text := answer(t, conn); strings.Contains(text, "for Olena") != want {
			t.Errorf("want %v: %s", want, text)
		}
	}
}

// What the build named by its content is kept, the page that names it is not;
// there is nothing else.
func TestPages(t *testing.T) {
	t.Parallel()
	s := start(t, nil)
	for path, want := range map[string]struct {
		status     int
		cache, has string
	}{
		"/":                     {200, "no-cache", "Prylavok"},
		"/assets/index-x1y2.js": {200, "immutable", "console"},
		"/assets/":              {404, "no-cache", ""},
		"/assets/old.js":        {404, "no-cache", ""},
		"/../serve.go":          {404, "", ""},
	} {
		answer, err := http.Get("http://" + s.Listening() + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != want.status || !strings.Contains(answer.Header.Get("Cache-Control"), want.cache) || !strings.Contains(string(text), want.has) {
			t.Errorf("%s: %d %q %q %v", path, answer.StatusCode, answer.Header.Get("Cache-Control"), text, err)
		}
	}
	answer, err := http.Post("http://"+s.Listening()+"/", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a post: %d", answer.StatusCode)
	}
}

// A program without screens says how to get them; its methods work all the same.
func TestWithoutScreensThePageSaysSo(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *serve.Config) { c.Screens = fstest.MapFS{".keep": {}} })
	answer, err := http.Get("http://" + s.Listening() + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(text), "make build") {
		t.Errorf("%d %s %v", answer.StatusCode, text, err)
	}
	conn := dial(t, s, "one")
	send(t, conn, `{"id":1,"method":"desk.state"}`)
	answers(t, conn, 1)
}

// An address of other machines needs to be allowed.
func TestOtherMachinesNeedLeave(t *testing.T) {
	t.Parallel()
	d, err := bind.Open(context.Background(), bind.Config{Replica: filepath.Join(t.TempDir(), "none.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := serve.Start(serve.Config{Desk: d, Screens: screens, Listen: "0.0.0.0:0"}); !errors.Is(err, serve.ErrRemote) {
		t.Errorf("every interface: %v", err)
	}
	s, err := serve.Start(serve.Config{Desk: d, Screens: screens, Listen: "0.0.0.0:0", AllowRemote: true})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(s.Address(), "http://127.0.0.1:") {
		t.Errorf("the address %s opens in no browser", s.Address())
	}
	if err := s.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	if err := <-s.Done(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

package main_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prylavok/prylavok/build/programs"
)

// server is a running `desk serve`.
type server struct {
	*programs.Daemon
	Address string `json:"address"`
	Listen  string `json:"listen"`
}

// serve starts a server on a free port and waits for its address; it is killed
// with the test unless it was stopped before.
func serve(t *testing.T, replica string, flags ...string) *server {
	t.Helper()
	s := &server{}
	s.Daemon = programs.Start(t, s, "desk", append([]string{"serve", "--replica", replica, "--listen", "127.0.0.1:0"}, flags...)...)
	return s
}

// stop ends a server as the system does, and it must end well.
func (s *server) stop(t *testing.T) {
	t.Helper()
	if code, said := s.Stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d after SIGTERM\n%s", code, said)
	}
}

func (s *server) key(t *testing.T) string {
	t.Helper()
	_, key, ok := strings.Cut(s.Address, "/#key=")
	if !ok || len(key) < 22 {
		t.Fatalf("the address %q has no key of 128 bits", s.Address)
	}
	return key
}

// screen is a browser's websocket.
type screen struct {
	t    *testing.T
	conn *websocket.Conn
}

func (s *server) screen(t *testing.T, name string) *screen {
	t.Helper()
	query := url.Values{"key": {s.key(t)}, "screen": {name}}
	conn, answer, err := websocket.DefaultDialer.Dial("ws://"+s.Listen+"/ws?"+query.Encode(), nil)
	if err != nil {
		t.Fatalf("%v %v", err, answer)
	}
	t.Cleanup(func() { conn.Close() })
	return &screen{t, conn}
}

type frame struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *struct{ Code string }
	Event  string
	Data   struct{ Kinds []string }
}

func (s *screen) send(text string) {
	s.t.Helper()
	if err := s.conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		s.t.Fatal(err)
	}
}

// until reads frames up to the first that fits.
func (s *screen) until(fits func(frame) bool) frame {
	s.t.Helper()
	if err := s.conn.SetReadDeadline(time.Now().Add(programs.Patience)); err != nil {
		s.t.Fatal(err)
	}
	for {
		var f frame
		if err := s.conn.ReadJSON(&f); err != nil {
			s.t.Fatal(err)
		}
		if fits(f) {
			return f
		}
	}
}

// A browser calls the same methods as the window, and the sale made on one
// screen is heard on the other and seen by the command line beside them.
func TestTwoScreensServeOneShop(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	s := serve(t, shop)
	one, two := s.screen(t, "one"), s.screen(t, "two")

	one.send(`{"id":7,"method":"desk.state","params":{}}`)
	state := one.until(func(f frame) bool { return f.ID == 7 })
	if state.Error != nil || !strings.Contains(string(state.Result), "Крамниця") {
		t.Fatalf("state: %s %+v", state.Result, state.Error)
	}
	one.send(`{"id":8,"method":"counter.scan","params":{"code":"4820000000017"}}`)
	var scanned struct {
		Counter counter `json:"counter"`
	}
	if err := json.Unmarshal(one.until(func(f frame) bool { return f.ID == 8 }).Result, &scanned); err != nil {
		t.Fatal(err)
	}
	one.send(`{"id":9,"method":"counter.finish","params":{"basket":"` + scanned.Counter.Basket.ID + `","payments":[],"print":false}}`)
	if f := one.until(func(f frame) bool { return f.ID == 9 }); f.Error != nil {
		t.Fatalf("finish: %+v", f.Error)
	}
	two.until(func(f frame) bool {
		return f.Event == "changed" && strings.Contains(strings.Join(f.Data.Kinds, " "), "order")
	})
	if counts := sound(t, shop); counts["orders"] != 1 {
		t.Errorf("orders: %d", counts["orders"])
	}

	two.send(`{"id":1,"method":"no.such","params":{}}`)
	if f := two.until(func(f frame) bool { return f.ID == 1 }); f.Error == nil || f.Error.Code != "method.unknown" {
		t.Errorf("an unknown method: %+v", f)
	}
	s.stop(t)
	for {
		_, _, err := one.conn.ReadMessage()
		if err == nil {
			continue
		}
		if !websocket.IsCloseError(err, websocket.CloseGoingAway) {
			t.Errorf("the screen was closed with %v, want 1001", err)
		}
		break
	}
}

// A server that was restarted has the key that it had, under whatever name the
// shop is reached; another is made when that is asked for, and when others could
// have read it or it is no whole key.
func TestTheKeyOutlivesARestart(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(shop, link); err != nil {
		t.Fatal(err)
	}
	keyOf := func(path string, flags ...string) string {
		s := serve(t, path, flags...)
		s.screen(t, "one")
		s.stop(t)
		info, err := os.Stat(shop + ".serve-key")
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the key's file: %v %v, want mode 0600", info, err)
		}
		return s.key(t)
	}
	first := keyOf(shop)
	if again := keyOf(link); again != first {
		t.Error("the key changed with a restart")
	}
	second := keyOf(shop, "--new-key")
	if second == first {
		t.Error("--new-key kept the key")
	}
	if again := keyOf(shop); again != second {
		t.Error("the new key was not kept")
	}
	if err := os.Chmod(shop+".serve-key", 0o644); err != nil {
		t.Fatal(err)
	}
	third := keyOf(shop)
	if third == second {
		t.Error("a key that others could read is used on")
	}
	if err := os.WriteFile(shop+".serve-key", []byte(third[:8]), 0o600); err != nil {
		t.Fatal(err)
	}
	if keyOf(shop) == third[:8] {
		t.Error("half a key is used")
	}
}

// Whoever comes without the key of the shop gets nothing.
func TestAWrongKeyIsRefused(t *testing.T) {
	t.Parallel()
	s := serve(t, newShop(t))
	for _, key := range []string{"", "x", s.key(t) + "x", strings.ToLower(s.key(t)) + "_"} {
		_, answer, err := websocket.DefaultDialer.Dial("ws://"+s.Listen+"/ws?"+url.Values{"key": {key}, "screen": {"one"}}.Encode(), nil)
		if err == nil || answer == nil || answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("key %q: %v, %v", key, answer, err)
		}
	}
	other := serve(t, newShop(t))
	if other.key(t) == s.key(t) {
		t.Error("two servers have one key")
	}
}

// A second server on one shop, under whatever name the file is reached, says
// where the first one is; so does a restore; after the first has ended, killed
// even, the shop can be had again.
func TestASecondServerIsToldWhereTheFirstIs(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	backup := done[struct{ Path string }](t, "backup", "--replica", shop)
	first := serve(t, shop)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(shop, link); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"serve", "--replica", shop}, {"serve", "--replica", link}, {"restore", "--replica", shop, backup.Path}} {
		f := refused(t, 1, "replica.in_use", command...)
		if !strings.Contains(f.Error.Message, first.Address) || f.Error.Args["address"] != first.Address {
			t.Errorf("%s: %+v, want the address %s", command[0], f.Error, first.Address)
		}
	}
	sell(t, shop, "4820000000017") // short commands work beside it

	first.Kill()
	second := serve(t, shop)
	second.stop(t)
	if counts := sound(t, shop); counts["orders"] != 1 {
		t.Errorf("orders: %d", counts["orders"])
	}
}

// Where there is no shop yet, the server shows the screen that opens one.
func TestAServerOpensAShop(t *testing.T) {
	t.Parallel()
	shop := filepath.Join(t.TempDir(), "shop.db")
	s := serve(t, shop)
	one := s.screen(t, "one")
	one.send(`{"id":1,"method":"shop.create","params":{"name":"Нова","currency":"UAH","language":"uk","pin":""}}`)
	if f := one.until(func(f frame) bool { return f.ID == 1 }); f.Error != nil {
		t.Fatalf("create: %+v", f.Error)
	}
	sound(t, shop)
}

// Other machines are answered only when that was said, and the refusal says why.
func TestOtherMachinesAreNotAnsweredUnasked(t *testing.T) {
	t.Parallel()
	shop := newShop(t)
	for _, listen := range []string{"0.0.0.0:0", ":0", "[::]:0"} {
		f := refused(t, 2, "usage", "serve", "--replica", shop, "--listen", listen)
		if !strings.Contains(f.Error.Message, "unencrypted") || !strings.Contains(f.Error.Message, "--allow-remote") {
			t.Errorf("%s: %q", listen, f.Error.Message)
		}
	}
}

// The pages that are served let nothing else load, and are never kept stale.
func TestPagesAreGuarded(t *testing.T) {
	t.Parallel()
	s := serve(t, newShop(t))
	answer, err := http.Get("http://" + s.Listen + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	// Without built screens the page says so.
	if answer.StatusCode != http.StatusOK && !strings.Contains(string(page), "make build") {
		t.Errorf("%d %s", answer.StatusCode, page)
	}
	for header, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} {
		if got := answer.Header.Get(header); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", header, got, want)
		}
	}
	if strings.Contains(string(page), s.key(t)) {
		t.Error("the page gives the key away")
	}
}

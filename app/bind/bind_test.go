package bind_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/shop"
)

var ctx = context.Background()

func newDesk(t *testing.T) *bind.Desk {
	t.Helper()
	d, err := bind.Open(ctx, bind.Config{Replica: filepath.Join(t.TempDir(), "shop.db"), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// call answers the result of a method, or its error's code.
func call(t *testing.T, s *bind.Session, method string, params any, result any) (code string) {
	t.Helper()
	in, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Result json.RawMessage `json:"result"`
		Error  *bind.CallError `json:"error"`
	}
	out := s.Call(ctx, method, in)
	if err := json.Unmarshal(out, &e); err != nil {
		t.Fatalf("%s answered %s", method, out)
	}
	if e.Error != nil {
		return e.Error.Code
	}
	if result != nil {
		if err := json.Unmarshal(e.Result, result); err != nil {
			t.Fatalf("%s answered %s: %v", method, out, err)
		}
	}
	return ""
}

func open(t *testing.T, s *bind.Session) bind.State {
	t.Helper()
	var st bind.State
	if code := call(t, s, "shop.create", map[string]any{"name": "Крамниця", "currency": "UAH", "language": "uk", "owner": "Олена", "pin": "1234"}, &st); code != "" || st.Phase != "open" {
		t.Fatalf("%s %+v", code, st)
	}
	return st
}

// From nothing to an open shop: who opened it is in, another screen is locked
// until a PIN is entered, and a wrong PIN is soon slowed down.
func TestFirstStartAndLock(t *testing.T) {
	d := newDesk(t)
	first := d.NewSession("one")
	var st bind.State
	if call(t, first, "desk.state", struct{}{}, &st); st.Phase != "new" {
		t.Fatalf("%+v", st)
	}
	owner := open(t, first).User.ID
	if code := call(t, first, "shop.create", map[string]any{"name": "Друга", "currency": "UAH", "language": "uk", "pin": "1234"}, nil); code != "replica.exists" {
		t.Errorf("a second shop over the first: %q", code)
	}
	other := d.NewSession("two")
	if code := call(t, other, "counter.get", struct{}{}, nil); code != "session.locked" {
		t.Errorf("a locked screen sold: %q", code)
	}
	for range 5 {
		if code := call(t, other, "session.unlock", map[string]any{"user_id": owner, "pin": "0000"}, nil); code != "pin.wrong" {
			t.Errorf("wrong PIN: %q", code)
		}
	}
	if code := call(t, other, "session.unlock", map[string]any{"user_id": owner, "pin": "1234"}, nil); code != "pin.wait" {
		t.Errorf("after five wrong PINs: %q", code)
	}
	call(t, first, "session.lock", struct{}{}, nil)
	if code := call(t, first, "counter.get", struct{}{}, nil); code != "session.locked" {
		t.Errorf("after locking: %q", code)
	}
	if d.NewSession("one") != first {
		t.Error("a screen that comes back is another session")
	}
}

// For every method: whoever is not signed in is refused, and a clerk is refused
// exactly what needs a right that a clerk has not.
func TestRightsAreHeldForEveryMethod(t *testing.T) {
	d := newDesk(t)
	boss := d.NewSession("boss")
	open(t, boss)
	var id struct {
		ID shop.ID `json:"id"`
	}
	if code := call(t, boss, "users.save", map[string]any{"name": "Ірина", "role": "clerk", "active": true, "pin": "2222"}, &id); code != "" {
		t.Fatal(code)
	}
	clerk := d.NewSession("clerk")
	if code := call(t, clerk, "session.unlock", map[string]any{"user_id": id.ID, "pin": "2222"}, nil); code != "" {
		t.Fatal(code)
	}
	locked := d.NewSession("locked")
	for _, m := range bind.Describe().Methods {
		if m.Right == shop.RightNone {
			continue
		}
		if code := call(t, locked, m.Name, struct{}{}, nil); code != "session.locked" {
			t.Errorf("%s on a locked screen: %q", m.Name, code)
		}
		if code := call(t, clerk, m.Name, map[string]any{"no such field": 1}, nil); (code == "right") == shop.Clerk.Can(m.Right) {
			t.Errorf("%s needs %q, a clerk got %q", m.Name, m.Right, code)
		}
	}
	if code := call(t, clerk, "settings.set", map[string]any{"key": "shop.name", "value": "Моя"}, nil); code != "right" {
		t.Errorf("a clerk renamed the shop: %q", code)
	}
	// Put out of service, the clerk is out at once.
	if code := call(t, boss, "users.save", map[string]any{"id": id.ID, "name": "Ірина", "role": "clerk", "active": false}, nil); code != "" {
		t.Fatal(code)
	}
	if code := call(t, clerk, "counter.get", struct{}{}, nil); code != "session.locked" {
		t.Errorf("a dismissed clerk sells on: %q", code)
	}
	if code := call(t, boss, "users.save", map[string]any{"id": signedIn(t, boss), "name": "Олена", "role": "clerk", "active": true}, nil); code != "user.last_owner" {
		t.Errorf("the last owner gave the shop away: %q", code)
	}
}

func signedIn(t *testing.T, s *bind.Session) shop.ID {
	t.Helper()
	var st bind.State
	call(t, s, "desk.state", struct{}{}, &st)
	return st.User.ID
}

// Rubbish is answered in words, whatever the method.
func TestRubbishIsAnsweredInWords(t *testing.T) {
	d := newDesk(t)
	s := d.NewSession("one")
	open(t, s)
	for _, m := range append([]string{"no.such.method"}, names()...) {
		for _, params := range []string{"", "{}", "[]", "null", "{", "\xff", `{"id":"x"}`, `{"limit":-5}`, `{"offer_id":""}`, `{"text":"\u0000"}`, `{} {}`} {
			if m == "session.lock" || m == "shop.create" {
				continue
			}
			out := s.Call(ctx, m, []byte(params))
			var e struct {
				Result json.RawMessage `json:"result"`
				Error  *bind.CallError `json:"error"`
			}
			if err := json.Unmarshal(out, &e); err != nil || (e.Error == nil) == (e.Result == nil) {
				t.Errorf("%s(%s) answered %s", m, params, out)
			}
			if e.Error != nil && (e.Error.Code == "internal" || e.Error.Message == "") {
				t.Errorf("%s(%s) answered %s", m, params, out)
			}
		}
	}
}

func names() (list []string) {
	for _, m := range bind.Describe().Methods {
		list = append(list, m.Name)
	}
	return list
}

// A product file sent in pieces is imported in the background, and both screens
// hear of it.
func TestImportOverTheBridge(t *testing.T) {
	d := newDesk(t)
	s := d.NewSession("one")
	open(t, s)
	done := make(chan bind.Job, 1)
	defer d.Subscribe(func(event []byte) {
		var e struct {
			Event string   `json:"event"`
			Data  bind.Job `json:"data"`
		}
		if json.Unmarshal(event, &e) == nil && e.Event == "progress" && e.Data.State != "running" {
			done <- e.Data
		}
	})()
	file := "Type,SKU,Name,Regular price,Stock,Categories\nsimple,A-1,Чашка синя,125.50,7,Посуд > Чашки\nsimple,A-2,Блюдце,abc,1,Посуд\n"
	var up struct {
		Upload shop.ID `json:"upload"`
	}
	if code := call(t, s, "files.begin", map[string]any{"name": "goods.csv", "size": len(file)}, &up); code != "" {
		t.Fatal(code)
	}
	if code := call(t, s, "import.products", map[string]any{"format": "woocommerce", "uploads": []shop.ID{up.Upload}}, nil); code != "upload" {
		t.Errorf("half a file was imported: %q", code)
	}
	for rest := file; rest != ""; {
		n := min(20, len(rest))
		if code := call(t, s, "files.append", map[string]any{"upload": up.Upload, "base64": base64.StdEncoding.EncodeToString([]byte(rest[:n]))}, nil); code != "" {
			t.Fatal(code)
		}
		rest = rest[n:]
	}
	var job bind.Job
	if code := call(t, s, "import.products", map[string]any{"format": "woocommerce", "uploads": []shop.ID{up.Upload}}, &job); code != "" {
		t.Fatal(code)
	}
	if job = <-done; job.State != "done" {
		t.Fatalf("%+v", job)
	}
	report, err := json.Marshal(job.Result)
	if err != nil || !strings.Contains(string(report), `"created":1`) || !strings.Contains(string(report), `"reason":"bad_price"`) {
		t.Fatalf("%s %v", report, err)
	}
	var offers []struct{ Title string }
	if code := call(t, s, "goods.search", map[string]any{"text": "xfirf"}, &offers); code != "" || len(offers) != 1 {
		t.Fatalf("%s %+v", code, offers)
	}
}

// A demo shop is looked around in and removed in one step, after which the
// first start is there again; a real shop is not removed so.
func TestDemoComesAndGoes(t *testing.T) {
	d := newDesk(t)
	s := d.NewSession("one")
	answers := map[string]any{"name": "Крамниця", "currency": "UAH", "language": "uk", "pin": "1234"}
	var st bind.State
	if code := call(t, s, "demo.create", answers, &st); code != "" || !st.Demo || st.Phase != "open" {
		t.Fatalf("%s %+v", code, st)
	}
	var page struct{ Total int }
	if code := call(t, s, "orders.list", map[string]any{}, &page); code != "" || page.Total < 1000 {
		t.Fatalf("%s: the demo shop has %d orders", code, page.Total)
	}
	if code := call(t, s, "demo.remove", struct{}{}, &st); code != "" || st.Phase != "new" {
		t.Fatalf("%s %+v", code, st)
	}
	if code := call(t, s, "shop.create", answers, &st); code != "" || st.Demo {
		t.Fatalf("%s %+v", code, st)
	}
	if code := call(t, s, "demo.remove", struct{}{}, nil); code != "demo.not" {
		t.Fatalf("a real shop was removed: %q", code)
	}
}

// A demo shop tells the PINs that it came with to whoever stands before its
// lock, except one that was chosen or changed; a real shop tells none.
func TestADemoTellsItsPINs(t *testing.T) {
	d := newDesk(t)
	s := d.NewSession("one")
	answers := map[string]any{"name": "Крамниця", "currency": "UAH", "language": "uk", "pin": "7777"}
	var st bind.State
	if code := call(t, s, "demo.create", answers, &st); code != "" {
		t.Fatal(code)
	}
	locked := d.NewSession("two")
	told := func() []bind.DemoPIN {
		t.Helper()
		var pins []bind.DemoPIN
		if code := call(t, locked, "demo.pins", struct{}{}, &pins); code != "" {
			t.Fatal(code)
		}
		return pins
	}
	pins := told()
	if len(pins) != len(st.Users)-1 {
		t.Fatalf("%d PINs are told of %d people, want all but the owner's", len(pins), len(st.Users))
	}
	for _, p := range pins {
		if p.UserID == st.User.ID {
			t.Error("the PIN that the owner chose is told")
		}
		if code := call(t, locked, "session.unlock", map[string]any{"user_id": p.UserID, "pin": p.PIN}, nil); code != "" {
			t.Errorf("the PIN %s that was told: %q", p.PIN, code)
		}
	}
	// The last one to enter chooses a PIN of their own.
	last := pins[len(pins)-1]
	if code := call(t, locked, "users.change_pin", map[string]any{"old": last.PIN, "new": "8888"}, nil); code != "" {
		t.Fatal(code)
	}
	if n := len(told()); n != len(pins)-1 {
		t.Errorf("%d PINs are told after one was changed, want %d", n, len(pins)-1)
	}

	// A demo that nobody chose a PIN for has one, and tells it.
	if code := call(t, s, "demo.remove", struct{}{}, nil); code != "" {
		t.Fatal(code)
	}
	delete(answers, "pin")
	if code := call(t, s, "demo.create", answers, &st); code != "" || !st.User.HasPIN {
		t.Fatalf("%s %+v", code, st.User)
	}
	if n := len(told()); n != len(st.Users) {
		t.Errorf("%d PINs are told of %d people", n, len(st.Users))
	}

	if code := call(t, s, "demo.remove", struct{}{}, nil); code != "" {
		t.Fatal(code)
	}
	answers["pin"], answers["owner"] = "1111", "Марко"
	if code := call(t, s, "shop.create", answers, nil); code != "" {
		t.Fatal(code)
	}
	if pins := told(); len(pins) != 0 {
		t.Errorf("a real shop tells %+v", pins)
	}
}

// The screens are generated from the methods of today, not of some day before.
func TestScreensStandOnTodaysMethods(t *testing.T) {
	kept, err := os.ReadFile("../../frontend/src/bridge/methods.json")
	if err != nil {
		t.Fatal(err)
	}
	var there, here any
	now, err := json.Marshal(bind.Describe())
	if err := errors.Join(err, json.Unmarshal(kept, &there), json.Unmarshal(now, &here)); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(there, here) {
		t.Error("frontend/src/bridge/methods.json is stale: run make generate")
	}
}

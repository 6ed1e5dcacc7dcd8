package bind_test

import (
	"sync"
	"testing"

	"github.com/prylavok/prylavok/app/shop"
)

// Many screens that try PINs at once get no more tries than one, and nobody
// finds out the PIN of a till left open by changing it.
func TestPINsAreNotTriedBeside(t *testing.T) {
	d := newDesk(t)
	owner := d.NewSession("owner")
	user := open(t, owner).User.ID
	codes := make([]string, 24)
	var all sync.WaitGroup
	for i := range codes {
		all.Go(func() {
			s := d.NewSession(shop.NewID().String())
			codes[i] = call(t, s, "session.unlock", map[string]any{"user_id": user, "pin": "9999"}, nil)
		})
	}
	all.Wait()
	tried := 0
	for _, c := range codes {
		if c == "pin.wrong" {
			tried++
		} else if c != "pin.wait" {
			t.Errorf("answered %q", c)
		}
	}
	if tried > 5 {
		t.Errorf("%d PINs were tried at once", tried)
	}
	if code := call(t, owner, "users.change_pin", map[string]any{"old": "9999", "new": "1111"}, nil); code != "pin.wait" {
		t.Errorf("the old PIN can be tried by changing it: %q", code)
	}
}

// Two screens that open a shop at once open one, and neither loses it.
func TestOneShopIsOpened(t *testing.T) {
	d := newDesk(t)
	codes := make([]string, 4)
	var all sync.WaitGroup
	for i := range codes {
		all.Go(func() {
			s := d.NewSession(shop.NewID().String())
			codes[i] = call(t, s, "shop.create", map[string]any{"name": "Крамниця", "currency": "UAH", "language": "uk", "pin": "1234"}, nil)
		})
	}
	all.Wait()
	opened := 0
	for _, c := range codes {
		if c == "" {
			opened++
		} else if c != "replica.exists" {
			t.Errorf("answered %q", c)
		}
	}
	if opened != 1 {
		t.Errorf("%d shops were opened: %q", opened, codes)
	}
}

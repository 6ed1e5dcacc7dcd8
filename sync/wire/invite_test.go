package wire_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/sync/wire"
	"pgregory.net/rapid"
)

// A code is understood however it is typed.
func TestACodeIsUnderstoodHoweverItIsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code, err := wire.NewInviteCode(bytes.NewReader(rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(t, "random")))
		if err != nil {
			t.Fatal(err)
		}
		typed := code
		if rapid.Bool().Draw(t, "small") {
			typed = strings.ToLower(typed)
		}
		if rapid.Bool().Draw(t, "spaces") {
			typed = " " + strings.ReplaceAll(typed, "-", " ") + "\n"
		}
		if rapid.Bool().Draw(t, "letters") {
			typed = strings.NewReplacer("0", "O", "1", "l").Replace(typed)
		}
		if back, err := wire.InviteCode(typed); err != nil || back != code {
			t.Fatalf("%q of %q gives %q, %v", typed, code, back, err)
		}
	})
	code, err := wire.NewInviteCode(bytes.NewReader([]byte{0, 68, 50, 20, 199, 66, 84, 182, 53, 207}))
	if err != nil || code != "0123-4567-89AB-CDEF" {
		t.Errorf("the code is %q, %v", code, err)
	}
	for _, bad := range []string{"", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEFG", "U123-4567-89AB-CDEF", "ж123-4567-89AB-CDEF"} {
		if got, err := wire.InviteCode(bad); !errors.Is(err, wire.ErrInvite) {
			t.Errorf("%q gives %q, %v", bad, got, err)
		}
	}
}

// An invite's text gives the address and the code back, also from a scanner
// that types capitals.
func TestAnInviteGivesAddressAndCode(t *testing.T) {
	const code = "0123-4567-89AB-CDEF"
	for hub, text := range map[string]string{
		"ws://127.0.0.1:7070/sync":      "prylavok://127.0.0.1:7070/0123-4567-89AB-CDEF",
		"wss://hub.example:443/sync":    "prylavok://hub.example:443/0123-4567-89AB-CDEF?tls=1",
		"ws://[::1]:7070/sync":          "prylavok://[::1]:7070/0123-4567-89AB-CDEF",
		"wss://hub.example/sync":        "wss://hub.example/sync#0123-4567-89AB-CDEF",
		"wss://hub.example:9/shops/one": "wss://hub.example:9/shops/one#0123-4567-89AB-CDEF",
	} {
		got, err := wire.InviteText(hub, code)
		if err != nil || got != text {
			t.Errorf("%s: %q, %v", hub, got, err)
		}
		for _, typed := range []string{text, "  " + text + "\r\n"} {
			back, c, err := wire.ParseInvite(typed)
			if err != nil || back != hub || c != code {
				t.Errorf("%q gives %q %q, %v", typed, back, c, err)
			}
		}
	}
	if hub, c, err := wire.ParseInvite("PRYLAVOK://HUB.EXAMPLE:443/OL23-4567-89AB-CDEF?TLS=1"); err != nil || hub != "wss://hub.example:443/sync" || c != "0123-4567-89AB-CDEF" {
		t.Errorf("capitals give %q %q, %v", hub, c, err)
	}
	if hub, _, err := wire.ParseInvite("wss://hub.example#" + code); err != nil || hub != "wss://hub.example/sync" {
		t.Errorf("without a path: %q, %v", hub, err)
	}
	for _, bad := range []string{
		"", code, "prylavok://", "prylavok://hub.example/" + code, "prylavok://hub.example:1/SHORT", "prylavok://hub.example:1/" + code + "?clear=1",
		"https://hub.example/sync#" + code, "wss://hub.example/sync", "wss://user:secret@hub.example/sync#" + code, "prylavok://hub:1/%zz",
	} {
		if hub, c, err := wire.ParseInvite(bad); !errors.Is(err, wire.ErrInvite) {
			t.Errorf("%q gives %q %q, %v", bad, hub, c, err)
		}
	}
	for _, bad := range []string{"", "http://hub.example/sync", "://", "wss:///sync"} {
		if got, err := wire.InviteText(bad, code); !errors.Is(err, wire.ErrInvite) {
			t.Errorf("%q gives %q, %v", bad, got, err)
		}
	}
}

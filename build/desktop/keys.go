package desktop

import (
	"fmt"
	"strconv"
	"strings"
)

// Hardware codes of keys, by what stands on them in the US layout. They are the
// places of the keys: what they type is the system's to say.
const (
	keyEnter    = 36
	keyShift    = 50
	keyCapsLock = 66
	keyF8       = 74
)

// rows are the keys that type, in the US layout: the code of the first of each,
// what they type, and what with Shift.
var rows = []struct {
	first          int
	plain, shifted string
}{
	{10, "1234567890-=", "!@#$%^&*()_+"},
	{24, "qwertyuiop[]", "QWERTYUIOP{}"},
	{38, "asdfghjkl;'`", `ASDFGHJKL:"~`},
	{51, `\zxcvbnm,./`, "|ZXCVBNM<>?"},
	{65, " ", ""},
}

// keyOf answers the key of a letter in the US layout, and whether Shift is held.
func keyOf(letter rune) (code int, shift bool, err error) {
	for _, row := range rows {
		if at := strings.IndexRune(row.plain, letter); at >= 0 {
			return row.first + at, false, nil
		}
		if at := strings.IndexRune(row.shifted, letter); at >= 0 {
			return row.first + at, true, nil
		}
	}
	return 0, false, fmt.Errorf("no key types %q", letter)
}

// Layout sets the keyboard: us, ru, ua.
func (d *Desktop) Layout(name string) error {
	if _, err := d.Output("setxkbmap", name); err != nil {
		return err
	}
	// The first key after it makes the window manager take its shortcuts anew, and
	// one pressed meanwhile is lost; this one nobody misses.
	return d.Press("Shift_L")
}

// CapsLock presses CapsLock unless it is as wanted.
func (d *Desktop) CapsLock(on bool) error {
	if d.capsLock == on {
		return nil
	}
	d.capsLock = on
	return d.strike([]string{"key", strconv.Itoa(keyCapsLock)})
}

// Press presses keys with xdotool's names, or hardware codes, as they come from
// a keyboard: to whatever has the focus, and no faster than most people do.
func (d *Desktop) Press(keys ...string) error { return d.PressEvery(60, keys...) }

// PressEvery is Press with a pause of so many milliseconds between the keys.
func (d *Desktop) PressEvery(pause_ms int, keys ...string) error {
	return d.strike(append([]string{"key", "--delay", strconv.Itoa(pause_ms)}, keys...))
}

// Scan types codes as a scanner does that plays a US keyboard, by the places of
// the keys and as quickly as the system takes them: Shift down, key, Shift up for
// what is shifted, F8 for a group separator, and Enter at the end of each code.
func (d *Desktop) Scan(codes ...string) error { return d.ScanEvery(0, codes...) }

// ScanEvery is Scan with so many milliseconds from key to key.
func (d *Desktop) ScanEvery(pause_ms int, codes ...string) error {
	pause := strconv.Itoa(pause_ms)
	var keys []string
	strike := func(code int) { keys = append(keys, "key", "--delay", pause, strconv.Itoa(code)) }
	for _, code := range codes {
		for _, letter := range code {
			if letter == '\x1d' {
				strike(keyF8)
				continue
			}
			key, shift, err := keyOf(letter)
			if err != nil {
				return err
			}
			if shift {
				keys = append(keys, "keydown", "--delay", "0", strconv.Itoa(keyShift))
			}
			strike(key)
			if shift {
				keys = append(keys, "keyup", "--delay", "0", strconv.Itoa(keyShift))
			}
		}
		strike(keyEnter)
	}
	return d.strike(keys)
}

func (d *Desktop) strike(commands []string) error {
	_, err := d.Output("xdotool", commands...)
	return err
}

// Write types text of the present layout, one that a person does not see typed.
func (d *Desktop) Write(text string) error {
	return d.strike([]string{"type", "--clearmodifiers", "--delay", "20", text})
}

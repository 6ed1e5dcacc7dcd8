// Package scanner hears serial barcode scanners: USB scanners that show
// themselves as a port (CDC), and those on a real RS-232 port.
//
// House rules: no port is opened that is neither a known maker's scanner nor
// chosen by a person, as it may be a scale or a fiscal printer that another
// program talks to, and ports are listed without opening any. A port is read and
// closed by one goroutine, because a file that is closed under a reader may be
// another one when it reads. What a code means is not known here.
package scanner

import (
	"encoding/json"
	"log/slog"
	"time"
)

// Mode says which ports are listened to.
type Mode string

// The modes.
const (
	ModeAuto Mode = "auto" // every scanner of a known maker
	ModePort Mode = "port" // the chosen port alone
	ModeOff  Mode = "off"  // none
)

// What a speed may be, and what it is unless it is set.
const (
	BaudDefault = 9600
	BaudMin     = 300
	BaudMax     = 921600
)

// Setting is what a till says about its serial scanners.
type Setting struct {
	Mode Mode   `json:"mode"`
	Port string `json:"port"` // of ModePort: a port's key or its name
	Baud int    `json:"baud"` // 8 data bits, no parity, 1 stop bit; USB scanners do not mind it
}

// ParseSetting reads the part "serial" of a till's scanner setting (JSON). What
// is absent has its default: ModeAuto, 9600 baud. A mode that this release does
// not know opens nothing.
func ParseSetting(text string) Setting {
	var whole struct {
		Serial Setting `json:"serial"`
	}
	if text != "" && json.Unmarshal([]byte(text), &whole) != nil {
		whole.Serial = Setting{} // as if nobody had set anything
	}
	return whole.Serial.whole()
}

// whole fills in what is left out and puts out of use what cannot be.
func (s Setting) whole() Setting {
	switch s.Mode {
	case "":
		s.Mode = ModeAuto
	case ModeAuto, ModeOff:
	case ModePort:
		if s.Port == "" {
			s.Mode = ModeOff
		}
	default:
		s.Mode = ModeOff
	}
	if s.Mode != ModePort {
		s.Port = ""
	}
	if s.Baud < BaudMin || s.Baud > BaudMax {
		s.Baud = BaudDefault
	}
	return s
}

// State is how it stands with one scanner.
type State string

// The states.
const (
	StateWaiting State = "waiting"       // it has not been there yet
	StateOpen    State = "open"          // its codes are heard
	StateLost    State = "lost"          // it was there and is gone: unplugged, or out of reach
	StateRefused State = "refused"       // another program has the port
	StateDenied  State = "no_permission" // the system does not let this person open the port
	StateFailed  State = "failed"        // the port cannot be opened for another reason
	StateEnded   State = "ended"         // of a try that is over
)

// Scanner is one scanner, or port that is tried, as people are told about it.
type Scanner struct {
	Port   string `json:"port"` // the name that it has now, or had last
	Key    string `json:"key"`  // what to choose it by
	Title  string `json:"title"`
	State  State  `json:"state" jsonschema:"enum=waiting,enum=open,enum=lost,enum=refused,enum=no_permission,enum=failed,enum=ended"`
	Why    string `json:"why,omitempty"`   // of failed: the system's words
	Group  string `json:"group,omitempty"` // of no_permission on Linux: the group that may open the port
	Noise  bool   `json:"noise"`           // what it sent last was no code: its speed or its settings are wrong, or it is no scanner
	Codes  int    `json:"codes"`           // heard since it was first opened
	Last   string `json:"last,omitempty"`  // the code heard last
	LastAt int64  `json:"last_at,omitempty"`
}

// Trial is what came of listening on every free port. Times are in Unix milliseconds.
type Trial struct {
	Until int64     `json:"until"` // 0 = it is over
	Ports []Scanner `json:"ports"`
}

// Status is how it stands with all scanners.
type Status struct {
	Mode     Mode      `json:"mode" jsonschema:"enum=auto,enum=port,enum=off"`
	Scanners []Scanner `json:"scanners"`
	Problem  string    `json:"problem,omitempty"` // why the ports cannot be listed, in the system's words
	Try      *Trial    `json:"try,omitempty"`     // the last one, nil before the first
}

// Code is one code as a scanner sent it, without its line end.
type Code struct {
	Text    string // UTF-8; holds group separators (0x1D) and AIM identifiers if they were sent
	Scanner string // the title of the scanner
}

// log gives a log that is never nil.
func (c Config) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

// milli writes a time for programs; the zero time is 0.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Package printer puts bytes on paper: it finds the printers that the machine
// knows and hands a job to one of them, or keeps it as a file in a folder. It is
// the only package that opens a printer.
//
// A printer is known by an address that settings can store, "system:NAME" or
// "folder:/path". On Linux and macOS system printers are those of CUPS, reached
// through its own commands; on Windows those of the spooler.
//
// A nil error means that the system took the whole job, not that paper came
// out: what happens in the queue afterwards is the system's.
package printer

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// The kinds of printer.
const (
	KindSystem = "system" // a printer of the operating system
	KindFolder = "folder" // a folder that keeps each job as a file
)

// The states of a printer.
const (
	StateReady    = "ready"    // takes jobs and prints them
	StatePrinting = "printing" // takes jobs, one is on its way
	StateStopped  = "stopped"  // someone or some fault has paused it
	StateRefusing = "refusing" // takes no jobs
	StateUnknown  = "unknown"  // the system does not say
)

// A Printer is one place to print to.
type Printer struct {
	Name    string `json:"name"`    // as the system calls it, or the path of a folder
	Kind    string `json:"kind"`    // one of the Kind constants
	Default bool   `json:"default"` // the system's own choice
	State   string `json:"state"`   // one of the State constants
}

// Address gives what Open takes.
func (p Printer) Address() string { return p.Kind + ":" + p.Name }

// The types of document that a Job may carry. A type that is none of these is
// sent as it is, byte for byte.
const (
	TypePDF = "application/pdf"
	TypeRaw = "application/octet-stream" // a printer's own language: ZPL, TSPL, ESC/POS
)

// A Job is one document on its way to paper.
type Job struct {
	// ID names the job for ever: a retry carries the same one, a reprint another.
	// Up to 64 Latin letters, digits, "-" and "_".
	ID     string
	Title  string // for people, in the system's queue and in file names
	Bytes  []byte
	Type   string // media type: TypePDF, TypeRaw or another
	Copies int    // 0 means 1; at most 100
}

// A Device takes jobs.
type Device interface {
	// Print hands the job over and returns when the system has all of it. All
	// errors are *Error. A context without a deadline gets one of TimeoutMax.
	// A folder prints the same job once, however often it is asked; a system
	// printer prints each time, so whoever retries looks at Error.Retry first.
	Print(ctx context.Context, j Job) error
}

// TimeoutMax bounds a hand-over, or a look at the printers, whose context has no
// deadline. A system that is slower than this hangs.
const TimeoutMax = 20 * time.Second

// The codes of an Error.
const (
	CodeUnknown   = "printer_unknown" // no such printer, or not an address
	CodeRefused   = "printer_refused" // the printer is stopped, takes no jobs or cannot write
	CodeNoSystem  = "no_print_system" // CUPS or the spooler is absent or down
	CodeTimeout   = "printer_timeout" // no answer in time
	CodeJobFaulty = "job_invalid"     // the job itself cannot be sent to any printer
)

// An Error says why nothing was printed, or why it is not known.
type Error struct {
	Code    string // one of the Code constants
	Printer string // name of the printer; empty when none is meant
	Hint    string // what to do about it, one sentence for people
	// Retry is set when it is certain that nothing was handed over, so that
	// printing again cannot put a second original on paper.
	Retry bool
	Err   error // what the system said
}

// Error gives the code, the printer, the hint and what the system said.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Printer != "" {
		fmt.Fprintf(&b, " %q", e.Printer)
	}
	b.WriteString(": " + e.Hint)
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	return b.String()
}

// Unwrap gives what the system said.
func (e *Error) Unwrap() error { return e.Err }

// Discover lists the printers that the system knows, its default first, the rest
// in the system's order. A machine with none gives an empty list and no error.
// Errors are *Error: no_print_system or printer_timeout.
func Discover(ctx context.Context) ([]Printer, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	return discover(ctx)
}

// Open gives the device at an address, "system:NAME" or "folder:/path". It does
// not look whether the printer exists: it may be switched on later, and Print
// says so. An address of neither form is an *Error with printer_unknown.
func Open(address string) (Device, error) {
	kind, name, found := strings.Cut(address, ":")
	if found && name != "" {
		switch kind {
		case KindSystem:
			return system{name: name}, nil
		case KindFolder:
			return folder{path: name}, nil
		}
	}
	return nil, &Error{Code: CodeUnknown, Printer: address, Retry: true,
		Hint: `choose the printer again in the settings; an address is "system:NAME" or "folder:/path"`}
}

var jobID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

const copiesMax = 100

// checked gives the job with its defaults, or says what is wrong with it.
func (j Job) checked() (Job, error) {
	if j.Copies == 0 {
		j.Copies = 1
	}
	hint := ""
	switch {
	case !jobID.MatchString(j.ID):
		hint = "its id must be 1 to 64 Latin letters, digits, \"-\" or \"_\""
	case len(j.Bytes) == 0:
		hint = "it is empty"
	case j.Copies < 0 || j.Copies > copiesMax:
		hint = fmt.Sprintf("it asks for %d copies; 1 to %d can be printed", j.Copies, copiesMax)
	}
	if hint != "" {
		return j, &Error{Code: CodeJobFaulty, Retry: true, Hint: fmt.Sprintf("job %q was not sent: %s", j.ID, hint)}
	}
	return j, nil
}

func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, TimeoutMax)
}

// plainTitle drops what does not belong into one line and keeps within most
// bytes, cutting between letters.
func plainTitle(title string, most int) string {
	title = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(title, ""), func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
	for len(title) > most {
		letters := []rune(title)
		title = string(letters[:len(letters)-1])
	}
	if title == "" {
		return "Prylavok"
	}
	return title
}

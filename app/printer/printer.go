// Package printer puts bytes on paper: it finds the printers that the machine
// knows and hands a job to one of them, or keeps it as a file. It is the only
// package that opens a printer.
//
// A printer is known by an address that settings can store; Open lists the
// forms. On Linux and macOS system printers are those of CUPS, reached through
// its own commands; on Windows those of the spooler.
//
// A nil error means that the system or the printer took the whole job, not that
// paper came out: what happens in the queue afterwards is the system's. A job of
// many labels is handed over label by label, and an error says how many were.
package printer

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The kinds of printer.
const (
	KindSystem = "system" // a printer of the operating system
	KindFolder = "folder" // a folder that keeps each job as a file
	KindFile   = "file"   // one file or named pipe that every job is added to
	KindTCP    = "tcp"    // a printer on the network that takes its language as it is
	KindSerial = "serial" // a printer on a serial port
	KindDevice = "device" // a printer's device file
	KindIPP    = "ipp"    // a printer on the network that speaks IPP
	KindIPPS   = "ipps"   // the same, encrypted
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
	TypePDF    = "application/pdf"
	TypeRaw    = "application/octet-stream" // a printer's own language, not told which
	TypeZPL    = "application/x-zpl"
	TypeTSPL   = "application/x-tspl"
	TypeEPL    = "application/x-epl"
	TypeESCPOS = "application/x-escpos"
)

// A Job is one document on its way to paper.
type Job struct {
	// ID names the job for ever: a retry carries the same one, a reprint another.
	// Up to 64 Latin letters, digits, "-" and "_".
	ID     string
	Title  string // for people, in the system's queue and in file names
	Bytes  []byte // the document, unless it comes in Pages
	Type   string // media type: TypePDF, TypeRaw or another
	Copies int    // of Bytes: 0 means 1; at most 100
	// Pages are the labels or receipts of the job in their order. Each is whole
	// by itself and is handed over by itself; copies are pages that repeat.
	Pages [][]byte
	From  int // so many of Pages were handed over before; Print goes on with the next
	// Handed, if there is one, hears after each page how many are handed over, so
	// that a job can be gone on with though the program was killed. Print waits for
	// it to return before it sends the next page.
	Handed func(done int)
	// Anew is set when a person has seen that no paper came out of what the print
	// system says it has taken. Without it a job that it has already is done.
	Anew bool
}

// A Device takes jobs.
type Device interface {
	// Print hands the job over and returns when the system or the printer has all
	// of it. All errors are *Error and tell how far it came. A context without a
	// deadline gets one of TimeoutMax; a printer that takes its language byte by
	// byte may be slower, as long as it takes something within TimeoutMax.
	//
	// A folder and a print system that still knows the job print it once, however
	// often they are asked. All others print each time, and so do labels that go
	// past a queue: whoever retries looks at Error.Retry and Error.Done first.
	Print(ctx context.Context, j Job) error
	// Status asks the printer how it is. A printer of labels or receipts is asked
	// in the language of mediaType. One that cannot be asked, or does not answer,
	// is StateUnknown and no error; all errors are *Error.
	Status(ctx context.Context, mediaType string) (Status, error)
}

// Status is how a printer is.
type Status struct {
	State    string   `json:"state"`     // one of the State constants
	Problems []string `json:"problems"`  // what stops it: CodeOpen, CodePaper …, what to mend first comes first
	PaperLow bool     `json:"paper_low"` // it prints, and not for long
	Waiting  int      `json:"waiting"`   // labels that it has taken and not printed, as far as it tells
}

// TimeoutMax bounds a hand-over, or a look at the printers, whose context has no
// deadline. A system that is slower than this hangs.
const TimeoutMax = 20 * time.Second

// The codes of an Error.
const (
	CodeUnknown   = "printer_unknown"   // no such printer, or not an address
	CodeRefused   = "printer_refused"   // the printer is stopped, takes no jobs or cannot write
	CodeNoSystem  = "no_print_system"   // CUPS or the spooler is absent or down
	CodeTimeout   = "printer_timeout"   // no answer in time
	CodeJobFaulty = "job_invalid"       // the job itself cannot be sent to any printer
	CodeAway      = "printer_away"      // switched off, unplugged, or at another address
	CodeDenied    = "printer_denied"    // this user may not open it
	CodeUntrusted = "printer_untrusted" // nobody whom this machine trusts vouches that it is the printer
	CodeBusy      = "printer_busy"      // another program or computer has it
	CodeCut       = "printer_cut"       // the connection broke, and it is known where
	CodeDoubt     = "printer_doubt"     // nobody knows whether the label after Done came out
	CodeFormat    = "printer_format"    // it does not print documents of this type
	CodeOpen      = "printer_open"      // its head or cover is open
	CodePaper     = "printer_paper"     // it has no paper or labels
	CodeRibbon    = "printer_ribbon"    // it has no ribbon or ink
	CodeFault     = "printer_fault"     // jam, knife, heat: a person has to look
	CodePaused    = "printer_paused"    // somebody pressed its pause
)

// An Error says why nothing was printed, or not all, or why it is not known.
type Error struct {
	Code    string // one of the Code constants
	Printer string // name of the printer; empty when none is meant
	Hint    string // what to do about it, one sentence for people
	// Done is how many of the job's Pages were handed over, counted from the
	// first: the job goes on with From = Done. It may be all of them, when the
	// printer has taken all and has a problem now.
	Done int
	// Retry is set when it is certain that nothing after Done was handed over, so
	// that going on cannot put a second original on paper. Without it the one
	// document after Done is in doubt, and a person looks at the printer.
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

var jobID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

const (
	copiesMax = 100
	pagesMax  = 10000
)

// checked gives the job with its defaults, or says what is wrong with it.
func (j Job) checked() (Job, error) {
	if j.Copies == 0 {
		j.Copies = 1
	}
	hint := ""
	empty := func(p []byte) bool { return len(p) == 0 }
	switch {
	case !jobID.MatchString(j.ID):
		hint = "its id must be 1 to 64 Latin letters, digits, \"-\" or \"_\""
	case j.Pages == nil && empty(j.Bytes), j.Pages != nil && (len(j.Pages) == 0 || slices.ContainsFunc(j.Pages, empty)):
		hint = "it is empty"
	case j.Pages != nil && (j.Bytes != nil || j.Copies != 1):
		hint = "it has pages and a whole, or copies of pages"
	case len(j.Pages) > pagesMax:
		hint = fmt.Sprintf("it has %d pages; 1 to %d can be printed", len(j.Pages), pagesMax)
	case j.From < 0 || j.From > j.count():
		hint = fmt.Sprintf("it is to go on after page %d of %d", j.From, j.count())
	case j.Copies < 0 || j.Copies > copiesMax:
		hint = fmt.Sprintf("it asks for %d copies; 1 to %d can be printed", j.Copies, copiesMax)
	}
	if hint != "" {
		return j, &Error{Code: CodeJobFaulty, Retry: true, Hint: fmt.Sprintf("job %q was not sent: %s", j.ID, hint)}
	}
	return j, nil
}

// count is how many pieces are handed over one by one where the way to the
// printer makes no copies itself.
func (j Job) count() int {
	if j.Pages == nil {
		return max(j.Copies, 0)
	}
	return len(j.Pages)
}

func (j Job) page(n int) []byte {
	if j.Pages == nil {
		return j.Bytes
	}
	return j.Pages[n]
}

// handed tells how far the job is.
func (j Job) handed(done int) {
	if j.Handed != nil {
		j.Handed(done)
	}
}

// whole is the job in one piece, without copies.
func (j Job) whole() []byte {
	if j.Pages == nil {
		return j.Bytes
	}
	return bytes.Join(j.Pages, nil)
}

func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, TimeoutMax)
}

// titleBytesMax is what IPP allows for a job's name.
const titleBytesMax = 255

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

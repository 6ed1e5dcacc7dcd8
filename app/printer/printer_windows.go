package printer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	winspool           = windows.NewLazySystemDLL("winspool.drv")
	procEnumPrinters   = winspool.NewProc("EnumPrintersW")
	procDefaultPrinter = winspool.NewProc("GetDefaultPrinterW")
	procOpenPrinter    = winspool.NewProc("OpenPrinterW")
	procClosePrinter   = winspool.NewProc("ClosePrinter")
	procGetPrinter     = winspool.NewProc("GetPrinterW")
	procStartDoc       = winspool.NewProc("StartDocPrinterW")
	procEndDoc         = winspool.NewProc("EndDocPrinter")
	procAbort          = winspool.NewProc("AbortPrinter")
	procStartPage      = winspool.NewProc("StartPagePrinter")
	procEndPage        = winspool.NewProc("EndPagePrinter")
	procWrite          = winspool.NewProc("WritePrinter")
	procEnumJobs       = winspool.NewProc("EnumJobsW")
)

// A system is a printer of the Windows spooler.
type system struct{ name string }

var _ Device = system{}

// Print sends a raw job to the spooler as it is, each page as a job of its own.
// A PDF is handed to the program that is registered to print PDFs, because the
// spooler itself cannot read one. What the queue still holds of the job is done;
// the spooler forgets what is printed.
func (s system) Print(ctx context.Context, j Job) error {
	j, err := j.checked()
	if err != nil {
		return err
	}
	for _, p := range j.pieces() {
		if err := s.send(ctx, j, p); err != nil {
			return err
		}
		j.handed(p.n + p.copies)
	}
	return nil
}

func (s system) send(ctx context.Context, j Job, p piece) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	return spooler(ctx, Error{Code: CodeDoubt, Printer: s.name, Done: p.n}, func() error {
		h, err := open(s.name)
		if err != nil {
			return at(err, p.n)
		}
		defer closePrinter(h)
		if err := s.ready(h); err != nil {
			return at(err, p.n)
		}
		if j.Type == TypePDF {
			return at(s.printTo(ctx, j, p), p.n)
		}
		if !j.Anew && isQueued(h, p.mark) {
			return nil
		}
		for range p.copies {
			if err := s.raw(h, p.named(j.Title), p.bytes); err != nil {
				return at(err, p.n)
			}
			p.n++ // a copy is a page of a job that has none
		}
		return nil
	})
}

// at says how far a job came.
func at(err error, done int) error {
	var e *Error
	if errors.As(err, &e) {
		e.Done = done
	}
	return err
}

// Status asks the spooler.
func (s system) Status(ctx context.Context, _ string) (Status, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	var st Status
	err := spooler(ctx, Error{Code: CodeTimeout, Printer: s.name}, func() error {
		h, err := open(s.name)
		if err != nil {
			return err
		}
		defer closePrinter(h)
		bits, state := statusOf(h)
		st = trouble(state == StatePrinting, 0, map[string]bool{CodePaper: bits&statusPaperOut != 0, CodeOpen: bits&statusDoorOpen != 0,
			CodeFault: bits&statusPaperJam != 0, CodePaused: bits&statusPaused != 0})
		st.State = state
		return nil
	})
	if err != nil {
		return Status{}, err
	}
	return st, nil
}

// jobInfo1 is JOB_INFO_1.
type jobInfo1 struct {
	id                                                 uint32
	printer, machine, user, document, datatype, status *uint16
	state, priority, position, pages, printed          uint32
	submitted                                          [8]uint16
}

// isQueued tells whether a job with a mark waits or prints.
func isQueued(h windows.Handle, mark string) bool {
	const most, level = 1000, 1
	var needed, count uint32
	_, _, _ = procEnumJobs.Call(uintptr(h), 0, most, level, 0, 0, uintptr(unsafe.Pointer(&needed)), uintptr(unsafe.Pointer(&count)))
	if needed == 0 {
		return false
	}
	buffer := make([]byte, needed)
	ok, _, _ := procEnumJobs.Call(uintptr(h), 0, most, level, uintptr(unsafe.Pointer(&buffer[0])), uintptr(needed), uintptr(unsafe.Pointer(&needed)), uintptr(unsafe.Pointer(&count)))
	if ok == 0 || count == 0 {
		return false
	}
	for _, job := range unsafe.Slice((*jobInfo1)(unsafe.Pointer(&buffer[0])), count) {
		if markIn(windows.UTF16PtrToString(job.document)) == mark {
			return true
		}
	}
	return false
}

func discover(ctx context.Context) ([]Printer, error) {
	var found []Printer
	err := spooler(ctx, Error{Code: CodeTimeout}, func() (err error) {
		found, err = enumerate()
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// spooler runs spooler calls, which know no deadline and can hang for minutes on
// a network printer that is off. The context has one.
func spooler(ctx context.Context, late Error, call func() error) error {
	err := until(ctx, call)
	var e *Error
	if err != nil && !errors.As(err, &e) && isTimeout(err) {
		late.Err, late.Hint = err, "the print system does not answer; look into its queue before printing again"
		return &late
	}
	return err
}

// printerInfo4 is PRINTER_INFO_4, the level that asks no network printer.
type printerInfo4 struct {
	name       *uint16
	server     *uint16
	attributes uint32
}

func enumerate() ([]Printer, error) {
	const local, connections = 0x2, 0x4
	const level = 4
	var needed, count uint32
	var buffer []byte
	for {
		var first *byte
		if len(buffer) > 0 {
			first = &buffer[0]
		}
		ok, _, err := procEnumPrinters.Call(local|connections, 0, level, uintptr(unsafe.Pointer(first)),
			uintptr(len(buffer)), uintptr(unsafe.Pointer(&needed)), uintptr(unsafe.Pointer(&count)))
		if ok != 0 {
			break
		}
		// Another printer may be added between two calls, so ask until it fits.
		if !errors.Is(err, windows.ERROR_INSUFFICIENT_BUFFER) || int(needed) <= len(buffer) {
			return nil, failure("", err)
		}
		buffer = make([]byte, needed)
	}
	printers := []Printer{}
	if count == 0 {
		return printers, nil
	}
	byDefault := defaultPrinter()
	for _, info := range unsafe.Slice((*printerInfo4)(unsafe.Pointer(&buffer[0])), count) {
		p := Printer{Name: windows.UTF16PtrToString(info.name), Kind: KindSystem, State: StateUnknown}
		p.Default = p.Name == byDefault
		if h, err := open(p.Name); err == nil {
			p.State = stateOf(h)
			closePrinter(h)
		}
		if p.Default {
			printers = append([]Printer{p}, printers...)
			continue
		}
		printers = append(printers, p)
	}
	return printers, nil
}

func defaultPrinter() string {
	var size uint32
	_, _, _ = procDefaultPrinter.Call(0, uintptr(unsafe.Pointer(&size)))
	if size == 0 {
		return ""
	}
	name := make([]uint16, size)
	if ok, _, _ := procDefaultPrinter.Call(uintptr(unsafe.Pointer(&name[0])), uintptr(unsafe.Pointer(&size))); ok == 0 {
		return ""
	}
	return windows.UTF16ToString(name)
}

func open(name string) (windows.Handle, error) {
	wide, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return 0, failure(name, windows.ERROR_INVALID_PRINTER_NAME)
	}
	var h windows.Handle
	if ok, _, err := procOpenPrinter.Call(uintptr(unsafe.Pointer(wide)), uintptr(unsafe.Pointer(&h)), 0); ok == 0 {
		return 0, failure(name, err)
	}
	return h, nil
}

func closePrinter(h windows.Handle) { _, _, _ = procClosePrinter.Call(uintptr(h)) }

// The bits of PRINTER_INFO_6 that stop paper from coming out.
const (
	statusPaused   = 0x1
	statusError    = 0x2
	statusPaperJam = 0x8
	statusPaperOut = 0x10
	statusOffline  = 0x80
	statusPrinting = 0x400
	statusDoorOpen = 0x400000
	statusStopped  = statusPaused | statusError | statusPaperJam | statusPaperOut | statusOffline | statusDoorOpen
)

func stateOf(h windows.Handle) string {
	_, state := statusOf(h)
	return state
}

func statusOf(h windows.Handle) (status uint32, state string) {
	const level = 6 // PRINTER_INFO_6: the status alone
	var needed uint32
	ok, _, _ := procGetPrinter.Call(uintptr(h), level, uintptr(unsafe.Pointer(&status)), unsafe.Sizeof(status), uintptr(unsafe.Pointer(&needed)))
	switch {
	case ok == 0:
		return 0, StateUnknown
	case status&statusStopped != 0:
		return status, StateStopped
	case status&statusPrinting != 0:
		return status, StatePrinting
	}
	return status, StateReady
}

func (s system) ready(h windows.Handle) error {
	if stateOf(h) != StateStopped {
		return nil
	}
	return &Error{Code: CodeRefused, Printer: s.name, Retry: true,
		Hint: "the printer is stopped; look at its paper and cable, then start it in the system's printer settings"}
}

// docInfo1 is DOC_INFO_1.
type docInfo1 struct {
	name, output, datatype *uint16
}

func (s system) raw(h windows.Handle, title string, bytes []byte) error {
	name, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return failure(s.name, err)
	}
	datatype, err := windows.UTF16PtrFromString("RAW")
	if err != nil {
		return failure(s.name, err)
	}
	doc := docInfo1{name: name, datatype: datatype}
	if ok, _, err := procStartDoc.Call(uintptr(h), 1, uintptr(unsafe.Pointer(&doc))); ok == 0 {
		return failure(s.name, err)
	}
	if err := writePage(h, bytes); err != nil {
		_, _, _ = procAbort.Call(uintptr(h)) // half a label is worse than none
		return failure(s.name, err)
	}
	if ok, _, err := procEndDoc.Call(uintptr(h)); ok == 0 {
		e := failure(s.name, err)
		e.Code, e.Retry = CodeDoubt, false
		return e
	}
	return nil
}

func writePage(h windows.Handle, rest []byte) error {
	if ok, _, err := procStartPage.Call(uintptr(h)); ok == 0 {
		return err
	}
	for len(rest) > 0 {
		var written uint32
		ok, _, err := procWrite.Call(uintptr(h), uintptr(unsafe.Pointer(&rest[0])), uintptr(len(rest)), uintptr(unsafe.Pointer(&written)))
		if ok == 0 {
			return err
		}
		if written == 0 {
			return errors.New("the spooler took no bytes")
		}
		rest = rest[min(int(written), len(rest)):]
	}
	if ok, _, err := procEndPage.Call(uintptr(h)); ok == 0 {
		return err
	}
	return nil
}

// printTo hands a PDF to the program registered for the verb "printto".
func (s system) printTo(ctx context.Context, j Job, p piece) error {
	dir := filepath.Join(os.TempDir(), "prylavok-print")
	forget(dir)
	one := Job{ID: strings.ReplaceAll(p.mark, ".", "-"), Title: j.Title, Bytes: p.bytes, Type: j.Type}
	if err := (folder{path: dir}).Print(ctx, one); err != nil {
		return err
	}
	verb, err1 := windows.UTF16PtrFromString("printto")
	path, err2 := windows.UTF16PtrFromString(filepath.Join(dir, fileName(one)))
	args, err3 := windows.UTF16PtrFromString(`"` + s.name + `"`) // a printer's name holds no quotes
	if err := errors.Join(err1, err2, err3); err != nil {
		return failure(s.name, err)
	}
	for copied := range p.copies {
		if err := windows.ShellExecute(0, verb, path, args, nil, windows.SW_HIDE); err != nil {
			return &Error{Code: CodeRefused, Printer: s.name, Retry: copied == 0, Err: err,
				Hint: "no program here prints PDF files; install a PDF reader that does, or keep paper as files in a folder"}
		}
	}
	return nil
}

// forget removes PDFs of earlier days: the program that prints one reads it
// after we were told that it began, so it cannot be removed at once.
func forget(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}

// failure turns what the spooler said into a code and what to do.
func failure(name string, err error) *Error {
	e := &Error{Code: CodeRefused, Printer: name, Retry: true, Err: err, Hint: "the print system refused the job; see what it said"}
	var number syscall.Errno
	if !errors.As(err, &number) {
		return e
	}
	e.Err = fmt.Errorf("error %d: %s", uint32(number), strings.TrimSpace(number.Error()))
	switch number {
	case windows.ERROR_INVALID_PRINTER_NAME, windows.ERROR_FILE_NOT_FOUND, windows.ERROR_INVALID_NAME:
		e.Code, e.Hint = CodeUnknown, "no printer has this name; switch it on or choose another in the settings"
	case windows.RPC_S_SERVER_UNAVAILABLE, windows.ERROR_SERVICE_NOT_ACTIVE:
		e.Code, e.Hint = CodeNoSystem, "the Windows print spooler is not running; start the service Spooler, or keep paper as files in a folder"
	}
	return e
}

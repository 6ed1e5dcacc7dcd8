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
)

// A system is a printer of the Windows spooler.
type system struct{ name string }

var _ Device = system{}

// Print sends a raw job to the spooler as it is. A PDF is handed to the program
// that is registered to print PDFs, because the spooler itself cannot read one.
func (s system) Print(ctx context.Context, j Job) error {
	j, err := j.checked()
	if err != nil {
		return err
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	return within(ctx, s.name, func() error {
		h, err := open(s.name)
		if err != nil {
			return err
		}
		defer closePrinter(h)
		if err := s.ready(h); err != nil {
			return err
		}
		if j.Type == TypePDF {
			return s.printTo(ctx, j)
		}
		return s.rawCopies(h, j)
	})
}

func (s system) rawCopies(h windows.Handle, j Job) error {
	for copied := range j.Copies {
		if failed := s.raw(h, j); failed != nil {
			failed.Retry = failed.Retry && copied == 0
			return failed
		}
	}
	return nil
}

func discover(ctx context.Context) ([]Printer, error) {
	var found []Printer
	err := within(ctx, "", func() (err error) {
		found, err = enumerate()
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// within runs spooler calls, which know no deadline and can hang for minutes on
// a network printer that is off. A call that outlasts the context is left to
// end by itself: nothing can stop it, and nobody waits for it.
func within(ctx context.Context, name string, call func() error) error {
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return &Error{Code: CodeTimeout, Printer: name, Err: ctx.Err(),
			Hint: "the print system does not answer; look into its queue before printing again"}
	}
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
	const level = 6 // PRINTER_INFO_6: the status alone
	var status, needed uint32
	ok, _, _ := procGetPrinter.Call(uintptr(h), level, uintptr(unsafe.Pointer(&status)), unsafe.Sizeof(status), uintptr(unsafe.Pointer(&needed)))
	switch {
	case ok == 0:
		return StateUnknown
	case status&statusStopped != 0:
		return StateStopped
	case status&statusPrinting != 0:
		return StatePrinting
	}
	return StateReady
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

// raw returns its error by its type, nil for none.
func (s system) raw(h windows.Handle, j Job) *Error {
	name, err := windows.UTF16PtrFromString(plainTitle(j.Title, 255))
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
	if err := writePage(h, j.Bytes); err != nil {
		_, _, _ = procAbort.Call(uintptr(h)) // half a label is worse than none
		return failure(s.name, err)
	}
	if ok, _, err := procEndDoc.Call(uintptr(h)); ok == 0 {
		e := failure(s.name, err)
		e.Retry = false
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
func (s system) printTo(ctx context.Context, j Job) error {
	dir := filepath.Join(os.TempDir(), "prylavok-print")
	forget(dir)
	file := folder{path: dir}
	if err := file.Print(ctx, j); err != nil {
		return err
	}
	verb, err1 := windows.UTF16PtrFromString("printto")
	path, err2 := windows.UTF16PtrFromString(filepath.Join(dir, fileName(j)))
	args, err3 := windows.UTF16PtrFromString(`"` + s.name + `"`) // a printer's name holds no quotes
	if err := errors.Join(err1, err2, err3); err != nil {
		return failure(s.name, err)
	}
	for copied := range j.Copies {
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

//go:build !windows

package printer_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/prylavok/prylavok/app/printer"
)

// A cups is a CUPS scheduler of its own for one test, reached by every CUPS
// command through CUPS_SERVER.
type cups struct {
	socket string
	web    string // where it speaks IPP over TCP
}

const cupsdConf = `LogLevel warn
Listen %s
Listen %s
JobRetryInterval 1
Browsing No
WebInterface No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
`

const cupsFilesConf = `ServerRoot %[1]s
RequestRoot %[1]s/spool
TempDir %[1]s/spool/tmp
StateDir %[1]s/state
CacheDir %[1]s/cache
AccessLog %[1]s/access.log
ErrorLog %[1]s/error.log
PageLog %[1]s/page.log
`

func startCUPS(t *testing.T) cups {
	t.Helper()
	daemon := "/usr/sbin/cupsd"
	if _, err := os.Stat(daemon); err != nil {
		t.Skip("cupsd is not installed: the tests with a real CUPS did not run")
	}
	// The scheduler's children run as another user, and a socket's path must be
	// short: t.TempDir is neither open to others nor short.
	dir, err := os.MkdirTemp("", "cups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c := cups{socket: filepath.Join(dir, "sock"), web: freePort(t)}
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, sub := range []string{"spool", "spool/tmp", "state", "cache"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	conf := write("cupsd.conf", fmt.Sprintf(cupsdConf, c.socket, c.web))
	files := write("cups-files.conf", fmt.Sprintf(cupsFilesConf, dir))
	run := exec.Command(daemon, "-f", "-c", conf, "-s", files)
	var said bytes.Buffer
	run.Stdout, run.Stderr = &said, &said
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = run.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = run.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = run.Process.Kill()
			<-ended
		}
	})
	t.Setenv("CUPS_SERVER", c.socket)
	await(t, "cupsd answers", func() bool {
		select {
		case <-ended:
			t.Fatalf("cupsd ended: %v\n%s", run.ProcessState, said.Bytes())
		default:
		}
		out, _ := exec.Command("lpstat", "-r").Output()
		return strings.Contains(string(out), "scheduler is running")
	})
	return c
}

// freePort gives an address where nobody listens.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// await asks until the condition holds, for half a minute at most.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain until %s", what)
		case <-again.C:
		}
	}
}

// admin runs one of CUPS's administration commands.
func admin(t *testing.T, command string, args ...string) string {
	t.Helper()
	c := exec.Command(command, args...)
	c.Env = append(os.Environ(), "LC_ALL=C")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", command, args, err, out)
	}
	return string(out)
}

// rawQueue makes a queue that sends jobs untouched to a listener of the test and
// gives what arrives, connection by connection.
func rawQueue(t *testing.T, name string) <-chan []byte {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	arrived := make(chan []byte, 16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			got, _ := io.ReadAll(c)
			_ = c.Close()
			arrived <- got
		}
	}()
	admin(t, "lpadmin", "-p", name, "-E", "-v", "socket://"+l.Addr().String(), "-m", "raw")
	return arrived
}

func receive(t *testing.T, arrived <-chan []byte) []byte {
	t.Helper()
	select {
	case got := <-arrived:
		return got
	case <-time.After(60 * time.Second):
		t.Fatal("nothing arrived at the printer")
		return nil
	}
}

// What is printed reaches the device byte for byte, a PDF as well as a printer's
// own language, under a Cyrillic title.
func TestSystemPrintsTheBytes(t *testing.T) {
	startCUPS(t)
	arrived := rawQueue(t, "Receipts")
	d := open(t, "system:Receipts")
	j := job("0190-ab")
	j.Bytes = append([]byte("%PDF-1.3\n"), bytes.Repeat([]byte{0, 1, 0x1b, 0xff, '\n'}, 20000)...)
	if err := d.Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, arrived); !bytes.Equal(got, j.Bytes) {
		t.Fatalf("%d bytes arrived, want the %d that were sent", len(got), len(j.Bytes))
	}
	raw := printer.Job{ID: "0190-ac", Title: "Етикетка", Type: printer.TypeRaw, Bytes: []byte("^XA^CI28^FDЇжа^FS^XZ\x00")}
	if err := d.Print(t.Context(), raw); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, arrived); !bytes.Equal(got, raw.Bytes) {
		t.Fatalf("arrived %q, want %q", got, raw.Bytes)
	}
}

// Each copy comes out.
func TestSystemPrintsCopies(t *testing.T) {
	startCUPS(t)
	arrived := rawQueue(t, "Labels")
	j := job("copies")
	j.Copies = 2
	if err := open(t, "system:Labels").Print(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	got := receive(t, arrived)
	for len(got) < 2*len(j.Bytes) {
		got = append(got, receive(t, arrived)...)
	}
	if !bytes.Equal(got, bytes.Repeat(j.Bytes, 2)) {
		t.Fatalf("arrived %q, want the job twice", got)
	}
}

// A printer that is not there, is stopped or takes no jobs is an error with its
// own code, and nothing waits in the queue to come out later.
func TestSystemRefusals(t *testing.T) {
	startCUPS(t)
	for _, name := range []string{"Stopped", "Closed"} {
		rawQueue(t, name)
	}
	admin(t, "cupsdisable", "-r", "out of paper", "Stopped")
	admin(t, "cupsreject", "Closed")
	for _, c := range []struct{ name, code string }{
		{"Nobody", printer.CodeUnknown},
		{"Stopped", printer.CodeRefused},
		{"Closed", printer.CodeRefused},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := open(t, "system:"+c.name).Print(t.Context(), job("x"))
			if e := wantCode(t, err, c.code, true); e.Printer != c.name {
				t.Errorf("error names %q", e.Printer)
			}
		})
	}
	if queued := admin(t, "lpstat", "-o"); queued != "" {
		t.Fatalf("the queue holds %s", queued)
	}
}

// Discover lists what CUPS has, the default first, each with its state.
func TestDiscover(t *testing.T) {
	startCUPS(t)
	none, err := printer.Discover(t.Context())
	if err != nil || len(none) != 0 {
		t.Fatalf("with no queue: %v, %v", none, err)
	}
	for _, name := range []string{"A_closed", "B_stopped", "C_ready"} {
		rawQueue(t, name)
	}
	admin(t, "cupsreject", "A_closed")
	admin(t, "cupsdisable", "-r", "C_ready is idle", "B_stopped")
	admin(t, "lpadmin", "-d", "C_ready")
	got, err := printer.Discover(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []printer.Printer{
		{Name: "C_ready", Kind: printer.KindSystem, Default: true, State: printer.StateReady},
		{Name: "A_closed", Kind: printer.KindSystem, State: printer.StateRefusing},
		{Name: "B_stopped", Kind: printer.KindSystem, State: printer.StateStopped},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

// No scheduler, and no CUPS at all, are told apart from a missing printer.
func TestNoPrintSystem(t *testing.T) {
	if _, err := exec.LookPath("lpstat"); err != nil {
		t.Skip("lpstat is not installed")
	}
	t.Setenv("CUPS_SERVER", filepath.Join(t.TempDir(), "nobody"))
	for _, step := range []string{"no scheduler", "no commands"} {
		if step == "no commands" {
			t.Setenv("PATH", t.TempDir())
		}
		t.Run(step, func(t *testing.T) {
			_, err := printer.Discover(t.Context())
			wantCode(t, err, printer.CodeNoSystem, true)
			err = open(t, "system:Zebra").Print(t.Context(), job("x"))
			wantCode(t, err, printer.CodeNoSystem, true)
		})
	}
}

// stall stands between the commands and the scheduler. It passes everything on
// until a request line begins with stop, then keeps silent and calls stalled.
func stall(t *testing.T, scheduler, stop string, stalled func()) (address string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "stall")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "sock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	pass := func(from net.Conn) {
		defer from.Close()
		to, err := net.Dial("unix", scheduler)
		if err != nil {
			return
		}
		defer to.Close()
		go func() { _, _ = io.Copy(from, to) }()
		buffer := make([]byte, 64<<10)
		for {
			n, err := from.Read(buffer)
			if n > 0 && bytes.Contains(buffer[:n], []byte(stop)) {
				stalled()
				_, _ = io.Copy(io.Discard, from) // until the command is gone
				return
			}
			if n > 0 {
				_, _ = to.Write(buffer[:n])
			}
			if err != nil {
				return
			}
		}
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go pass(c)
		}
	}()
	return l.Addr().String()
}

// A scheduler that falls silent ends with the context. While we only asked, it
// is safe to retry; once the job was on its way, it is not.
func TestSystemThatFallsSilent(t *testing.T) {
	c := startCUPS(t)
	rawQueue(t, "Slow")
	for _, step := range []struct {
		name, stop, code string
		remember, retry  bool // whether the queue remembers a job that is over
	}{
		{"while asking for the printer", "POST / ", printer.CodeTimeout, false, true},
		{"while handing the job over", "POST /printers/", printer.CodeDoubt, false, false},
		{"while handing the job over to a queue that remembers", "POST /printers/", printer.CodeTimeout, true, true},
		{"in the middle of the job", "%PDF", printer.CodeTimeout, true, true},
	} {
		t.Run(step.name, func(t *testing.T) {
			if step.remember {
				if err := open(t, "system:Slow").Print(t.Context(), job("first")); err != nil {
					t.Fatal(err)
				}
				await(t, "the queue is empty", func() bool { return admin(t, "lpstat", "-o") == "" })
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			t.Setenv("CUPS_SERVER", stall(t, c.socket, step.stop, cancel))
			err := open(t, "system:Slow").Print(ctx, job("x"))
			wantCode(t, err, step.code, step.retry)
			t.Setenv("CUPS_SERVER", c.socket)
			if queued := admin(t, "lpstat", "-o"); queued != "" {
				t.Errorf("the queue holds %s", queued)
			}
		})
	}
}

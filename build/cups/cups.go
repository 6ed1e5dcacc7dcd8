// Package cups gives tests a CUPS scheduler of their own, with queues that end
// where the test listens.
package cups

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Scheduler is a running CUPS, reached by every CUPS command of the test through
// CUPS_SERVER.
type Scheduler struct {
	Socket string // where the commands reach it
	Web    string // host:port where it speaks IPP over TCP
}

const daemon = "/usr/sbin/cupsd"

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

// Start runs a scheduler without queues until the test ends. Where CUPS is not
// installed the test is skipped.
func Start(t *testing.T) Scheduler {
	t.Helper()
	if _, err := os.Stat(daemon); err != nil {
		t.Skip("cupsd is not installed: the tests with a real CUPS did not run")
	}
	dir := folder(t)
	s := Scheduler{Socket: filepath.Join(dir, "sock"), Web: FreePort(t)}
	conf, files := filepath.Join(dir, "cupsd.conf"), filepath.Join(dir, "cups-files.conf")
	write(t, conf, fmt.Sprintf(cupsdConf, s.Socket, s.Web))
	write(t, files, fmt.Sprintf(cupsFilesConf, dir))
	run := exec.Command(daemon, "-f", "-c", conf, "-s", files)
	var said bytes.Buffer
	run.Stdout, run.Stderr = &said, &said
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = run.Wait(); close(ended) }()
	t.Cleanup(func() { stop(run.Process, ended) })
	t.Setenv("CUPS_SERVER", s.Socket)
	Await(t, "cupsd answers", func() bool {
		select {
		case <-ended:
			t.Fatalf("cupsd ended: %v\n%s", run.ProcessState, said.Bytes())
		default:
		}
		out, _ := exec.Command("lpstat", "-r").Output()
		return strings.Contains(string(out), "scheduler is running")
	})
	return s
}

// folder makes the scheduler's folders. Its children run as another user, and a
// socket's path must be short: t.TempDir is neither open to others nor short.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "cups")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"spool", "spool/tmp", "state", "cache"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func stop(p *os.Process, ended <-chan struct{}) {
	_ = p.Signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		_ = p.Kill()
		<-ended
	}
}

// FreePort gives an address where nobody listens.
func FreePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // nothing came of it
	return l.Addr().String()
}

// Admin runs one of CUPS's commands and gives what it says, in English.
func Admin(t testing.TB, command string, args ...string) string {
	t.Helper()
	c := exec.Command(command, args...)
	c.Env = append(os.Environ(), "LC_ALL=C")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", command, args, err, out)
	}
	return string(out)
}

// RawQueue makes a queue that sends jobs untouched to a network printer, whose
// address is host:port, and keeps their order through faults.
func RawQueue(t testing.TB, name, address string) {
	t.Helper()
	Admin(t, "lpadmin", "-p", name, "-E", "-v", "socket://"+address, "-m", "raw", "-o", "printer-error-policy=retry-current-job")
}

// IsEmpty tells whether no job waits or prints.
func IsEmpty(t testing.TB) bool {
	t.Helper()
	return strings.TrimSpace(Admin(t, "lpstat", "-o")) == ""
}

// Await asks until the condition holds, for two minutes at most: CUPS waits up to
// half a minute before it tries a printer again.
func Await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	late := time.After(2 * time.Minute)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-late:
			t.Fatalf("waited in vain until %s", what)
		case <-again.C:
		}
	}
}

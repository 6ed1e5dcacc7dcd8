package programs

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Daemon is a program that stays until it is stopped or killed.
type Daemon struct {
	cmd   *exec.Cmd
	said  bytes.Buffer
	ended chan struct{} // closed once the process is gone
}

// Start runs a program that stays and reads the first line that it tells, a JSON
// value. It is killed with the test unless it has ended before.
func Start(t testing.TB, told any, name string, args ...string) *Daemon {
	t.Helper()
	d := &Daemon{cmd: Command(context.Background(), t, name, args...), ended: make(chan struct{})}
	d.cmd.Stderr = &d.said
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(Patience, func() { _ = d.cmd.Process.Kill() })
	defer late.Stop()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, told)
	}
	// From here on: waiting closes what it is read from.
	go func() {
		_ = d.cmd.Wait() // the exit code tells
		close(d.ended)
	}()
	t.Cleanup(d.Kill)
	if err != nil {
		d.Kill()
		t.Fatalf("%s %s told %q: %v\n%s", name, strings.Join(args, " "), line, err, d.said.String())
	}
	return d
}

// Kill ends the program as a power cut would. It may be called twice, and by
// several at once.
func (d *Daemon) Kill() {
	_ = d.cmd.Process.Kill() // it may have ended by itself
	<-d.ended
}

// Stop asks the program to end by a signal, and gives its exit code and what it
// has said on standard error.
func (d *Daemon) Stop(t testing.TB, how os.Signal) (code int, said string) {
	t.Helper()
	if err := d.cmd.Process.Signal(how); err != nil {
		t.Fatal(err)
	}
	select {
	case <-d.ended:
	case <-time.After(Patience):
		t.Fatalf("%s does not end", d.cmd.Path)
	}
	return d.cmd.ProcessState.ExitCode(), d.said.String()
}

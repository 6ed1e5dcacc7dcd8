// Package synctest proves the sync with real programs: hub and desk as they
// are shipped, lines between them that are cut, processes that are killed. It
// demands what the simulator demands. SYNC_ROUNDS makes it go on for longer.
package synctest_test

import (
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/prylavok/prylavok/build/programs"
)

// poll is how often a condition is looked at again.
const poll = 50 * time.Millisecond

func TestMain(m *testing.M) { os.Exit(programs.Main(m)) }

// wrongClock builds a desk whose clock is ahead by so much, or behind.
func wrongClock(t testing.TB, name, ahead string) string {
	t.Helper()
	programs.Variant(t, name, "desk", "-X main.clockAhead="+ahead)
	return name
}

// rounds is how long a loop is: short in the usual run, as told in a soak.
func rounds(short int) int {
	if n, err := strconv.Atoi(os.Getenv("SYNC_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return short
}

// ask runs a program that must succeed, wholly or (exit code 3) in part, and
// reads its JSON.
func ask[T any](t testing.TB, name string, args ...string) T {
	t.Helper()
	r := programs.Run(t, name, args...)
	if r.Code != 0 {
		t.Logf("%s ended with %d: %s%s", r.Line, r.Code, r.Out, r.Said)
	}
	return programs.Answer[T](t, r, 0, 3)
}

// daemon is a program that stays until it is stopped or killed.
type daemon struct{ *programs.Daemon }

// stop asks the program to end, and it must end well.
func (d *daemon) stop(t testing.TB) {
	t.Helper()
	if code, said := d.Stop(t, os.Interrupt); code != 0 {
		t.Errorf("it ended with %d: %s", code, said)
	}
}

// freePort gives an address on loopback that nobody listens at.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// until looks at a condition again and again until it holds.
func until(t testing.TB, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for deadline := time.Now().Add(programs.Patience); time.Now().Before(deadline); <-tick.C {
		if holds() {
			return
		}
	}
	t.Fatalf("waited in vain: %s", what)
}

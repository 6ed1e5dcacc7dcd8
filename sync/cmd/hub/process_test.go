package main_test

import (
	"os"
	"syscall"
	"testing"

	"github.com/prylavok/prylavok/build/programs"
)

func TestMain(m *testing.M) { os.Exit(programs.Main(m)) }

// run runs the program and waits until it ends.
func run(t testing.TB, args ...string) programs.Ran {
	t.Helper()
	return programs.Run(t, "hub", args...)
}

// ask runs the program, which must answer with one JSON value and the exit code 0.
func ask[T any](t testing.TB, args ...string) T {
	t.Helper()
	return programs.Answer[T](t, run(t, args...))
}

// refused runs the program, which must end with that exit code and error code.
func refused(t testing.TB, exit int, code string, args ...string) {
	t.Helper()
	programs.Refused(t, run(t, args...), exit, code)
}

// serving is a hub that serves.
type serving struct {
	*programs.Daemon
	t      testing.TB
	listen string
}

// serve starts the hub and waits until it listens.
func serve(t testing.TB, args ...string) *serving {
	t.Helper()
	var told struct{ Listen string }
	d := programs.Start(t, &told, "hub", append([]string{"serve"}, args...)...)
	if told.Listen == "" {
		t.Fatal("the hub does not say where it listens")
	}
	return &serving{d, t, told.Listen}
}

// stop ends the hub as the system does, and it must end well.
func (s *serving) stop() {
	s.t.Helper()
	if code, said := s.Stop(s.t, syscall.SIGTERM); code != 0 {
		s.t.Errorf("the hub ended with %d: %s", code, said)
	}
}

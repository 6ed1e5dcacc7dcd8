package main_test

import (
	"strings"
	"syscall"
	"testing"

	"github.com/prylavok/prylavok/app/scanner/ptytest"
	"github.com/prylavok/prylavok/build/programs"
)

// What a scanner sends is printed as it came and as it is read, until the
// program is told to stop.
func TestScanPrintsWhatAScannerSends(t *testing.T) {
	t.Parallel()
	line := ptytest.Plug(t)
	line.Send(t, "]C1010482002470001617260131310300125010AB\r\n")
	var code struct {
		Scanner, Raw, Text, Symbology string
		Meanings                      []struct {
			Kind, Code string
			Quantity   int64
		}
	}
	d := programs.Start(t, &code, "desk", "scan", "--port", line.Port)
	if code.Scanner != line.Port || code.Raw != "]C1010482002470001617260131310300125010AB" || code.Symbology != "gs1-128" || code.Meanings[0].Code != "4820024700016" || code.Meanings[0].Quantity != 1250 {
		t.Errorf("%+v", code)
	}
	if exit, said := d.Stop(t, syscall.SIGINT); exit != 0 || !strings.Contains(said, "its codes are heard") {
		t.Errorf("%d: %s", exit, said)
	}
	if ports := done[[]map[string]string](t, "scan", "--list"); ports == nil {
		t.Error("no list of ports")
	}
	refused(t, 2, "usage", "scan", "--baud", "7")
}

package scanner_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/app/scanner"
)

// On every system: a port that is not there is waited for, and what is no port
// is told in the system's words.
func TestWhatIsNoPortIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("4820024700016\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := scanner.Ports(); err != nil {
		t.Error(err)
	}
	for port, want := range map[string]scanner.State{"COM254": scanner.StateWaiting, file: scanner.StateFailed} {
		tried := make(chan struct{}, 1)
		w := scanner.New(scanner.Config{Changed: func() {
			select {
			case tried <- struct{}{}:
			default:
			}
		}}, scanner.Setting{Mode: scanner.ModePort, Port: port})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.Run(ctx)
		}()
		<-tried
		if s := w.Status().Scanners[0]; s.State != want || (s.Why == "") != (want == scanner.StateWaiting) {
			t.Errorf("%s: %+v", port, s)
		}
		stop()
		<-ended
	}
}

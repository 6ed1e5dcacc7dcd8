package cutline_test

import (
	"bufio"
	"net"
	"testing"
	"time"

	"github.com/prylavok/prylavok/build/cutline"
)

// echo answers every line with itself.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for lines := bufio.NewReader(c); ; {
					line, err := lines.ReadString('\n')
					if err != nil {
						return
					}
					if _, err := c.Write([]byte(line)); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

type end struct {
	net.Conn
	lines *bufio.Reader
}

func dial(t *testing.T, address string) end {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return end{c, bufio.NewReader(c)}
}

func (e end) says(t *testing.T, text string) error {
	t.Helper()
	if err := e.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Write([]byte(text + "\n")); err != nil {
		return err
	}
	back, err := e.lines.ReadString('\n')
	if err == nil && back != text+"\n" {
		t.Fatalf("sent %q, came back %q", text, back)
	}
	return err
}

// A whole line carries, a cut one ends what is open and refuses what comes, a
// healed one carries again.
func TestALineIsCutAndHealed(t *testing.T) {
	line, err := cutline.Open(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	a := dial(t, line.Address())
	if err := a.says(t, "перше"); err != nil {
		t.Fatal(err)
	}
	line.Cut()
	if err := a.says(t, "друге"); err == nil {
		t.Fatal("a cut line carried")
	}
	// The reset may come before the connection is told that it stands, or after.
	if c, err := net.Dial("tcp", line.Address()); err == nil {
		defer c.Close()
		if err := (end{c, bufio.NewReader(c)}).says(t, "третє"); err == nil {
			t.Fatal("a cut line took a new connection")
		}
	}
	line.Heal()
	if err := dial(t, line.Address()).says(t, "четверте"); err != nil {
		t.Fatal(err)
	}
}

// What a stalled line holds back arrives once it goes on.
func TestAStalledLineLosesNothing(t *testing.T) {
	line, err := cutline.Open(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	a := dial(t, line.Address())
	if err := a.says(t, "перше"); err != nil {
		t.Fatal(err)
	}
	line.Stall(true, false)
	if _, err := a.Write([]byte("друге\n")); err != nil {
		t.Fatal(err)
	}
	line.Stall(false, false)
	if back, err := a.lines.ReadString('\n'); err != nil || back != "друге\n" {
		t.Fatalf("%q, %v", back, err)
	}
}

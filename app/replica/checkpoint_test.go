package replica_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
)

// What is written moves from the log into the file while the shop is open,
// long before SQLite itself would stop a command to do it.
func TestLogMovesIntoTheFileBesideCommands(t *testing.T) {
	r := newShop(t)
	size := func() int64 {
		info, err := os.Stat(r.Path())
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	before, value := size(), strings.Repeat("щ", 20_000)
	// 40 KB each: the limit for SQLite's own turn lies above all of them together.
	for i := range 500 {
		if err := r.SetSetting(context.Background(), replica.System, fmt.Sprintf("test.%d", i), value); err != nil {
			t.Fatal(err)
		}
		if size() > before+1<<20 {
			verify(t, r)
			return
		}
	}
	t.Error("twenty megabytes were written and none was moved into the file")
}

// The file of the log keeps its length when what it held was moved. That is no
// reason to move after every command from then on.
func TestALogThatWasMovedIsShortAgain(t *testing.T) {
	r := newShop(t)
	set := func(i int, value string) {
		if err := r.SetSetting(context.Background(), replica.System, fmt.Sprintf("test.%d", i), value); err != nil {
			t.Fatal(err)
		}
	}
	length := func() int64 {
		info, err := os.Stat(r.Path() + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	big := strings.Repeat("щ", 20_000)
	for i := 0; length() < 5<<20; i++ {
		set(i, big)
	}
	for i := 0; r.LogWaits() && i < 500; i++ {
		set(i, "a command wakes the one who moves it")
	}
	set(0, "again")
	if r.LogWaits() || length() < 5<<20 {
		t.Errorf("a log of %d bytes waits to be moved: %v", length(), r.LogWaits())
	}
}

package replica

import (
	"context"
	"database/sql"
	"os"
	"sync"
)

// checkpointer moves what commands have written from the write-ahead log into
// the file on a connection of its own. Left to SQLite, every twentieth sale or
// so would do that within its own commit and make the customer wait for it.
type checkpointer struct {
	path string
	db   *sql.DB
	wake chan int64
	done chan struct{}
	once sync.Once
}

const (
	// walBytes is how long the log gets before it is moved.
	walBytes = 4 << 20
	// walBytesLoading is how long it gets while the pages of a first load change the
	// same places of the indexes again and again.
	walBytesLoading = 32 << 20
	// walPagesMost is where SQLite does it within a commit after all, when the
	// checkpointer has not come to it.
	walPagesMost = 16_000
)

func startCheckpointer(path string, db *sql.DB) *checkpointer {
	c := &checkpointer{path: path, db: db, wake: make(chan int64, 1), done: make(chan struct{})}
	go c.run()
	return c
}

// nudge tells that a command has been committed, after which the log may be so
// long; it never waits.
func (c *checkpointer) nudge(most int64) {
	if c == nil {
		return
	}
	select {
	case c.wake <- most:
	default: // it is awake already
	}
}

func (c *checkpointer) run() {
	defer close(c.done)
	for most := range c.wake {
		if info, err := os.Stat(c.path + "-wal"); err != nil || info.Size() < most {
			continue
		}
		// PASSIVE waits for nobody and nobody waits for it. What it could not move
		// this time it moves after the next command, so its fault is no fault.
		_, _ = c.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
	}
}

// stop ends the checkpointer and has it ended when it returns.
func (c *checkpointer) stop() error {
	if c == nil {
		return nil
	}
	c.once.Do(func() { close(c.wake) })
	<-c.done
	return c.db.Close()
}

package replica

import (
	"context"
	"database/sql"
	"sync"
)

// checkpointer moves what commands have written from the write-ahead log into
// the file on a connection of its own. Left to SQLite, every twentieth sale or
// so would do that within its own commit and make the customer wait for it.
type checkpointer struct {
	db   *sql.DB
	wake chan int64
	done chan struct{}
	once sync.Once
}

const (
	// walPages is how long the log gets before it is moved: 4 MiB.
	walPages = 1000
	// walPagesLoading is how long it gets while the pages of a first load change the
	// same places of the indexes again and again.
	walPagesLoading = 8000
	// walPagesMost is where SQLite does it within a commit after all, when the
	// checkpointer has not come to it.
	walPagesMost = 16_000
)

func startCheckpointer(db *sql.DB) *checkpointer {
	c := &checkpointer{db: db, wake: make(chan int64, 1), done: make(chan struct{})}
	go c.run()
	return c
}

// nudge tells that a command has been committed, after which so many pages of the
// log may be waiting to be moved; it never waits.
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
		if !c.due(most) {
			continue
		}
		// PASSIVE waits for nobody and nobody waits for it. What it could not move
		// this time it moves after the next command, so its fault is no fault.
		_, _ = c.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
	}
}

// due tells whether so many pages of the log wait to be moved. The length of its
// file says nothing of them: what was moved is written over, and never cut off.
func (c *checkpointer) due(most int64) bool {
	var busy, written, moved int64
	err := c.db.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(NOOP)").Scan(&busy, &written, &moved)
	return err == nil && written-moved >= most
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

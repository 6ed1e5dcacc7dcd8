package replica

import "context"

// durability is what a transaction waits for.
type durability struct {
	synchronous string // SQLite's word
	walPages    int64  // of the log, how many may wait to be moved after it
}

var (
	durable = durability{"FULL", walPages}
	// replaceable is for what the hub sends again: a power cut may take the last of
	// such transactions, the latest first and each as a whole; a durable one makes
	// those before it durable as well.
	replaceable = durability{"NORMAL", walPages}
	// loading is for pages of a load, which are replaceable too.
	loading = durability{replaceable.synchronous, walPagesLoading}
)

// waitFor has the next transaction wait for what it has to; r.mu is held.
func (r *Replica) waitFor(ctx context.Context, d durability) error {
	if r.closed || r.waits == d.synchronous {
		return nil
	}
	if err := r.pragmas(ctx, "synchronous="+d.synchronous); err != nil {
		return err
	}
	r.waits = d.synchronous
	return nil
}

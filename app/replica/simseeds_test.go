package replica_test

import (
	"flag"
	"testing"
)

var (
	simFrom  = flag.Uint64("sim.from", 1, "the first of the simulator's days that the replica goes through")
	simCount = flag.Uint64("sim.count", 6, "how many of them")
	simTell  = flag.Bool("sim.tell", false, "tell every event and frame")
)

// simSeeds gives the first and the last of the simulator's days to go through.
func simSeeds(t *testing.T) (first, last uint64) {
	t.Helper()
	return *simFrom, *simFrom + *simCount - 1
}

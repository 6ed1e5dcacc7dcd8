package simtest_test

import (
	"flag"
	"fmt"
	"testing"

	"github.com/prylavok/prylavok/sync/simtest"
)

var (
	seeds   = flag.Int("seeds", 300, "how many seeds TestSeeds runs")
	seed    = flag.Uint64("seed", 0, "run this one seed and tell all of it")
	from    = flag.Uint64("from", 1, "the first seed that TestSeeds runs")
	verbose = flag.Bool("tell", false, "with -seed: tell every event and frame")
)

// told makes a run tell every event and frame where -tell asks for it.
func told(c simtest.Config) simtest.Config {
	if *verbose {
		c.Verbose = true
		c.Echo = func(line string) { fmt.Println(line) }
	}
	return c
}

// Whatever goes wrong during the day, in the end all copies agree and nothing
// that was promised is missing.
func TestSeeds(t *testing.T) {
	if *seed != 0 {
		simtest.Run(t, told(simtest.Config{Seed: *seed}))
		return
	}
	const group = 25
	for first := 0; first < *seeds; first += group {
		t.Run(fmt.Sprintf("seeds from %d", *from+uint64(first)), func(t *testing.T) {
			t.Parallel()
			for i := first; i < min(first+group, *seeds) && !t.Failed(); i++ {
				simtest.Run(t, simtest.Config{Seed: *from + uint64(i)})
			}
		})
	}
}

// One seed gives one trace.
func TestASeedGivesTheSameTraceTwice(t *testing.T) {
	for s := uint64(1); s <= 5; s++ {
		a := simtest.Run(t, simtest.Config{Seed: s, Verbose: true})
		b := simtest.Run(t, simtest.Config{Seed: s, Verbose: true})
		if a != b {
			t.Errorf("seed %d gave two traces: %x and %x", s, a, b)
		}
	}
}

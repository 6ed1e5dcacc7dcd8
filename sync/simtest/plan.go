package simtest

import "math/rand/v2"

// Plan is what goes wrong in a run and how often. Rates are in thousandths of
// frames or bells, kills in ten-thousandths of steps; counts are times in the day.
type Plan struct {
	Tills   int // beside the first one
	Minutes int64
	Actions int

	// The line.
	DelayMs  int64 // at most, usually
	Stall    int   // frames that take seconds
	Reset    int   // frames after which the line breaks
	Lose     int   // frames that vanish from a line that goes on
	Double   int
	Swap     int
	LoseBell int // doorbells that do not ring, or twice
	Cuts     int // one direction, or both, for a while

	// The computers.
	KillDesk  int
	KillHub   int
	FullDesk  int
	FullHub   int
	Slow      int // tills whose disk is slow
	Clocks    bool
	HubSkewMs int64

	// The days after which people call for help.
	Restores  int // the hub is set back to a backup, and told
	Liars     int // the hub's disk lost what it said was safe, and nobody told it
	Rollbacks int // a till is set back to an older image
	Clones    int
	Seconds   int // a second session on a till
	Rescopes  int
	Revokes   int
	Drops     int // a till is thrown away with all that is on it
	Poisons   int
	Releases  bool // older and newer programs
	Moves     bool // the shop was worked in before it came to the hub
	Late      bool // tills join in the middle of the day
}

// PlanOf draws a plan. About one in eight is a quiet day, most are bad in a few
// ways and some in all.
func PlanOf(seed uint64) Plan {
	r := rand.New(rand.NewPCG(seed, 0x706c616e))
	p := Plan{
		Tills: 1 + r.IntN(4), Minutes: 20 + r.Int64N(100), Actions: 20 + r.IntN(100), DelayMs: 1 + r.Int64N(80),
		Clocks: r.IntN(2) == 0, Releases: r.IntN(3) == 0, Moves: r.IntN(3) == 0, Late: r.IntN(2) == 0, Poisons: r.IntN(4),
	}
	if r.IntN(8) == 0 {
		return p
	}
	bad := 1 + r.IntN(5)
	some := func(limit int) int {
		if r.IntN(6) >= bad {
			return 0
		}
		return r.IntN(limit + 1)
	}
	p.Stall, p.Reset, p.LoseBell, p.Cuts = some(60), some(30), some(300), some(8)
	p.Lose, p.Double, p.Swap = some(12), some(20), some(20)
	p.KillDesk, p.KillHub, p.FullDesk, p.FullHub, p.Slow = some(60), some(40), some(4), some(3), some(2)
	p.Restores, p.Liars, p.Rollbacks, p.Clones, p.Seconds = some(2), some(1), some(1), some(1), some(1)
	p.Rescopes, p.Revokes, p.Drops = some(3), some(1), some(1)
	if p.Clocks {
		p.HubSkewMs = between(r, -400, 400) * 24 * 3600 * 1000
	}
	return p
}

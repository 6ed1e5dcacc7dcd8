// Package simtest runs whole days of a shop in a moment: many tills, one hub, a
// bad network and bad disks, all from one seed.
//
// The parts that decide are the real ones: client.Step and client.Do on each
// till, hub.Step and hub.Engine at the hub, sync/merge between them, and every
// frame passes through sync/wire. Only what carries is made up: time, lines,
// disks and people. One goroutine moves everything, so a seed gives the same
// trace twice.
//
// During the day frames are lost, doubled, delayed and swapped, lines cut one
// way or both, programs killed between any two steps, disks full, clocks off by
// years, the hub set back to a backup, tills copied, set back, cut off and given
// other rights. Then everything is well again, nobody writes any more, and the
// oracle demands: every queue drained, equal digests, each acknowledged batch in
// the feed once and whole, no number twice, stock equal to its ledger, each lost
// value named by a clash, nothing on a till that it may not see.
//
// House rules: nothing here reads a clock, a map's order or a random number that
// does not come from the seed.
package simtest

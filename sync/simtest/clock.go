package simtest

import (
	"container/heap"
	"fmt"
	"hash"
	"hash/fnv"
	"math/rand/v2"
)

// clock is the world's time and what is due in it. Nothing in the simulator
// happens but by an event of this heap, so one seed gives one order of things.
type clock struct {
	now  int64 // Unix milliseconds
	made uint64
	due  dueHeap
}

type due struct {
	at   int64
	turn uint64 // breaks ties in the order of making
	do   func()
}

type dueHeap []due

func (h dueHeap) Len() int { return len(h) }
func (h dueHeap) Less(i, j int) bool {
	return h[i].at < h[j].at || (h[i].at == h[j].at && h[i].turn < h[j].turn)
}
func (h dueHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *dueHeap) Push(x any)   { *h = append(*h, x.(due)) }
func (h *dueHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	old[len(old)-1] = due{}
	*h = old[:len(old)-1]
	return x
}

// after does something so many milliseconds from now.
func (c *clock) after(ms int64, do func()) {
	c.made++
	heap.Push(&c.due, due{c.now + max(ms, 0), c.made, do})
}

// next does what is due next; false when nothing is.
func (c *clock) next() bool {
	if len(c.due) == 0 {
		return false
	}
	d := heap.Pop(&c.due).(due)
	c.now = max(c.now, d.at)
	d.do()
	return true
}

// trace is what happened, in words. Only its end is kept; all of it is hashed,
// so that two runs can be compared.
type trace struct {
	sum  hash.Hash64
	last []string
	next int
	keep int
	echo func(string)
}

func newTrace(keep int) *trace { return &trace{sum: fnv.New64a(), keep: keep} }

func (t *trace) add(at int64, format string, args ...any) {
	line := fmt.Sprintf("%9.3f ", float64(at-epochStart)/1000) + fmt.Sprintf(format, args...)
	t.sum.Write([]byte(line))
	if t.echo != nil {
		t.echo(line)
	}
	if len(t.last) < t.keep {
		t.last = append(t.last, line)
		return
	}
	t.last[t.next] = line
	t.next = (t.next + 1) % t.keep
}

// lines gives what is kept, oldest first.
func (t *trace) lines() []string {
	return append(append([]string{}, t.last[t.next:]...), t.last[:t.next]...)
}

// epochStart is when the simulated day begins, Unix milliseconds.
const epochStart = 1_790_000_000_000

// chance is true so often in a thousand.
func chance(r *rand.Rand, thousandths int) bool {
	return thousandths > 0 && r.IntN(1000) < thousandths
}

// between gives a number from low to high, both included.
func between(r *rand.Rand, low, high int64) int64 {
	if high <= low {
		return low
	}
	return low + r.Int64N(high-low+1)
}

package bind

import (
	"sync"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// freeTries is how many wrong PINs are taken before each further one has to wait.
const freeTries = 5

// pinGuard slows down whoever tries PINs: four digits alone are soon guessed.
type pinGuard struct {
	mu    sync.Mutex
	wrong map[shop.ID]int
	until map[shop.ID]time.Time
}

func (g *pinGuard) check(user shop.ID, now time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := g.until[user].Sub(now); wait > 0 {
		return replica.ErrPINWait.With("seconds", int64(wait/time.Second)+1)
	}
	return nil
}

func (g *pinGuard) failed(user shop.ID, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.wrong == nil {
		g.wrong, g.until = map[shop.ID]int{}, map[shop.ID]time.Time{}
	}
	g.wrong[user]++
	if over := g.wrong[user] - freeTries; over >= 0 {
		g.until[user] = now.Add(time.Duration(5<<min(over, 6)) * time.Second)
	}
}

func (g *pinGuard) passed(user shop.ID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.wrong, user)
	delete(g.until, user)
}

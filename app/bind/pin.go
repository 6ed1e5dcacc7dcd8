package bind

import (
	"errors"
	"sync"
	"time"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// freeTries is how many wrong PINs are taken before each further one has to wait.
const freeTries = 5

// pinGuard slows down whoever tries PINs, and badges as nobody's: four digits alone are soon guessed.
// It takes one PIN after another, so that many screens have no more tries than one.
type pinGuard struct {
	mu    sync.Mutex
	wrong map[shop.ID]int
	until map[shop.ID]time.Time
}

// try checks a person's PIN unless they have to wait: ErrPINWait. A wrong one is
// counted, a right one forgives those before it.
func (g *pinGuard) try(user shop.ID, check func() error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait := time.Until(g.until[user]); wait > 0 {
		return replica.ErrPINWait.With("seconds", int64(wait/time.Second)+1)
	}
	err := check()
	switch {
	case err == nil:
		delete(g.wrong, user)
		delete(g.until, user)
	case errors.Is(err, replica.ErrPIN), errors.Is(err, replica.ErrBadge):
		g.failed(user)
	}
	return err
}

func (g *pinGuard) failed(user shop.ID) {
	if g.wrong == nil {
		g.wrong, g.until = map[shop.ID]int{}, map[shop.ID]time.Time{}
	}
	g.wrong[user]++
	if over := g.wrong[user] - freeTries; over >= 0 {
		g.until[user] = time.Now().Add(time.Duration(5<<min(over, 6)) * time.Second)
	}
}

package hub

import (
	"sync"

	"github.com/prylavok/prylavok/sync/change"
)

// rooms knows which sessions are of which shop, and rings their doorbells.
type rooms struct {
	mu    sync.Mutex
	all   map[*session]struct{}
	shops map[change.ID]*room
	over  bool // nobody is let in any more
	heard []Hearing
}

// room is one shop's sessions and the newest head that was told there, so that
// who comes in hears what was told while the door was opened.
type room struct {
	sessions map[*session]struct{}
	head     int64
}

// let counts a session in, unless the hub stops.
func (r *rooms) let(x *session) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return false
	}
	if r.all == nil {
		r.all = map[*session]struct{}{}
	}
	r.all[x] = struct{}{}
	x.server.sessions.Add(1)
	return true
}

// enter puts a session into its shop's room and gives the head that was told there last.
func (r *rooms) enter(x *session, shop change.ID) (head int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.shops[shop]
	if at == nil {
		at = &room{sessions: map[*session]struct{}{}}
		r.shops[shop] = at
	}
	at.sessions[x] = struct{}{}
	return at.head
}

// leave takes a session out; that it was heard is kept.
func (r *rooms) leave(x *session, now int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.all, x)
	who := x.named.Load()
	if who == nil {
		return
	}
	if at := r.shops[who.Shop]; at != nil {
		delete(at.sessions, x)
		if len(at.sessions) == 0 {
			delete(r.shops, who.Shop)
		}
	}
	r.heard = append(r.heard, Hearing{who.Shop, who.Device, now})
}

// notify is Engine.Notify.
func (r *rooms) notify(shop, device change.ID, e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.shops[shop]
	if at == nil {
		return
	}
	if e, ok := e.(HeadMoved); ok {
		at.head = max(at.head, e.Head)
	}
	for x := range at.sessions {
		if device == (change.ID{}) || x.device() == device {
			x.ring(e)
		}
	}
}

// online is Engine.Online.
func (r *rooms) online(shop change.ID) map[change.ID]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[change.ID]bool{}
	if at := r.shops[shop]; at != nil {
		for x := range at.sessions {
			out[x.device()] = true
		}
	}
	return out
}

// each does something with every session; after it nobody is let in.
func (r *rooms) each(f func(*session)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	for x := range r.all {
		f(x)
	}
}

// shopsOpen lists the shops that somebody is connected to.
func (r *rooms) shopsOpen() []change.ID {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]change.ID, 0, len(r.shops))
	for id := range r.shops {
		out = append(out, id)
	}
	return out
}

// takeHeard gives who left since the last time, and those that are there and
// were not noted for so many milliseconds.
func (r *rooms) takeHeard(now, stale int64) []Hearing {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.heard
	r.heard = nil
	for id, at := range r.shops {
		for x := range at.sessions {
			if now-x.noted > stale && x.device() != (change.ID{}) {
				x.noted = now
				list = append(list, Hearing{id, x.device(), now})
			}
		}
	}
	return list
}

// lag gives the most places that a connected desk is behind its shop's feed.
func (r *rooms) lag() (most int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for x := range r.all {
		most = max(most, x.behind.Load())
	}
	return most
}

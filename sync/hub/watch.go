package hub

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/store"
)

const (
	// Ticks of half a second.
	lookEvery  = 60 // without a nudge: thirty seconds
	heardEvery = 10
	// staleMs is how old the note of a connected desk's last sign may be.
	staleMs = 10 * 60 * 1000
)

// watching is what the watcher saw last.
type watching struct {
	server *Server
	last   stamp
}

// stamp is how a file looked.
type stamp struct {
	at   time.Time
	size int64
}

func touched(path string) stamp {
	info, err := os.Stat(path)
	if path == "" || err != nil {
		return stamp{}
	}
	return stamp{info.ModTime(), info.Size()}
}

func (w *watching) look(tick int) {
	now := touched(w.server.config.Nudge)
	if now != w.last || tick%lookEvery == 0 {
		w.last = now
		for _, shop := range w.server.rooms.shopsOpen() {
			w.refresh(shop)
		}
	}
	if tick%heardEvery == 0 {
		w.keepHeard(w.server.rooms.takeHeard(w.server.engine.Now(), staleMs))
	}
}

// refresh tells a shop's sessions how their devices, epoch and head are by now.
// Sessions that know it already do nothing.
func (w *watching) refresh(shop change.ID) {
	s := w.server
	var devices []store.Device
	var epochs []change.Epoch
	var head int64
	err := s.engine.Store.Read(s.ctx, shop, func(r store.Reader) (err error) {
		if devices, err = r.Devices(); err != nil {
			return err
		}
		if epochs, err = r.Epochs(); err != nil {
			return err
		}
		head, err = r.Head()
		return err
	})
	if err != nil {
		s.log.Error("look at a shop", slog.String("shop", idText(shop)), slog.Any("error", err))
		return
	}
	online := s.rooms.online(shop)
	for _, d := range devices {
		if online[d.ID] {
			s.rooms.notify(shop, d.ID, DeviceChanged{d.ScopeRev})
		}
	}
	s.rooms.notify(shop, change.ID{}, EpochBegun{epochs[len(epochs)-1].ID})
	s.rooms.notify(shop, change.ID{}, HeadMoved{head})
}

func (w *watching) keepHeard(list []Hearing) {
	if len(list) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := w.server.engine.Heard(ctx, list); err != nil {
		w.server.log.Error("keep when desks were heard", slog.Any("error", err))
	}
}

package replica

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// NewShop is what a shop is opened with.
type NewShop struct {
	Name     string
	Currency string // ISO 4217
	Language string // uk, en or ru
	Owner    string // the owner's name
	PIN      string // empty = the owner enters without one until one is set
	Series   string // "" = A1
	Demo     bool   // a shop to look around in, removed in one step
}

// Create makes a shop at path and opens it. ErrExists if there is a file
// already; nothing is left behind when it fails.
func Create(ctx context.Context, path string, s NewShop, o Options) (*Replica, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return nil, ErrExists.With("path", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, explain(err, path)
	}
	return createAt(ctx, path, o, func(r *Replica) error { return r.furnish(ctx, s) })
}

// createAt makes a replica beside its place, furnishes it and moves it there
// whole, so that a crash in between leaves no half a shop.
func createAt(ctx context.Context, path string, o Options, furnish func(*Replica) error) (*Replica, error) {
	draft := path + ".new"
	if err := removeReplica(draft); err != nil {
		return nil, explain(err, path)
	}
	if err := build(ctx, draft, o, furnish); err != nil {
		return nil, errors.Join(explainUnless(err, path), removeReplica(draft))
	}
	if err := os.Rename(draft, path); err != nil {
		return nil, explain(err, path)
	}
	return Open(ctx, path, o)
}

func explainUnless(err error, path string) error {
	var p *shop.Problem
	if errors.As(err, &p) {
		return err
	}
	return explain(err, path)
}

func (s *NewShop) check() error {
	if s.Name == "" {
		return shop.ErrRequired.On("name").With("field", "name")
	}
	if _, err := shop.CurrencyOf(s.Currency); err != nil {
		return err
	}
	if s.PIN != "" {
		if err := shop.CheckPIN(s.PIN); err != nil {
			return err
		}
	}
	if s.Series == "" {
		s.Series = "A1"
	}
	if s.Owner == "" {
		s.Owner = map[string]string{"uk": "Власник", "ru": "Владелец"}[s.Language]
	}
	if s.Owner == "" {
		s.Owner = "Owner"
	}
	return nil
}

func build(ctx context.Context, path string, o Options, furnish func(*Replica) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	r, err := connect(ctx, path, o)
	if err != nil {
		return err
	}
	err = r.migrate(ctx)
	if err == nil {
		err = furnish(r)
	}
	if err == nil {
		// One file to move: nothing may be left in the write-ahead log.
		_, err = r.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	}
	return errors.Join(err, r.Close())
}

func (r *Replica) furnish(ctx context.Context, s NewShop) error {
	hash, err := hashPIN(s.PIN)
	if err != nil {
		return err
	}
	return r.command(ctx, System, "open_shop", func(w *writer) error {
		w.quiet = s.Demo
		w.desk.ID, w.desk.ShopID, w.desk.Series = shop.NewID(), shop.NewID(), s.Series
		w.origin = w.desk.ID
		if err := w.setLocal(map[string]any{"shop_id": w.desk.ShopID, "device_id": w.desk.ID, "series": s.Series, "device_seq": 0, "created_at": w.at, "demo": s.Demo, "knows": knowledge}); err != nil {
			return err
		}
		if err := w.create(change.Desk, w.desk.ID, Values{"series": s.Series, "name": firstNames(s.Language)[0]}); err != nil {
			return err
		}
		return w.openShop(s, hash)
	})
}

// firstNames are what a shop's first till and its warehouse are called.
func firstNames(language string) [2]string {
	names := map[string][2]string{"uk": {"Каса 1", "Магазин"}, "ru": {"Касса 1", "Магазин"}}[language]
	if names[0] == "" {
		names = [2]string{"Till 1", "Shop"}
	}
	return names
}

// openShop makes what no shop can do without: a place for goods, an owner and
// its settings.
func (w *writer) openShop(s NewShop, hash string) error {
	if err := w.create(change.Warehouse, shop.NewID(), Values{"name": firstNames(s.Language)[1], "position": 1}); err != nil {
		return err
	}
	if err := w.create(change.User, shop.NewID(), Values{"name": s.Owner, "role": shop.Owner, "pin_hash": hash, "active": true, "language": s.Language}); err != nil {
		return err
	}
	for _, kv := range [][2]string{{"shop.name", s.Name}, {"shop.currency", s.Currency}, {"shop.language", s.Language}} {
		if err := w.set(kv[0], kv[1]); err != nil {
			return err
		}
	}
	return nil
}

// Remove deletes the shop at path, which must not be open: only for a demo shop
// that somebody has looked around in.
func Remove(path string) error { return removeReplica(path) }

// removeReplica deletes a replica's files; what is not there is no error.
func removeReplica(path string) error {
	var errs []error
	for _, suffix := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

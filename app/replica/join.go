package replica

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// Joining is what a till comes to a running shop with.
type Joining struct {
	URL    string // of the hub
	Invite string // good for one till
	Name   string // of this till, for people
}

// CreateJoining makes a replica at path that has no shop yet and opens it: its
// session with the hub brings one (HubLink.Joining until it can sell). ErrExists if there is
// a file already, unless it is what a removal has left; nothing is left behind
// when it fails.
func CreateJoining(ctx context.Context, path string, j Joining, o Options) (*Replica, error) {
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		if err := giveWay(ctx, path); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, explain(err, path)
	}
	return createAt(ctx, path, o, func(r *Replica) error {
		return r.command(ctx, System, "join", func(w *writer) error {
			return w.setLocal(map[string]any{"device_seq": 0, "created_at": w.at, "joining": 1, "hub_url": j.URL, "hub_invite": j.Invite, "hub_name": j.Name, "knows": knowledge})
		})
	})
}

// giveWay has an empty replica, which a removal has left, make room for a new one.
func giveWay(ctx context.Context, path string) error {
	r, err := Open(ctx, path, Options{ReadOnly: true})
	if errors.Is(err, ErrRemoved) {
		if err := errors.Join(removeReplica(path), removeRemains(path)); err != nil {
			return explain(err, path)
		}
		return nil
	}
	if err == nil {
		err = r.Close()
	}
	return errors.Join(ErrExists.With("path", path), err)
}

// HubLink is how this desk is tied to a hub, as its own file knows it.
type HubLink struct {
	URL      string       `json:"url"`    // empty = the shop lives on this desk alone
	Invite   string       `json:"invite"` // to be used yet, empty once the hub has taken the desk in
	Name     string       `json:"name"`   // of this till, as it was given to join with
	Enrolled bool         `json:"enrolled"`
	Joining  bool         `json:"joining"`   // the goods are not here yet: nothing can be sold
	ShopName string       `json:"shop_name"` // as the hub told it when the desk joined
	Scope    change.Scope `json:"scope"`     // what the hub shows this desk
	HeardAt  int64        `json:"heard_at"`  // when it was heard last, Unix milliseconds by this desk's clock; 0 = never
	SkewMs   int64        `json:"skew_ms"`   // how far its clock is ahead
	Removed  bool         `json:"removed"`   // the hub's owner cut this desk off, and its shop is gone
}

// HubLink tells how this desk is tied to a hub.
func (r *Replica) HubLink(ctx context.Context) (HubLink, error) {
	var l HubLink
	var scope string
	err := r.read.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM local WHERE key='hub_url'),''), coalesce((SELECT value FROM local WHERE key='hub_invite'),''),
		coalesce((SELECT value FROM local WHERE key='hub_name'),''), EXISTS (SELECT 1 FROM local WHERE key='enrolled'), EXISTS (SELECT 1 FROM local WHERE key='joining'),
		coalesce((SELECT value FROM local WHERE key='shop_name'),''), coalesce((SELECT value FROM local WHERE key='scope'),''),
		coalesce((SELECT value FROM local WHERE key='heard_at'),0), coalesce((SELECT value FROM local WHERE key='skew_ms'),0),
		EXISTS (SELECT 1 FROM local WHERE key='removed')`).
		Scan(&l.URL, &l.Invite, &l.Name, &l.Enrolled, &l.Joining, &l.ShopName, &scope, &l.HeardAt, &l.SkewMs, &l.Removed)
	if err != nil {
		return l, r.explain(fmt.Errorf("read hub link: %w", err))
	}
	l.Scope = change.Scope(scope)
	return l, nil
}

// SetHub keeps the hub that this desk is to join or, once it is enrolled, where
// the hub is found; an empty invite leaves the one that waits.
func (r *Replica) SetHub(ctx context.Context, j Joining) error {
	return r.command(ctx, System, "hub", func(w *writer) error {
		facts := map[string]any{"hub_url": j.URL, "hub_left": nil}
		if j.Invite != "" {
			facts["hub_invite"], facts["hub_name"] = j.Invite, j.Name
		}
		return w.setLocal(facts)
	})
}

// LeaveHub forgets a hub that has not taken this desk in: its invite was wrong or
// is over. A session that another program runs yet does not join it any more
// either. An enrolled desk stays with its hub.
func (r *Replica) LeaveHub(ctx context.Context) error {
	return r.command(ctx, System, "hub", func(w *writer) error {
		if w.joined {
			return nil
		}
		return w.setLocal(map[string]any{"hub_url": nil, "hub_invite": nil, "hub_name": nil, "hub_left": 1, "next_device": nil, "next_key": nil})
	})
}

// OpenEmpty opens a shop that was made at the hub and that this till is the first
// to join: it gets an owner without a PIN, a warehouse and the settings that the
// hub told. It answers whether the shop is open now; while not all of it is here,
// and where this till may not, nothing is done. Tills that open it at one moment
// open one shop.
func (r *Replica) OpenEmpty(ctx context.Context, language, owner string) (open bool, err error) {
	err = r.command(ctx, System, "open_shop", func(w *writer) error {
		s := NewShop{Language: language, Owner: owner, Currency: w.desk.Currency.Code}
		var people int
		if err := w.row(`SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM warehouses)`).Scan(&people); err != nil {
			return err
		}
		open = people > 0
		load, err := w.savedLoad()
		if err != nil || open || load != nil || !w.joined || w.scope() != change.ScopeOwner {
			return err
		}
		if _, err := w.local("shop_name", &s.Name); err != nil {
			return err
		}
		if err := s.check(); err != nil {
			return err
		}
		open = true
		return w.openTogether(s)
	})
	return open, err
}

// openTogether makes what openShop makes, under ids that every till of the shop
// would give: to the hub the same made twice is once.
func (w *writer) openTogether(s NewShop) error {
	named := func(what string) shop.ID { return shop.NamedID("first " + what + " of " + w.desk.ShopID.String()) }
	if err := w.create(change.Warehouse, named("warehouse"), Values{"name": firstNames(s.Language)[1], "position": 1}); err != nil {
		return err
	}
	if err := w.create(change.User, named("owner"), Values{"name": s.Owner, "role": shop.Owner, "active": true, "language": s.Language}); err != nil {
		return err
	}
	return errors.Join(w.set("shop.name", s.Name), w.set("shop.currency", s.Currency), w.set("shop.language", s.Language))
}

// MoveHub keeps where the hub of an enrolled desk is found from now on; of any
// other desk nothing is changed.
func (r *Replica) MoveHub(ctx context.Context, url string) error {
	return r.command(ctx, System, "hub", func(w *writer) error {
		if !w.joined {
			return nil
		}
		return w.setLocal(map[string]any{"hub_url": url})
	})
}

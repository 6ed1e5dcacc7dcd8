package replica

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// badgeHash is what is kept of a badge: its 80 random bits cannot be guessed, so
// that no slow hash is needed. The person's id is the key: it stays the same when
// a shop moves to a hub, and no two rows that were copied are alike.
func badgeHash(user shop.ID, code string) string {
	h := hmac.New(sha256.New, user[:])
	h.Write([]byte(code))
	return hex.EncodeToString(h.Sum(nil))
}

// NewBadge gives a person a new badge in place of the one they had, and tells its
// code this once: only its hash is kept.
func (r *Replica) NewBadge(ctx context.Context, actor Actor, user shop.ID) (code string, err error) {
	var random [10]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", ErrInternal.Because(err)
	}
	code = scan.MakeBadge(random)
	return code, r.setBadge(ctx, actor, user, badgeHash(user, code))
}

// DropBadge takes a person's badge out of use.
func (r *Replica) DropBadge(ctx context.Context, actor Actor, user shop.ID) error {
	return r.setBadge(ctx, actor, user, "")
}

func (r *Replica) setBadge(ctx context.Context, actor Actor, user shop.ID, hash string) error {
	return r.command(ctx, actor, "badge", func(w *writer) error {
		_, err := w.patch(change.User, user, Values{"badge": hash})
		return err
	})
}

// UserByBadge gives the active person whose badge was scanned; ErrBadge if it is
// nobody's.
func (r *Replica) UserByBadge(ctx context.Context, raw string) (User, error) {
	id, err := r.badgeOf(ctx, plainCode(raw))
	if err != nil {
		return User{}, r.explain(err)
	}
	if id.IsZero() {
		return User{}, ErrBadge
	}
	return r.User(ctx, id)
}

// badgeOf gives the active person whose badge a code is, the zero id if nobody's.
func (r *Replica) badgeOf(ctx context.Context, c code) (shop.ID, error) {
	var badges []string
	for _, m := range c.Meanings {
		if m.Kind == scan.KindBadge {
			badges = append(badges, m.Code)
		}
	}
	if len(badges) == 0 {
		return shop.ID{}, nil
	}
	rows, err := r.read.QueryContext(ctx, `SELECT id, badge FROM users WHERE badge<>'' AND active=1 AND deleted=0`)
	if err != nil {
		return shop.ID{}, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var id shop.ID
		var hash string
		if err := rows.Scan(&id, &hash); err != nil {
			return shop.ID{}, err
		}
		for _, b := range badges {
			if hmac.Equal([]byte(hash), []byte(badgeHash(id, b))) {
				return id, nil
			}
		}
	}
	return shop.ID{}, rows.Err()
}

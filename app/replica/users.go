package replica

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/alexedwards/argon2id"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"golang.org/x/crypto/argon2"
)

// User is a person who may stand at the till.
type User struct {
	ID       shop.ID   `json:"id"`
	Name     string    `json:"name"`
	Role     shop.Role `json:"role"`
	Active   bool      `json:"active"`
	Language string    `json:"language"`
	HasPIN   bool      `json:"has_pin"`
	HasBadge bool      `json:"has_badge"`
}

// pinParams follow OWASP's smallest argon2id profile, which an old till PC still
// answers in well under half a second.
var pinParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

func hashPIN(pin string) (string, error) {
	if pin == "" {
		return "", nil
	}
	if err := shop.CheckPIN(pin); err != nil {
		return "", err
	}
	hash, err := argon2id.CreateHash(pin, pinParams)
	if err != nil {
		return "", fmt.Errorf("hash pin: %w", err)
	}
	return hash, nil
}

// Users lists the people of the shop, the active first and owners before others:
// in one order on every till.
func (r *Replica) Users(ctx context.Context) ([]User, error) {
	rows, err := r.read.QueryContext(ctx, `SELECT id, name, role, active, language, pin_hash<>'', badge<>'' FROM users WHERE deleted=0 ORDER BY active DESC, role<>'owner', role<>'manager', id`)
	if err != nil {
		return nil, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []User{}
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Name, &u.Role, &u.Active, &u.Language, &u.HasPIN, &u.HasBadge); err != nil {
			return nil, r.explain(err)
		}
		list = append(list, u)
	}
	return list, r.explain(rows.Err())
}

// User gives one person; shop.ErrNotFound if there is none.
func (r *Replica) User(ctx context.Context, id shop.ID) (User, error) {
	u := User{ID: id}
	err := r.read.QueryRowContext(ctx, `SELECT name, role, active, language, pin_hash<>'', badge<>'' FROM users WHERE id=? AND deleted=0`, id[:]).
		Scan(&u.Name, &u.Role, &u.Active, &u.Language, &u.HasPIN, &u.HasBadge)
	if errors.Is(err, sql.ErrNoRows) {
		return u, shop.ErrNotFound.With("what", "user")
	}
	return u, r.explain(err)
}

// CheckPIN gives the person if the PIN is theirs and they are active; ErrPIN if not.
func (r *Replica) CheckPIN(ctx context.Context, id shop.ID, pin string) (User, error) {
	u, err := r.User(ctx, id)
	if err != nil {
		return u, err
	}
	var hash string
	if err := r.read.QueryRowContext(ctx, `SELECT pin_hash FROM users WHERE id=?`, id[:]).Scan(&hash); err != nil {
		return u, r.explain(err)
	}
	if !u.Active {
		return User{}, ErrPIN.On("pin")
	}
	if hash == "" && pin == "" {
		return u, nil
	}
	if hash == "" || len(pin) > 8 {
		return User{}, ErrPIN.On("pin")
	}
	match, err := argon2id.ComparePasswordAndHash(pin, hash)
	if err != nil {
		return User{}, ErrInternal.Because(err)
	}
	if !match {
		return User{}, ErrPIN.On("pin")
	}
	return u, nil
}

// SaveUser makes or changes a person. PIN nil keeps the one there is. The shop
// always keeps one active owner: ErrLastOwner.
func (r *Replica) SaveUser(ctx context.Context, actor Actor, u User, pin *string) (shop.ID, error) {
	u.Name = strings.TrimSpace(u.Name)
	if u.Name == "" {
		return u.ID, shop.ErrRequired.With("field", "name").On("name")
	}
	if !u.Role.Valid() {
		return u.ID, shop.ErrInput.With("field", "role").On("role")
	}
	values := Values{"name": u.Name, "role": u.Role, "active": u.Active, "language": u.Language}
	if pin != nil {
		hash, err := hashPIN(*pin)
		if err != nil {
			return u.ID, err
		}
		values["pin_hash"] = hash
	}
	fresh := u.ID.IsZero()
	if fresh {
		u.ID = shop.NewID()
	}
	err := r.command(ctx, actor, "user", func(w *writer) error {
		if fresh {
			return w.create(change.User, u.ID, values)
		}
		if _, err := w.patch(change.User, u.ID, values); err != nil {
			return err
		}
		var owners int
		if err := w.row(`SELECT count(*) FROM users WHERE role='owner' AND active=1 AND deleted=0`).Scan(&owners); err != nil {
			return err
		}
		if owners == 0 {
			return ErrLastOwner
		}
		return nil
	})
	return u.ID, err
}

// saltedPIN is hashPIN with a given salt.
func saltedPIN(pin string, salt [16]byte) (string, error) {
	if err := shop.CheckPIN(pin); err != nil {
		return "", err
	}
	p := pinParams
	key := argon2.IDKey([]byte(pin), salt[:], p.Iterations, p.Memory, p.Parallelism, p.KeyLength)
	text := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Iterations, p.Parallelism, text.EncodeToString(salt[:]), text.EncodeToString(key)), nil
}

package shop

import (
	"database/sql/driver"
	"fmt"

	"github.com/google/uuid"
)

// ID names a record for ever: a UUIDv7 made on the desk (RFC 9562). Its zero
// value means "none" and is written as empty text and stored as NULL.
type ID [16]byte

// NewID makes the id of a new record. Ids of one process rise with time.
func NewID() ID { return ID(uuid.Must(uuid.NewV7())) }

// ParseID reads an id from text; empty text is the zero id.
func ParseID(s string) (ID, error) {
	if s == "" {
		return ID{}, nil
	}
	u, err := uuid.Parse(s)
	if err != nil {
		return ID{}, ErrInput.With("field", "id").Because(err)
	}
	return ID(u), nil
}

// NamedID gives the id of a record that every desk must name alike, such as a
// setting: a UUIDv5 of the name.
func NamedID(name string) ID { return ID(uuid.NewSHA1(uuid.NameSpaceOID, []byte("prylavok:"+name))) }

// IsZero reports whether the id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// String gives the usual text form, or "" for the zero id.
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	return uuid.UUID(id).String()
}

// MarshalText writes the id for JSON.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the id from JSON.
func (id *ID) UnmarshalText(b []byte) (err error) {
	*id, err = ParseID(string(b))
	return err
}

// Value stores the id as 16 bytes, the zero id as NULL.
func (id ID) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id[:], nil
}

// Scan reads what Value stored.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ID{}
		return nil
	case []byte:
		if len(v) == 16 {
			copy(id[:], v)
			return nil
		}
	}
	return fmt.Errorf("scan id: not 16 bytes but %T", src)
}

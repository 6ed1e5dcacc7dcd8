package merge

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// note makes the record of a value that was lost. Clashes over conflicts and
// tasks themselves are not told: there would be no end.
func (m *merging) note(k *change.Kind, r *change.Record, l loss) error {
	if k == change.Conflict || k == change.Task {
		return nil
	}
	root, err := m.rootOf(k, r)
	if err != nil {
		return err
	}
	other, err := m.otherSide(l)
	if err != nil {
		return err
	}
	ours := Origin{Device: m.b.Device, User: m.b.User, At: m.b.At}
	stands, lost := other, ours
	if l.ours {
		stands, lost = ours, other
	}
	state := ConflictNoted
	if l.open {
		state = ConflictOpen
	}
	reason := l.reason
	if reason == ReasonValue && m.in.Was.Seq != 0 {
		reason = ReasonRestore
	}
	return m.emitOwn(m.fresh(change.Conflict, map[string]any{
		"record_kind": int64(r.Kind), "record_id": r.ID, "root_id": root, "field": int64(l.field), "reason": reason,
		"stands": scalar(k, l.field, l.stands), "lost": scalar(k, l.field, l.lost),
		"stands_user_id": stands.User, "stands_desk_id": stands.Device, "stands_at": stands.At,
		"lost_user_id": lost.User, "lost_desk_id": lost.Device, "lost_at": lost.At, "state": state,
	}))
}

// otherSide says whose the value is that the batch met.
func (m *merging) otherSide(l loss) (Origin, error) {
	if l.by != nil {
		return *l.by, nil
	}
	o, _, err := m.v.Origin(l.version)
	return o, err
}

// fresh makes the next record that follows from the batch.
func (m *merging) fresh(k *change.Kind, values map[string]any) change.Op {
	op := change.Op{Kind: k.Num, Act: change.Create, ID: m.nextID()}
	for _, f := range k.Fields {
		v := values[f.Name]
		if id, isID := v.(change.ID); isID {
			v = nil
			if id != (change.ID{}) {
				v = id[:]
			}
		}
		if !change.IsZero(v) {
			op.Set = append(op.Set, change.Assign{Field: f.Num, Value: v})
		}
	}
	return op
}

// nextID names a record that the hub makes: by the batch and the place in it,
// so that replaying makes the same, with the batch's time in front, so that ids
// go on rising. It is a UUIDv8 (RFC 9562), which no desk makes.
func (m *merging) nextID() (id change.ID) {
	h := sha256.New()
	h.Write(m.b.ID[:])
	var n [20]byte
	binary.BigEndian.PutUint32(n[:], uint32(m.made))
	binary.BigEndian.PutUint64(n[4:], m.in.Was.Epoch)
	binary.BigEndian.PutUint64(n[12:], uint64(m.in.Was.Seq))
	h.Write(n[:])
	m.made++
	copy(id[:], h.Sum(nil))
	copy(id[:6], m.b.ID[:6])
	id[6] = 8<<4 | id[6]&0x0f
	id[8] = 0x80 | id[8]&0x3f
	return id
}

// byHub reports whether the hub made a record.
func byHub(id change.ID) bool { return id[6]>>4 == 8 }

// scalar writes a value as a JSON scalar. Field 0 is whether the record is
// deleted, 0 or 1.
func scalar(k *change.Kind, num uint8, v any) string {
	if change.IsZero(v) && k != nil && num != 0 {
		if f, known := k.FieldNum(num); known {
			v, _ = change.Normal(f.Type, nil)
		}
	}
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return quoted(v)
	case []byte:
		if len(v) == 16 {
			return quoted(shop.ID(v).String())
		}
		return quoted(base64.StdEncoding.EncodeToString(v))
	}
	return "null"
}

// longest is how much of a text a conflict shows; desks hold no longer ones.
const longest = 250_000

func quoted(text string) string {
	if cut := longest; len(text) > cut {
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return `""`
	}
	return string(bytes.TrimRight(b.Bytes(), "\n"))
}

// rivals gives the steps of others that the desk had not seen when it made its
// own next step, although its step before went beyond them: a copy that is old
// does not become new by going twice.
func (m *merging) rivals(k *change.Kind, r *change.Record, field uint8, base int64) (list []rival, err error) {
	version := r.FieldVersion(field)
	if m.in.Was.Seq != 0 || (version <= m.shared && version <= base) {
		return nil, nil
	}
	clashes, err := m.unreadClashes(k, r)
	if err != nil {
		return nil, err
	}
	// What was paid meanwhile has taken a cancellation back, whoever met it before.
	paid := slices.ContainsFunc(clashes, func(c *change.Record) bool { return c.Text(conflictReason) == ReasonPaid })
	for _, c := range clashes {
		if c.Int(conflictField) != int64(field) || c.Text(conflictReason) != ReasonStatus {
			continue
		}
		for _, side := range []party{standing, losing} {
			var value string
			by := side.of(c)
			if by.Device == m.b.Device || json.Unmarshal([]byte(c.Text(side.value)), &value) != nil || (paid && value == string(shop.Cancelled)) {
				continue
			}
			list = append(list, rival{value: value, version: c.Created, by: &by})
		}
	}
	return list, nil
}

// party is one side of a clash: the fields that tell its value and whose it is.
type party struct{ value, user, desk, at uint8 }

var (
	standing = party{field(change.Conflict, "stands"), field(change.Conflict, "stands_user_id"), field(change.Conflict, "stands_desk_id"), field(change.Conflict, "stands_at")}
	losing   = party{field(change.Conflict, "lost"), field(change.Conflict, "lost_user_id"), field(change.Conflict, "lost_desk_id"), field(change.Conflict, "lost_at")}
)

func (p party) of(c *change.Record) Origin {
	return Origin{Device: c.Ref(p.desk), User: c.Ref(p.user), At: c.Int(p.at)}
}

// unreadClashes lists the clashes over a record that the batch's desk had not
// read when it made the batch.
func (m *merging) unreadClashes(k *change.Kind, r *change.Record) ([]*change.Record, error) {
	if k == change.Conflict || k == change.Task {
		return nil, nil
	}
	root, err := m.rootOf(k, r)
	if err != nil {
		return nil, err
	}
	list, err := m.v.Children(root, change.Conflict.Num)
	return slices.DeleteFunc(slices.Clone(list), func(c *change.Record) bool {
		return c.Ref(conflictRecord) != r.ID || (c.Created != pending && !m.unread(c.Created))
	}), err
}

package replica

import (
	"context"
	"database/sql"
	"errors"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// Conflict is a clash as the inbox tells it: two tills changed one thing,
// neither having seen the other.
type Conflict struct {
	ID      shop.ID `json:"id"`
	Subject Subject `json:"subject"`
	Record  string  `json:"record"` // kind of the record: order, line, offer, barcode, customer and so on
	Field   string  `json:"field"`  // its name in the record; empty for the record itself
	Type    string  `json:"type" jsonschema:"enum=money,enum=quantity,enum=percent,enum=number,enum=flag,enum=time,enum=date,enum=status,enum=text,enum=record"`
	Reason  string  `json:"reason" jsonschema:"enum=value,enum=status,enum=claim,enum=deleted,enum=restore,enum=handed,enum=paid,enum=doubled"`
	Base    Told    `json:"base"`   // what both started from, where this desk was there
	Stands  Told    `json:"stands"` // what the rule left standing
	Lost    Told    `json:"lost"`
	// Holder is what else has the code, where two were given one.
	Holder *Subject `json:"holder,omitempty"`
	// With are the clashes that are answered with this one.
	With     []Companion `json:"with,omitempty"`
	Now      Told        `json:"now"`     // what the record holds at present
	Changed  bool        `json:"changed"` // Now is no longer Stands: somebody went on since
	StandsBy Party       `json:"stands_by"`
	LostBy   Party       `json:"lost_by"`
	State    string      `json:"state" jsonschema:"enum=noted,enum=open,enum=kept,enum=taken,enum=undone"`
	// Choices say what follows from each answer. It is empty once the clash was decided.
	Choices   []ConflictChoice `json:"choices"`
	DecidedBy string           `json:"decided_by"`
	DecidedAt int64            `json:"decided_at"`
}

// Told is a value that a screen can format: by the clash's type it lies in
// Number (sums in minor units, quantities in thousandths, hundredths of a
// percent, Unix milliseconds, flags as 0 and 1) or in Text.
type Told struct {
	Known  bool   `json:"known"` // false = nobody knows it here
	Number int64  `json:"number"`
	Text   string `json:"text"`
}

// ConflictChoice is one answer to a clash.
type ConflictChoice struct {
	Choice string `json:"choice" jsonschema:"enum=keep,enum=take,enum=undo"`
	// Follows says what happens: stays = everything is left as it is; set = the
	// field becomes Value; step = the order goes that step with all that
	// belongs to it; recount = the line becomes Value and the order's sums are
	// made again; moves = the code goes to the other goods; deletes = the record
	// is deleted after all.
	Follows string     `json:"follows" jsonschema:"enum=stays,enum=set,enum=step,enum=recount,enum=moves,enum=deletes"`
	Value   Told       `json:"value"`
	Right   shop.Right `json:"right"`   // what it needs
	Refused string     `json:"refused"` // a problem's code: why it cannot be done; empty = it can
	// Args are the values that the sentence of Refused names.
	Args map[string]any `json:"args,omitempty"`
}

// ConflictQuery asks for clashes, the newest first.
type ConflictQuery struct {
	State  string  `json:"state,omitempty" jsonschema:"enum=,enum=open,enum=noted,enum=decided"` // empty = open
	Root   shop.ID `json:"root,omitzero"`                                                        // only those of this order, product or customer
	Offset int     `json:"offset,omitempty"`
	Limit  int     `json:"limit,omitempty"`
}

// ConflictPage is a page of clashes.
type ConflictPage struct {
	Conflicts []Conflict `json:"conflicts"`
	Total     int64      `json:"total"`
}

const conflictColumns = `id, record_kind, record_id, root_id, version, fields, field, reason, base, stands, lost, stands_user_id, stands_desk_id, stands_at, lost_user_id, lost_desk_id, lost_at, state, decided_by, decided_at`

// clash is a conflict's row.
type clash struct {
	id, record, root                  shop.ID
	made                              int64 // the place of the feed that made it
	kind, field                       uint8
	reason, base, stands, lost, state string
	standsUser, standsDesk            shop.ID
	lostUser, lostDesk, decidedBy     shop.ID
	standsAt, lostAt, decidedAt       int64
}

func scanClash(row scanner) (c clash, err error) {
	var versions []byte
	var r change.Record
	err = row.Scan(&c.id, &c.kind, &c.record, &c.root, &r.Version, &versions, &c.field, &c.reason, &c.base, &c.stands, &c.lost, &c.standsUser, &c.standsDesk, &c.standsAt,
		&c.lostUser, &c.lostDesk, &c.lostAt, &c.state, &c.decidedBy, &c.decidedAt)
	if err == nil {
		err = unpackVersions(&r, versions, func(uint8, int64) {})
	}
	c.made = r.Created
	return c, err
}

func (c clash) undecided() bool {
	return c.state == merge.ConflictOpen || c.state == merge.ConflictNoted
}

// what gives the kind and field that the clash is about, as far as this release
// knows them.
func (c clash) what() (k *change.Kind, f change.Field) {
	k, ok := change.KindNum(c.kind)
	if !ok {
		return &change.Kind{Num: c.kind}, f
	}
	f, _ = k.FieldNum(c.field)
	return k, f
}

// clashesSeen is the condition under which a person may see a clash: it names
// values.
func clashesSeen(role shop.Role) string {
	if role.Can(shop.RightSeePurchase) {
		return "deleted=0"
	}
	// What an import took keeps purchase prices in its text.
	seen := "deleted=0 AND NOT " + numberIn("record_kind", change.Origin.Num)
	for _, k := range []*change.Kind{change.Offer, change.Line} {
		f, _ := k.Field("purchase_price")
		seen += " AND NOT (" + numberIn("record_kind", k.Num) + " AND " + numberIn("field", f.Num) + ")"
	}
	return seen
}

// Conflicts lists clashes that a person may see.
func (r *Replica) Conflicts(ctx context.Context, actor Actor, q ConflictQuery) (ConflictPage, error) {
	page := ConflictPage{Conflicts: []Conflict{}}
	where, args := clashesSeen(actor.Role), []any{}
	switch q.State {
	case "", merge.ConflictOpen:
		where += " AND state='open'"
	case merge.ConflictNoted:
		where += " AND state='noted'"
	case "decided":
		where += " AND state IN ('kept','taken','undone')"
	default:
		return page, shop.ErrInput.With("field", "state").On("state")
	}
	if !q.Root.IsZero() {
		where, args = where+" AND root_id=?", append(args, q.Root)
	}
	if err := r.read.QueryRowContext(ctx, `SELECT count(*) FROM conflicts WHERE `+where, args...).Scan(&page.Total); err != nil {
		return page, r.explain(err)
	}
	rows, err := r.read.QueryContext(ctx, `SELECT `+conflictColumns+` FROM conflicts WHERE `+where+` ORDER BY n DESC LIMIT ? OFFSET ?`, append(args, pageLimit(q.Limit), max(q.Offset, 0))...)
	if err != nil {
		return page, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var list []clash
	for rows.Next() {
		c, err := scanClash(rows)
		if err != nil {
			return page, r.explain(err)
		}
		list = append(list, c)
	}
	if err := rows.Err(); err != nil {
		return page, r.explain(err)
	}
	for _, c := range list {
		told, err := r.tellClash(ctx, c)
		if err != nil {
			return page, r.explain(err)
		}
		page.Conflicts = append(page.Conflicts, told)
	}
	return page, nil
}

// Conflict gives one clash; shop.ErrNotFound if there is none that this person may see.
func (r *Replica) Conflict(ctx context.Context, actor Actor, id shop.ID) (Conflict, error) {
	c, err := scanClash(r.read.QueryRowContext(ctx, `SELECT `+conflictColumns+` FROM conflicts WHERE id=? AND `+clashesSeen(actor.Role), id[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return Conflict{}, shop.ErrNotFound.With("what", "conflict")
	}
	if err != nil {
		return Conflict{}, r.explain(err)
	}
	told, err := r.tellClash(ctx, c)
	return told, r.explain(err)
}

func (r *Replica) tellClash(ctx context.Context, c clash) (Conflict, error) {
	k, f := c.what()
	t := Conflict{ID: c.id, Record: k.Name, Field: f.Name, Type: valueType(k, f), Reason: c.reason, State: c.state, DecidedAt: c.decidedAt, Choices: []ConflictChoice{}}
	var err error
	if t.Subject, err = subjectOf(ctx, r.read, c.kind, c.record); err != nil {
		return t, err
	}
	s, err := c.look(ctx, r.read)
	if err != nil {
		return t, err
	}
	t.Changed = s.changed
	if t.Holder, err = c.holder(ctx, r.read, s.lost); err != nil {
		return t, err
	}
	if t.With, err = r.tellCompanions(ctx, c); err != nil {
		return t, err
	}
	for _, v := range []struct {
		told *Told
		value
	}{{&t.Base, s.base}, {&t.Stands, s.stands}, {&t.Lost, s.lost}, {&t.Now, s.now}} {
		if *v.told, err = r.tell(ctx, f, v.is, v.known); err != nil {
			return t, err
		}
	}
	if t.StandsBy, err = r.party(ctx, c.standsUser, c.standsDesk, c.standsAt); err != nil {
		return t, err
	}
	if t.LostBy, err = r.party(ctx, c.lostUser, c.lostDesk, c.lostAt); err != nil {
		return t, err
	}
	by, err := r.party(ctx, c.decidedBy, shop.ID{}, 0)
	t.DecidedBy = by.User
	if err != nil || !c.undecided() {
		return t, err
	}
	for _, choice := range []string{ChoiceKeep, ChoiceTake, ChoiceUndo} {
		a, err := c.answer(ctx, r.read, s, choice)
		if err != nil {
			return t, err
		}
		if a == nil {
			continue
		}
		one := ConflictChoice{Choice: choice, Follows: a.follows, Right: a.right}
		if one.Value, err = r.tell(ctx, f, a.to.is, a.to.known); err != nil {
			return t, err
		}
		if a.refused != nil {
			one.Refused, one.Args = a.refused.Code, a.refused.Args
		}
		t.Choices = append(t.Choices, one)
	}
	return t, nil
}

// holder names what has the code that the clash's record lost; nil where nothing
// else has it any more. Of documents the number itself tells.
func (c clash) holder(ctx context.Context, q asker, lost value) (*Subject, error) {
	k, f := c.what()
	if c.reason != merge.ReasonClaim || !codeKinds[k] || f.Rule != change.Claim {
		return nil, nil
	}
	var id shop.ID
	err := q.QueryRowContext(ctx, "SELECT id FROM "+k.Table+" WHERE "+f.Name+"=? AND deleted=0 AND id<>?", lost.is, c.record[:]).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s, err := subjectOf(ctx, q, k.Num, id)
	return &s, err
}

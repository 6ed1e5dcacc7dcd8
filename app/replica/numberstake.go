package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// Take says which number an order's parcel is to have.
type Take struct {
	OrderID shop.ID     `json:"order_id"`
	Scheme  shop.Scheme `json:"scheme,omitempty" jsonschema:"enum=sscc,enum=s10,enum=post14,enum=own"` // empty with a range
	RangeID shop.ID     `json:"range_id,omitzero"`                                                     // absent = any range of the scheme that has numbers here
	Another bool        `json:"another,omitempty"`                                                     // one more parcel; else a number that the order has is given again
}

// Taken is the number that a parcel has.
type Taken struct {
	Code  string `json:"code"`
	Fresh bool   `json:"fresh"` // it was taken now
	Here  int64  `json:"here"`  // left on this till in the same range; -1 = without end
}

// ownHeadKey is the shop's setting of what its own numbers begin with.
const ownHeadKey = "numbers.own"

func ownHead(value string) string {
	if shop.OwnHeadValid(value) {
		return value
	}
	return shop.OwnHead
}

// ownCounter names the counter of a series' own numbers beside that of its orders.
func ownCounter(series string) string { return series + " waybill" }

// TakeNumber gives an order's parcel a number and burns it: it is never given
// again, whatever becomes of the order. The number is a code of the order, by
// which scanning finds it, and its waybill where it has none. Where this till has
// none left, nothing is changed, more are asked for, and the problem says what
// still works.
func (r *Replica) TakeNumber(ctx context.Context, actor Actor, t Take) (Taken, error) {
	var out Taken
	err := r.command(ctx, actor, "number", func(w *writer) (err error) {
		if err := w.mustExist(change.Order, t.OrderID); err != nil {
			return err
		}
		out, err = w.takeFor(t)
		return err
	})
	if errors.Is(err, ErrNumbersAsked) {
		if kept := r.KeepNumbers(ctx); kept != nil {
			return out, kept
		}
	}
	return out, err
}

func (w *writer) takeFor(t Take) (out Taken, err error) {
	if !t.RangeID.IsZero() {
		t.Scheme = "" // the range says it
	}
	ranges, err := w.rangesFor(t)
	if err != nil {
		return out, err
	}
	if !t.Another {
		if out.Code, err = w.takenBefore(t, ranges); err != nil || out.Code != "" {
			return out, err
		}
	}
	out.Fresh = true
	if t.Scheme == shop.SchemeOwn {
		out.Here = -1
		out.Code, err = w.unused(w.nextOwn)
	} else {
		out.Code, out.Here, err = w.takeOf(ranges)
	}
	if err != nil {
		return out, err
	}
	if err := w.create(change.ParcelCode, shop.NewID(), Values{"order_id": t.OrderID, "code": out.Code, "kind": "ours"}); err != nil {
		return out, err
	}
	var waybill string
	if err := w.row(`SELECT waybill FROM orders WHERE id=?`, t.OrderID[:]).Scan(&waybill); err != nil || waybill != "" {
		return out, err
	}
	_, err = w.patch(change.Order, t.OrderID, Values{"waybill": out.Code})
	return out, err
}

// rangesFor lists the ranges that a number may be of, none for the shop's own.
func (w *writer) rangesFor(t Take) ([]NumberRange, error) {
	if t.RangeID.IsZero() && t.Scheme == shop.SchemeOwn {
		return nil, nil
	}
	if t.RangeID.IsZero() && !slices.Contains(shop.RangeSchemes, t.Scheme) {
		return nil, shop.ErrInput.With("field", "scheme").On("scheme")
	}
	list, err := w.numberRanges(`active=1 AND (id=?1 OR (?1 IS NULL AND scheme=?2))`, t.RangeID, string(t.Scheme))
	if err == nil && len(list) == 0 {
		err = ErrNumbersNone
	}
	return list, err
}

func (w *writer) numberRanges(where string, args ...any) (list []NumberRange, err error) {
	rows, err := w.rows(`SELECT `+rangeColumns+` FROM number_ranges WHERE deleted=0 AND `+where+` ORDER BY id`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var n NumberRange
		if err := n.scan(rows.Scan); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, rows.Err()
}

// takenBefore gives the number of the wanted sort that the order has, "" if none.
func (w *writer) takenBefore(t Take, ranges []NumberRange) (string, error) {
	rows, err := w.rows(`SELECT code FROM parcel_codes WHERE order_id=? AND kind='ours' AND deleted=0 ORDER BY id`, t.OrderID[:])
	if err != nil {
		return "", err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	found := ""
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			return "", err
		}
		fits := t.Scheme == shop.SchemeOwn && shop.IsOwnNumber(code)
		for i := range ranges {
			serial, ok := ranges[i].frame().Serial(code)
			fits = fits || (ok && ranges[i].span().Meets(shop.Span{First: serial, Last: serial}))
		}
		if fits && found == "" {
			found = code
		}
	}
	return found, rows.Err()
}

// nextOwn takes the next of the shop's own numbers: the series makes it this
// till's alone.
func (w *writer) nextOwn() (string, error) {
	head, err := w.setting(ownHeadKey, shop.OwnHead)
	if err != nil {
		return "", err
	}
	var n int64
	err = w.row(`INSERT INTO counters (series, last) VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last`, ownCounter(w.desk.Series)).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("take own number: %w", err)
	}
	return shop.OwnNumber(ownHead(head), w.desk.Series, n), nil
}

// unused takes numbers until one is no order's code. What somebody has entered by
// hand is burned too.
func (w *writer) unused(next func() (string, error)) (string, error) {
	for {
		code, err := next()
		if err != nil {
			return "", err
		}
		var used bool
		err = w.row(`SELECT EXISTS (SELECT 1 FROM parcel_codes WHERE code=?1) OR EXISTS (SELECT 1 FROM orders WHERE waybill=?1)`, code).Scan(&used)
		if err != nil || !used {
			return code, err
		}
	}
}

// takeOf takes the next number of the first range that has one on this till.
func (w *writer) takeOf(ranges []NumberRange) (code string, here int64, err error) {
	for i := range ranges {
		n := &ranges[i]
		code, err = w.unused(func() (string, error) { return w.nextOf(n) })
		if errors.Is(err, errNoneLeft) {
			continue
		}
		if err != nil {
			return "", 0, err
		}
		if err := w.askAhead(n); err != nil {
			return "", 0, err
		}
		return code, here, w.row(hereSQL, n.ID).Scan(&here)
	}
	return "", 0, w.noneLeft(&ranges[0])
}

var errNoneLeft = errors.New("no number of the range is left on this till")

// nextOf takes the next serial of this till's leases of a range. A shop without a
// hub leases more to itself first.
func (w *writer) nextOf(n *NumberRange) (string, error) {
	var lease, space shop.ID
	var span shop.Span
	var serial int64
	read := func() error { return w.row(nextSQL, n.ID).Scan(&lease, &span.First, &span.Last, &space, &serial) }
	err := read()
	if errors.Is(err, sql.ErrNoRows) && !w.joined {
		if err := w.askAhead(n); err != nil {
			return "", err
		}
		err = read()
	}
	if errors.Is(err, sql.ErrNoRows) {
		return "", errNoneLeft
	}
	if err != nil {
		return "", fmt.Errorf("read leases: %w", err)
	}
	err = w.exec(`INSERT INTO numbers_taken (lease_id, first, last, range_id, space_id, next) VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET next=excluded.next`,
		lease[:], span.First, span.Last, n.ID[:], space[:], serial+1)
	if err != nil {
		return "", fmt.Errorf("take number: %w", err)
	}
	return n.frame().Number(serial), nil
}

// noneLeft says in words why there is no number, and which there are.
func (w *writer) noneLeft(n *NumberRange) error {
	doubt, err := w.doubtfulRanges()
	if err != nil {
		return err
	}
	usedUp, err := w.usedUp(n)
	if err != nil {
		return err
	}
	problem := ErrNumbersAsked
	switch {
	case slices.Contains(doubt, n.ID):
		problem = ErrNumbersDoubt
	case usedUp:
		problem = ErrNumbersUsedUp
	}
	others, err := w.numberRanges(`active=1 AND id<>?`, n.ID[:])
	if err != nil {
		return err
	}
	// The shop's own always work.
	head, err := w.setting(ownHeadKey, shop.OwnHead)
	if err != nil {
		return err
	}
	names := []string{ownHead(head) + "-" + w.desk.Series + "-…"}
	for i := range others {
		var here int64
		if err := w.row(hereSQL, others[i].ID).Scan(&here); err != nil {
			return err
		}
		if here > 0 {
			names = append(names, others[i].title())
		}
	}
	return problem.With("name", n.title()).With("others", strings.Join(names, ", "))
}

// answeredEmpty asks whether the hub has said that a range is used up, and nobody
// has changed it since.
const answeredEmpty = `EXISTS (SELECT 1 FROM leases l WHERE l.range_id=?1 AND l.desk_id=?2 AND l.deleted=0 AND l.state='empty' AND l.version>=(SELECT version FROM number_ranges WHERE id=?1))`

// usedUp reports whether nothing of a range is left to be leased, as far as this
// till knows.
func (w *writer) usedUp(n *NumberRange) (bool, error) {
	var told bool
	if err := w.row(`SELECT `+answeredEmpty, n.ID, w.desk.ID).Scan(&told); err != nil || told {
		return told, err
	}
	_, left, err := w.freeSpan(n, 1)
	return !left, err
}

func (w *writer) freeSpan(n *NumberRange, count int64) (shop.Span, bool, error) {
	rows, err := w.rows(spansSQL, n.frame().Space())
	if err != nil {
		return shop.Span{}, false, err
	}
	taken, err := scanSpans(rows)
	span, ok := shop.NextSpan(n.span(), taken, n.FreeFrom, count)
	return span, ok, err
}

// KeepNumbers sees to it that this till has numbers ahead: it asks for leases of
// ranges that run low, and tells a hub that forgot it which numbers are burned.
// It does nothing while there is nothing to do.
func (r *Replica) KeepNumbers(ctx context.Context) error {
	return r.command(ctx, System, "numbers", (*writer).keepNumbers)
}

func (w *writer) keepNumbers() error {
	load, err := w.savedLoad()
	if err != nil || load != nil || w.desk.ShopID.IsZero() {
		return err
	}
	if err := w.tellBurned(); err != nil {
		return err
	}
	list, err := w.numberRanges(`active=1`)
	for i := range list {
		if err == nil {
			err = w.askAhead(&list[i])
		}
	}
	return err
}

// askAhead makes a lease to be filled when this till's own of a range run low.
func (w *writer) askAhead(n *NumberRange) error {
	var here int64
	var waits bool
	if err := w.row(hereSQL, n.ID).Scan(&here); err != nil {
		return err
	}
	err := w.row(`SELECT EXISTS (SELECT 1 FROM leases WHERE range_id=?1 AND desk_id=?2 AND deleted=0 AND state='asked') OR `+answeredEmpty, n.ID, w.desk.ID).Scan(&waits)
	if err != nil || waits || (here > 0 && here >= n.Low) {
		return err
	}
	var restored int64
	if _, err := w.local("restored", &restored); err != nil || restored != 0 {
		return err // it has no name of its own yet
	}
	v := Values{"space_id": n.frame().Space(), "range_id": n.ID, "desk_id": w.desk.ID, "wish": n.Lease, "state": merge.LeaseAsked, "at": w.at}
	if !w.joined {
		doubt, err := w.doubtfulRanges()
		if err != nil || slices.Contains(doubt, n.ID) {
			return err
		}
		span, some, err := w.freeSpan(n, max(1, n.Lease))
		if err != nil || !some {
			return err
		}
		v["first"], v["last"], v["state"] = span.First, span.Last, merge.LeaseGranted
	}
	return w.create(change.Lease, shop.NewID(), v)
}

// tellBurned makes leases that nobody takes from of those that this till has taken
// numbers from and that a restored hub does not have.
func (w *writer) tellBurned() error {
	type row struct {
		lease, rng, space shop.ID
		span              shop.Span
	}
	rows, err := w.rows(`SELECT lease_id, range_id, space_id, first, last FROM numbers_taken t
		WHERE NOT EXISTS (SELECT 1 FROM leases l WHERE l.id=t.lease_id AND l.first=t.first AND l.last=t.last AND l.state IN ('granted','void'))`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var list []row
	for rows.Next() {
		var x row
		if err := rows.Scan(&x.lease, &x.rng, &x.space, &x.span.First, &x.span.Last); err != nil {
			return err
		}
		list = append(list, x)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, x := range list {
		id := shop.NamedID(fmt.Sprintf("burned:%s:%d", x.lease, x.span.First))
		if err := w.burn(id, x.rng, x.space, x.span); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) burn(id, rng, space shop.ID, span shop.Span) error {
	var there bool
	if err := w.row(`SELECT EXISTS (SELECT 1 FROM leases WHERE id=?)`, id[:]).Scan(&there); err != nil || there {
		return err
	}
	return w.create(change.Lease, id, Values{"space_id": space, "range_id": rng, "desk_id": w.desk.ID, "first": span.First, "last": span.Last, "state": merge.LeaseVoid, "at": w.at})
}

// carryLeases has a restored shop that has no hub know of the leases that the file
// which it replaces had. Where that file is not the same shop's, or cannot be read,
// only a person can say what is free.
func (w *writer) carryLeases(ctx context.Context, present *Replica) error {
	if present == nil || present.Desk().ShopID != w.desk.ShopID {
		list, err := w.numberRanges(`1`)
		var ids []shop.ID
		for i := range list {
			ids = append(ids, list[i].ID)
		}
		return errors.Join(err, w.doubtRanges(ids), w.setLocal(map[string]any{forgetsKey: 1}))
	}
	var doubt string
	err := present.read.QueryRowContext(ctx, `SELECT value FROM local WHERE key=?`, doubtKey).Scan(&doubt)
	if err == nil {
		var ids []shop.ID
		if err := json.Unmarshal([]byte(doubt), &ids); err != nil {
			return err
		}
		err = w.doubtRanges(ids)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	rows, err := present.read.QueryContext(ctx, `SELECT id, range_id, space_id, first, last FROM leases WHERE state IN ('granted','void')`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var id, rng, space shop.ID
		var span shop.Span
		if err := rows.Scan(&id, &rng, &space, &span.First, &span.Last); err != nil {
			return err
		}
		if err := w.burn(id, rng, space, span); err != nil {
			return err
		}
	}
	return rows.Err()
}

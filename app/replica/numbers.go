package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
)

// NumberRange is a stretch of numbers that the shop may give out.
type NumberRange struct {
	ID       shop.ID     `json:"id,omitzero"`
	Name     string      `json:"name"` // who granted it
	Scheme   shop.Scheme `json:"scheme" jsonschema:"enum=sscc,enum=s10,enum=post14"`
	Head     string      `json:"head"`                // before the serial, see shop.Frame
	Tail     string      `json:"tail,omitempty"`      // of S10: the country
	First    int64       `json:"first"`               // serials, both included
	Last     int64       `json:"last"`                // 0 with First 0 = all that the frame has
	Lease    int64       `json:"lease,omitempty"`     // how many a till gets at once; 0 = usual
	Low      int64       `json:"low,omitempty"`       // a till that has fewer asks for more; 0 = a third of Lease
	Gap      int64       `json:"gap,omitempty"`       // passed over after the hub was restored; 0 = usual
	FreeFrom int64       `json:"free_from,omitempty"` // below it all is given out, a person says; 0 = nobody said
	Active   bool        `json:"active"`
}

// NumberRangeRow is a range and how this till stands in it.
type NumberRangeRow struct {
	NumberRange
	Here     int64  `json:"here"`     // left on this till
	Asked    bool   `json:"asked"`    // more were asked for and have not come
	Unleased int64  `json:"unleased"` // left in the range for everybody
	Doubt    bool   `json:"doubt"`    // after a restore a person has to say what is free
	Sample   string `json:"sample"`   // its first number as it is printed
}

// Numbers are the ranges of the shop, what its own numbers look like, and which
// parcels get which.
type Numbers struct {
	Ranges     []NumberRangeRow  `json:"ranges"`
	Own        string            `json:"own"`        // the shop's own next number on this till; those never run out
	Awaits     []string          `json:"awaits"`     // tills that have to come back to a restored hub before it gives out numbers again
	Deliveries []DeliveryNumbers `json:"deliveries"` // the ways in which parcels are sent
}

const rangeColumns = `id, name, scheme, head, tail, first, last, lease, low, gap, free_from, active`

func (n *NumberRange) scan(scan func(...any) error, more ...any) error {
	return scan(append([]any{&n.ID, &n.Name, &n.Scheme, &n.Head, &n.Tail, &n.First, &n.Last, &n.Lease, &n.Low, &n.Gap, &n.FreeFrom, &n.Active}, more...)...)
}

func (n *NumberRange) frame() shop.Frame {
	return shop.Frame{Scheme: n.Scheme, Head: n.Head, Tail: n.Tail}
}

func (n *NumberRange) span() shop.Span { return shop.Span{First: n.First, Last: n.Last} }

// title is how people call the range.
func (n *NumberRange) title() string {
	if n.Name != "" {
		return n.Name
	}
	return n.Head + "…" + n.Tail
}

// mine finds the leases that this till may take from: those of its present
// identity. What an older one had is burned.
const mine = ` FROM leases l LEFT JOIN numbers_taken t ON t.lease_id=l.id AND t.first=l.first
	WHERE l.range_id=?1 AND l.desk_id=(SELECT value FROM local WHERE key='device_id') AND l.state='granted' AND l.deleted=0
	AND NOT EXISTS (SELECT 1 FROM local WHERE key='restored') AND coalesce(t.next,l.first)<=l.last`

const (
	hereSQL  = `SELECT coalesce(sum(l.last-coalesce(t.next,l.first)+1),0)` + mine
	nextSQL  = `SELECT l.id, l.first, l.last, l.space_id, coalesce(t.next,l.first)` + mine + ` ORDER BY l.n LIMIT 1`
	askedSQL = `SELECT count(*)>0 FROM leases WHERE range_id=?1 AND desk_id=(SELECT value FROM local WHERE key='device_id') AND state='asked' AND deleted=0`
	spansSQL = `SELECT first, last FROM leases WHERE space_id=? AND state IN ('granted','void')`
)

// Numbers lists the ranges, by name, with what is left of them on this till.
func (r *Replica) Numbers(ctx context.Context) (Numbers, error) {
	n, err := r.numbers(ctx)
	return n, r.explain(err)
}

func (r *Replica) numbers(ctx context.Context) (n Numbers, err error) {
	n.Ranges = []NumberRangeRow{}
	if n.Awaits, err = r.awaited(ctx); err != nil {
		return n, err
	}
	if n.Deliveries, err = r.deliveryNumbers(ctx); err != nil {
		return n, err
	}
	doubt, err := doubtful(r.read.QueryRowContext(ctx, `SELECT value FROM local WHERE key=?`, doubtKey))
	if err != nil {
		return n, err
	}
	var head string
	var last int64
	err = r.read.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM settings WHERE key=? AND deleted=0),''), coalesce((SELECT last FROM counters WHERE series=?),0)`, ownHeadKey, ownCounter(r.Desk().Series)).Scan(&head, &last)
	if err != nil {
		return n, err
	}
	n.Own = shop.OwnNumber(ownHead(head), r.Desk().Series, last+1)
	rows, err := r.read.QueryContext(ctx, `SELECT `+rangeColumns+` FROM number_ranges WHERE deleted=0 ORDER BY active DESC, name, head, first, id`)
	if err != nil {
		return n, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var row NumberRangeRow
		if err := row.scan(rows.Scan); err != nil {
			return n, err
		}
		n.Ranges = append(n.Ranges, row)
	}
	if err := rows.Err(); err != nil {
		return n, err
	}
	for i := range n.Ranges {
		if err := r.stand(ctx, &n.Ranges[i]); err != nil {
			return n, err
		}
		n.Ranges[i].Doubt = slices.Contains(doubt, n.Ranges[i].ID)
	}
	return n, nil
}

// stand fills in how a range and this till's share of it stand.
func (r *Replica) stand(ctx context.Context, row *NumberRangeRow) error {
	if err := r.read.QueryRowContext(ctx, hereSQL, row.ID).Scan(&row.Here); err != nil {
		return err
	}
	if err := r.read.QueryRowContext(ctx, askedSQL, row.ID).Scan(&row.Asked); err != nil {
		return err
	}
	rows, err := r.read.QueryContext(ctx, spansSQL, row.frame().Space())
	if err != nil {
		return err
	}
	taken, err := scanSpans(rows)
	if err != nil {
		return err
	}
	if free, ok := shop.NextSpan(row.span(), taken, row.FreeFrom, row.span().Count()); ok {
		row.Unleased = free.Count()
	}
	if row.frame().Valid() {
		row.Sample = row.frame().Number(row.First)
	}
	return nil
}

// awaited names the tills that have not been back since the hub was restored. The
// hub writes the life of the feed that they came back into, in hexadecimal.
func (r *Replica) awaited(ctx context.Context) ([]string, error) {
	names := []string{}
	var text string
	var asked bool
	err := r.read.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM local WHERE key='epochs'),'[]'), EXISTS (SELECT 1 FROM leases WHERE state='asked' AND deleted=0)`).Scan(&text, &asked)
	if err != nil || !asked {
		return names, err
	}
	var epochs []change.Epoch
	if err := json.Unmarshal([]byte(text), &epochs); err != nil || len(epochs) < 2 {
		return names, err
	}
	gone := map[shop.ID]bool{}
	heard, _, err := r.Heard(ctx)
	if err != nil {
		return names, err
	}
	for _, h := range heard {
		gone[h.ID] = h.Revoked
	}
	rows, err := r.read.QueryContext(ctx, `SELECT id, coalesce(nullif(name,''),series) FROM desks WHERE deleted=0 AND epoch<>? ORDER BY id`, strconv.FormatUint(epochs[len(epochs)-1].ID, 16))
	if err != nil {
		return names, err
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var id shop.ID
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return names, err
		}
		if !gone[id] {
			names = append(names, name)
		}
	}
	return names, rows.Err()
}

func scanSpans(rows *sql.Rows) (list []shop.Span, err error) {
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var s shop.Span
		if err := rows.Scan(&s.First, &s.Last); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// most is how many numbers a lease or a gap may have.
const most = 1_000_000

// complete checks what a person entered and fills in what they left out.
func (n *NumberRange) complete() error {
	n.Head, n.Tail = strings.ToUpper(strings.TrimSpace(n.Head)), strings.ToUpper(strings.TrimSpace(n.Tail))
	f := n.frame()
	if !slices.Contains(shop.RangeSchemes, n.Scheme) {
		return shop.ErrInput.With("field", "scheme").On("scheme")
	}
	if !f.Valid() {
		return ErrNumbersFrame.With("head", n.Head+n.Tail).On("head")
	}
	if n.First == 0 && n.Last == 0 {
		n.Last = f.Capacity() - 1
	}
	if n.First < 0 || n.Last < n.First || n.Last >= f.Capacity() {
		return ErrNumbersSpan.With("first", n.First).With("last", n.Last).With("most", f.Capacity()-1).On("last")
	}
	count := n.span().Count()
	if n.Lease == 0 {
		n.Lease = min(max(count/20, 1), 500)
	}
	if n.Low == 0 {
		n.Low = (n.Lease + 2) / 3
	}
	if n.Gap == 0 {
		n.Gap = min(max(2*n.Lease, count/100), 100_000)
	}
	switch {
	case n.Lease < 1 || n.Lease > most:
		return shop.ErrInput.With("field", "lease").On("lease")
	case n.Low < 0 || n.Low > most:
		return shop.ErrInput.With("field", "low").On("low")
	case n.Gap < 0 || n.Gap > most:
		return shop.ErrInput.With("field", "gap").On("gap")
	case n.FreeFrom < 0 || n.FreeFrom > n.Last+1:
		return shop.ErrInput.With("field", "free_from").On("free_from")
	case len(n.Name) > 200:
		return shop.ErrTextLong.With("field", "name").On("name")
	}
	return nil
}

// SaveNumberRange enters a range, or changes what of it may be changed. Entering
// the same once more, at this till or another, means the same range.
func (r *Replica) SaveNumberRange(ctx context.Context, actor Actor, n NumberRange) (shop.ID, error) {
	if err := n.complete(); err != nil {
		return shop.ID{}, err
	}
	id := shop.NamedID(fmt.Sprintf("number range:%s:%s:%s:%d-%d", n.Scheme, n.Head, n.Tail, n.First, n.Last))
	if !n.ID.IsZero() && n.ID != id {
		return shop.ID{}, ErrNumbersFixed.On("head")
	}
	return id, r.command(ctx, actor, "number_range", func(w *writer) error {
		v := Values{"name": n.Name, "lease": n.Lease, "low": n.Low, "gap": n.Gap, "free_from": n.FreeFrom, "active": n.Active}
		was, err := w.numberRange(id)
		if err == nil {
			if _, err := w.patch(change.NumberRange, id, v); err != nil {
				return err
			}
			if n.FreeFrom != 0 && n.FreeFrom != was.FreeFrom {
				return w.believe(id)
			}
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := w.doubtNew(id, n.FreeFrom); err != nil {
			return err
		}
		v["book_id"], v["scheme"], v["head"], v["tail"], v["first"], v["last"] = shop.ID(merge.NumberBook), string(n.Scheme), n.Head, n.Tail, n.First, n.Last
		return w.create(change.NumberRange, id, v)
	})
}

func (w *writer) numberRange(id shop.ID) (n NumberRange, err error) {
	err = n.scan(w.row(`SELECT `+rangeColumns+` FROM number_ranges WHERE id=? AND deleted=0`, id[:]).Scan)
	return n, err
}

// doubtNew takes a range that is entered after a restore into doubt: it may be one
// that the backup did not know.
func (w *writer) doubtNew(id shop.ID, freeFrom int64) error {
	var restored int64
	if _, err := w.local(forgetsKey, &restored); err != nil || restored == 0 || freeFrom != 0 {
		return err
	}
	list, err := w.doubtfulRanges()
	if err != nil {
		return err
	}
	return w.doubtRanges(append(list, id))
}

// forgetsKey is the local fact that a backup took the place of a shop that could
// not be read, so that this one may not know all leases that there were.
const forgetsKey = "numbers_forgotten"

// doubtKey is the local fact which ranges a restored shop without a hub cannot go
// on in, until a person says what is free: a JSON list of ids.
const doubtKey = "numbers_doubt"

func doubtful(row *sql.Row) (list []shop.ID, err error) {
	var text string
	if err := row.Scan(&text); errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return list, json.Unmarshal([]byte(text), &list)
}

func (w *writer) doubtfulRanges() ([]shop.ID, error) {
	return doubtful(w.row(`SELECT value FROM local WHERE key=?`, doubtKey))
}

// believe takes a range out of doubt.
func (w *writer) believe(id shop.ID) error {
	list, err := w.doubtfulRanges()
	if err != nil {
		return err
	}
	return w.doubtRanges(slices.DeleteFunc(list, func(x shop.ID) bool { return x == id }))
}

func (w *writer) doubtRanges(list []shop.ID) error {
	if len(list) == 0 {
		return w.setLocal(map[string]any{doubtKey: nil})
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return w.setLocal(map[string]any{doubtKey: string(text)})
}

package sqlite

import (
	"crypto/sha256"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
)

// writer is one transaction.
type writer struct {
	c      *conn
	open   map[change.ID]*shopWriter
	failed error // the first one: the transaction is not committed then
}

var _ store.Writer = (*writer)(nil)

func (w *writer) fail(what string, err error) error {
	err = wrap(what, err)
	if w.failed == nil {
		w.failed = err
	}
	return err
}

func (w *writer) In(shop change.ID) (store.ShopWriter, error) {
	if sw, there := w.open[shop]; there {
		return sw, nil
	}
	n, err := w.c.number(`SELECT n FROM shops WHERE id=?`, shop[:])
	if err != nil {
		return nil, w.fail("find shop", err)
	}
	if n == 0 {
		return nil, store.ErrNoShop
	}
	sw := &shopWriter{reader: reader{c: w.c, n: n}, tx: w, head: -1, documents: map[store.Key]bool{}}
	w.open[shop] = sw
	return sw, nil
}

func (w *writer) TakeInvite(hash []byte, now int64) (store.Invite, error) {
	row, err := w.c.one(`DELETE FROM invites WHERE hash=? AND expires_at>? RETURNING scope, expires_at, (SELECT id FROM shops WHERE n=shop)`, hash, now)
	if err != nil {
		return store.Invite{}, w.fail("take invite", err)
	}
	if row == nil {
		return store.Invite{}, store.ErrNoInvite
	}
	return store.Invite{Hash: append([]byte(nil), hash...), Scope: change.Scope(str(row[0])), ExpiresAt: num(row[1]), Shop: id(row[2])}, nil
}

// shopWriter changes one shop.
type shopWriter struct {
	reader
	tx   *writer
	head int64 // last place given, -1 until it was asked for
	// documents are those that this transaction made: an order's parts come
	// right after it and need not look for it.
	documents map[store.Key]bool
}

var _ store.ShopWriter = (*shopWriter)(nil)

func (w *shopWriter) exec(what, text string, args ...driver.Value) error {
	return w.tx.fail(what, w.c.run(text, args...))
}

func (w *shopWriter) Append(e *change.Entry) (int64, error) {
	if w.head < 0 {
		head, err := w.Head()
		if err != nil {
			return 0, w.tx.fail("append entry", err)
		}
		w.head = head
	}
	// The entry names its own place; the statement gives it, and both must be one.
	e.Seq = w.head + 1
	data, err := store.EncodeEntry(e)
	if err != nil {
		return 0, w.tx.fail("append entry", err)
	}
	b := &e.Batch
	seq, err := w.c.number(`INSERT INTO feed (shop, seq, batch, device, device_seq, user, at, was_epoch, was_seq, data)
		SELECT ?1, coalesce(max(seq), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM feed WHERE likely(shop=?1) RETURNING seq`,
		w.n, b.ID[:], b.Device[:], b.DeviceSeq, b.User[:], b.At, int64(e.Was.Epoch), e.Was.Seq, data)
	if err == nil && seq != e.Seq {
		err = fmt.Errorf("place %d came after %d", seq, w.head)
	}
	if err != nil {
		return 0, w.tx.fail("append entry", err)
	}
	w.head = seq
	return seq, w.SetTaken(b.Device, b.DeviceSeq)
}

func (w *shopWriter) SetTaken(device change.ID, deviceSeq int64) error {
	if deviceSeq <= 0 {
		return nil
	}
	return w.exec("set taken", `INSERT INTO taken (shop, device, device_seq) VALUES (?,?,?)
		ON CONFLICT DO UPDATE SET device_seq=excluded.device_seq WHERE excluded.device_seq>device_seq`, w.n, device[:], deviceSeq)
}

func (w *shopWriter) Refuse(r store.Refusal) error {
	err := w.exec("refuse", `INSERT INTO refusals (shop, device, device_seq, batch, code, kind, id, field, text) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING`,
		w.n, r.Device[:], r.DeviceSeq, r.Batch[:], r.Refusal.Code, int64(r.Refusal.Kind), r.Refusal.ID[:], int64(r.Refusal.Field), r.Refusal.Text)
	if err != nil {
		return err
	}
	return w.SetTaken(r.Device, r.DeviceSeq)
}

func (w *shopWriter) Put(r, before *change.Record) error {
	err := w.put(r, before)
	if err == nil {
		err = w.putClaims(r, before)
	}
	if err == nil && r.Kind == change.Desk.Num {
		err = w.keepSeries(r.Text(deskSeries))
	}
	return w.tx.fail("put record", err)
}

var deskSeries = func() uint8 { f, _ := change.Desk.Field("series"); return f.Num }()

func (w *shopWriter) put(r, before *change.Record) error {
	data, err := store.EncodeRecord(r)
	if err != nil {
		return err
	}
	tier, ended := store.TierOf(r)
	parent := parentColumn(r)
	if before == nil {
		return w.insert(r, data, parent, tier, ended)
	}
	var changed int64
	if t, e := store.TierOf(before); t == tier && e == ended && store.ParentOf(before) == store.ParentOf(r) {
		// Where it stands stays: only one of the indexes is written.
		changed, err = w.c.exec(`UPDATE records SET version=?, data=? WHERE shop=? AND kind=? AND id=?`,
			r.Version, data, w.n, int64(r.Kind), r.ID[:])
	} else {
		var document uint8
		if document, err = w.findDocument(r); err != nil {
			return err
		}
		changed, err = w.c.exec(`UPDATE records SET version=?, parent=?, document=?, tier=?, ended=?, data=? WHERE shop=? AND kind=? AND id=?`,
			r.Version, parent, int64(document), int64(tier), ended, data, w.n, int64(r.Kind), r.ID[:])
	}
	if err == nil && changed == 0 {
		err = errors.New("there was none before")
	}
	return err
}

func (w *shopWriter) insert(r *change.Record, data, parent []byte, tier uint8, ended int64) error {
	document, err := w.findDocument(r)
	if err != nil {
		return err
	}
	err = w.c.run(`INSERT INTO records (shop, kind, id, version, parent, document, tier, ended, data) VALUES (?,?,?,?,?,?,?,?,?)`,
		w.n, int64(r.Kind), r.ID[:], r.Version, parent, int64(document), int64(tier), ended, data)
	if err != nil {
		return err
	}
	if store.PartKinds(r.Kind) == nil {
		return nil
	}
	w.documents[store.Key{Kind: r.Kind, ID: r.ID}] = true
	// Parts that stood alone travel with it from now on.
	return w.c.run(gather[r.Kind], int64(r.Kind), w.n, r.ID[:])
}

// gather is, for each kind of document, the statement that lets its parts travel with it.
var gather = func() map[uint8]string {
	texts := map[uint8]string{}
	for _, k := range change.Kinds {
		var kinds []string
		for _, part := range store.PartKinds(k.Num) {
			kinds = append(kinds, strconv.Itoa(int(part)))
		}
		texts[k.Num] = `UPDATE records SET document=?1 WHERE likely(shop=?2) AND likely(parent=?3) AND +kind IN (` + strings.Join(kinds, ",") + `) AND (document=0 OR document>?1)`
	}
	return texts
}()

// findDocument gives the kind of the document with which a record travels, 0 for none.
func (w *shopWriter) findDocument(r *change.Record) (uint8, error) {
	kinds := store.DocumentKinds(r.Kind)
	if len(kinds) == 1 && w.documents[store.Key{Kind: kinds[0], ID: store.ParentOf(r)}] {
		return kinds[0], nil
	}
	return w.documentOf(r)
}

func (w *shopWriter) putClaims(r, before *change.Record) error {
	had, has := store.ClaimsOf(before), store.ClaimsOf(r)
	for _, c := range had {
		if !contains(has, c) {
			if err := w.c.run(`DELETE FROM claims WHERE shop=? AND kind=? AND field=? AND value=? AND id=?`, w.n, int64(r.Kind), int64(c.Field), c.Value, r.ID[:]); err != nil {
				return err
			}
		}
	}
	for _, c := range has {
		if !contains(had, c) {
			if err := w.c.run(`INSERT INTO claims (shop, kind, field, value, id) VALUES (?,?,?,?,?)`, w.n, int64(r.Kind), int64(c.Field), c.Value, r.ID[:]); err != nil {
				return err
			}
		}
	}
	return nil
}

func contains(list []store.Claim, c store.Claim) bool {
	for _, other := range list {
		if other == c {
			return true
		}
	}
	return false
}

func (w *shopWriter) AddSum(p merge.Place, quantity int64, document change.ID) error {
	var taker []byte
	if quantity < 0 {
		taker = document[:]
	}
	switch p.Bucket {
	case "on_hand":
		return w.exec("add to a sum", `INSERT INTO sums (shop, offer, warehouse, on_hand, on_hand_taker) VALUES (?,?,?,?,?)
			ON CONFLICT DO UPDATE SET on_hand=on_hand+excluded.on_hand, on_hand_taker=coalesce(excluded.on_hand_taker, on_hand_taker)`,
			w.n, p.Offer[:], p.Warehouse[:], quantity, taker)
	case "reserved":
		return w.exec("add to a sum", `INSERT INTO sums (shop, offer, warehouse, reserved, reserved_taker) VALUES (?,?,?,?,?)
			ON CONFLICT DO UPDATE SET reserved=reserved+excluded.reserved, reserved_taker=coalesce(excluded.reserved_taker, reserved_taker)`,
			w.n, p.Offer[:], p.Warehouse[:], quantity, taker)
	}
	return w.tx.fail("add to a sum", fmt.Errorf("no bucket %q", p.Bucket))
}

func (w *shopWriter) Break(epoch uint64, fork int64) error {
	w.epochs = nil
	err := w.exec("begin epoch", `INSERT INTO epochs (shop, n, epoch, fork) SELECT ?1, coalesce(max(n), 0) + 1, ?2, ?3 FROM epochs WHERE shop=?1`, w.n, int64(epoch), fork)
	if err != nil {
		return err
	}
	return w.exec("begin epoch", `UPDATE shops SET series=series+? WHERE n=?`, int64(store.SeriesLeftOut), w.n)
}

func (w *shopWriter) PutDevice(d store.Device) error {
	revoked := int64(0)
	if d.Revoked {
		revoked = 1
	}
	err := w.exec("put device", `INSERT INTO devices (shop, id, name, series, public_key, scope, scope_rev, enrolled_at, heard_at, revoked) VALUES (?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT DO UPDATE SET name=excluded.name, series=excluded.series, public_key=excluded.public_key, scope=excluded.scope, scope_rev=excluded.scope_rev,
		enrolled_at=excluded.enrolled_at, heard_at=excluded.heard_at, revoked=excluded.revoked`,
		w.n, d.ID[:], d.Name, d.Series, d.PublicKey, string(d.Scope), d.ScopeRev, d.EnrolledAt, d.HeardAt, revoked)
	if err != nil {
		return err
	}
	return w.tx.fail("put device", w.keepSeries(d.Series))
}

func (w *shopWriter) keepSeries(series string) error {
	if series == "" {
		return nil
	}
	return w.c.run(`INSERT INTO series (shop, series) VALUES (?,?) ON CONFLICT DO NOTHING`, w.n, series)
}

func (w *shopWriter) NextSeries() (string, error) {
	for {
		n, err := w.c.number(`UPDATE shops SET series=series+1 WHERE n=? RETURNING series`, w.n)
		if err != nil {
			return "", w.tx.fail("next series", err)
		}
		series := store.Series(n)
		added, err := w.c.exec(`INSERT INTO series (shop, series) VALUES (?,?) ON CONFLICT DO NOTHING`, w.n, series)
		if err != nil || added == 1 {
			return series, w.tx.fail("next series", err)
		}
	}
}

func (w *shopWriter) AddInvite(i store.Invite) error {
	return w.exec("add invite", `INSERT INTO invites (hash, shop, scope, expires_at) VALUES (?,?,?,?)`, i.Hash, w.n, string(i.Scope), i.ExpiresAt)
}

func (w *shopWriter) Quarantine(device change.ID, deviceSeq int64, batch []byte) error {
	hash := sha256.Sum256(batch)
	return w.exec("quarantine", `INSERT INTO quarantine (shop, device, device_seq, hash, batch) VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING`,
		w.n, device[:], deviceSeq, hash[:], batch)
}

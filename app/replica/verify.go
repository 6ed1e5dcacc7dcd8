package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
)

// Report is what Verify found: the counts of what is there and, in words, all
// that does not add up.
type Report struct {
	OK       bool             `json:"ok"`
	Counts   map[string]int64 `json:"counts"`
	Problems []string         `json:"problems"`
	SQLite   string           `json:"sqlite"`
}

// What holds in every shop, and what holds only where one desk decides alone: two
// tills may each have done right by themselves, and together the order is paid
// twice, or more came back than was sold. The hub tells of that in words.
const (
	alone   = `NOT EXISTS (SELECT 1 FROM local WHERE key='enrolled')`
	settled = `NOT EXISTS (SELECT 1 FROM local WHERE key='load')` // while a load runs parts may be here before their document
	// A record whose document is here: a restored hub may have lost that, until the desk that has it gives it back.
	ordered = `coalesce(json_array_length((SELECT value FROM local WHERE key='epochs')),0) <= 1 AND (version>0 OR ` + alone + `)`
	// An order that was made in one piece, and never touched since.
	inOnePiece = `o.fields IS NULL AND NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id=o.id AND (l.version<>o.version OR l.fields IS NOT NULL))`
	// An order that waits for nothing: what is not sent yet, the hub has not seen together with what others did.
	agreed = `(` + alone + ` OR NOT EXISTS (SELECT 1 FROM edits WHERE id=o.id) AND NOT EXISTS (SELECT 1 FROM order_lines x WHERE x.order_id=o.id AND (x.version=0 AND o.version>0 OR x.id IN (SELECT id FROM edits))))`
)

// check is a sentence with a query that counts what breaks it.
type check struct{ sentence, query string }

// checks hold for the shop as a whole.
var checks = []check{
	{"order numbers that are used twice", `SELECT count(*) FROM (SELECT 1 FROM orders WHERE deleted=0 AND (version>0 OR ` + alone + `) GROUP BY number HAVING count(*)>1)`},
	{"completed sales whose payments do not match their total", `SELECT count(*) FROM orders o WHERE status='completed' AND deleted=0 AND kind='sale' AND cod=0 AND ` + inOnePiece + ` AND
		total - coalesce((SELECT -sum(total) ` + returnsOf + `),0) <> paid - coalesce((SELECT -sum(paid) ` + returnsOf + `),0)`},
	{"orders whose total is not the sum of their lines", `SELECT count(*) FROM orders o WHERE deleted=0 AND total <> (CASE kind WHEN 'return' THEN -1 ELSE 1 END) *
		(delivery_price + (SELECT coalesce(sum(sum),0) FROM order_lines l WHERE l.order_id=o.id AND l.deleted=0 AND l.cancelled=''))`},
	{"orders whose paid sum is not the sum of their payments", `SELECT count(*) FROM orders o WHERE paid <> (SELECT coalesce(sum(amount),0) FROM payments p WHERE p.order_id=o.id)`},
	{"orders whose payment state is not what their payments and returns come to", `SELECT count(*) FROM (
		SELECT payment_state, cod AND stands AS cod, kind='return' AS settled, stands * abs(total - worth) AS due, iif(stands AND total < worth, -1, 1) * (paid - back) AS paid FROM (
			SELECT *, status<>'cancelled' AS stands, coalesce((SELECT -sum(total) ` + returnsOf + `),0) AS worth, coalesce((SELECT -sum(paid) ` + returnsOf + `),0) AS back FROM orders o WHERE deleted=0))
		WHERE payment_state <> CASE WHEN settled THEN 'paid' WHEN paid > due THEN 'refund' WHEN paid = due THEN 'paid' WHEN cod THEN 'cod' WHEN paid > 0 THEN 'part' ELSE 'unpaid' END`},
	{"lines, payments or prints without an order", `SELECT (SELECT count(*) FROM order_lines WHERE order_id NOT IN (SELECT id FROM orders) AND ` + ordered + `) +
		(SELECT count(*) FROM payments WHERE order_id NOT IN (SELECT id FROM orders) AND ` + ordered + `) + (SELECT count(*) FROM prints WHERE subject='' AND order_id NOT IN (SELECT id FROM orders) AND ` + ordered + `) WHERE ` + settled},
	{"offers without a product", `SELECT count(*) FROM offers WHERE product_id NOT IN (SELECT id FROM products) AND ` + settled + ` AND ` + ordered},
	{"stock balances that are not the sum of their moves", `SELECT count(*) FROM (
		SELECT offer_id, warehouse_id, sum(CASE bucket WHEN 'on_hand' THEN quantity ELSE 0 END) AS h, sum(CASE bucket WHEN 'reserved' THEN quantity ELSE 0 END) AS v
		FROM stock_moves GROUP BY 1,2) m LEFT JOIN stock_balances b USING (offer_id, warehouse_id) WHERE (b.on_hand IS NOT m.h OR b.reserved IS NOT m.v) AND ` + settled},
	{"stock balances without moves", `SELECT count(*) FROM stock_balances b WHERE (on_hand<>0 OR reserved<>0) AND NOT EXISTS (SELECT 1 FROM stock_moves m WHERE m.offer_id=b.offer_id AND m.warehouse_id=b.warehouse_id) AND ` + settled},
	{"offers whose stock is not the sum of their balances", `SELECT count(*) FROM offers o WHERE on_hand <> (SELECT coalesce(sum(on_hand),0) FROM stock_balances b WHERE b.offer_id=o.id)
		OR reserved <> (SELECT coalesce(sum(reserved),0) FROM stock_balances b WHERE b.offer_id=o.id)`},
	{"orders whose goods did not move as their state asks", `SELECT count(*) FROM (
		SELECT o.id, l.offer_id AS f, sum(l.quantity) * CASE WHEN o.status='cancelled' THEN 0 WHEN o.kind='return' THEN 1 WHEN o.status IN ('shipped','delivered','completed') THEN -1 ELSE 0 END AS want
		FROM orders o JOIN order_lines l ON l.order_id=o.id AND l.deleted=0 AND l.cancelled='' AND l.offer_id IS NOT NULL JOIN offers x ON x.id=l.offer_id
		LEFT JOIN products p ON p.id=x.product_id WHERE coalesce(p.digital,0)=0 AND o.deleted=0 AND ` + settled + ` AND ` + agreed + ` GROUP BY o.id, l.offer_id) q
		WHERE want <> (SELECT coalesce(sum(quantity),0) FROM stock_moves m WHERE m.document_id=q.id AND m.offer_id=q.f AND m.bucket='on_hand')`},
	{"sold lines of which more came back than was sold", `SELECT count(*) FROM order_lines l WHERE deleted=0 AND origin_id IS NULL AND quantity <
		(SELECT coalesce(sum(b.quantity),0) FROM order_lines b JOIN orders o ON o.id=b.order_id WHERE b.origin_id=l.id AND b.deleted=0 AND b.cancelled='' AND o.deleted=0 AND o.status<>'cancelled') AND ` + alone},
	{"cancelled orders that keep money", `SELECT count(*) FROM orders WHERE status='cancelled' AND deleted=0 AND paid<>0 AND ` + alone},
	{"gaps in the outbox", `SELECT coalesce(max(device_seq)-min(device_seq)+1-count(*),0) FROM outbox WHERE ` + alone},
	{"outbox numbers ahead of the device's counter", `SELECT count(*) FROM outbox WHERE device_seq > (SELECT value FROM local WHERE key='device_seq')`},
	{"goods that search cannot find", `SELECT count(*) FROM offers o JOIN products p ON p.id=o.product_id WHERE o.deleted=0 AND o.active=1 AND p.deleted=0 AND p.active=1 AND NOT EXISTS (SELECT 1 FROM offer_search s WHERE s.rowid=o.n) AND ` + settled},
	{"orders that search cannot find", `SELECT count(*) FROM orders o WHERE deleted=0 AND NOT EXISTS (SELECT 1 FROM order_search s WHERE s.rowid=o.n)`},
	{"confirmed records that nothing edits", `SELECT count(*) FROM confirmed WHERE id NOT IN (SELECT id FROM edits)`},
	{"edits whose batch does not wait", `SELECT count(*) FROM edits WHERE device_seq NOT IN (SELECT device_seq FROM outbox)`},
	{"records that wait for a load that does not run", `SELECT (SELECT count(*) FROM ahead) + (SELECT count(*) FROM doubtful) WHERE ` + settled},
	{"gaps in the feed", `SELECT coalesce(max(seq)-min(seq)+1-count(*),0) FROM feed`},
	{"places of the feed beyond the cursor", `SELECT count(*) FROM feed WHERE seq > coalesce((SELECT value FROM local WHERE key='cursor'),0)`},
}

// rowChecks hold for every kind of record; %s is its table.
var rowChecks = []check{
	{"records of %s newer than what was read of the feed", `SELECT count(*) FROM %s WHERE version > max(coalesce((SELECT value FROM local WHERE key='cursor'),0), coalesce((SELECT value FROM local WHERE key='loaded_to'),0)) AND ` + settled},
	{"edited records of %s whose confirmed state is not kept", `SELECT count(*) FROM %s WHERE version>0 AND id IN (SELECT id FROM edits) AND id NOT IN (SELECT id FROM confirmed)`},
}

func allChecks() []check {
	list := slices.Clone(checks)
	for _, k := range change.Kinds {
		for _, c := range rowChecks {
			list = append(list, check{fmt.Sprintf(c.sentence, k.Table), fmt.Sprintf(c.query, k.Table)})
		}
	}
	return list
}

// Verify walks the whole file: SQLite's own integrity, then that every figure
// can be computed again from the records. It changes nothing.
func (r *Replica) Verify(ctx context.Context) (Report, error) {
	report := Report{Counts: map[string]int64{}, Problems: []string{}, SQLite: sqliteVersion()}
	tx, err := r.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return report, r.explain(err)
	}
	defer tx.Rollback() //nolint:errcheck // only read
	// FTS5 looks for a change made by another connection when it is queried, but
	// not in the integrity check, which then takes its stale view for damage.
	for _, table := range []string{"offer_search", "order_search", "customer_search"} {
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM "+table+" LIMIT 1)").Scan(&n); err != nil {
			return report, r.explain(err)
		}
	}
	var answer string
	if err := tx.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&answer); err != nil {
		return report, r.explain(err)
	}
	if answer != "ok" {
		report.Problems = append(report.Problems, "the file itself is damaged: "+answer)
	}
	for _, k := range change.Kinds {
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+k.Table+" WHERE deleted=0").Scan(&n); err != nil {
			return report, r.explain(err)
		}
		report.Counts[k.Table] = n
	}
	for _, c := range allChecks() {
		var n int64
		err := tx.QueryRowContext(ctx, c.query).Scan(&n)
		if errors.Is(err, sql.ErrNoRows) {
			continue // it does not hold now
		}
		if err != nil {
			return report, r.explain(fmt.Errorf("check %s: %w", c.sentence, err))
		}
		if n > 0 {
			report.Problems = append(report.Problems, fmt.Sprintf("%d %s", n, c.sentence))
		}
	}
	report.OK = len(report.Problems) == 0
	return report, nil
}

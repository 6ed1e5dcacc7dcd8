package replica

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// During a first load stock is known before its ledger: the hub sends each
// place's sum with the head at which it was cut, and the moves up to there follow
// with their documents. At every moment a place's balance is
//
//	the hub's sum + moves that are here from after the cut + moves not yet in the feed
//
// and when everything is here it is counted once more.

// counts reports whether a move that is stored now has to be added to the
// balance: not one that the hub's sum, which is here or will be, has in it.
func (w *writer) counts(move *change.Record) (bool, error) {
	if w.load == nil || w.load.Why != client.LoadFirst || move.Version == 0 {
		return true, nil
	}
	if move.Version <= w.load.Start {
		return false, nil
	}
	offer, warehouse := move.Ref(moveOffer), move.Ref(moveWarehouse)
	var cut int64
	err := w.row(`SELECT cut FROM stock_balances WHERE offer_id=? AND warehouse_id=?`, offer[:], warehouse[:]).Scan(&cut)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("read balance: %w", err)
	}
	return move.Version > cut, nil
}

// takeSums stores the sums that the hub cut at head.
func (w *writer) takeSums(sums []wire.Sum, head int64) error {
	if len(sums) == 0 {
		return nil
	}
	w.kinds["stock"] = true
	for i := range sums {
		s := &sums[i]
		if err := w.exec(`INSERT INTO stock_balances (offer_id, warehouse_id, on_hand, reserved, cut)
			SELECT ?1, ?2, ?3 + coalesce(sum(CASE bucket WHEN 'on_hand' THEN quantity END), 0), ?4 + coalesce(sum(CASE bucket WHEN 'reserved' THEN quantity END), 0), ?5
			FROM stock_moves WHERE offer_id=?1 AND warehouse_id=?2 AND (version=0 OR version>?5)
			ON CONFLICT DO UPDATE SET on_hand=excluded.on_hand, reserved=excluded.reserved, cut=excluded.cut`,
			s.Offer[:], s.Warehouse[:], s.OnHand, s.Reserved, head); err != nil {
			return fmt.Errorf("take sum: %w", err)
		}
	}
	return w.exec(offersFromBalances)
}

// offersFromBalances shows with every offer what lies at its places.
const offersFromBalances = `UPDATE offers SET on_hand=b.on_hand, reserved=b.reserved FROM (SELECT o.id, coalesce(sum(s.on_hand),0) AS on_hand, coalesce(sum(s.reserved),0) AS reserved
	FROM offers o LEFT JOIN stock_balances s ON s.offer_id=o.id GROUP BY o.id) b WHERE b.id=offers.id AND (offers.on_hand<>b.on_hand OR offers.reserved<>b.reserved)`

// sumUp counts everything again that is a sum over records, in a few passes: the
// stock from its ledger, and what customers have bought.
func (w *writer) sumUp() error {
	for _, query := range []string{
		`DELETE FROM stock_balances`,
		`INSERT INTO stock_balances (offer_id, warehouse_id, on_hand, reserved) SELECT offer_id, warehouse_id,
			sum(CASE bucket WHEN 'on_hand' THEN quantity ELSE 0 END), sum(CASE bucket WHEN 'reserved' THEN quantity ELSE 0 END) FROM stock_moves GROUP BY 1, 2`,
		offersFromBalances,
		`UPDATE customers SET orders=s.orders, spent=s.spent, last_order_at=s.last FROM (SELECT customer_id, sum(kind='sale') AS orders, sum(total) AS spent, max(created_at) AS last
			FROM orders WHERE status='completed' AND deleted=0 AND customer_id IS NOT NULL GROUP BY customer_id) s WHERE s.customer_id=customers.id`,
	} {
		if err := w.exec(query); err != nil {
			return fmt.Errorf("sum up: %w", err)
		}
	}
	w.kinds["stock"], w.kinds[change.Customer.Name] = true, true
	return nil
}

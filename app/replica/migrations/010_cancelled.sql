-- Nothing is to be paid for a cancelled sale: what was paid and not given back, by
-- itself or by returns, goes back (app/replica, paymentState).
UPDATE orders SET payment_state = (SELECT CASE WHEN net > 0 THEN 'refund' WHEN net = 0 THEN 'paid' ELSE 'unpaid' END FROM (
    SELECT orders.paid + coalesce((SELECT sum(b.paid) FROM orders b WHERE b.origin_id=orders.id AND b.kind='return' AND b.status<>'cancelled' AND b.deleted=0), 0) AS net))
  WHERE status='cancelled' AND kind='sale';

package replica_test

import (
	"database/sql"
	"slices"
	"testing"
)

// What is derived of an order is computed once more: a wrong payment state is told.
func TestVerifyTellsAWrongPaymentState(t *testing.T) {
	r, _ := soldShop(t)
	verify(t, r)
	raw, err := sql.Open("sqlite3", r.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.ExecContext(ctx, `UPDATE orders SET payment_state='part'`); err != nil {
		t.Fatal(err)
	}
	report, err := r.Verify(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"1 orders whose payment state is not what their payments and returns come to"}; !slices.Equal(report.Problems, want) {
		t.Errorf("verify says %q, not %q", report.Problems, want)
	}
}

package replica_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// raw opens the file beside the replica, as another program would.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Every field of every kind is a column, and every column that is not local or
// derived is a field: nothing escapes history and sync.
func TestColumnsAreFields(t *testing.T) {
	r := newShop(t)
	db := raw(t, r.Path())
	derived := map[string][]string{"offers": {"full_title", "on_hand", "reserved"}, "customers": {"phone", "orders", "spent", "last_order_at"},
		"orders": {"total", "paid", "payment_state", "lines", "goods", "customer_name"}}
	for _, k := range change.Kinds {
		have := map[string]bool{}
		rows, err := db.Query("SELECT name FROM pragma_table_info(?)", k.Table)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			have[name] = true
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		for _, f := range k.Fields {
			if !have[f.Name] {
				t.Errorf("%s has no column %s", k.Table, f.Name)
			}
			delete(have, f.Name)
		}
		for _, own := range append([]string{"n", "id", "version", "fields", "extra", "deleted"}, derived[k.Table]...) {
			if !have[own] {
				t.Errorf("%s has no column %s", k.Table, own)
			}
			delete(have, own)
		}
		for name := range have {
			t.Errorf("column %s.%s is no field", k.Table, name)
		}
	}
}

// The outbox holds one decodable batch a command, numbered without gaps, and a
// sale is one batch with its order, lines, payments, moves and print.
func TestOutboxHoldsWhatCommandsDid(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One)
	sell(t, r, a, "4820024700016", 1)
	rows, err := raw(t, r.Path()).Query("SELECT device_seq, intent, batch FROM outbox ORDER BY device_seq")
	if err != nil {
		t.Fatal(err)
	}
	var last *change.Batch
	for want := int64(1); rows.Next(); want++ {
		var seq int64
		var intent string
		var data []byte
		if err := rows.Scan(&seq, &intent, &data); err != nil {
			t.Fatal(err)
		}
		b, err := change.Decode(data)
		if err != nil || seq != want || b.DeviceSeq != want || b.Intent != intent || shop.ID(b.Device) != r.Desk().ID {
			t.Fatalf("entry %d (%s): %+v, %v", seq, intent, b, err)
		}
		last = b
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	kinds := map[uint8]int{}
	for _, op := range last.Ops {
		kinds[op.Kind]++
	}
	if last.Intent != "sale" || kinds[change.Order.Num] != 1 || kinds[change.Line.Num] != 1 || kinds[change.Payment.Num] != 1 || kinds[change.StockMove.Num] != 1 || kinds[change.Print.Num] != 1 {
		t.Fatalf("the sale's batch is %s with %v", last.Intent, kinds)
	}
}

// A refused command leaves no trace: no row, no history, no outbox entry, no
// number taken, no figure changed.
func TestRefusedCommandLeavesNothing(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, shop.One)
	s, err := r.Scan(ctx, a, "till", "4820024700016", 0)
	if err != nil {
		t.Fatal(err)
	}
	before, err := r.Digest(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.FinishSale(ctx, a, "till", replica.Finish{Basket: s.Counter.Basket.ID, Payments: []shop.Tender{{Kind: shop.Cash, Given: 5}}})
	if !errors.Is(err, shop.ErrPaymentShort) {
		t.Fatal(err)
	}
	after, err := r.Digest(ctx)
	if err != nil || after != before {
		t.Fatalf("%+v became %+v, %v", before, after, err)
	}
	if done := sell(t, r, a, "4820024700016", 1); done.Number != "A1-000001" {
		t.Errorf("a refused sale used a number: %s", done.Number)
	}
}

// A full disk refuses the sale before it is called done; what was sold before
// is whole, and with room again the counter goes on.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.db")
	s := replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk"}
	r, err := replica.Create(ctx, path, s, replica.Options{MaxPages: 160})
	if err != nil {
		t.Fatal(err)
	}
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 1000*shop.One)
	sold := 0
	for err == nil {
		var c replica.Scanned
		if c, err = r.Scan(ctx, a, "till", "4820024700016", 0); err != nil {
			break
		}
		if _, err = r.FinishSale(ctx, a, "till", replica.Finish{Basket: c.Counter.Basket.ID, Print: true}); err == nil {
			sold++
		}
	}
	if !errors.Is(err, replica.ErrDiskFull) || sold == 0 {
		t.Fatalf("after %d sales: %v", sold, err)
	}
	if report := verify(t, r); report.Counts["orders"] != int64(sold) {
		t.Errorf("%d sales were reported, %d are there", sold, report.Counts["orders"])
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err = replica.Open(ctx, path, replica.Options{}); err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // the test is over
	if c, err := r.Counter(ctx, a, "till"); err != nil || len(c.Basket.Lines) == 0 {
		t.Fatalf("the sale that the full disk refused is not on the counter: %+v %v", c, err)
	}
}

// A backup taken while the shop sells is whole; restored, the shop has what was
// there then, and numbers go on in a new series, so none is printed twice.
func TestBackupAndRestore(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	sell(t, r, a, "4820024700016", 1)
	b, err := r.Backup(ctx, "manual")
	if err != nil {
		t.Fatal(err)
	}
	sell(t, r, a, "4820024700016", 1)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	desk, err := replica.Restore(ctx, b.Path, r.Path(), replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := replica.Open(ctx, r.Path(), replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close() //nolint:errcheck // the test is over
	if report := verify(t, again); report.Counts["orders"] != 1 || desk.Series != "A2" || again.Desk().ID == r.Desk().ID {
		t.Fatalf("restored %+v as %+v", report, desk)
	}
	if done := sell(t, again, a, "4820024700016", 1); done.Number != "A2-000001" {
		t.Errorf("the next number is %s", done.Number)
	}
	kept, err := replica.Backups(r.Path())
	if err != nil || len(kept) != 2 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	for _, k := range kept {
		if k.Why == "before-restore" {
			old, err := replica.Open(ctx, k.Path, replica.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if report := verify(t, old); report.Counts["orders"] != 2 {
				t.Errorf("the shop that was there is kept with %d orders", report.Counts["orders"])
			}
			if err := old.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// What is not a shop is named and left as it is, to the byte.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	whole := func() []byte {
		r := newShop(t)
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(r.Path())
		if err != nil {
			t.Fatal(err)
		}
		return data
	}()
	newer := bytes.Clone(whole)
	newer[63] = 99 // user_version, big-endian at offset 60
	foreign := bytes.Clone(whole)
	foreign[68] ^= 0xff // application_id at offset 68
	torn := bytes.Clone(whole)
	for i := 100; i < 4096; i++ {
		torn[i] = 0xa5
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"a text": {[]byte("hello, this is not a database at all"), replica.ErrNotReplica},
		"empty":  {nil, replica.ErrMissing}, "of a newer program": {newer, replica.ErrNewer},
		"another program's": {foreign, replica.ErrNotReplica}, "damaged": {torn, replica.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			if err := os.WriteFile(path, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			r, err := replica.Open(ctx, path, replica.Options{})
			if err == nil {
				_ = r.Close()
			}
			if !errors.Is(err, c.want) {
				t.Fatalf("opened with %v", err)
			}
			if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, c.data) {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}

// A clerk's typed word finds goods by part, case, layout, SKU and code.
func TestGoodsAreFound(t *testing.T) {
	r := newShop(t)
	stockUp(t, r, "Ґудзик синій великий", "4820024700016", 100, shop.One)
	stockUp(t, r, "Кава зернова Lviv 1 кг", "4006381333931", 100, shop.One)
	for typed, want := range map[string]int{
		"ґудзик": 1, "ГУДЗ": 1, "удзи": 1, "lviv": 1, "лв": 0, "кав": 1, "rfdf": 1, "4820024700016": 1, "24700": 1, "sku-4006381333931": 1, "SKU4006": 1,
		"синій ґудзик": 1, "к": 1, "ка": 1, "неіснує": 0, "\"*": 0, "": 0, "gh": 0,
	} {
		list, err := r.FindOffers(ctx, replica.System, typed, 10)
		if err != nil || len(list) != want {
			t.Errorf("%q finds %d, not %d: %v", typed, len(list), want, err)
		}
		page, err := r.Goods(ctx, replica.System, replica.GoodsQuery{Text: typed})
		if typed == "" || typed == "\"*" {
			continue
		}
		if err != nil || int(page.Total) != want {
			t.Errorf("the list for %q has %d, not %d: %v", typed, page.Total, want, err)
		}
	}
}

// One phone is one customer, whoever types it how.
func TestOnePhoneOneCustomer(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	id, err := r.SaveCustomer(ctx, a, replica.Customer{Name: "Ірина Коваль", Phones: []string{"050 123 45 67", "+380501234567"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.SaveCustomer(ctx, a, replica.Customer{Name: "Інша", Phones: []string{"+38 (050) 123-45-67"}}); !errors.Is(err, replica.ErrPhoneTaken) {
		t.Fatalf("the same phone was taken twice: %v", err)
	}
	for _, typed := range []string{"1234567", "050 123-45", "коваль", "rjdfkm"} {
		page, err := r.Customers(ctx, replica.CustomerQuery{Text: typed})
		if err != nil || page.Total != 1 || page.Customers[0].ID != id {
			t.Errorf("%q finds %+v, %v", typed, page, err)
		}
	}
	if err := r.DeleteCustomer(ctx, a, id); err != nil {
		t.Fatal(err)
	}
	if page, err := r.Customers(ctx, replica.CustomerQuery{}); err != nil || page.Total != 0 {
		t.Fatal(page, err)
	}
	if err := r.RestoreCustomer(ctx, a, id); err != nil {
		t.Fatal(err)
	}
	c, err := r.Customer(ctx, a, id)
	if err != nil || c.Name != "Ірина Коваль" || len(c.Phones) != 1 || len(c.History) != 3 {
		t.Fatalf("%+v %v", c, err)
	}
}

// Before the first migration of a new release the shop is backed up as it was;
// a migration that fails leaves the shop as the old release wrote it.
func TestBackupBeforeMigration(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", "4820024700016", 10000, 10*shop.One)
	sell(t, r, a, "4820024700016", 1)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	back := replica.NextRelease("CREATE TABLE loyalty (id BLOB PRIMARY KEY) STRICT; SELECT this fails;")
	_, err := replica.Open(ctx, r.Path(), replica.Options{})
	back()
	if err == nil {
		t.Fatal("a migration that fails was taken")
	}
	old, err := replica.Open(ctx, r.Path(), replica.Options{})
	if err != nil {
		t.Fatalf("after a failed migration the old release cannot open the shop: %v", err)
	}
	verify(t, old)
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	back = replica.NextRelease("CREATE TABLE loyalty (id BLOB PRIMARY KEY) STRICT;")
	defer back()
	next, err := replica.Open(ctx, r.Path(), replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	verify(t, next)
	if err := next.Close(); err != nil {
		t.Fatal(err)
	}
	kept, err := replica.Backups(r.Path())
	if err != nil || len(kept) != 2 || kept[0].Why != "before-migration" {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	back()
	desk, err := replica.Restore(ctx, kept[0].Path, r.Path(), replica.Options{})
	if err != nil || desk.Series != "A2" {
		t.Fatalf("the backup from before does not come back to the old release: %+v %v", desk, err)
	}
}

// What is called so stands before what only lies in a category called so.
func TestNamesStandBeforeCategories(t *testing.T) {
	r := newShop(t) // stockUp puts all goods into «Посуд > Чашки»
	stockUp(t, r, "Піала", "4820024700016", 100, shop.One)
	stockUp(t, r, "Підчашник", "4006381333931", 100, shop.One)
	stockUp(t, r, "Велика чашка", "96385074", 100, shop.One)
	list, err := r.FindOffers(ctx, replica.System, "чашк", 2)
	if err != nil || len(list) != 2 || list[0].Title != "Велика чашка" || list[1].Title != "Піала" {
		t.Fatalf("%+v, %v", list, err)
	}
	list, err = r.FindOffers(ctx, replica.System, "чаш", 3)
	if err != nil || len(list) != 3 || list[0].Title != "Велика чашка" || list[1].Title != "Підчашник" {
		t.Fatalf("%+v, %v", list, err)
	}
}

package replica_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"pgregory.net/rapid"
)

const (
	cupCode    = "4820024700016"
	saucerCode = "4006381333931"
)

// scanSheet scans a code onto a sheet and gives the sheet as it is then.
func scanSheet(t testing.TB, r *replica.Replica, kind shop.SheetKind, code string) replica.OpenSheet {
	t.Helper()
	s, err := r.ScanSheet(ctx, owner(t, r), replica.SheetScan{Kind: kind, Code: code})
	if err != nil || s.Found != "offer" || s.Line != s.Sheet.Current {
		t.Fatalf("scan of %s: %+v %v", code, s, err)
	}
	return s.Sheet
}

// lines gives a sheet as "SKU quantity", in its order.
func lines(s replica.OpenSheet) (list []string) {
	for _, l := range s.Lines {
		list = append(list, l.SKU+" "+l.Quantity.Plain())
	}
	return list
}

// What came in is scanned, kept through a restart, posted as one document, and
// is then on hand.
func TestAReceiptByScanning(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup, saucer := stockUp(t, r, "Чашка", cupCode, 10000, 3*shop.One), stockUp(t, r, "Блюдце", saucerCode, 5000, 0)
	for _, code := range []string{cupCode, saucerCode, cupCode} {
		scanSheet(t, r, shop.Receipt, code)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := replica.Open(ctx, r.Path(), replica.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // what it does is verified below
	s, err := r.OpenSheet(ctx, a, shop.Receipt)
	if err != nil {
		t.Fatal(err)
	}
	wantList(t, "after a restart", lines(s), "SKU-"+cupCode+" 2", "SKU-"+saucerCode+" 1")
	if s.Sum != (shop.SheetSum{Lines: 2, Pieces: 3 * shop.One}) || s.Warehouse == "" || len(s.Warehouses) != 1 || !s.CanUndo {
		t.Fatalf("%+v", s)
	}
	done, err := r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Receipt, SheetID: s.ID, Note: " накладна 7 "})
	if err != nil || done.DocumentID != s.ID || done.Lines != 2 || done.Moves != 2 {
		t.Fatalf("%+v %v", done, err)
	}
	for offer, want := range map[shop.ID]shop.Quantity{cup: 5 * shop.One, saucer: shop.One} {
		if have, _ := onHand(t, r, offer); have != want {
			t.Errorf("on hand %v, want %v", have, want)
		}
	}
	var batches, moves int
	db := raw(t, r.Path())
	if err := db.QueryRow(`SELECT count(*) FROM outbox WHERE intent='receipt'`).Scan(&batches); err != nil || batches != 1 {
		t.Errorf("%d batches %v", batches, err)
	}
	if err := db.QueryRow(`SELECT count(*) FROM stock_moves WHERE document_id=? AND cause='receipt' AND note='накладна 7' AND user_id=?`, s.ID[:], a.User[:]).Scan(&moves); err != nil || moves != 2 {
		t.Errorf("%d moves of the document, %v", moves, err)
	}
	verify(t, r)
}

// A sheet posted twice, by a double press or from two windows, is posted once
// and answers the same; one that was never there is not found, an empty one is
// refused.
func TestASheetIsPostedOnce(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup := stockUp(t, r, "Чашка", cupCode, 10000, 0)
	s := scanSheet(t, r, shop.Receipt, cupCode)
	post := replica.PostSheet{Kind: shop.Receipt, SheetID: s.ID}
	first, err := r.PostSheet(ctx, a, post)
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.PostSheet(ctx, a, post)
	if err != nil || again != first {
		t.Fatalf("again it came to %+v, first to %+v: %v", again, first, err)
	}
	if have, _ := onHand(t, r, cup); have != shop.One {
		t.Fatalf("on hand %v", have)
	}
	_, err = r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Receipt})
	wantProblem(t, err, shop.ErrSheetEmpty)
	_, err = r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Receipt, SheetID: shop.NewID()})
	wantProblem(t, err, shop.ErrNotFound)
	_, err = r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Count})
	wantProblem(t, err, shop.ErrSheetEmpty)
	_, err = r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Receipt, Note: strings.Repeat("я", 151)})
	wantProblem(t, err, shop.ErrTextLong)
	_, err = r.OpenSheet(ctx, a, "transfer")
	wantProblem(t, err, shop.ErrInput)
	verify(t, r)
}

// A count says what lies there: the difference to the books is moved, what the
// books agree with moves nothing, and zero is a count too.
func TestACountReplacesTheBooks(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup, saucer, plate := stockUp(t, r, "Чашка", cupCode, 10000, 5*shop.One), stockUp(t, r, "Блюдце", saucerCode, 5000, shop.One), stockUp(t, r, "Тарілка", "96385074", 7000, 4*shop.One)
	scanSheet(t, r, shop.Count, cupCode)
	scanSheet(t, r, shop.Count, saucerCode)
	s := scanSheet(t, r, shop.Count, "96385074")
	s, err := r.CountLine(ctx, a, replica.LineCount{Kind: shop.Count, Line: s.Current, Quantity: 0})
	if err != nil || s.Sum.Differ != 2 {
		t.Fatalf("%+v %v", s.Sum, err)
	}
	_, err = r.CountLine(ctx, a, replica.LineCount{Kind: shop.Count, Line: s.Current, Quantity: -shop.One})
	wantProblem(t, err, shop.ErrSheetCount)
	_, err = r.CountLine(ctx, a, replica.LineCount{Kind: shop.Count, Line: s.Current, Quantity: 1500})
	wantProblem(t, err, shop.ErrQuantityWhole)
	for range 2 { // up and down again by quick presses
		for _, by := range []shop.Quantity{shop.One, -shop.One} {
			if s, err = r.CountLine(ctx, a, replica.LineCount{Kind: shop.Count, Line: s.Current, By: by}); err != nil {
				t.Fatal(err)
			}
		}
	}
	done, err := r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Count})
	if err != nil || done.Lines != 3 || done.Moves != 2 {
		t.Fatalf("%+v %v", done, err)
	}
	for offer, want := range map[shop.ID]shop.Quantity{cup: shop.One, saucer: shop.One, plate: 0} {
		if have, _ := onHand(t, r, offer); have != want {
			t.Errorf("on hand %v, want %v", have, want)
		}
	}
	verify(t, r)
}

// Whatever is sold and received while a count goes on, posting it brings what was
// counted, with all that moved after each line was counted last.
func TestSalesDuringACountStayRight(t *testing.T) {
	dir := t.TempDir()
	day := 0
	codes := []string{cupCode, saucerCode, "96385074"}
	rapid.Check(t, func(rt *rapid.T) {
		day++
		r, err := replica.Create(ctx, filepath.Join(dir, fmt.Sprintf("day%d.db", day)), replica.NewShop{Name: "Крамниця", Currency: "UAH", Language: "uk"}, replica.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		defer r.Close() //nolint:errcheck // the verify below is what matters
		a := owner(t, r)
		offers, want := map[string]shop.ID{}, map[string]shop.Quantity{}
		for i, code := range codes {
			want[code] = shop.Quantity(rapid.IntRange(-2, 9).Draw(rt, "books")) * shop.One
			offers[code] = stockUp(t, r, fmt.Sprintf("Товар %d", i), code, 1000, want[code])
		}
		// What each line was counted as, and what moved since.
		counted, since := map[string]shop.Quantity{}, map[string]shop.Quantity{}
		count := func(code string, q shop.Quantity) { counted[code], since[code] = q, 0 }
		move := func(code string, q shop.Quantity) { want[code] += q; since[code] += q }
		var sheet replica.OpenSheet
		code := rapid.SampledFrom(codes)
		rt.Repeat(map[string]func(*rapid.T){
			"scan": func(rt *rapid.T) {
				c := code.Draw(rt, "code")
				sheet = scanSheet(t, r, shop.Count, c)
				count(c, counted[c]+shop.One)
			},
			"type": func(rt *rapid.T) {
				if len(sheet.Lines) == 0 {
					rt.Skip()
				}
				l := rapid.SampledFrom(sheet.Lines).Draw(rt, "line")
				q := shop.Quantity(rapid.IntRange(0, 20).Draw(rt, "quantity")) * shop.One
				if sheet, err = r.CountLine(ctx, a, replica.LineCount{Kind: shop.Count, Line: l.ID, Quantity: q}); err != nil {
					rt.Fatal(err)
				}
				count(strings.TrimPrefix(l.SKU, "SKU-"), q)
			},
			"remove": func(rt *rapid.T) {
				if len(sheet.Lines) == 0 {
					rt.Skip()
				}
				l := rapid.SampledFrom(sheet.Lines).Draw(rt, "line")
				if sheet, err = r.RemoveSheetLine(ctx, a, shop.Count, l.ID); err != nil {
					rt.Fatal(err)
				}
				delete(counted, strings.TrimPrefix(l.SKU, "SKU-"))
			},
			"sell": func(rt *rapid.T) {
				c := code.Draw(rt, "code")
				n := rapid.IntRange(1, 3).Draw(rt, "times")
				sell(t, r, a, c, n)
				move(c, -shop.Quantity(n)*shop.One)
			},
			"receive": func(rt *rapid.T) {
				c := code.Draw(rt, "code")
				scanSheet(t, r, shop.Receipt, c)
				if _, err := r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Receipt}); err != nil {
					rt.Fatal(err)
				}
				move(c, shop.One)
			},
			"post": func(rt *rapid.T) {
				if len(sheet.Lines) == 0 {
					rt.Skip()
				}
				if _, err := r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Count, SheetID: sheet.ID}); err != nil {
					rt.Fatal(err)
				}
				for c, q := range counted {
					want[c] = q + since[c]
				}
				clear(counted)
				sheet = replica.OpenSheet{}
			},
			"": func(rt *rapid.T) {
				for c, offer := range offers {
					if have, _ := onHand(t, r, offer); have != want[c] {
						rt.Fatalf("%s: on hand %v, want %v", c, have, want[c])
					}
				}
			},
		})
		if report, err := r.Verify(ctx); err != nil || !report.OK {
			rt.Fatalf("%v %v", report.Problems, err)
		}
	})
}

// Undo takes back step by step what was scanned, typed, removed, cleared and put
// elsewhere, and leaves each line in its place, as it was counted.
func TestASheetIsUndoneStepByStep(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	codes := []string{cupCode, saucerCode, "96385074"}
	for i, code := range codes {
		stockUp(t, r, fmt.Sprintf("Товар %d", i), code, 1000, shop.Quantity(i)*shop.One)
	}
	places := []shop.ID{mainWarehouse(t, r), secondWarehouse(t, r)}
	rapid.Check(t, func(rt *rapid.T) {
		// A posted sheet begins anew, whatever another run has left.
		scanSheet(t, r, shop.Count, cupCode)
		if _, err := r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Count}); err != nil {
			rt.Fatal(err)
		}
		look := func() replica.OpenSheet {
			s, err := r.OpenSheet(ctx, a, shop.Count)
			if err != nil {
				rt.Fatal(err)
			}
			return s
		}
		was := []replica.OpenSheet{look()}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			s := was[len(was)-1]
			var err error
			switch do := rapid.IntRange(0, 6).Draw(rt, "do"); {
			case do == 4 && len(s.Lines) > 0:
				s, err = r.RemoveSheetLine(ctx, a, shop.Count, rapid.SampledFrom(s.Lines).Draw(rt, "line").ID)
			case do == 5 && len(s.Lines) > 0:
				s, err = r.ClearSheet(ctx, a, shop.Count)
			case do == 6:
				s, err = r.SetSheetWarehouse(ctx, a, shop.Count, rapid.SampledFrom(places).Draw(rt, "place"))
			default:
				s = scanSheet(t, r, shop.Count, rapid.SampledFrom(codes).Draw(rt, "code"))
			}
			if err != nil {
				rt.Fatal(err)
			}
			if before := was[len(was)-1]; s.WarehouseID != before.WarehouseID || !slices.Equal(s.Lines, before.Lines) {
				was = append(was, s)
			}
		}
		for i := len(was) - 2; i >= 0; i-- {
			s, err := r.UndoSheet(ctx, a, shop.Count)
			if err != nil || s.WarehouseID != was[i].WarehouseID || s.Current != was[i].Current || !slices.Equal(s.Lines, was[i].Lines) || s.CanUndo != (i > 0) {
				rt.Fatalf("step %d: %+v, want %+v: %v", i, s, was[i], err)
			}
		}
		_, err := r.UndoSheet(ctx, a, shop.Count)
		wantProblem(t, err, replica.ErrUndoNothing)
	})
}

func secondWarehouse(t testing.TB, r *replica.Replica) (id shop.ID) {
	t.Helper()
	if err := r.ByHand(ctx, "setting", func(h *replica.Hand) (err error) {
		id, err = h.Create(change.Warehouse, replica.Values{"name": "Підвал", "position": 2})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

// Goods that come in elsewhere are on hand there, and the next sheet stays there.
func TestASheetOfAnotherWarehouse(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	cup := stockUp(t, r, "Чашка", cupCode, 10000, 3*shop.One)
	cellar := secondWarehouse(t, r)
	s := scanSheet(t, r, shop.Count, cupCode)
	if s.Lines[0].Seen != 3*shop.One {
		t.Fatalf("%+v", s.Lines)
	}
	s, err := r.SetSheetWarehouse(ctx, a, shop.Count, cellar)
	if err != nil || s.Warehouse != "Підвал" || s.Lines[0].Seen != 0 {
		t.Fatalf("%+v %v", s, err)
	}
	if _, err := r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Count}); err != nil {
		t.Fatal(err)
	}
	if have, _ := onHand(t, r, cup); have != 4*shop.One {
		t.Fatalf("on hand %v", have)
	}
	if s, err = r.OpenSheet(ctx, a, shop.Count); err != nil || s.WarehouseID != cellar || len(s.Lines) != 0 || s.CanUndo {
		t.Fatalf("%+v %v", s, err)
	}
	_, err = r.SetSheetWarehouse(ctx, a, shop.Count, cup)
	wantProblem(t, err, shop.ErrNotFound)
	verify(t, r)
}

// Nobody's code and a code of two goods leave the sheet as it is; so do goods
// that no stock is kept of. A box counts as many as it holds.
func TestWhatIsNotPutOnASheet(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	stockUp(t, r, "Чашка", cupCode, 10000, 0)
	purchase := shop.Money(1)
	for name, p := range map[string]replica.Product{
		"Сертифікат": {Digital: true, Offers: []replica.Variant{{SKU: "CARD", Barcodes: []replica.Barcode{{Code: "CARD-1"}}}}},
		"Ящик":       {Offers: []replica.Variant{{SKU: "BOX", Barcodes: []replica.Barcode{{Code: "BOX-12", Quantity: 12 * shop.One}}}}},
		"Перший":     {Offers: []replica.Variant{{SKU: "one", Barcodes: []replica.Barcode{{Code: "ONE-A"}}}}},
		"Другий":     {Offers: []replica.Variant{{SKU: "ONE", Barcodes: []replica.Barcode{{Code: "ONE-B"}}}}},
	} {
		p.Name, p.Unit, p.Active = name, "pcs", true
		p.Offers[0].Active, p.Offers[0].Price, p.Offers[0].Purchase = true, 100, &purchase
		if _, err := r.SaveProduct(ctx, a, p); err != nil {
			t.Fatal(err)
		}
	}
	for code, want := range map[string]string{"NOBODY-1": "nothing", "CARD-1": "digital", "One": "choice"} {
		s, err := r.ScanSheet(ctx, a, replica.SheetScan{Kind: shop.Receipt, Code: code})
		if err != nil || s.Found != want || len(s.Sheet.Lines) != 0 || s.Text == "" || (want == "choice") != (len(s.Choices) == 2) {
			t.Errorf("%s: %+v %v", code, s, err)
		}
	}
	if s := scanSheet(t, r, shop.Receipt, "BOX-12"); s.Sum.Pieces != 12*shop.One {
		t.Errorf("a box: %+v", s.Sum)
	}
	order := sell(t, r, a, cupCode, 1).Number
	if s, err := r.ScanSheet(ctx, a, replica.SheetScan{Kind: shop.Receipt, Code: order}); err != nil || s.Found != "other" || len(s.Sheet.Lines) != 1 || s.Text != order {
		t.Errorf("an order's number: %+v %v", s, err)
	}
	if list, err := r.UnknownCodes(ctx); err != nil || len(list) != 1 || list[0].Code != "NOBODY-1" {
		t.Errorf("unknown codes: %+v %v", list, err)
	}
}

// A weighed label puts its weight on the sheet, and the next one of these goods
// adds to it; a choice between two goods of one code is remembered.
func TestLabelsAndChoicesOnASheet(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	var offers []shop.ID
	for _, p := range []replica.Product{
		{Name: "Кава", Unit: "kg", Offers: []replica.Variant{{SKU: "12345"}}},
		{Name: "Перший", Unit: "pcs", Offers: []replica.Variant{{SKU: "one"}}},
		{Name: "Другий", Unit: "pcs", Offers: []replica.Variant{{SKU: "ONE"}}},
	} {
		p.Active, p.Offers[0].Active, p.Offers[0].Price = true, true, 100
		id, err := r.SaveProduct(ctx, a, p)
		if err != nil {
			t.Fatal(err)
		}
		if p, err = r.Product(ctx, a, id); err != nil {
			t.Fatal(err)
		}
		offers = append(offers, p.Offers[0].ID)
	}
	scanSheet(t, r, shop.Count, "2212345015009")
	s := scanSheet(t, r, shop.Count, "2212345015009")
	wantList(t, "weighed", lines(s), "12345 3")
	if s.Sum != (shop.SheetSum{Lines: 1, Measured: 1, Differ: 1}) {
		t.Errorf("%+v", s.Sum)
	}
	if _, err := r.ScanSheet(ctx, a, replica.SheetScan{Kind: shop.Count, Code: "One", OfferID: offers[2]}); err != nil {
		t.Fatal(err)
	}
	wantList(t, "chosen once", lines(scanSheet(t, r, shop.Count, "One")), "12345 3", "ONE 2")
}

// The longest sheet with the longest note is one batch, and no line is lost to
// one that does not fit any more.
func TestTheLongestSheetIsOneBatch(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	if err := r.ByHand(ctx, "import", func(h *replica.Hand) error {
		for i := range shop.SheetLines + 1 {
			product, err := h.Create(change.Product, replica.Values{"name": fmt.Sprint("Товар ", i), "unit": "pcs", "active": true})
			if err != nil {
				return err
			}
			if _, err = h.Create(change.Offer, replica.Values{"product_id": product, "sku": fmt.Sprintf("S%d", i), "price": 100, "active": true}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	scanSheet(t, r, shop.Receipt, "S0")
	if _, err := raw(t, r.Path()).Exec(`INSERT INTO sheet_lines SELECT 'receipt', n+1, randomblob(16), id, 1000, 0 FROM offers WHERE sku NOT IN ('S0', ?)`, fmt.Sprintf("S%d", shop.SheetLines)); err != nil {
		t.Fatal(err)
	}
	_, err := r.ScanSheet(ctx, a, replica.SheetScan{Kind: shop.Receipt, Code: fmt.Sprintf("S%d", shop.SheetLines)})
	wantProblem(t, err, shop.ErrSheetFull)
	if s := scanSheet(t, r, shop.Receipt, "S0"); s.Sum.Pieces != (shop.SheetLines+1)*shop.One {
		t.Fatalf("%+v", s.Sum)
	}
	if done, err := r.PostSheet(ctx, a, replica.PostSheet{Kind: shop.Receipt, Note: strings.Repeat("n", 300)}); err != nil || done.Moves != shop.SheetLines {
		t.Fatalf("%+v %v", done, err)
	}
	var batches int
	if err := raw(t, r.Path()).QueryRow(`SELECT count(*) FROM outbox WHERE intent='receipt'`).Scan(&batches); err != nil || batches != 1 {
		t.Fatalf("%d batches, %v", batches, err)
	}
}

// A count on one till while another sells: both agree on what is left.
func TestACountTravels(t *testing.T) {
	h, tills, cup := shopOfTills(t, 2)
	scanSheet(t, tills[0].r, shop.Count, cupCode)
	scanSheet(t, tills[0].r, shop.Count, cupCode)
	sell(t, tills[1].r, owner(t, tills[1].r), cupCode, 1)
	if _, err := tills[0].r.PostSheet(ctx, owner(t, tills[0].r), replica.PostSheet{Kind: shop.Count}); err != nil {
		t.Fatal(err)
	}
	syncAll(t, h, tills)
	h.agree(t, tills...)
	for _, d := range tills {
		if have, _ := onHand(t, d.r, cup); have != shop.One {
			t.Errorf("on hand %v", have)
		}
		verify(t, d.r)
	}
}

package shop

import "slices"

// SheetKind says what a sheet does to the stock when it is posted.
type SheetKind string

// The kinds of sheets.
const (
	Receipt SheetKind = "receipt" // what came in is added
	Count   SheetKind = "count"   // what lies there replaces what the books said
)

// Valid reports whether the kind is one of ours.
func (k SheetKind) Valid() bool { return k == Receipt || k == Count }

// SheetLines is how many goods one sheet holds at most: its moves are then one
// batch, which arrives whole or not at all.
const SheetLines = 2000

// The problems of sheets.
var (
	ErrSheetEmpty = NewProblem("sheet.empty", "There is nothing on the list yet. Nothing was changed. Scan goods first.")
	ErrSheetFull  = NewProblem("sheet.full", "The list has {{lines}} lines, and no more fit. Nothing was lost. Post it, then scan these goods again.")
	ErrSheetLine  = NewProblem("sheet.line_unknown", "This line is no longer on the list. Nothing was changed.")
	ErrSheetCount = NewProblem("sheet.quantity", "A count is between zero and one million. The line was kept as it was.")
)

// SheetLine is what was scanned of one offer.
type SheetLine struct {
	ID       ID       `json:"id"`
	N        int64    `json:"n"` // its place: lines stand in the order in which they were first scanned
	OfferID  ID       `json:"offer_id"`
	Title    string   `json:"title"`
	SKU      string   `json:"sku"`
	Unit     string   `json:"unit"`
	Quantity Quantity `json:"quantity"`
	Seen     Quantity `json:"seen"` // on hand in the sheet's warehouse when the line was last counted
}

// Sheet is the receipt or the count that is being made at a till. Posting turns
// it into stock moves under its own id, so that posting twice is once.
type Sheet struct {
	ID          ID          `json:"id"`
	Kind        SheetKind   `json:"kind" jsonschema:"enum=receipt,enum=count"`
	WarehouseID ID          `json:"warehouse_id"`
	Lines       []SheetLine `json:"lines"`
	Current     ID          `json:"current"` // the line that was touched last: shown and lit
}

// Clone copies the sheet so that it can be compared with what it becomes.
func (s Sheet) Clone() Sheet {
	s.Lines = slices.Clone(s.Lines)
	return s
}

// Find gives the position of a line, or ErrSheetLine.
func (s *Sheet) Find(line ID) (int, error) {
	for i := range s.Lines {
		if s.Lines[i].ID == line {
			return i, nil
		}
	}
	return 0, ErrSheetLine
}

// Add puts scanned goods on the sheet: what is there already counts up, and the
// books are taken as they are now.
func (s *Sheet) Add(line SheetLine) error {
	for i := range s.Lines {
		if s.Lines[i].OfferID == line.OfferID {
			return s.Set(s.Lines[i].ID, s.Lines[i].Quantity+line.Quantity, line.Seen)
		}
	}
	if len(s.Lines) >= SheetLines {
		return ErrSheetFull.With("lines", SheetLines)
	}
	if err := s.check(line.Quantity, line.Unit); err != nil {
		return err
	}
	line.N = 1
	if n := len(s.Lines); n > 0 {
		line.N = s.Lines[n-1].N + 1
	}
	s.Lines = append(s.Lines, line)
	s.Current = line.ID
	return nil
}

// Set replaces what was counted of a line, by books that say seen.
func (s *Sheet) Set(line ID, quantity, seen Quantity) error {
	i, err := s.Find(line)
	if err != nil {
		return err
	}
	if err := s.check(quantity, s.Lines[i].Unit); err != nil {
		return err
	}
	s.Lines[i].Quantity, s.Lines[i].Seen = quantity, seen
	s.Current = line
	return nil
}

// Remove takes a line off the sheet; the next one, or else the last, becomes current.
func (s *Sheet) Remove(line ID) error {
	i, err := s.Find(line)
	if err != nil {
		return err
	}
	s.Lines = slices.Delete(s.Lines, i, i+1)
	s.Current = ID{}
	if n := len(s.Lines); n > 0 {
		s.Current = s.Lines[min(i, n-1)].ID
	}
	return nil
}

// check lets zero stand in a count: nothing lies there.
func (s *Sheet) check(q Quantity, unit string) error {
	if s.Kind == Count && q == 0 {
		return nil
	}
	if s.Kind == Count && (q < 0 || q > MaxQuantity) {
		return ErrSheetCount.On("quantity")
	}
	return checkQuantity(q, unit)
}

// Move gives what posting a line adds to what is on hand then: of a receipt all
// of it, of a count the difference to what the books said when it was counted.
// What moved since, such as a sale, stays moved.
func (s Sheet) Move(line SheetLine) Quantity {
	if s.Kind == Count {
		return line.Quantity - line.Seen
	}
	return line.Quantity
}

// SheetSum is a sheet in short.
type SheetSum struct {
	Lines    int64    `json:"lines"`
	Pieces   Quantity `json:"pieces"`   // of goods that are kept by whole pieces
	Measured int64    `json:"measured"` // lines of goods that are weighed or measured
	Differ   int64    `json:"differ"`   // lines of a count that the books say otherwise about
}

// Sum counts the sheet up.
func (s Sheet) Sum() (sum SheetSum) {
	for _, l := range s.Lines {
		sum.Lines++
		if WholeUnit(l.Unit) {
			sum.Pieces += l.Quantity
		} else {
			sum.Measured++
		}
		if s.Kind == Count && s.Move(l) != 0 {
			sum.Differ++
		}
	}
	return sum
}

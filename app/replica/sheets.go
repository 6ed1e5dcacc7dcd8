package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/prylavok/prylavok/app/shop"
)

// OpenSheet is the receipt or count of this till as the screens show it.
type OpenSheet struct {
	shop.Sheet
	Sum        shop.SheetSum `json:"sum"`
	Warehouse  string        `json:"warehouse"`
	Warehouses []Warehouse   `json:"warehouses"` // those to choose from
	CanUndo    bool          `json:"can_undo"`
}

// Warehouse is a place where goods lie.
type Warehouse struct {
	ID   shop.ID `json:"id"`
	Name string  `json:"name"`
}

// sheetStep is what one change of a sheet replaced.
type sheetStep struct {
	Lines     []shop.SheetLine `json:"lines,omitempty"` // as they were
	Added     []shop.ID        `json:"added,omitempty"` // were not there
	Current   shop.ID          `json:"current,omitzero"`
	Warehouse shop.ID          `json:"warehouse,omitzero"`
}

// keptSheet is a sheet as the file has it.
type keptSheet struct {
	shop.Sheet
	chosen shop.ID // the warehouse that a person chose; zero = the shop's first
	undo   []sheetStep
	posted PostedSheet // the sheet before this one; zero if there was none
}

// OpenSheet gives the open sheet of a kind, as it was left.
func (r *Replica) OpenSheet(ctx context.Context, actor Actor, kind shop.SheetKind) (OpenSheet, error) {
	return r.editSheet(ctx, actor, kind, nil)
}

// editSheet changes a sheet and stores it with what the change replaced; a nil
// edit only looks. Whatever the edit refuses leaves the sheet as it was.
func (r *Replica) editSheet(ctx context.Context, actor Actor, kind shop.SheetKind, edit func(*writer, *keptSheet) error) (view OpenSheet, err error) {
	err = r.command(ctx, actor, "sheet", func(w *writer) error {
		s, err := w.loadSheet(kind)
		if err != nil {
			return err
		}
		if edit != nil {
			before := s
			before.Sheet = s.Clone()
			if err := edit(w, &s); err != nil {
				return err
			}
			if step, changed := stepBack(before, s); changed {
				s.undo = append(s.undo, step)
				s.undo = s.undo[max(0, len(s.undo)-maxUndo):]
				if err := w.changeSheet(before, s); err != nil {
					return err
				}
			}
		}
		view, err = w.viewSheet(s)
		return err
	})
	return view, err
}

// stepBack gives what leads from a changed sheet to what it was before.
func stepBack(before, now keptSheet) (step sheetStep, changed bool) {
	step = sheetStep{Current: before.Current, Warehouse: before.chosen}
	was := make(map[shop.ID]shop.SheetLine, len(before.Lines))
	for _, l := range before.Lines {
		was[l.ID] = l
	}
	for _, l := range now.Lines {
		old, there := was[l.ID]
		switch {
		case !there:
			step.Added = append(step.Added, l.ID)
		case old != l:
			step.Lines = append(step.Lines, old)
		}
		delete(was, l.ID)
	}
	for _, l := range before.Lines {
		if _, gone := was[l.ID]; gone {
			step.Lines = append(step.Lines, l)
		}
	}
	return step, len(step.Lines)+len(step.Added) > 0 || before.chosen != now.chosen
}

func (w *writer) loadSheet(kind shop.SheetKind) (s keptSheet, err error) {
	if !kind.Valid() {
		return s, shop.ErrInput.With("field", "kind").On("kind")
	}
	s.Sheet = shop.Sheet{ID: shop.NewID(), Kind: kind, Lines: []shop.SheetLine{}}
	var undo, posted string
	err = w.row(`SELECT id, warehouse_id, current, undo, posted FROM sheets WHERE kind=?`, kind).Scan(&s.ID, &s.chosen, &s.Current, &undo, &posted)
	if err == nil {
		err = errors.Join(json.Unmarshal([]byte(undo), &s.undo), json.Unmarshal([]byte(posted), &s.posted))
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, fmt.Errorf("read sheet: %w", err)
	}
	s.WarehouseID = s.chosen
	if s.chosen.IsZero() {
		if s.WarehouseID, err = w.mainWarehouse(); err != nil {
			return s, err
		}
	}
	rows, err := w.rows(`SELECT s.n, s.id, s.offer_id, coalesce(o.full_title,''), coalesce(o.sku,''), coalesce(p.unit,'pcs'), s.quantity, s.seen
		FROM sheet_lines s LEFT JOIN offers o ON o.id=s.offer_id LEFT JOIN products p ON p.id=o.product_id WHERE s.kind=? ORDER BY s.n`, kind)
	if err != nil {
		return s, fmt.Errorf("read sheet: %w", err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var l shop.SheetLine
		if err := rows.Scan(&l.N, &l.ID, &l.OfferID, &l.Title, &l.SKU, &l.Unit, &l.Quantity, &l.Seen); err != nil {
			return s, fmt.Errorf("read sheet: %w", err)
		}
		s.Lines = append(s.Lines, l)
	}
	return s, rows.Err()
}

// changeSheet writes a changed sheet: of its lines those that are others now.
func (w *writer) changeSheet(before, now keptSheet) error {
	was := make(map[int64]shop.SheetLine, len(before.Lines))
	for _, l := range before.Lines {
		was[l.N] = l
	}
	for _, l := range now.Lines {
		old, there := was[l.N]
		delete(was, l.N)
		if there && old == l {
			continue
		}
		if err := w.exec(`INSERT INTO sheet_lines (kind, n, id, offer_id, quantity, seen) VALUES (?,?,?,?,?,?)
			ON CONFLICT DO UPDATE SET id=excluded.id, offer_id=excluded.offer_id, quantity=excluded.quantity, seen=excluded.seen`,
			now.Kind, l.N, l.ID[:], l.OfferID[:], l.Quantity, l.Seen); err != nil {
			return fmt.Errorf("keep sheet: %w", err)
		}
	}
	for n := range was {
		if err := w.exec(`DELETE FROM sheet_lines WHERE kind=? AND n=?`, now.Kind, n); err != nil {
			return fmt.Errorf("keep sheet: %w", err)
		}
	}
	return w.keepSheet(now)
}

// keepSheet writes a sheet without its lines.
func (w *writer) keepSheet(s keptSheet) error {
	undo, err := json.Marshal(s.undo)
	if err != nil {
		return err
	}
	posted, err := json.Marshal(s.posted)
	if err != nil {
		return err
	}
	w.kinds["sheet"] = true
	return w.exec(`INSERT INTO sheets (kind, id, warehouse_id, current, undo, posted, user_id, at) VALUES (?,?,?,?,?,?,?,?)
		ON CONFLICT DO UPDATE SET id=excluded.id, warehouse_id=excluded.warehouse_id, current=excluded.current, undo=excluded.undo, posted=excluded.posted, user_id=excluded.user_id, at=excluded.at`,
		s.Kind, s.ID, s.chosen, s.Current, string(undo), string(posted), w.actor.User, w.at)
}

func (w *writer) viewSheet(s keptSheet) (view OpenSheet, err error) {
	view = OpenSheet{Sheet: s.Sheet, Sum: s.Sum(), Warehouses: []Warehouse{}, CanUndo: len(s.undo) > 0}
	rows, err := w.rows(`SELECT id, name FROM warehouses WHERE deleted=0 ORDER BY position, id`)
	if err != nil {
		return view, fmt.Errorf("list warehouses: %w", err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	for rows.Next() {
		var place Warehouse
		if err := rows.Scan(&place.ID, &place.Name); err != nil {
			return view, fmt.Errorf("list warehouses: %w", err)
		}
		if place.ID == s.WarehouseID {
			view.Warehouse = place.Name
		}
		view.Warehouses = append(view.Warehouses, place)
	}
	return view, rows.Err()
}

// onHand says what the books have of an offer in a warehouse now.
func (w *writer) onHand(offer, warehouse shop.ID) (q shop.Quantity, err error) {
	err = w.row(`SELECT on_hand FROM stock_balances WHERE offer_id=? AND warehouse_id=?`, offer[:], warehouse[:]).Scan(&q)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return q, err
}

// LineCount says what was counted of a line of a sheet.
type LineCount struct {
	Kind     shop.SheetKind `json:"kind" jsonschema:"enum=receipt,enum=count"`
	Line     shop.ID        `json:"line"`
	Quantity shop.Quantity  `json:"quantity"`
	// By is added to what is counted by now, so that quick presses all count;
	// Quantity is then not looked at.
	By shop.Quantity `json:"by,omitempty"`
}

// CountLine replaces what was counted of a line, by what the books say now.
func (r *Replica) CountLine(ctx context.Context, actor Actor, c LineCount) (OpenSheet, error) {
	return r.editSheet(ctx, actor, c.Kind, func(w *writer, s *keptSheet) error {
		i, err := s.Find(c.Line)
		if err != nil {
			return err
		}
		seen, err := w.onHand(s.Lines[i].OfferID, s.WarehouseID)
		if err != nil {
			return err
		}
		if c.By != 0 {
			c.Quantity = s.Lines[i].Quantity + c.By
		}
		return s.Set(c.Line, c.Quantity, seen)
	})
}

// RemoveSheetLine takes a line off a sheet.
func (r *Replica) RemoveSheetLine(ctx context.Context, actor Actor, kind shop.SheetKind, line shop.ID) (OpenSheet, error) {
	return r.editSheet(ctx, actor, kind, func(_ *writer, s *keptSheet) error { return s.Remove(line) })
}

// ClearSheet takes all lines off a sheet; undo brings them back.
func (r *Replica) ClearSheet(ctx context.Context, actor Actor, kind shop.SheetKind) (OpenSheet, error) {
	return r.editSheet(ctx, actor, kind, func(_ *writer, s *keptSheet) error {
		s.Lines, s.Current = []shop.SheetLine{}, shop.ID{}
		return nil
	})
}

// SetSheetWarehouse says where the goods of a sheet lie. What was counted is
// then compared with the books of that warehouse, as they are now.
func (r *Replica) SetSheetWarehouse(ctx context.Context, actor Actor, kind shop.SheetKind, warehouse shop.ID) (OpenSheet, error) {
	return r.editSheet(ctx, actor, kind, func(w *writer, s *keptSheet) error {
		var there bool
		if err := w.row(`SELECT EXISTS (SELECT 1 FROM warehouses WHERE id=? AND deleted=0)`, warehouse[:]).Scan(&there); err != nil {
			return err
		}
		if !there {
			return shop.ErrNotFound.With("what", "warehouse").On("warehouse_id")
		}
		if warehouse == s.WarehouseID {
			return nil
		}
		s.chosen, s.WarehouseID = warehouse, warehouse
		for i := range s.Lines {
			seen, err := w.onHand(s.Lines[i].OfferID, warehouse)
			if err != nil {
				return err
			}
			s.Lines[i].Seen = seen
		}
		return nil
	})
}

// UndoSheet takes back the last change of a sheet; ErrUndoNothing if there is none.
func (r *Replica) UndoSheet(ctx context.Context, actor Actor, kind shop.SheetKind) (view OpenSheet, err error) {
	err = r.command(ctx, actor, "sheet", func(w *writer) error {
		s, err := w.loadSheet(kind)
		if err != nil {
			return err
		}
		if len(s.undo) == 0 {
			return ErrUndoNothing
		}
		before := s
		before.Sheet = s.Clone()
		last := len(s.undo) - 1
		if err := w.stepSheet(&s, s.undo[last]); err != nil {
			return err
		}
		s.undo = s.undo[:last]
		if err := w.changeSheet(before, s); err != nil {
			return err
		}
		view, err = w.viewSheet(s)
		return err
	})
	return view, err
}

// stepSheet does one step back.
func (w *writer) stepSheet(s *keptSheet, step sheetStep) (err error) {
	added := make(map[shop.ID]bool, len(step.Added))
	for _, id := range step.Added {
		added[id] = true
	}
	was := make(map[shop.ID]shop.SheetLine, len(step.Lines))
	for _, l := range step.Lines {
		was[l.ID] = l
	}
	lines := []shop.SheetLine{}
	for _, l := range s.Lines {
		if old, changed := was[l.ID]; changed {
			delete(was, l.ID)
			l = old
		}
		if !added[l.ID] {
			lines = append(lines, l)
		}
	}
	for _, l := range step.Lines {
		if _, gone := was[l.ID]; gone {
			lines = append(lines, l)
		}
	}
	sortLines(lines)
	s.Lines, s.Current, s.chosen, s.WarehouseID = lines, step.Current, step.Warehouse, step.Warehouse
	if s.chosen.IsZero() {
		s.WarehouseID, err = w.mainWarehouse()
	}
	return err
}

// renameSheets gives the open sheets names of their own in a file that turned out
// to be a copy: the one that it was copied from has them too.
func (w *writer) renameSheets() error {
	for _, kind := range []shop.SheetKind{shop.Receipt, shop.Count} {
		id := shop.NewID()
		if err := w.exec(`UPDATE sheets SET id=? WHERE kind=?`, id[:], kind); err != nil {
			return fmt.Errorf("rename sheet: %w", err)
		}
	}
	return nil
}

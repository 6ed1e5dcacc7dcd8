package replica

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// noteBytes is how long a posted sheet's note may be: every move bears it, and
// the longest sheet still fits into one batch.
const noteBytes = 300

// PostSheet says which sheet to post.
type PostSheet struct {
	Kind    shop.SheetKind `json:"kind" jsonschema:"enum=receipt,enum=count"`
	SheetID shop.ID        `json:"sheet_id,omitzero"` // the sheet that the person sees: sent twice, it is posted once; empty = the one that is open
	Note    string         `json:"note,omitempty"`
}

// PostedSheet is a sheet that is in the books.
type PostedSheet struct {
	DocumentID shop.ID `json:"document_id"` // of its stock moves
	Lines      int64   `json:"lines"`
	Moves      int64   `json:"moves"` // lines of a count that the books agreed with move nothing
}

// PostSheet makes the stock moves of a sheet, all in one transaction and one
// batch, and begins the next sheet. The same sheet posted again gives what it
// came to.
func (r *Replica) PostSheet(ctx context.Context, actor Actor, p PostSheet) (done PostedSheet, err error) {
	p.Note = strings.TrimSpace(p.Note)
	if len(p.Note) > noteBytes {
		return done, shop.ErrTextLong.With("field", "note").On("note")
	}
	// The batch's intent and the moves' cause are the kind's own name.
	err = r.command(ctx, actor, string(p.Kind), func(w *writer) error {
		s, err := w.loadSheet(p.Kind)
		if err != nil {
			return err
		}
		if !p.SheetID.IsZero() && p.SheetID != s.ID {
			if p.SheetID != s.posted.DocumentID {
				return shop.ErrNotFound.With("what", "sheet")
			}
			done = s.posted
			return nil
		}
		if len(s.Lines) == 0 {
			return shop.ErrSheetEmpty
		}
		done, err = w.postSheet(s, p.Note)
		return err
	})
	return done, err
}

func (w *writer) postSheet(s keptSheet, note string) (done PostedSheet, err error) {
	done = PostedSheet{DocumentID: s.ID, Lines: int64(len(s.Lines))}
	for _, l := range s.Lines {
		q := s.Move(l)
		if q == 0 {
			continue
		}
		done.Moves++
		if err := w.move(l.OfferID, s.WarehouseID, "on_hand", q, string(s.Kind), s.ID, note); err != nil {
			return done, err
		}
	}
	if err := w.exec(`DELETE FROM sheet_lines WHERE kind=?`, s.Kind); err != nil {
		return done, fmt.Errorf("end sheet: %w", err)
	}
	// The next sheet is in the same place.
	return done, w.keepSheet(keptSheet{Sheet: shop.Sheet{ID: shop.NewID(), Kind: s.Kind}, chosen: s.chosen, posted: done})
}

func sortLines(lines []shop.SheetLine) {
	slices.SortFunc(lines, func(a, b shop.SheetLine) int { return cmp.Compare(a.N, b.N) })
}

package replica

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// ErrTemplateName refuses a second template of one name: nobody could tell them apart.
var ErrTemplateName = shop.NewProblem("template.name", "There is a template “{{name}}” already. Nothing was saved. Choose another name.")

// Template is a sticker that the owner has changed. What its body may say is
// known to app/label.
type Template struct {
	ID       shop.ID `json:"id"`
	Name     string  `json:"name"`
	Document string  `json:"document"`
	Shipped  string  `json:"shipped"` // the shipped template that it was copied from
	Body     string  `json:"body"`    // JSON
}

// The limits of a template's record.
const (
	templateName  = 100      // characters
	templateBytes = 64 << 10 // of the body
)

// TemplateKey names the setting that says which template a shop prints a
// document with: an id, "shipped:" and a name, or empty for the layout of the
// program, which follows its content.
func TemplateKey(document string) string { return "paper." + document + ".template" }

const templateColumns = `SELECT id, name, document, shipped, body FROM templates WHERE deleted=0 `

func scanTemplate(row scanner) (t Template, err error) {
	err = row.Scan(&t.ID, &t.Name, &t.Document, &t.Shipped, &t.Body)
	return t, err
}

// Templates lists the owner's templates by name.
func (r *Replica) Templates(ctx context.Context) ([]Template, error) {
	rows, err := r.read.QueryContext(ctx, templateColumns+`ORDER BY document, name, id`)
	if err != nil {
		return nil, r.explain(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	list := []Template{}
	for rows.Next() {
		t, err := scanTemplate(rows)
		if err != nil {
			return nil, r.explain(err)
		}
		list = append(list, t)
	}
	return list, r.explain(rows.Err())
}

// Template gives one of the owner's templates; shop.ErrNotFound if there is none.
func (r *Replica) Template(ctx context.Context, id shop.ID) (Template, error) {
	t, err := scanTemplate(r.read.QueryRowContext(ctx, templateColumns+`AND id=?`, id[:]))
	if errors.Is(err, sql.ErrNoRows) {
		return t, shop.ErrNotFound.With("what", "template")
	}
	return t, r.explain(err)
}

// SaveTemplate makes a template, or changes the name and the body of one; its
// document and its origin stay. The body is kept as it is given.
func (r *Replica) SaveTemplate(ctx context.Context, actor Actor, t Template) (shop.ID, error) {
	t.Name = strings.Join(strings.Fields(t.Name), " ")
	switch {
	case t.Name == "":
		return t.ID, shop.ErrRequired.With("field", "name").On("name")
	case utf8.RuneCountInString(t.Name) > templateName:
		return t.ID, shop.ErrTextLong.With("field", "name").On("name")
	case len(t.Body) > templateBytes:
		return t.ID, shop.ErrTextLong.With("field", "body").On("body")
	case shop.Document(t.Document).Of() == "":
		return t.ID, shop.ErrInput.With("field", "document").On("document")
	}
	err := r.command(ctx, actor, "template", func(w *writer) error {
		// SQLite folds no letters beyond ASCII, and there are few templates.
		rows, err := w.rows(`SELECT name FROM templates WHERE deleted=0 AND document=? AND id<>?`, t.Document, t.ID[:])
		if err != nil {
			return err
		}
		taken := false
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return errors.Join(err, rows.Close())
			}
			taken = taken || strings.EqualFold(name, t.Name)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		if taken {
			return ErrTemplateName.With("name", t.Name).On("name")
		}
		if t.ID.IsZero() {
			t.ID = shop.NewID()
			return w.create(change.Template, t.ID, Values{"name": t.Name, "document": t.Document, "shipped": t.Shipped, "body": t.Body})
		}
		if err := w.mustExist(change.Template, t.ID); err != nil {
			return err
		}
		_, err = w.patch(change.Template, t.ID, Values{"name": t.Name, "body": t.Body})
		return err
	})
	return t.ID, err
}

// DeleteTemplate takes a template away. Where it was printed with, the shop goes
// back to the layout of the program.
func (r *Replica) DeleteTemplate(ctx context.Context, actor Actor, id shop.ID) error {
	return r.command(ctx, actor, "template", func(w *writer) error {
		t, err := scanTemplate(w.row(templateColumns+`AND id=?`, id[:]))
		if errors.Is(err, sql.ErrNoRows) {
			return shop.ErrNotFound.With("what", "template")
		}
		if err != nil {
			return err
		}
		used, err := w.setting(TemplateKey(t.Document), "")
		if err != nil {
			return err
		}
		if used == id.String() {
			if err := w.set(TemplateKey(t.Document), ""); err != nil {
				return err
			}
		}
		return w.remove(change.Template, id)
	})
}

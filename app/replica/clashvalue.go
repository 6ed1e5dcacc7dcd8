package replica

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

// fieldTypes say how people read the fields that are not plain text or numbers.
var fieldTypes = map[string]string{
	"price": "money", "sale_price": "money", "purchase_price": "money", "regular_price": "money", "discount_sum": "money", "delivery_price": "money",
	"sum": "money", "amount": "money", "given": "money", "quantity": "quantity", "discount_bp": "percent", "active": "flag", "digital": "flag", "cod": "flag",
	"created_at": "time", "finished_at": "time", "at": "time", "done_at": "time", "decided_at": "time", "birthday": "date", "status": "status", "state": "status",
}

// valueType says how a screen formats a field's values.
func valueType(k *change.Kind, f change.Field) string {
	switch t, special := fieldTypes[f.Name]; {
	case f.Num == 0:
		return "record"
	case special:
		return t
	case k == change.User && f.Name == "role":
		return "status"
	case f.Type == change.Int:
		return "number"
	}
	return "text"
}

// readScalar reads a value as a conflict holds it: a JSON scalar, a reference
// as the text of its id. known is false when none was written down.
func readScalar(f change.Field, text string) (v any, known bool, err error) {
	if text == "" || f.Num == 0 {
		return nil, false, nil
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, false, fmt.Errorf("value of a conflict: %w", err)
	}
	switch x := v.(type) {
	case json.Number:
		if v, err = x.Int64(); err != nil {
			return nil, false, fmt.Errorf("value of a conflict: %w", err)
		}
	case string:
		if f.Type == change.Ref {
			id, ok := readRef(x)
			if !ok {
				return nil, false, nil
			}
			v = id
		}
	}
	if v, err = change.Normal(f.Type, v); err != nil {
		return nil, false, nil //nolint:nilerr // of a later release: shown as not known rather than wrongly
	}
	return v, true, nil
}

func readRef(text string) (any, bool) {
	if text == "" {
		return nil, true
	}
	if id, err := shop.ParseID(text); err == nil {
		return id[:], true
	}
	if b, err := hex.DecodeString(text); err == nil && len(b) == 16 {
		return b, true
	}
	b, err := base64.StdEncoding.DecodeString(text)
	return b, err == nil && len(b) == 16
}

// presentValue reads what a record's field holds now; there is false when the
// record is deleted or not here.
func presentValue(ctx context.Context, q asker, k *change.Kind, f change.Field, id shop.ID) (v any, there bool, err error) {
	if k.Table == "" {
		return nil, false, nil
	}
	column := "NULL"
	if f.Num != 0 {
		column = f.Name
	}
	var gone bool
	err = q.QueryRowContext(ctx, "SELECT "+column+", deleted FROM "+k.Table+" WHERE id=?", id[:]).Scan(&v, &gone)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", k.Name, err)
	}
	if b, isBytes := v.([]byte); isBytes && f.Type == change.Text {
		v = string(b)
	}
	return v, !gone, nil
}

// tell writes a value so that a screen can show it: what a field points to by
// its name.
func (r *Replica) tell(ctx context.Context, f change.Field, v any, known bool) (Told, error) {
	t := Told{Known: known}
	switch x := v.(type) {
	case int64:
		t.Number = x
	case string:
		t.Text = x
		if f.Name == "pin_hash" && x != "" {
			t.Text = "•"
		}
	case []byte:
		t.Text = shop.ID(x).String()
		query, named := refNames[f.Name]
		if !named {
			break
		}
		if err := r.read.QueryRowContext(ctx, query, x).Scan(&t.Text); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return t, fmt.Errorf("name %s: %w", f.Name, err)
		}
	}
	return t, nil
}

// numberIn writes the condition that a column holds one of some numbers.
func numberIn(column string, numbers ...uint8) string {
	list := make([]string, len(numbers))
	for i, n := range numbers {
		list[i] = fmt.Sprint(n)
	}
	return column + " IN (" + strings.Join(list, ",") + ")"
}

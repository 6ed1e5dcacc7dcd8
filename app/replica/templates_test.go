package replica_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
)

func saveTemplate(t *testing.T, r *replica.Replica, as replica.Template) shop.ID {
	t.Helper()
	id, err := r.SaveTemplate(ctx, owner(t, r), as)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

var mine = replica.Template{Name: "Їжа", Document: "label", Shipped: "parcel-100x100", Body: `{"version":1}`}

// A template is kept as it was given; its document and origin stay whatever is
// saved later, and two of one document have two names, whatever their case.
func TestTemplates(t *testing.T) {
	r := newShop(t)
	id := saveTemplate(t, r, mine)
	again := replica.Template{ID: id, Name: " Їжа  друга ", Document: "shelf", Shipped: "bin-58x40", Body: `{"version":2}`}
	saveTemplate(t, r, again)
	want := replica.Template{ID: id, Name: "Їжа друга", Document: "label", Shipped: "parcel-100x100", Body: `{"version":2}`}
	if got, err := r.Template(ctx, id); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if list, err := r.Templates(ctx); err != nil || len(list) != 1 || list[0] != want {
		t.Errorf("%+v, %v", list, err)
	}
	for says, c := range map[string]struct {
		template replica.Template
		want     error
	}{
		"a name that is taken": {replica.Template{Name: "їжа ДРУГА", Document: "label"}, replica.ErrTemplateName},
		"no name":              {replica.Template{Name: " ", Document: "label"}, shop.ErrRequired},
		"a name without end":   {replica.Template{Name: strings.Repeat("ї", 101), Document: "label"}, shop.ErrTextLong},
		"a body without end":   {replica.Template{Name: "x", Document: "label", Body: strings.Repeat("x", 65<<10)}, shop.ErrTextLong},
		"no document of ours":  {replica.Template{Name: "x", Document: "poster"}, shop.ErrInput},
		"one that is gone":     {replica.Template{ID: shop.NewID(), Name: "x", Document: "label"}, shop.ErrNotFound},
	} {
		if _, err := r.SaveTemplate(ctx, owner(t, r), c.template); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", says, err)
		}
	}
	saveTemplate(t, r, replica.Template{Name: "Їжа друга", Document: "shelf"})
	verify(t, r)
}

// A template that is deleted is not printed with any more; another that is
// printed stays the one.
func TestDeletedTemplates(t *testing.T) {
	r := newShop(t)
	a := owner(t, r)
	one, two := saveTemplate(t, r, mine), saveTemplate(t, r, replica.Template{Name: "Друга", Document: "label"})
	key := replica.TemplateKey("label")
	if err := r.SetSetting(ctx, a, key, one.String()); err != nil {
		t.Fatal(err)
	}
	used := func() string {
		t.Helper()
		all, err := r.Settings(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return all[key]
	}
	if err := r.DeleteTemplate(ctx, a, two); err != nil || used() != one.String() {
		t.Errorf("%v, %q is printed", err, used())
	}
	if err := r.DeleteTemplate(ctx, a, one); err != nil || used() != "" {
		t.Errorf("%v, %q is printed", err, used())
	}
	if err := r.DeleteTemplate(ctx, a, one); !errors.Is(err, shop.ErrNotFound) {
		t.Errorf("deleted twice: %v", err)
	}
	if list, err := r.Templates(ctx); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
	saveTemplate(t, r, mine)
}

// Templates reach the other tills of a shop, those that were made before it had
// a hub too, and a clerk's device, which prints with them and changes none.
func TestTemplatesTravel(t *testing.T) {
	h := newTestHub(t)
	r := newShop(t)
	before := saveTemplate(t, r, mine)
	first := h.join(t, r, change.ScopeOwner)
	h.sync(t, first)
	second, clerk := h.join(t, emptyTill(t), change.ScopeManager), h.join(t, emptyTill(t), change.ScopeClerk)
	for _, d := range []*till{second, clerk} {
		h.sync(t, d)
		if got, err := d.r.Template(ctx, before); err != nil || got.Body != mine.Body {
			t.Errorf("%+v, %v", got, err)
		}
	}
	changed := mine
	changed.ID, changed.Body = before, `{"version":1,"width":58}`
	saveTemplate(t, second.r, changed)
	for _, d := range []*till{second, first, clerk} {
		h.sync(t, d)
	}
	for _, d := range []*till{first, clerk} {
		if got, err := d.r.Template(ctx, before); err != nil || got.Body != changed.Body {
			t.Errorf("%+v, %v", got, err)
		}
	}
	h.agree(t, first, second, clerk)
}

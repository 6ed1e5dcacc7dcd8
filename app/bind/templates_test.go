package bind_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/shop"
)

// The owner opens a shipped template, saves it as an own one, has it printed and
// deletes it; what would not print well is refused at its element.
func TestTemplatesAreEdited(t *testing.T) {
	d := newDesk(t)
	boss := d.NewSession("boss")
	open(t, boss)
	list := func() (rows []bind.TemplateRow) {
		t.Helper()
		if code := call(t, boss, "templates.list", struct{}{}, &rows); code != "" {
			t.Fatal(code)
		}
		return rows
	}
	shipped := list()
	if len(shipped) != len(label.ShippedTemplates()) || slices.ContainsFunc(shipped, func(r bind.TemplateRow) bool { return r.Used || !r.ID.IsZero() || r.Width == 0 }) {
		t.Fatalf("%+v", shipped)
	}
	var card bind.TemplateCard
	if code := call(t, boss, "templates.get", map[string]any{"shipped": "parcel-100x100"}, &card); code != "" || len(card.Fields) == 0 {
		t.Fatal(code, card.Fields)
	}
	var saved struct {
		ID shop.ID `json:"id"`
	}
	save := map[string]any{"name": "Моя", "shipped": "parcel-100x100", "template": card.Template}
	if code := call(t, boss, "templates.save", save, &saved); code != "" {
		t.Fatal(code)
	}
	if code := call(t, boss, "templates.save", save, nil); code != "template.name" {
		t.Errorf("a second of that name: %q", code)
	}
	at := slices.IndexFunc(card.Template.Elements, func(e label.TemplateElement) bool { return e.Kind == label.ElementCode })
	card.Template.Elements[at].W = 20
	refused := refusal(t, boss, "templates.save", map[string]any{"id": saved.ID, "name": "Моя", "shipped": "", "template": card.Template})
	if refused.Code != "template.refused" || refused.Args["element"] != float64(at+1) || refused.Field == "" {
		t.Errorf("a code that nobody can read: %+v", refused)
	}
	var kept bind.TemplateCard
	if code := call(t, boss, "templates.get", map[string]any{"id": saved.ID}, &kept); code != "" || kept.Template.Elements[at].W == 20 || kept.Shipped != "parcel-100x100" {
		t.Errorf("%s %+v", code, kept)
	}
	if code := call(t, boss, "templates.use", map[string]any{"document": "pricetag", "id": saved.ID}, nil); code != "input" {
		t.Errorf("a parcel's label as a price tag: %q", code)
	}
	for _, use := range []map[string]any{{"document": "label", "id": saved.ID}, {"document": "label", "shipped": "parcel-85x85"}, {"document": "label"}, {"document": "label", "id": saved.ID}} {
		if code := call(t, boss, "templates.use", use, nil); code != "" {
			t.Fatal(code)
		}
		for _, row := range list() {
			if want := use["document"] == row.Document && ((use["id"] == row.ID && !row.ID.IsZero()) || (row.ID.IsZero() && use["shipped"] == row.Shipped)); row.Used != want {
				t.Errorf("after %v: %+v", use, row)
			}
		}
	}
	if code := call(t, boss, "templates.delete", map[string]any{"id": saved.ID}, nil); code != "" {
		t.Fatal(code)
	}
	if slices.ContainsFunc(list(), func(r bind.TemplateRow) bool { return r.Used }) {
		t.Error("a deleted template is printed")
	}
}

// refusal gives the error that a method answers.
func refusal(t *testing.T, s *bind.Session, method string, params any) bind.CallError {
	t.Helper()
	in, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Error *bind.CallError `json:"error"`
	}
	if err := json.Unmarshal(s.Call(ctx, method, in), &e); err != nil || e.Error == nil {
		t.Fatalf("%s is not refused: %v", method, err)
	}
	return *e.Error
}

// A preview is the print itself, in a shop without orders too; what is wrong
// with a template stands beside it, and nothing at all is drawn of one that has
// no shape.
func TestTemplatesArePreviewed(t *testing.T) {
	d := newDesk(t)
	boss := d.NewSession("boss")
	open(t, boss)
	for _, s := range label.ShippedTemplates() {
		for _, sample := range []string{"", "usual", "longest"} {
			var p bind.TemplatePreview
			if code := call(t, boss, "templates.preview", map[string]any{"template": s.Template, "sample": sample, "copy": true}, &p); code != "" || len(p.Faults) > 0 {
				t.Fatal(code, p.Faults)
			}
			file, err := base64.StdEncoding.DecodeString(p.PNG)
			if err != nil {
				t.Fatal(err)
			}
			m, err := png.Decode(bytes.NewReader(file))
			if want := image.Rect(0, 0, int(s.Template.Width*8), int(s.Template.Height*8)); err != nil || m.Bounds() != want {
				t.Errorf("%s: %v, %v", s.Name, m.Bounds(), err)
			}
		}
	}
	broken := label.ShippedTemplates()[0].Template
	broken.Elements[0].Size = 1
	var p bind.TemplatePreview
	if code := call(t, boss, "templates.preview", map[string]any{"template": broken}, &p); code != "" || p.PNG != "" || len(p.Faults) != 1 || p.Faults[0].Element != 1 || p.Faults[0].Field != "size" {
		t.Errorf("%s %q %+v", code, p.PNG, p.Faults)
	}
	broken.Document = "poster"
	if code := call(t, boss, "templates.preview", map[string]any{"template": broken}, &p); code != "" || p.PNG != "" || len(p.Faults) == 0 {
		t.Errorf("%s %+v", code, p.Faults)
	}
}

// A logo is kept if it can be printed, and never sent with the state.
func TestLogo(t *testing.T) {
	d := newDesk(t)
	boss := d.NewSession("boss")
	open(t, boss)
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 20, 10))); err != nil {
		t.Fatal(err)
	}
	logo := base64.StdEncoding.EncodeToString(file.Bytes())
	for _, bad := range []string{"!", "AAAA"} {
		if code := call(t, boss, "templates.set_logo", map[string]any{"png": bad}, nil); code != "template.logo" {
			t.Errorf("%s: %q", bad, code)
		}
	}
	if code := call(t, boss, "templates.set_logo", map[string]any{"png": logo}, nil); code != "" {
		t.Fatal(code)
	}
	var got struct {
		PNG string `json:"png"`
	}
	var st bind.State
	if call(t, boss, "templates.logo", struct{}{}, &got); got.PNG != logo {
		t.Errorf("%q", got.PNG)
	}
	if call(t, boss, "desk.state", struct{}{}, &st); st.Settings["shop.logo"] != "" {
		t.Error("the logo is sent with the state")
	}
}

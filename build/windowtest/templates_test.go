//go:build windowtest

package windowtest_test

import (
	"encoding/json"
	"image/color"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/label"
)

// Where the settings have the way to the stickers, and the button that copies the
// first of them; shares of the whole screen.
var (
	toStickers = part{0.175, 0.37, 0.24, 0.39}
	copyFirst  = part{0.9, 0.4, 0.97, 0.43}
)

// Hardware keys of the letters that save, add a text and redo.
const keyS, keyT, keyY = "39", "28", "29"

// On a Ukrainian keyboard the owner copies the label that comes with the program
// and redraws it with mouse and keys. It is stored as it was drawn; as long as a
// code in it could not be read, that is said and nothing is stored.
func TestALabelIsRedrawnByMouseAndKeys(t *testing.T) {
	w := newTill(t)
	w.layout("ua")
	e := w.copyLabel()
	want := e.stored().Template
	e.redraw(elementOf(t, want, label.ElementText, "{customer.phone}"))
	e.addText(&want)
	e.saves(want)

	code := elementOf(t, want, label.ElementCode, "{order.number}")
	narrow := e.refuses(roomOf(code))
	code.W = narrow.w
	said := e.refusal(e.replica, "templates.save", e.params(want))
	if why := "to be readable this Code 128 needs"; !strings.Contains(said, why) {
		t.Errorf("the refusal says %q, want %q in it", said, why)
	}
	code.W = 60
	e.drag(narrow.at(1, 0.5), roomOf(code).at(1, 0.5))
	e.stands("the code, mended", roomOf(code), sound)
	e.saves(want)
}

// editor is a till whose window shows the editor of a template.
type editor struct {
	*till
	id    string
	saved label.Template // as it was last seen in the shop's file
}

// templateCard is a template as the shop has it, with the fields that it may name.
type templateCard struct {
	Template label.Template
	Fields   []string
}

// copyLabel has the first of the labels copied in the settings, which opens the copy.
func (w *till) copyLabel() *editor {
	w.t.Helper()
	w.press("alt+18") // 9: the settings
	w.clickOn("the way to the stickers", toStickers)
	w.clickOn("the button that copies the first", copyFirst)
	e := &editor{till: w}
	w.until("a copy of the label", func() bool {
		e.id = w.copied()
		return e.id != ""
	})
	e.saved = e.stored().Template
	return e
}

// clickOn waits until there is something in a part of the screen that is empty
// before, and clicks on it.
func (w *till) clickOn(what string, where part) {
	w.t.Helper()
	w.shows("root", what, where)
	area := where.of(w.still("root"))
	w.must(w.Click((area.Min.X+area.Max.X)/2, (area.Min.Y+area.Max.Y)/2))
}

// copied answers the id of the template that is the owner's, "" while there is none.
func (w *till) copied() string {
	w.t.Helper()
	var rows []struct{ ID, Shipped string }
	w.call(w.replica, "templates.list", `{}`, &rows)
	for _, row := range rows {
		if row.ID != "" && row.Shipped == "parcel-100x100" {
			return row.ID
		}
	}
	return ""
}

func (e *editor) stored() (card templateCard) {
	e.t.Helper()
	e.call(e.replica, "templates.get", `{"id":"`+e.id+`"}`, &card)
	return card
}

// params are what saves the template.
func (e *editor) params(template label.Template) string {
	e.t.Helper()
	text, err := json.Marshal(map[string]any{"id": e.id, "name": "Мій", "shipped": "", "template": template})
	e.must(err)
	return string(text)
}

func elementOf(t *testing.T, template label.Template, kind, value string) *label.TemplateElement {
	t.Helper()
	for at := range template.Elements {
		if e := &template.Elements[at]; e.Kind == kind && e.Value == value {
			return e
		}
	}
	t.Fatalf("the label has no %s %s", kind, value)
	return nil
}

// redraw moves and resizes an element in every way there is, takes that back and
// does it again.
func (e *editor) redraw(element *label.TemplateElement) {
	e.t.Helper()
	shipped := roomOf(element)
	moved := room{7, 34, shipped.w, shipped.h}
	narrow := room{7, 34, 53, shipped.h}
	nudged := room{7.5, 38.5, 52.5, shipped.h}
	e.click(shipped.at(0.25, 0.5))
	e.stands("chosen", shipped, sound)
	e.drag(shipped.at(0.25, 0.5), moved.at(0.25, 0.5))
	e.stands("dragged", moved, sound)
	e.drag(moved.at(1, 0.5), narrow.at(1, 0.5))
	e.stands("pulled at a handle", narrow, sound)
	e.press("Right", "shift+Down", "Up", "ctrl+Left")
	e.stands("moved by arrows", nudged, sound)
	// The arrows are one step, however many they were.
	for _, step := range []struct {
		key  string
		room room
	}{{keyZ, narrow}, {keyZ, moved}, {keyZ, shipped}, {keyY, moved}, {keyY, narrow}, {keyY, nudged}} {
		e.press("ctrl+" + step.key)
		e.stands("undone or redone", step.room, sound)
	}
	element.X, element.Y, element.W = nudged.x, nudged.y, nudged.w
}

// addText puts a new text on the sheet and writes a word into it, a field from the
// list, and a letter behind that.
func (e *editor) addText(template *label.Template) {
	e.t.Helper()
	text := label.TemplateElement{Kind: label.ElementText, X: 30, Y: 47.5, W: 40, H: 5, Size: 4, Lines: 1, Value: "лавка{order.weight}л"}
	e.press("alt+" + keyT)
	e.stands("a new text", roomOf(&text), sound)
	e.press("F6", "ctrl+"+keyA)
	e.press(append(slices.Clone(lavka), "Tab")...)
	e.opens("d") // вага in the list of fields, which sees through layouts
	e.press("f", "u", "f")
	list := e.still("root")
	e.press("Return")
	e.until("the list to close", func() bool { return differing(list, e.picture("root")) > 20*caret })
	e.still("root")
	e.press(lavka[0])
	template.Elements = append(template.Elements, text)
}

// saves saves the template, and demands that it is what is stored then.
func (e *editor) saves(want label.Template) {
	e.t.Helper()
	e.press("ctrl+" + keyS)
	before := e.saved
	e.until("the template to be stored", func() bool {
		e.saved = e.stored().Template
		return !reflect.DeepEqual(e.saved, before)
	})
	if !reflect.DeepEqual(e.saved, want) {
		e.t.Fatalf("stored is\n%+v, want\n%+v", e.saved, want)
	}
}

// refuses makes a code too narrow to be read, and demands that this is told before
// and after somebody wants to save it, and that nothing is stored.
func (e *editor) refuses(code room) (narrow room) {
	e.t.Helper()
	narrow = room{code.x, code.y, 25, code.h}
	e.click(place{83.5, code.at(0, 0.6).y}) // between two others that lie over it
	e.stands("the code, chosen", code, sound)
	e.drag(code.at(1, 0.5), narrow.at(1, 0.5))
	e.stands("the code, too narrow", narrow, faulty)
	e.reddens("what is wrong", faults)
	e.press("ctrl+" + keyS)
	e.reddens("that it was not saved", notSaved)
	e.stands("the code, refused", narrow, faulty)
	if got := e.stored().Template; !reflect.DeepEqual(got, e.saved) {
		e.t.Errorf("stored is\n%+v, although its code cannot be read", got)
	}
	return narrow
}

// sheet waits for the sheet and answers it as it is shown.
func (e *editor) sheet() (s sheet) {
	e.t.Helper()
	e.until("the sheet", func() (ok bool) {
		s, ok = sheetIn(e.still("root"), e.saved.Width, e.saved.Height)
		return ok
	})
	return s
}

// stands waits until the chosen element fills a room, in a line of a colour.
func (e *editor) stands(what string, r room, line color.RGBA) {
	e.t.Helper()
	e.until(what, func() bool {
		s, ok := sheetIn(e.picture("root"), e.saved.Width, e.saved.Height)
		return ok && s.outlines(r, line)
	})
}

// reddens waits until something is said in red.
func (e *editor) reddens(what string, where part) {
	e.t.Helper()
	e.until(what, func() bool {
		picture := e.picture("root")
		return reddened(picture, where.of(picture)) >= 0.5
	})
}

// click clicks at a place of the sheet.
func (e *editor) click(p place) {
	e.t.Helper()
	at := e.sheet().onScreen(p)
	e.must(e.Click(at.X, at.Y))
}

// drag pulls from one place of the sheet to another.
func (e *editor) drag(from, to place) {
	e.t.Helper()
	s := e.sheet()
	e.must(e.Drag(s.onScreen(from), s.onScreen(to)))
}

//go:build windowtest

package windowtest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// chooser is where the settings of data have the button that chooses files.
var chooser = part{0.32, 0.32, 0.46, 0.4}

// The window asks with the system's own dialogs which file to import and where
// to save an export: a web view has no downloads.
func TestFilesComeInAndGoOutThroughDialogs(t *testing.T) {
	d := newDesktop(t)
	d.layout("us") // for the names of the files
	replica, shop, window := d.firstStart()
	d.press(lavka...)
	d.press("Tab", "1", "2", "3", "4", "Return") // the first offer is to import goods
	d.untilShop(replica)

	d.shows(window, "the rail of screens", part{0, 0, 0.15, 0.25})
	d.shows(window, "the settings", part{0.3, 0.1, 0.6, 0.4})
	d.tabTo(window, chooser)
	d.press("space")
	d.waitDialog(shop)
	d.press("ctrl+l")
	d.write(goodsFile(t))
	d.pressUntil("the dialog to go", func() bool { return !d.dialog() }, "Return")
	d.until("the button that imports to be ready", func() bool {
		picture := d.picture(window)
		return accented(picture, part{0.25, 0.05, 0.8, 0.6}.of(picture)) >= 0.006
	})
	var found struct{ Total int }
	d.press("Tab", "Tab", "Tab", "space")
	d.until("the imported cup", func() bool {
		d.call(replica, "goods.list", `{}`, &found)
		return found.Total == 1
	})

	out := filepath.Join(t.TempDir(), "out.csv")
	d.press("Tab", "Tab", "space")
	d.waitDialog(shop)
	d.press("ctrl+a")
	d.write(out)
	d.pressUntil("the dialog to go", func() bool { return !d.dialog() }, "Return")
	d.until("the exported file", func() bool {
		text, err := os.ReadFile(out)
		return err == nil && strings.Contains(string(text), "4820000000017")
	})
}

// tabTo presses Tab until what lies in a part of the window has the focus and
// shows it: past the rail, the bar above and whatever else comes before.
func (d *screen) tabTo(window string, what part) {
	d.t.Helper()
	before := d.still(window)
	for range 60 {
		d.press("Tab")
		if differingIn(before, d.still(window), what) >= 2*caret {
			return
		}
	}
	d.t.Fatal("Tab does not come there")
}

//go:build windowtest

package windowtest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// toChooser is how often Tab goes from the start of the settings of data to the
// button that chooses files: past the rail, the bar above and the parts.
const toChooser = 18

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
	d.still(window)
	d.press(slices.Repeat([]string{"Tab"}, toChooser)...)
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

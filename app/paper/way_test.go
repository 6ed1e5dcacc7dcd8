package paper_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// A printer that was set as an address alone is still read; what nothing could be
// printed with is refused before it is kept, with its reason.
func TestTheSettingOfAPrinter(t *testing.T) {
	r, _, _ := aShop(t, "uk")
	key := paper.SettingKey(r.Desk(), "label")
	for _, c := range []struct{ value, why string }{
		{"", ""},
		{"system:Zebra", ""},
		{"folder:/tmp/labels", ""},
		{`{"address":"tcp:10.0.0.7","language":"zpl","dpi":300,"gap_um":3000,"second":{"address":"system:Office"}}`, ""},
		{"Zebra", "way.form"},
		{"system:", "way.name"},
		{"ipp:", "way.ipp"},
		{"device:lp0", "way.path"},
		{"serial:COM3?baud=1", "way.serial"},
		{`{"address":"tcp:"}`, "way.host"},
		{`{"address":"tcp:10.0.0.7","language":"pcl"}`, "way.language"},
		{`{"address":"tcp:10.0.0.7","dpi":150}`, "way.dpi"},
		{`{"address":"tcp:10.0.0.7","dots":-1}`, "way.dots"},
		{`{"address":"tcp:10.0.0.7","gap_um":1000000}`, "way.gap"},
		{`{"address":"tcp:10.0.0.7","colour":"red"}`, "way.unreadable"},
		{`{"address":"tcp:10.0.0.7","second":{"address":"nowhere"}}`, "way.form"},
		{`{"address":"tcp:1.1.1.1","second":{"address":"tcp:2.2.2.2","second":{"address":"tcp:3.3.3.3"}}}`, "way.second"},
		{`{`, "way.unreadable"},
	} {
		err := paper.CheckSetting(r.Desk(), key, c.value)
		if c.why == "" {
			if err != nil {
				t.Errorf("%q: %v", c.value, err)
			}
			continue
		}
		var refused *shop.Problem
		if !errors.As(err, &refused) || refused.Code != paper.ErrWay.Code {
			t.Errorf("%q: %v", c.value, err)
			continue
		}
		why, err := json.Marshal(refused.Args["why"])
		if err != nil || string(why) != `"`+c.why+`"` || strings.Contains(refused.Message, c.why) || strings.Contains(refused.Message, "{{") || strings.Contains(refused.Message, ": . ") {
			t.Errorf("%q: %s in %q, %v", c.value, why, refused.Message, err)
		}
		for _, language := range []string{"uk", "en", "ru"} {
			if words := texts(t, language, "errors")["arg.why."+c.why]; words == "" {
				t.Errorf("%s has no words in %s", c.why, language)
			}
		}
	}
	if err := paper.CheckSetting(r.Desk(), "shop.name", "Zebra"); err != nil {
		t.Errorf("another setting: %v", err)
	}
}

// texts are the words of a catalogue of the screens.
func texts(t *testing.T, language, catalogue string) (texts map[string]string) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "..", "frontend", "src", "i18n", language, catalogue+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

// The printers that a job may be sent to are those that are set, each once, the
// second ones too.
func TestThePrintersOfADesk(t *testing.T) {
	ctx := context.Background()
	r, _, _ := aShop(t, "uk")
	for document, way := range map[string]paper.Way{
		"label":   {Address: "tcp:10.0.0.7:9100", Language: paper.ZPL, Second: &paper.Way{Address: "system:Office"}},
		"receipt": {Address: "device:/dev/usb/lp0", Language: paper.ESCPOS},
		"packing": {Address: "system:Office"},
	} {
		if err := r.SetSetting(ctx, replica.System, paper.SettingKey(r.Desk(), document), way.Setting()); err != nil {
			t.Fatal(err)
		}
	}
	ways, err := paper.Ways(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, w := range ways {
		if titles = append(titles, w.Title()); w.Second != nil {
			t.Errorf("%+v has a second one", w)
		}
	}
	if got := strings.Join(titles[:3], " "); got != "10.0.0.7:9100 Office /dev/usb/lp0" || len(titles) != 4 || !strings.HasPrefix(titles[3], "folder:") {
		t.Errorf("%q", titles)
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	if ways, err := paper.Ways(over, r); err == nil {
		t.Errorf("%d printers of settings that were not read", len(ways))
	}
}

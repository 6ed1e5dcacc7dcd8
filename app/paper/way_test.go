package paper_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/paper"
	"github.com/prylavok/prylavok/app/replica"
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
		{"Zebra", "address"},
		{`{"address":"tcp:"}`, "host"},
		{`{"address":"tcp:10.0.0.7","language":"pcl"}`, `"pcl"`},
		{`{"address":"tcp:10.0.0.7","dpi":150}`, "203, 300 or 600"},
		{`{"address":"tcp:10.0.0.7","dots":-1}`, "dots"},
		{`{"address":"tcp:10.0.0.7","gap_um":1000000}`, "100 mm"},
		{`{"address":"tcp:10.0.0.7","colour":"red"}`, "colour"},
		{`{"address":"tcp:10.0.0.7","second":{"address":"nowhere"}}`, "address"},
		{`{"address":"tcp:1.1.1.1","second":{"address":"tcp:2.2.2.2","second":{"address":"tcp:3.3.3.3"}}}`, "no second one"},
		{`{`, "EOF"},
	} {
		err := paper.CheckSetting(r.Desk(), key, c.value)
		if c.why == "" && err != nil || c.why != "" && (!errors.Is(err, paper.ErrWay) || !strings.Contains(err.Error(), c.why)) {
			t.Errorf("%q: %v", c.value, err)
		}
	}
	if err := paper.CheckSetting(r.Desk(), "shop.name", "Zebra"); err != nil {
		t.Errorf("another setting: %v", err)
	}
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
}

package paper

import (
	"encoding/base64"
	"sync"

	"github.com/prylavok/prylavok/app/label"
)

// LogoKey names the setting that holds the shop's logo, a PNG in base64.
const LogoKey = "shop.logo"

// lastLogo is the logo that was read last: a run of a hundred papers has one, and
// its picture is in their file once.
var lastLogo struct {
	sync.Mutex
	setting string
	picture *label.Picture
}

// logo reads the shop's logo; one that cannot be read is none, for what is
// printed matters more.
func (d *desk) logo() *label.Picture {
	setting := d.settings[LogoKey]
	lastLogo.Lock()
	defer lastLogo.Unlock()
	if setting != lastLogo.setting {
		lastLogo.setting, lastLogo.picture = setting, readLogo(setting)
	}
	return lastLogo.picture
}

func readLogo(setting string) *label.Picture {
	file, err := base64.StdEncoding.DecodeString(setting)
	if err != nil || len(file) == 0 {
		return nil
	}
	picture, err := label.NewPicture(file)
	if err != nil {
		return nil
	}
	return picture
}

// headed is the shop at the head of papers that go to customers: with its logo.
func (d *desk) headed() label.Shop {
	s := d.shop()
	s.Logo = d.logo()
	return s
}

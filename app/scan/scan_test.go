package scan_test

import (
	"strings"

	"github.com/prylavok/prylavok/app/scan"
	"github.com/prylavok/prylavok/app/shop"
)

var uah = shop.Currencies[0]

// said writes the meanings of a code for comparing: kind:code, with what it
// says of quantity, price, lot, serial and expiry.
func said(c scan.Code) string {
	var list []string
	for _, m := range c.Meanings {
		s := string(m.Kind) + ":" + m.Code
		if m.Quantity != 0 {
			s += " ×" + m.Quantity.Plain()
		}
		if m.Total != 0 {
			s += " =" + uah.Plain(m.Total)
		}
		for _, p := range []string{m.Lot, m.Serial, m.Expiry} {
			if p != "" {
				s += " " + p
			}
		}
		list = append(list, s)
	}
	return strings.Join(list, " | ")
}

func doubt(c scan.Code) string {
	if c.Doubt == nil {
		return ""
	}
	return c.Doubt.Code
}

package scan

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/prylavok/prylavok/app/shop"
)

// checks holds what is asked of a part of an element beyond its signs, by the
// names of the GS1 syntax tests. Lists that change (countries, currencies,
// packages, company prefixes) are not asked.
var checks = map[string]struct {
	fault fault
	holds func(piece string) bool
}{
	"csum":          {wrongDigit, func(s string) bool { return shop.CheckDigit(s[:len(s)-1]) == s[len(s)-1] }},
	"yymmd0":        {wrongDate, func(s string) bool { return day("20"+s, true) }},
	"yymmdd":        {wrongDate, func(s string) bool { return day("20"+s, false) }},
	"yyyymmdd":      {wrongDate, func(s string) bool { return day(s, false) }},
	"hhmi":          {wrongDate, func(s string) bool { return s[:2] < "24" && s[2:] < "60" }},
	"hh":            {wrongDate, func(s string) bool { return s < "24" }},
	"mi":            {wrongDate, func(s string) bool { return s < "60" }},
	"ss":            {wrongDate, func(s string) bool { return s < "60" }},
	"zero":          {wrongValue, func(s string) bool { return strings.Trim(s, "0") == "" }},
	"nonzero":       {wrongValue, func(s string) bool { return strings.Trim(s, "0") != "" }},
	"nozeroprefix":  {wrongValue, func(s string) bool { return s == "0" || s[0] != '0' }},
	"yesno":         {wrongValue, func(s string) bool { return s <= "1" }},
	"winding":       {wrongValue, func(s string) bool { return s <= "1" || s == "9" }},
	"iso5218":       {wrongValue, func(s string) bool { return s <= "2" || s == "9" }},
	"hyphen":        {wrongValue, func(s string) bool { return strings.Trim(s, "-") == "" }},
	"hasnondigit":   {wrongValue, func(s string) bool { return !digits(s) }},
	"pieceoftotal":  {wrongValue, func(s string) bool { return s[:2] > "00" && s[:2] <= s[2:] }},
	"latitude":      {wrongValue, func(s string) bool { return s <= "1800000000" }},
	"longitude":     {wrongValue, func(s string) bool { return s <= "3600000000" }},
	"pcenc":         {wrongValue, percentEncoded},
	"posinseqslash": {wrongValue, func(s string) bool { return s[1] == '/' && digits(s[:1]+s[2:]) && s[0] > '0' && s[0] <= s[2] }},
}

// day reports whether YYYYMMDD is a day; in a century of 100 years a leap day
// of a two-digit year exists if it does in 2000–2099. monthEnd lets DD be 00.
func day(text string, monthEnd bool) bool {
	if monthEnd && text[6:] == "00" {
		text = text[:6] + "01"
	}
	_, err := time.Parse("20060102", text)
	return err == nil
}

// date writes the day that YYMMDD names as YYYY-MM-DD. The century is the one
// that brings the year between 49 before and 50 after the given one; DD = 00 is
// the last day of the month (GS1 General Specifications, 7.12 and 3.4).
func date(yymmdd string, year int) string {
	yy, _ := strconv.Atoi(yymmdd[:2])
	full := year - year%100 + yy
	switch {
	case full > year+50:
		full -= 100
	case full < year-49:
		full += 100
	}
	month, _ := strconv.Atoi(yymmdd[2:4])
	dd, _ := strconv.Atoi(yymmdd[4:6])
	if dd == 0 {
		dd = time.Date(full, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	}
	return fmt.Sprintf("%04d-%02d-%02d", full, month, dd)
}

func percentEncoded(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if i+2 >= len(s) {
			return false
		}
		if _, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err != nil {
			return false
		}
		i += 2
	}
	return true
}

// digits reports whether a text is of digits only, and has one.
func digits(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

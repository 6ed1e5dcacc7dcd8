package scan

import (
	"strconv"
	"strings"

	"github.com/prylavok/prylavok/app/shop"
)

// meanings says what the elements of one code stand for: goods before the
// parcel they are in, that before papers about it.
func (es *elements) meanings() []Meaning {
	var list []Meaning
	if m, ok := es.goods(); ok {
		list = append(list, m)
	}
	if sscc := es.certain("00"); sscc != "" {
		list = append(list, Meaning{Kind: KindSSCC, Code: sscc, Alike: []string{"00" + sscc}})
	}
	for _, ai := range []string{"401", "402"} {
		if number := es.certain(ai); number != "" {
			list = append(list, Meaning{Kind: KindWaybill, Code: number, Alike: cases(number)})
		}
	}
	if number := es.certain("400"); number != "" {
		list = append(list, Meaning{Kind: KindOrder, Code: number, Alike: cases(number)})
	}
	return list
}

func (es *elements) goods() (Meaning, bool) {
	count := "30"
	gtin := es.certain("01")
	if gtin == "" {
		gtin = es.certain("03")
	}
	if gtin == "" {
		gtin, count = es.certain("02"), "37"
		if gtin != "" && !es.has(count) {
			es.doubtful(ErrNoCount)
		}
	}
	if strings.Trim(gtin, "0") == "" {
		return Meaning{}, false // none, or the zeros of a code that names no article
	}
	m := article(gtin)
	m.Lot, m.Serial = es.certain("10"), es.certain("21")
	m.Expiry = es.expiry()
	weight, weighed := es.with("310")
	if weighed {
		m.Quantity = shop.Quantity(es.amount(weight, 3, int64(shop.MaxQuantity)))
	}
	pieces := es.certain(count)
	if pieces != "" && !weighed {
		// Pieces are written like a measure without decimals.
		m.Quantity = shop.Quantity(es.amount(Element{AI: count + "0", Value: pieces}, 3, int64(shop.MaxQuantity)))
	}
	price, priced := es.with("392")
	if priced {
		m.Total = shop.Money(es.amount(price, 2, int64(shop.MaxPrice)))
	}
	if measured := weighed || pieces != "" || priced; measured && m.Quantity == 0 && m.Total == 0 {
		es.doubtful(ErrNoAmount)
	}
	return m, true
}

// expiry gives the last good day: "use by", or else "best before".
func (es *elements) expiry() string {
	for _, ai := range []string{"17", "7003", "15"} {
		for _, e := range es.list {
			if e.AI == ai && es.certain(ai) != "" {
				return e.Date
			}
		}
	}
	return ""
}

// amount reads a number whose decimals the last digit of its identifier counts,
// with the decimals that we keep, rounded half up; 0 and a doubt if it is above
// the most.
func (es *elements) amount(e Element, kept int, most int64) int64 {
	value, err := strconv.ParseInt(e.Value, 10, 64) // at most fifteen digits
	decimals := int(e.AI[len(e.AI)-1] - '0')
	for ; decimals < kept && value <= most; decimals++ {
		value *= 10
	}
	divisor := int64(1)
	for ; decimals > kept; decimals-- {
		divisor *= 10
	}
	value = (value + divisor/2) / divisor
	if err != nil || value > most {
		es.doubtful(ErrAmount.With("ai", e.AI).With("value", e.Value))
		return 0
	}
	return value
}

// article is the meaning of a GTIN of 8, 12, 13 or 14 digits. They are all
// numbers of 14 with zeros before them; a first digit above zero is another
// package (a box) with a number of its own.
func article(gtin string) Meaning {
	full := strings.Repeat("0", 14-len(gtin)) + gtin
	spellings := []string{full}
	for _, zeros := range []int{1, 2, 6} {
		if strings.Trim(full[:zeros], "0") == "" {
			spellings = append(spellings, full[zeros:])
		}
	}
	// GTIN-8 if it is one, else GTIN-13, else the full one.
	at := min(len(spellings)-1, 1)
	if len(spellings) == 4 {
		at = 3
	}
	m := Meaning{Kind: KindGoods, Code: spellings[at]}
	for i, s := range spellings {
		if i != at {
			m.Alike = append(m.Alike, s)
		}
	}
	if len(spellings) == 3 {
		if short, ok := shrink(full[2:]); ok && !shop.GTIN(short) {
			m.Alike = append(m.Alike, short)
		}
	}
	return m
}

package paper

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/prylavok/prylavok/app/label"
	"github.com/prylavok/prylavok/app/shop"
)

var units = map[label.Language]map[string]string{
	"uk": {"pcs": "шт", "kg": "кг", "g": "г", "l": "л", "ml": "мл", "m": "м", "cm": "см", "m2": "м²", "set": "наб.", "pack": "уп.", "h": "год"},
	"ru": {"pcs": "шт", "kg": "кг", "g": "г", "l": "л", "ml": "мл", "m": "м", "cm": "см", "m2": "м²", "set": "наб.", "pack": "уп.", "h": "ч"},
	"en": {"pcs": "pcs", "kg": "kg", "g": "g", "l": "l", "ml": "ml", "m": "m", "cm": "cm", "m2": "m²", "set": "set", "pack": "pack", "h": "h"},
}

var payments = map[label.Language]map[shop.PaymentKind]string{
	"uk": {shop.Cash: "Готівка", shop.Card: "Картка", shop.Transfer: "Переказ", shop.COD: "Накладений платіж"},
	"ru": {shop.Cash: "Наличные", shop.Card: "Карта", shop.Transfer: "Перевод", shop.COD: "Наложенный платёж"},
	"en": {shop.Cash: "Cash", shop.Card: "Card", shop.Transfer: "Transfer", shop.COD: "Cash on delivery"},
}

var deliveries = map[label.Language]map[string]string{
	"uk": {"pickup": "Самовивіз", "courier": "Кур’єр", "branch": "До відділення", "post": "Пошта", "nova_poshta": "Нова пошта", "ukrposhta": "Укрпошта", "meest": "Meest", "cdek": "СДЕК"},
	"ru": {"pickup": "Самовывоз", "courier": "Курьер", "branch": "В отделение", "post": "Почта", "nova_poshta": "Новая почта", "ukrposhta": "Укрпочта", "meest": "Meest", "cdek": "СДЭК"},
	"en": {"pickup": "Pick-up", "courier": "Courier", "branch": "To a branch", "post": "Post", "nova_poshta": "Nova Poshta", "ukrposhta": "Ukrposhta", "meest": "Meest", "cdek": "CDEK"},
}

// pers leads the unit that a price is for.
var pers = map[label.Language]string{"uk": "за ", "ru": "за ", "en": "per "}

// words gives a catalogue's part for a language, Ukrainian where it has none.
func words[T any](catalogue map[label.Language]T, l label.Language) T {
	if w, ok := catalogue[l]; ok {
		return w
	}
	return catalogue[label.Ukrainian]
}

func (d *desk) unit(u string) string { return words(units, d.language())[u] }

func (d *desk) deliveryName(method string) string {
	if name, ok := words(deliveries, d.language())[method]; ok {
		return name
	}
	return method
}

// kilograms writes a weight in grams; nothing known is empty.
func (d *desk) kilograms(grams int64) string {
	if grams <= 0 {
		return ""
	}
	return shop.Quantity(grams).String() + " " + d.unit("kg")
}

// inWords writes a sum as a sentence begins.
func (d *desk) inWords(m shop.Money) string {
	said := d.currency.InWords(m, string(d.language()))
	first, size := utf8.DecodeRuneInString(said)
	return string(unicode.ToUpper(first)) + said[size:]
}

// lines joins what is there of parts, one under another.
func lines(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}

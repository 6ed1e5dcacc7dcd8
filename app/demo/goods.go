package demo

import (
	"fmt"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// family is a sort of goods. Names are whole phrases, so that adjectives agree.
type family struct {
	code      string // leads its SKUs
	category  string
	nouns     []string
	series    bool // names end in a series: «Карпати»
	unit      string
	low, high int // hryvnias
	axis      string
	variants  []variant
	about     string
	digital   bool
	grams     int64
}

// variant is one choice; its price is the product's times percent.
type variant struct {
	value   string
	percent int
}

func same(values ...string) []variant {
	list := make([]variant, len(values))
	for i, v := range values {
		list[i] = variant{v, 100}
	}
	return list
}

var sizes = []variant{{"S", 100}, {"M", 100}, {"L", 100}, {"XL", 105}, {"XXL", 110}}

var families = []family{
	{code: "KZ", category: "Кава й чай > Кава в зернах", nouns: []string{"Кава в зернах арабіка", "Кава в зернах купаж", "Кава в зернах темного обсмаження", "Кава в зернах світлого обсмаження"}, series: true, unit: "pcs", low: 189, high: 420,
		axis: "Вага", variants: []variant{{"250 г", 100}, {"500 г", 190}, {"1 кг", 360}}, about: "Свіже обсмаження щотижня. Зберігати в сухому місці.", grams: 260},
	{code: "KM", category: "Кава й чай > Кава мелена", nouns: []string{"Кава мелена для турки", "Кава мелена для фільтра", "Кава мелена без кофеїну"}, series: true, unit: "pcs", low: 145, high: 290, about: "Помел одразу після обсмаження.", grams: 260},
	{code: "CH", category: "Кава й чай > Чай листовий", nouns: []string{"Чай чорний листовий", "Чай зелений листовий", "Чай трав’яний карпатський", "Іван-чай ферментований", "Чай улун"}, series: true, unit: "pcs", low: 75, high: 260,
		axis: "Вага", variants: []variant{{"50 г", 100}, {"100 г", 185}}, about: "Цілий лист, без ароматизаторів.", grams: 60},
	{code: "CP", category: "Кава й чай > Чай у пакетиках", nouns: []string{"Чай чорний, 25 пакетиків", "Чай із чебрецем, 20 пакетиків", "Чай «Лісова ягода», 20 пакетиків", "Чай каркаде, 25 пакетиків"}, unit: "pack", low: 48, high: 120, grams: 50},
	{code: "CU", category: "Солодощі > Цукерки вагові", nouns: []string{"Цукерки шоколадні", "Цукерки желейні", "Ірис вершковий", "Драже горіхове", "Грильяж у шоколаді", "Нуга з мигдалем"}, series: true, unit: "kg", low: 240, high: 620, about: "Продаються на вагу."},
	{code: "PE", category: "Солодощі > Печиво вагове", nouns: []string{"Печиво вівсяне", "Печиво пісочне", "Пряники медові", "Крекер солоний", "Сухарики ванільні"}, series: true, unit: "kg", low: 95, high: 240, about: "Продається на вагу."},
	{code: "SH", category: "Солодощі > Шоколад", nouns: []string{"Шоколад чорний 70 %", "Шоколад молочний", "Шоколад із фундуком", "Dark chocolate with sea salt", "Шоколад білий із малиною"}, series: true, unit: "pcs", low: 62, high: 165, grams: 90},
	{code: "ME", category: "Солодощі > Мед і варення", nouns: []string{"Мед акацієвий", "Мед із різнотрав’я", "Варення з ожини", "Джем абрикосовий", "Варення из грецких орехов"}, unit: "pcs", low: 95, high: 310,
		axis: "Об’єм", variants: []variant{{"200 мл", 100}, {"400 мл", 180}}, grams: 350},
	{code: "HO", category: "Посуд > Чашки", nouns: []string{"Горнятко порцелянове", "Чашка з блюдцем", "Кухоль емальований", "Піала керамічна", "Кружка дорожная"}, series: true, unit: "pcs", low: 120, high: 480,
		axis: "Колір", variants: same("білий", "чорний", "теракотовий", "м’ятний"), about: "Можна мити в посудомийній машині.", grams: 340},
	{code: "TA", category: "Посуд > Тарілки", nouns: []string{"Тарілка обідня", "Тарілка десертна", "Миска глибока", "Салатник керамічний"}, series: true, unit: "pcs", low: 140, high: 520,
		axis: "Діаметр", variants: []variant{{"18 см", 100}, {"22 см", 125}, {"27 см", 160}}, grams: 600},
	{code: "CA", category: "Посуд > Чайники", nouns: []string{"Чайник заварювальний скляний", "Чайник керамічний", "Френч-прес", "Cold brew bottle", "Турка мідна"}, series: true, unit: "pcs", low: 320, high: 1450,
		axis: "Об’єм", variants: []variant{{"0,6 л", 100}, {"1 л", 135}}, grams: 750},
	{code: "SV", category: "Подарунки > Свічки", nouns: []string{"Свічка соєва", "Свічка з бджолиного воску", "Свічка в бляшанці", "Reed diffuser"}, series: true, unit: "pcs", low: 150, high: 560,
		axis: "Аромат", variants: same("лаванда", "хвоя", "кориця"), grams: 220},
	{code: "NA", category: "Подарунки > Набори", nouns: []string{"Набір подарунковий «Для неї»", "Набір подарунковий «Для нього»", "Набір кавомана", "Набір до чаювання", "Gift box “Cosy evening”"}, series: true, unit: "set", low: 450, high: 2400, grams: 1200},
	{code: "LI", category: "Подарунки > Листівки", nouns: []string{"Листівка вітальна", "Листівка з днем народження", "Конверт для грошей", "Пакет паперовий"}, series: true, unit: "pcs", low: 18, high: 75, grams: 20},
	{code: "SE", category: "Подарунки > Сертифікати", nouns: []string{"Подарунковий сертифікат"}, series: true, unit: "pcs", low: 100, high: 100, axis: "Номінал", variants: []variant{{"300 грн", 300}, {"500 грн", 500}, {"1000 грн", 1000}}, digital: true},
	{code: "RU", category: "Дім > Рушники", nouns: []string{"Рушник махровий", "Рушник вафельний", "Рушник лляний"}, series: true, unit: "pcs", low: 110, high: 460,
		axis: "Розмір", variants: []variant{{"40×70", 100}, {"70×140", 240}}, about: "Бавовна 100 %.", grams: 300},
	{code: "PL", category: "Дім > Пледи й подушки", nouns: []string{"Плед в’язаний", "Плед вовняний", "Подушка декоративна", "Покрывало льняное"}, series: true, unit: "pcs", low: 420, high: 2100,
		axis: "Колір", variants: same("сірий", "гірчичний", "синій"), grams: 1100},
	{code: "KO", category: "Дім > Кошики й скриньки", nouns: []string{"Кошик плетений", "Скринька дерев’яна", "Органайзер повстяний", "Короб для зберігання"}, series: true, unit: "pcs", low: 160, high: 780, grams: 800},
	{code: "GO", category: "Дім > Господарські дрібниці", nouns: []string{"Щітка для посуду", "Губка з люфи", "Мотузка джутова", "Серветки з мікрофібри", "Гачки настінні"}, series: true, unit: "pcs", low: 29, high: 190, grams: 120},
	{code: "MY", category: "Догляд > Мило й косметика", nouns: []string{"Мило оливкове", "Мило з глиною", "Бальзам для губ", "Крем для рук", "Сіль для ванн"}, series: true, unit: "pcs", low: 55, high: 260,
		axis: "Аромат", variants: same("лаванда", "м’ята"), grams: 110},
	{code: "FU", category: "Одяг > Футболки", nouns: []string{"Футболка базова", "Футболка з принтом", "T-shirt unisex", "Лонгслив хлопковый"}, series: true, unit: "pcs", low: 350, high: 890, axis: "Розмір", variants: sizes, grams: 220},
	{code: "SK", category: "Одяг > Шкарпетки", nouns: []string{"Шкарпетки бавовняні", "Шкарпетки вовняні", "Носки спортивные"}, series: true, unit: "pcs", low: 65, high: 190,
		axis: "Розмір", variants: same("36–39", "40–43", "44–46"), grams: 70},
	{code: "BL", category: "Канцелярія > Блокноти", nouns: []string{"Блокнот у крапку", "Записник у клітинку", "Щоденник недатований", "Скетчбук", "Planner undated"}, series: true, unit: "pcs", low: 75, high: 420, grams: 260},
	{code: "RC", category: "Канцелярія > Ручки й олівці", nouns: []string{"Ручка гелева", "Олівці кольорові, 12 шт.", "Маркер пензлевий", "Набір лінерів"}, series: true, unit: "pcs", low: 25, high: 310, grams: 60},
}

var series = []string{"Карпати", "Мавка", "Світанок", "Полин", "Тиша", "Барвінок", "Говерла", "Дзвін", "Чарівна", "Нічка", "Ожина", "Смерека", "Верховина", "Лелека", "Зоряна", "Ранок",
	"Сонях", "Мальва", "Крила", "Обрій", "Джерело", "Хмарка", "Калина", "Вітрила", "Терен", "Роса", "Хортиця", "Пролісок", "Жоржина", "Луна", "Ковила", "Степ", "Вишня", "Злива", "Грудень", "Яблуко"}

var brands = []string{"Вербокрай", "Млинівка", "Дзвінкар", "Zernovia", "Теплодвір", "Oakmere Lane", "Lumivaro", "Квітанка", "Росолад", "Bilotka & Co", "Горобинка", "Северин і доньки", "Plumfield", "Тихий Двір", "Nordlin Home", "Кошикарня"}

// good is an offer as the orders need it.
type good struct {
	id            shop.ID
	kg            bool
	price, asked  shop.Money
	stock         shop.Quantity
	digital, gone bool
}

func (m *maker) makeGoods() error {
	m.offers = make([]*good, 0, m.plan.Products*9/4)
	names, perBrand := map[string]int{}, make([]int, len(brands))
	for i := range m.plan.Products {
		f := &families[i%len(families)]
		brand := m.rand.IntN(len(brands))
		p := m.product(f, brands[brand], names)
		for j := range p.Offers {
			v := &p.Offers[j]
			v.SKU = fmt.Sprintf("%s-%05d", f.code, i/len(families)+1)
			if len(p.Offers) > 1 {
				v.SKU += fmt.Sprintf("-%d", j+1)
			}
			perBrand[brand]++
			v.Barcodes = []replica.Barcode{{Code: ean(f, brand, perBrand[brand], len(m.offers)+j), Quantity: shop.One}}
		}
		at := m.begin.UnixMilli() + int64(i)
		if err := m.bulk.Product(at, p); err != nil {
			return err
		}
		if err := m.shelve(f, p, at); err != nil {
			return err
		}
		if err := m.step(); err != nil {
			return err
		}
	}
	// The best sellers are spread over the whole catalogue.
	m.rand.Shuffle(len(m.offers), func(i, j int) { m.offers[i], m.offers[j] = m.offers[j], m.offers[i] })
	return nil
}

func (m *maker) product(f *family, brand string, names map[string]int) *replica.Product {
	name := pick(m, f.nouns)
	if f.series {
		name += " «" + pick(m, series) + "»"
	}
	full := name
	if !f.digital {
		full += " " + brand
	}
	// A name that comes again is a later model.
	if names[full]++; names[full] > 1 {
		name += fmt.Sprintf(" №%d", names[full])
	}
	p := &replica.Product{Name: name, Description: f.about, Brand: brand, Unit: f.unit, Category: f.category, Digital: f.digital, Active: !m.chance(15)}
	if m.chance(80) {
		p.Tags = "новинка"
	} else if m.chance(60) {
		p.Tags = "хіт"
	}
	// Whole hryvnias, many of them ending in nine as in any shop.
	base := f.low + m.rand.IntN(f.high-f.low+1)
	if base > 100 && m.chance(500) {
		base = base/10*10 + 9
	}
	choices := f.variants
	if len(choices) == 0 {
		choices = []variant{{"", 100}}
	}
	first := 0
	if len(choices) > 2 && !f.digital && m.chance(300) {
		first = 1 // not every product comes in every choice
	}
	onSale := !f.digital && m.chance(80)
	cost := 45 + m.rand.IntN(25)
	for _, c := range choices[first:] {
		p.Offers = append(p.Offers, offerOf(f, c, shop.Money(base*c.percent), cost, onSale))
	}
	return p
}

func offerOf(f *family, c variant, price shop.Money, cost int, onSale bool) replica.Variant {
	if !f.digital {
		price = (price + 50) / 100 * 100
	}
	purchase := price * shop.Money(cost) / 1000 * 10
	if f.digital {
		purchase = 0
	}
	v := replica.Variant{Title: c.value, Price: price, Purchase: &purchase, WeightGrams: f.grams * int64(c.percent) / 100, Active: true}
	if c.value != "" {
		v.Options = []replica.Option{{Name: f.axis, Value: c.value}}
	}
	if onSale {
		v.SalePrice = price * 85 / 10000 * 100
	}
	return v
}

// ean gives a product's code of a Ukrainian company, or for weighed goods an
// in-store code with an empty weight.
func ean(f *family, brand, ofBrand, offer int) string {
	code := fmt.Sprintf("4820%03d%05d", 110+brand*37, ofBrand%100_000)
	if f.unit == "kg" {
		code = fmt.Sprintf("20%05d00000", offer%100_000)
	}
	return code + string(shop.CheckDigit(code))
}

func (m *maker) shelve(f *family, p *replica.Product, at int64) error {
	for i := range p.Offers {
		v := &p.Offers[i]
		g := &good{id: v.ID, kg: f.unit == "kg", price: v.Price, asked: v.Price, digital: f.digital, gone: !p.Active}
		if v.SalePrice > 0 {
			g.asked = v.SalePrice
		}
		if !g.gone {
			m.offers = append(m.offers, g)
		}
		if err := m.receive(g, at); err != nil {
			return err
		}
	}
	return nil
}

// receive puts what a supplier brings on the shelf.
func (m *maker) receive(g *good, at int64) error {
	if g.digital {
		return nil
	}
	q := shop.Quantity(6+m.rand.IntN(30)) * shop.One
	g.stock += q
	return m.bulk.Receive(at, g.id, q)
}

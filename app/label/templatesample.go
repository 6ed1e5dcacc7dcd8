package label

// SampleValues are usual values of a document, to look at a template before
// there is an order.
func SampleValues(document string, l Language) Values {
	return samples(document, l, in(sampleWords, l))
}

// LongValues are the longest values that a shop sensibly has: what a template
// must still print readably.
func LongValues(document string, l Language) Values {
	v := samples(document, l, in(longWords, l))
	for name, long := range map[string]string{
		"order.number": "AA1-1234567", "order.waybill": "59001234567890123456", "order.tracking": "KRAM-AA1-1234567-H", "order.interim": "KRAM-AA1-1234567-H", "order.cod": "1 234 567,89 ₴", "order.total": "1 234 567,89 ₴", "order.weight": "1 234,567 кг",
		"customer.phone": "+380 67 123 45 67", "shop.phone": "+380 67 123 45 67", "offer.sku": "COFFEE-ARABICA-250-GR", "offer.price": "1 234 567,89 ₴", "offer.old": "2 345 678,90 ₴",
		"place.code": "WH2-A-12-03-4",
	} {
		if _, has := v.Fields[name]; has {
			v.Fields[name] = long
		}
	}
	return v
}

// sample is what differs between languages.
type sample struct{ shop, address, name, city, street, delivery, comment, goods, title, unit, place string }

var sampleWords = map[Language]sample{
	Ukrainian: {shop: "Крамниця «Синя чашка»", address: "Київ, вул. Хорива, 12", name: "Олена Їжакевич", city: "Львів", street: "вул. Городоцька, 25, кв. 7",
		delivery: "До відділення", comment: "Подзвонити за годину", goods: "2 × Чашка синя\n1 × Ґудзик дерев’яний", title: "Чашка керамічна синя, 300 мл", unit: "за шт", place: "Чашки та блюдця"},
	English: {shop: "The Blue Mug", address: "12 Khoryva St, Kyiv", name: "Olena Smith", city: "Lviv", street: "25 Horodotska St, flat 7",
		delivery: "To a branch", comment: "Call an hour before", goods: "2 × Mug, blue\n1 × Button, wooden", title: "Ceramic mug, blue, 300 ml", unit: "per pcs", place: "Mugs and saucers"},
	Russian: {shop: "Лавка «Синяя чашка»", address: "Алматы, ул. Абая, 12", name: "Елена Ёжикова", city: "Алматы", street: "ул. Абая, 25, кв. 7",
		delivery: "В отделение", comment: "Позвонить за час", goods: "2 × Чашка синяя\n1 × Пуговица деревянная", title: "Чашка керамическая синяя, 300 мл", unit: "за шт", place: "Чашки и блюдца"},
}

var longWords = map[Language]sample{
	Ukrainian: {shop: "Товариство з обмеженою відповідальністю «Крамниця господарчих товарів»", address: "м. Кропивницький, вул. Архітектора Паученка, 64/53, офіс 12", name: "Володимирівська-Кропивницька Олександра Костянтинівна",
		city: "смт Великодолинське, Одеський район, Одеська область", street: "проспект Академіка Володимира Глушкова, 130-Б, під’їзд 4, поверх 12, квартира 148",
		delivery: "До відділення №12345 (до 30 кг)", comment: "Дзвонити лише після 18:00, домофон 148К, залишити в охорони, якщо нікого не буде вдома", goods: "2 × Чашка керамічна синя ручної роботи\n12 × Ґудзик дерев’яний лакований\n3 × Стрічка атласна",
		title: "Чашка керамічна синя ручної роботи з кришкою та ситечком, 300 мл, подарункове пакування", unit: "за 100 г", place: "Чашки, блюдця, тарілки та інший посуд ручної роботи"},
	English: {shop: "The Very Long Name Household Goods Trading Company Limited", address: "64/53 Architect Pauchenko Street, office 12, Kropyvnytskyi", name: "Alexandra Konstantina Featherstonehaugh-Cholmondeley",
		city: "Velykodolynske, Odesa district, Odesa region", street: "130-B Academician Volodymyr Hlushkov Avenue, entrance 4, floor 12, flat 148",
		delivery: "To branch No. 12345 (up to 30 kg)", comment: "Call after 18:00 only, door code 148K, leave it with the guard if nobody is at home", goods: "2 × Ceramic mug, blue, hand made\n12 × Button, wooden, varnished\n3 × Ribbon, satin",
		title: "Ceramic mug, blue, hand made, with lid and strainer, 300 ml, in a gift box", unit: "per 100 g", place: "Mugs, saucers, plates and other hand made tableware"},
	Russian: {shop: "Товарищество с ограниченной ответственностью «Лавка хозяйственных товаров»", address: "г. Усть-Каменогорск, ул. Архитектора Иванова, 64/53, офис 12", name: "Володимирская-Краснопольская Александра Константиновна",
		city: "пос. Верхнеберёзовский, Глубоковский район, Восточно-Казахстанская область", street: "проспект Академика Каныша Сатпаева, 130-Б, подъезд 4, этаж 12, квартира 148",
		delivery: "В отделение №12345 (до 30 кг)", comment: "Звонить только после 18:00, домофон 148К, оставить у охраны, если никого не будет дома", goods: "2 × Чашка керамическая синяя ручной работы\n12 × Пуговица деревянная лакированная\n3 × Лента атласная",
		title: "Чашка керамическая синяя ручной работы с крышкой и ситечком, 300 мл, подарочная упаковка", unit: "за 100 г", place: "Чашки, блюдца, тарелки и прочая посуда ручной работы"},
}

func samples(document string, l Language, s sample) Values {
	f := map[string]string{"shop.name": s.shop, "shop.address": s.address, "shop.phone": "067 123 45 67", "shop.contact": s.address + " · 067 123 45 67", "today": "28.11.2026"}
	switch document {
	case "label":
		for name, value := range map[string]string{
			"order.number": "A7-000123", "order.date": "28.11.2026", "order.cod": "1 250,00 ₴", "order.total": "1 250,00 ₴", "order.delivery": s.delivery, "order.comment": s.comment,
			"order.goods": s.goods, "order.weight": "1,250 кг", "order.waybill": "20450123456789", "order.tracking": "W-A7-000123-K", "order.interim": "",
			"customer.name": s.name, "customer.phone": "067 765 43 21", "customer.address": s.city + "\n" + s.street, "customer.city": s.city, "customer.street": s.street, "copy": "",
		} {
			f[name] = value
		}
	case "pricetag":
		for name, value := range map[string]string{
			"offer.title": s.title, "offer.price": "1 250,00 ₴", "offer.old": "1 400,00 ₴", "offer.unit": s.unit, "offer.sku": "CUP-1", "offer.barcode": "4820024700016", "offer.code": "4820024700016",
		} {
			f[name] = value
		}
	case "shelf":
		f["place.code"], f["place.name"] = "A-01-03", s.place
	}
	return Values{Fields: f, Language: l}
}

package label

// pageWords are the fixed words that all documents of pages share.
type pageWords struct {
	copy, sign, of, page             string
	line, name, sku, quantity, price string
	sum, unit, discount              string
	total, subtotal, delivery        string
	recipient, phone, address, note  string
	cod, parcels, weight             string
}

var pageCatalogue = map[Language]pageWords{
	Ukrainian: {
		copy: "КОПІЯ", sign: "№ ", of: "від", page: "Сторінка %d з %d",
		line: "№", name: "Товар", sku: "Артикул", quantity: "К-сть", price: "Ціна", sum: "Сума", unit: "Од.", discount: "Знижка",
		total: "Разом", subtotal: "Сума без знижки", delivery: "Доставка",
		recipient: "Одержувач", phone: "Телефон", address: "Адреса", note: "Примітка",
		cod: "Сплатити при отриманні", parcels: "Місць", weight: "Вага",
	},
	English: {
		copy: "COPY", sign: "No. ", of: "of", page: "Page %d of %d",
		line: "No.", name: "Goods", sku: "SKU", quantity: "Qty", price: "Price", sum: "Sum", unit: "Unit", discount: "Discount",
		total: "Total", subtotal: "Sum before discount", delivery: "Delivery",
		recipient: "Recipient", phone: "Phone", address: "Address", note: "Note",
		cod: "Cash on delivery", parcels: "Parcels", weight: "Weight",
	},
	Russian: {
		copy: "КОПИЯ", sign: "№ ", of: "от", page: "Страница %d из %d",
		line: "№", name: "Товар", sku: "Артикул", quantity: "Кол-во", price: "Цена", sum: "Сумма", unit: "Ед.", discount: "Скидка",
		total: "Итого", subtotal: "Сумма без скидки", delivery: "Доставка",
		recipient: "Получатель", phone: "Телефон", address: "Адрес", note: "Примечание",
		cod: "Оплатить при получении", parcels: "Мест", weight: "Вес",
	},
}

// in gives the words of a language, and Ukrainian ones for a language that has
// none.
func in[T any](catalogue map[Language]T, l Language) T {
	if w, ok := catalogue[l]; ok {
		return w
	}
	return catalogue[Ukrainian]
}

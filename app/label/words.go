package label

// words are the fixed words of all documents in one language.
type words struct {
	receipt, returned, origin, notFiscal, copy       string
	clerk, customer                                  string
	subtotal, discount, total, refund, given, change string
	recipient, order, delivery, comment, cod, pieces string
}

// A receipt must not be taken for a fiscal one, which only a registered cash
// register may print: hence "товарний чек" and the line that denies it.
var catalogue = map[Language]words{
	Ukrainian: {
		receipt: "Товарний чек", returned: "Повернення товару", origin: "до чека", notFiscal: "Не є фіскальним документом", copy: "КОПІЯ",
		clerk: "Продавець", customer: "Покупець",
		subtotal: "Сума", discount: "Знижка", total: "До сплати", refund: "До повернення", given: "Отримано", change: "Решта",
		recipient: "Одержувач", order: "Замовлення", delivery: "Доставка", comment: "Примітка", cod: "Сплатити при отриманні", pieces: "Місць",
	},
	English: {
		receipt: "Sales receipt", returned: "Return of goods", origin: "for receipt", notFiscal: "Not a fiscal document", copy: "COPY",
		clerk: "Served by", customer: "Customer",
		subtotal: "Subtotal", discount: "Discount", total: "Total", refund: "Refund", given: "Received", change: "Change",
		recipient: "Recipient", order: "Order", delivery: "Delivery", comment: "Note", cod: "Cash on delivery", pieces: "Pieces",
	},
	Russian: {
		receipt: "Товарный чек", returned: "Возврат товара", origin: "к чеку", notFiscal: "Не является фискальным документом", copy: "КОПИЯ",
		clerk: "Продавец", customer: "Покупатель",
		subtotal: "Сумма", discount: "Скидка", total: "К оплате", refund: "К возврату", given: "Получено", change: "Сдача",
		recipient: "Получатель", order: "Заказ", delivery: "Доставка", comment: "Примечание", cod: "Оплатить при получении", pieces: "Мест",
	},
}

func wordsIn(l Language) words {
	if w, ok := catalogue[l]; ok {
		return w
	}
	return catalogue[Ukrainian]
}

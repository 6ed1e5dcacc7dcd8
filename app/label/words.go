package label

// words are the fixed words of all documents in one language.
type words struct {
	receipt, returned, origin, sign, notFiscal, copy        string
	clerk, customer                                         string
	subtotal, discount, total, refund, given, change        string
	recipient, order, comment, cod, pieces, awaited, parcel string
}

// A receipt must not be taken for a fiscal one, which only a registered cash
// register may print: hence "товарний чек" and the line that denies it.
var catalogue = map[Language]words{
	Ukrainian: {
		receipt: "Товарний чек", returned: "Повернення товару", origin: "до чека", sign: "№ ", notFiscal: "Не є фіскальним документом", copy: "КОПІЯ",
		clerk: "Продавець", customer: "Покупець",
		subtotal: "Сума", discount: "Знижка", total: "До сплати", refund: "Повернуто", given: "Отримано", change: "Решта",
		recipient: "Одержувач", order: "Замовлення", comment: "Примітка", cod: "Сплатити при отриманні", pieces: "Місць", awaited: "Переднаклейка · номер перевізника буде пізніше", parcel: "Посилка",
	},
	English: {
		receipt: "Sales receipt", returned: "Return of goods", origin: "for receipt", sign: "No. ", notFiscal: "Not a fiscal document", copy: "COPY",
		clerk: "Served by", customer: "Customer",
		subtotal: "Subtotal", discount: "Discount", total: "Total", refund: "Refunded", given: "Received", change: "Change",
		recipient: "Recipient", order: "Order", comment: "Note", cod: "Cash on delivery", pieces: "Pieces", awaited: "Pre-label · the carrier’s number follows", parcel: "Parcel",
	},
	Russian: {
		receipt: "Товарный чек", returned: "Возврат товара", origin: "к чеку", sign: "№ ", notFiscal: "Не является фискальным документом", copy: "КОПИЯ",
		clerk: "Продавец", customer: "Покупатель",
		subtotal: "Сумма", discount: "Скидка", total: "К оплате", refund: "Возвращено", given: "Получено", change: "Сдача",
		recipient: "Получатель", order: "Заказ", comment: "Примечание", cod: "Оплатить при получении", pieces: "Мест", awaited: "Предварительная · номер перевозчика будет позже", parcel: "Посылка",
	},
}

func wordsIn(l Language) words { return in(catalogue, l) }

package demo

import (
	"fmt"
	"math"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

const (
	minute = int64(60_000)
	hour   = 60 * minute
	day    = 24 * hour
)

var (
	sources  = []string{"counter", "counter", "counter", "counter", "counter", "phone", "site:kramnytsia", "site:kramnytsia", "site:podarunky"}
	comments = []string{"Зателефонувати перед відправленням", "Подарункове пакування, будь ласка", "Без чека в посилку", "Поспішає, потрібно на п’ятницю", "Обмін, якщо не підійде розмір", "Покласти листівку", "Оплатить на місці", "Забере чоловік", "Постійна покупчиня"}
	refusals = []string{"Не відповідає на дзвінки", "Передумав", "Немає в наявності", "Дубль замовлення", "Не забрали на пошті", "Знайшли дешевше"}
	backs    = []string{"Не підійшов розмір", "Брак", "Не сподобався колір", "Подарунок не підійшов", "Помилка в замовленні"}
)

// closing are the states that the last orders of the year stand in, so that
// each state can be seen in any shop.
var closing = []shop.Status{shop.Parked, shop.New, shop.New, shop.Confirmed, shop.Packed, shop.Shipped, shop.Delivered, shop.Cancelled, shop.Confirmed, shop.New, shop.Parked, shop.Completed, shop.New, shop.Completed}

// giveBack is a sale whose goods will come back.
type giveBack struct {
	at     int64
	origin shop.ID
	sale   replica.BulkOrder
}

func (m *maker) makeOrders() error {
	for k, at := range times(m.begin, m.plan.Until, m.plan.Orders, m.rand.Float64) {
		left := m.plan.Orders - k
		var err error
		if len(m.returns) > 0 && m.returns[0].at <= at && left > len(closing) {
			back := m.returns[0]
			m.returns = m.returns[1:]
			err = m.giveBack(back, at)
		} else {
			err = m.sell(at, left)
		}
		if err == nil {
			err = m.step()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) sell(at int64, left int) error {
	o := &replica.BulkOrder{Kind: shop.Sale, Source: pick(m, sources), UserID: m.seller(), CreatedAt: at}
	age := m.plan.Until.UnixMilli() - at
	o.Status = m.statusOf(o.Source, age)
	if left <= len(closing) {
		o.Status = closing[len(closing)-left]
		o.Source = "site:kramnytsia"
		if o.Status == shop.Parked || o.Status == shop.Completed {
			o.Source = "counter"
		}
	}
	who := m.buyer(o.Source)
	if who != nil {
		o.CustomerID = who.id
		o.Discount.BasisPoints = who.discountBP
	}
	if m.chance(120) {
		o.Comment = pick(m, comments)
	}
	if err := m.fillLines(o); err != nil {
		return err
	}
	if o.Source != "counter" {
		m.deliver(o, who)
	}
	m.finish(o, age)
	m.pay(o)
	id, _, err := m.bulk.Order(o)
	if err == nil && o.Status == shop.Completed && len(o.Payments) > 0 && m.chance(28) {
		m.promiseBack(id, o)
	}
	return err
}

// seller is seldom the owner.
func (m *maker) seller() shop.ID {
	if m.chance(80) {
		return m.people[0]
	}
	return pick(m, m.people)
}

// statusOf gives the state that an order of an age usually is in.
func (m *maker) statusOf(source string, age int64) shop.Status {
	draw := m.rand.IntN(100)
	if source == "counter" {
		switch {
		case draw < 1:
			return shop.Cancelled
		case draw < 6 && age < 2*day:
			return shop.Parked
		}
		return shop.Completed
	}
	switch {
	case draw < 7:
		return shop.Cancelled
	case age < 12*hour && draw < 60:
		return shop.New
	case age < day && draw < 80:
		return shop.Confirmed
	case age < 2*day:
		return []shop.Status{shop.Confirmed, shop.Packed, shop.Shipped}[draw%3]
	case age < 5*day && draw < 85:
		return shop.Shipped
	case age < 9*day && draw < 60:
		return shop.Delivered
	}
	return shop.Completed
}

// buyer is known for every delivery and for a third of the sales at the counter.
func (m *maker) buyer(source string) *person {
	if len(m.customers) == 0 || (source == "counter" && !m.chance(330)) {
		return nil
	}
	// Some come often, most seldom.
	u := m.rand.Float64()
	return &m.customers[int(u*u*float64(len(m.customers)))]
}

func (m *maker) fillLines(o *replica.BulkOrder) error {
	n := 1
	for n < 8 && m.chance(520) {
		n++
	}
	if len(m.offers) == 0 {
		return shop.ErrInput.With("field", "products").On("products")
	}
	seen := map[*good]bool{}
	for range n {
		u := m.rand.Float64()
		g := m.offers[int(math.Pow(u, 1.8)*float64(len(m.offers)))]
		if seen[g] {
			continue
		}
		seen[g] = true
		l := replica.BulkLine{OfferID: g.id, Quantity: m.amount(g), Price: g.asked, Regular: g.price}
		if g.asked == g.price && m.chance(25) {
			l.Discount.BasisPoints = int64(1+m.rand.IntN(3)) * 500
		}
		o.Lines = append(o.Lines, l)
		if err := m.take(g, l.Quantity, o); err != nil {
			return err
		}
	}
	if o.Discount.IsZero() && m.chance(70) {
		o.Discount.BasisPoints = 500
	} else if o.Discount.IsZero() && m.chance(20) {
		o.Discount.Sum = 5000
	}
	return price(o)
}

func (m *maker) amount(g *good) shop.Quantity {
	if g.kg {
		return shop.Quantity(120 + m.rand.IntN(140)*10) // grams, as scales show them
	}
	q := 1
	for q < 6 && m.chance(180) {
		q++
	}
	return shop.Quantity(q) * shop.One
}

// take keeps the shelf filled: a supplier comes before most goods run out.
func (m *maker) take(g *good, q shop.Quantity, o *replica.BulkOrder) error {
	if o.Status == shop.Cancelled {
		return nil
	}
	if g.stock < q && !m.chance(6) {
		if err := m.receive(g, o.CreatedAt-3*hour); err != nil {
			return err
		}
	}
	g.stock -= q
	return nil
}

// price gives each line what is asked for it.
func price(o *replica.BulkOrder) error {
	lines := make([]shop.Priced, len(o.Lines))
	for i, l := range o.Lines {
		lines[i] = shop.Priced{Quantity: l.Quantity, Price: l.Price, Discount: l.Discount}
	}
	t, err := shop.Total(lines, o.Discount)
	if err != nil {
		return err
	}
	for i := range o.Lines {
		o.Lines[i].Sum = t.Lines[i].Sum
	}
	return nil
}

func (m *maker) deliver(o *replica.BulkOrder, who *person) {
	d := &o.Delivery
	draw := m.rand.IntN(100)
	if o.Status == shop.Shipped || o.Status == shop.Delivered {
		draw %= 84 // what is on its way is not picked up
	}
	switch {
	case draw < 62:
		d.Method, d.Price = "branch", shop.Money(65+m.rand.IntN(12)*5)*100
		d.Address = fmt.Sprintf("Відділення №%d", 1+m.rand.IntN(90))
	case draw < 76:
		d.Method, d.Price = "courier", shop.Money(100+m.rand.IntN(8)*10)*100
		d.Address = fmt.Sprintf("%s, %d", pick(m, streets), 1+m.rand.IntN(140))
	case draw < 84:
		d.Method, d.Price = "post", 4500
		d.Address = fmt.Sprintf("Індекс %05d", 1000+m.rand.IntN(90000))
	default:
		d.Method = "pickup"
	}
	d.COD = d.Method != "pickup" && m.chance(450)
	if who == nil {
		return
	}
	d.Recipient, d.RecipientPhone = who.name, who.phone
	if d.Method != "pickup" {
		d.City = who.city
	}
	if d.Method == "branch" && who.address != "" {
		d.Address = who.address
	}
	if d.Method != "pickup" && o.Status.HandedOver() {
		d.Waybill = fmt.Sprintf("2000%010d", m.rand.Uint64N(10_000_000_000))
	}
}

// finish says when and why an order ended.
func (m *maker) finish(o *replica.BulkOrder, age int64) {
	switch {
	case o.Status.Open():
		return
	case o.Status == shop.Cancelled:
		o.Reason = pick(m, refusals)
		o.FinishedAt = o.CreatedAt + min(age, hour+m.rand.Int64N(day))
	case o.Source == "counter":
		o.FinishedAt = o.CreatedAt
	default:
		o.FinishedAt = o.CreatedAt + min(age, 2*day+m.rand.Int64N(5*day))
	}
}

// pay records the money that an order in its state has brought.
func (m *maker) pay(o *replica.BulkOrder) {
	total := o.Delivery.Price
	for _, l := range o.Lines {
		total += l.Sum
	}
	add := func(kind shop.PaymentKind, amount, given shop.Money, at int64) {
		if amount != 0 {
			o.Payments = append(o.Payments, replica.BulkPayment{Kind: kind, Amount: amount, Given: given, At: at, UserID: o.UserID})
		}
	}
	switch {
	case o.Status == shop.Completed && o.Delivery.COD:
		add(shop.COD, total, total, o.FinishedAt)
	case o.Status == shop.Completed && o.Source == "counter" && m.chance(460):
		add(shop.Cash, total, m.handed(total), o.FinishedAt)
	case o.Status == shop.Completed && o.Source == "counter" && m.chance(40):
		add(shop.Card, total/2, total/2, o.FinishedAt)
		add(shop.Cash, total-total/2, total-total/2, o.FinishedAt)
	case o.Status == shop.Completed && o.Source == "counter":
		add(shop.Card, total, total, o.FinishedAt)
	case o.Status == shop.Completed:
		add(m.prepaid(), total, total, o.CreatedAt+min(hour, o.FinishedAt-o.CreatedAt))
	case o.Delivery.COD, o.Status == shop.Parked, o.Status == shop.New:
	case o.Status == shop.Cancelled:
		if m.chance(150) {
			kind := m.prepaid()
			add(kind, total, total, o.CreatedAt)
			add(kind, -total, -total, o.FinishedAt)
		}
	case m.chance(600):
		add(m.prepaid(), total, total, o.CreatedAt)
	case m.chance(300):
		add(m.prepaid(), total/3, total/3, o.CreatedAt)
	}
}

func (m *maker) prepaid() shop.PaymentKind {
	if m.chance(550) {
		return shop.Transfer
	}
	return shop.Card
}

// handed gives what a customer lays on the counter: the sum in notes.
func (m *maker) handed(total shop.Money) shop.Money {
	notes := []shop.Money{5000, 10000, 20000, 50000, 100000}
	note := pick(m, notes)
	return max(total, (total+note-1)/note*note)
}

// promiseBack remembers that goods of a sale come back in some days.
func (m *maker) promiseBack(id shop.ID, o *replica.BulkOrder) {
	back := giveBack{at: o.FinishedAt + day + m.rand.Int64N(12*day), origin: id, sale: *o}
	at := len(m.returns)
	for at > 0 && m.returns[at-1].at > back.at {
		at--
	}
	m.returns = append(m.returns, giveBack{})
	copy(m.returns[at+1:], m.returns[at:])
	m.returns[at] = back
}

// giveBack takes one line of a sale back, or a part of it.
func (m *maker) giveBack(b giveBack, at int64) error {
	sold := pick(m, b.sale.Lines)
	quantity := sold.Quantity
	if quantity > shop.One && quantity%shop.One == 0 && m.chance(500) {
		quantity = shop.One
	}
	refund, err := shop.Refund(sold.Sum, sold.Quantity, 0, quantity)
	if err != nil {
		return err
	}
	o := &replica.BulkOrder{Kind: shop.Return, Source: "counter", Status: shop.Completed, CustomerID: b.sale.CustomerID, UserID: pick(m, m.people), OriginID: b.origin, CreatedAt: at, FinishedAt: at, Reason: pick(m, backs),
		Lines: []replica.BulkLine{{OfferID: sold.OfferID, Quantity: quantity, Price: sold.Price, Regular: sold.Price, Sum: refund, OriginID: sold.ID}}}
	kind := b.sale.Payments[0].Kind
	if kind == shop.COD {
		kind = shop.Transfer
	}
	if refund > 0 {
		o.Payments = []replica.BulkPayment{{Kind: kind, Amount: -refund, Given: -refund, At: at, UserID: o.UserID}}
	}
	_, _, err = m.bulk.Order(o)
	return err
}

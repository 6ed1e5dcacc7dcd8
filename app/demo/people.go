package demo

import (
	"fmt"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

var (
	women = []string{"Олена", "Ірина", "Наталія", "Оксана", "Тетяна", "Марія", "Юлія", "Анна", "Софія", "Катерина", "Світлана", "Вікторія", "Дарина", "Людмила", "Галина", "Леся", "Христина", "Богдана", "Соломія", "Зоряна", "Надія", "Аліна", "Мар’яна", "Уляна"}
	men   = []string{"Андрій", "Олександр", "Михайло", "Іван", "Петро", "Сергій", "Василь", "Тарас", "Богдан", "Юрій", "Дмитро", "Максим", "Роман", "Назар", "Володимир", "Остап", "Ярослав", "Олег", "Ігор", "Артем", "Денис", "Степан", "Павло", "Любомир"}
	// Surnames as a woman and as a man bears them.
	surnames = [][2]string{{"Шевченко", "Шевченко"}, {"Коваленко", "Коваленко"}, {"Бондаренко", "Бондаренко"}, {"Ткачук", "Ткачук"}, {"Мельник", "Мельник"}, {"Кравчук", "Кравчук"}, {"Олійник", "Олійник"},
		{"Левицька", "Левицький"}, {"Савицька", "Савицький"}, {"Вишневська", "Вишневський"}, {"Заболотна", "Заболотний"}, {"Чорна", "Чорний"}, {"Білоус", "Білоус"}, {"Гончар", "Гончар"}, {"Козак", "Козак"},
		{"Лисенко", "Лисенко"}, {"Марченко", "Марченко"}, {"Панчук", "Панчук"}, {"Романюк", "Романюк"}, {"Сорока", "Сорока"}, {"Стельмах", "Стельмах"}, {"Тимченко", "Тимченко"}, {"Яременко", "Яременко"}, {"Дубова", "Дубовий"},
		{"Зелінська", "Зелінський"}, {"Гнатюк", "Гнатюк"}, {"Кушнір", "Кушнір"}, {"Мороз", "Мороз"}, {"Осадча", "Осадчий"}, {"Поліщук", "Поліщук"}, {"Руденко", "Руденко"}, {"Грицак", "Грицак"}, {"Найда", "Найда"}, {"Верба", "Верба"}}
	cities  = []string{"Київ", "Київ", "Київ", "Львів", "Львів", "Одеса", "Харків", "Дніпро", "Вінниця", "Полтава", "Чернівці", "Івано-Франківськ", "Тернопіль", "Луцьк", "Рівне", "Ужгород", "Житомир", "Черкаси", "Біла Церква", "Кам’янець-Подільський", "Дрогобич", "Мукачево"}
	streets = []string{"вул. Лесі Українки", "вул. Івана Франка", "вул. Садова", "вул. Шевченка", "просп. Миру", "вул. Зелена", "вул. Набережна", "вул. Соборна", "вул. Київська", "бульв. Тараса Шевченка", "вул. Вишнева", "вул. Героїв Крут"}
	notes   = []string{"Любить каву темного обсмаження", "Телефонувати після 18:00", "Завжди бере подарунковий пакет", "Алергія на горіхи", "Забирає замовлення в суботу", "Просить чек на пошту"}
	// The codes of the country's mobile operators.
	operators = []string{"050", "063", "066", "067", "068", "073", "093", "095", "096", "097", "098", "099"}
)

// person is a customer as the orders need them.
type person struct {
	id                         shop.ID
	name, phone, city, address string
	discountBP                 int64
}

// phone gives the i-th of the numbers that nobody has.
func phone(i int) string {
	serial := i / len(operators)
	if serial < 10_000 {
		serial = serial * 7919 % 10_000 // 7919 is prime: each number once, in no order
	}
	return fmt.Sprintf("+38%s%07d", operators[i%len(operators)], serial)
}

func (m *maker) makeCustomers() error {
	m.customers = make([]person, 0, m.plan.Customers)
	numbers := 0
	year := m.plan.Until.Sub(m.begin).Milliseconds()
	for i := range m.plan.Customers {
		c := m.customer()
		c.Phones = []string{phone(numbers)}
		numbers++
		if m.chance(60) {
			c.Phones = append(c.Phones, phone(numbers))
			numbers++
		}
		if m.chance(350) {
			c.Email = fmt.Sprintf("klient%d@example.com", i+1)
		}
		at := m.begin.UnixMilli() + year*int64(i)/int64(m.plan.Customers)
		if err := m.bulk.Customer(at, c); err != nil {
			return err
		}
		m.customers = append(m.customers, person{c.ID, c.Name, c.Phones[0], c.City, c.Address, c.DiscountBP})
		if err := m.step(); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) customer() *replica.Customer {
	sex := m.rand.IntN(2)
	first, family := pick(m, women), pick(m, surnames)[sex]
	if sex == 1 {
		first = pick(m, men)
	}
	c := &replica.Customer{Name: first + " " + family, City: pick(m, cities), Address: m.address(), Source: pick(m, sources)}
	if m.chance(60) {
		c.DiscountBP = int64(3+m.rand.IntN(8)) * 100
	}
	if m.chance(80) {
		c.Note = pick(m, notes)
	}
	if m.chance(250) {
		c.Birthday = fmt.Sprintf("%04d-%02d-%02d", 1955+m.rand.IntN(52), 1+m.rand.IntN(12), 1+m.rand.IntN(28))
	}
	return c
}

// address is a branch of a carrier, more often than a street.
func (m *maker) address() string {
	if m.chance(650) {
		return fmt.Sprintf("Відділення №%d", 1+m.rand.IntN(90))
	}
	a := fmt.Sprintf("%s, %d", pick(m, streets), 1+m.rand.IntN(140))
	if m.chance(600) {
		a += fmt.Sprintf(", кв. %d", 1+m.rand.IntN(160))
	}
	return a
}

package shop

// tongues are the languages in which sums are said. The names of currencies are
// those of the national banks' classifications; «євро» is neuter in Ukrainian
// and «евро» masculine in Russian, as the dictionaries of both have it.
var tongues = map[string]tongue{"uk": ukrainianWords, "ru": russianWords, "en": englishWords}

var ukrainianWords = tongue{
	minus: "мінус", zero: "нуль", bind: " ", form: slavicForm,
	under20: [20]string{"", "один", "два", "три", "чотири", "п’ять", "шість", "сім", "вісім", "дев’ять", "десять", "одинадцять", "дванадцять", "тринадцять",
		"чотирнадцять", "п’ятнадцять", "шістнадцять", "сімнадцять", "вісімнадцять", "дев’ятнадцять"},
	tens:     [10]string{"", "", "двадцять", "тридцять", "сорок", "п’ятдесят", "шістдесят", "сімдесят", "вісімдесят", "дев’яносто"},
	hundreds: [10]string{"", "сто", "двісті", "триста", "чотириста", "п’ятсот", "шістсот", "сімсот", "вісімсот", "дев’ятсот"},
	one:      [3]string{"один", "одна", "одне"},
	two:      [3]string{"два", "дві", "два"},
	scales: []counted{
		feminineNoun("тисяча", "тисячі", "тисяч"), masculineNoun("мільйон", "мільйони", "мільйонів"), masculineNoun("мільярд", "мільярди", "мільярдів"),
		masculineNoun("трильйон", "трильйони", "трильйонів"), masculineNoun("квадрильйон", "квадрильйони", "квадрильйонів"),
		masculineNoun("квінтильйон", "квінтильйони", "квінтильйонів"),
	},
	coinages: map[string]coinage{
		"UAH": {feminineNoun("гривня", "гривні", "гривень"), feminineNoun("копійка", "копійки", "копійок")},
		"RUB": {masculineNoun("російський рубль", "російські рублі", "російських рублів"), feminineNoun("копійка", "копійки", "копійок")},
		"BYN": {masculineNoun("білоруський рубль", "білоруські рублі", "білоруських рублів"), feminineNoun("копійка", "копійки", "копійок")},
		"KZT": {masculineNoun("теньге", "теньге", "теньге"), masculineNoun("тиїн", "тиїни", "тиїнів")},
		"PLN": {masculineNoun("злотий", "злоті", "злотих"), masculineNoun("грош", "гроші", "грошів")},
		"EUR": {neuterNoun("євро", "євро", "євро"), masculineNoun("цент", "центи", "центів")},
		"USD": {masculineNoun("долар США", "долари США", "доларів США"), masculineNoun("цент", "центи", "центів")},
		"GBP": {masculineNoun("фунт стерлінгів", "фунти стерлінгів", "фунтів стерлінгів"), masculineNoun("пенс", "пенси", "пенсів")},
		"MDL": {masculineNoun("молдовський лей", "молдовські леї", "молдовських леїв"), masculineNoun("бан", "бани", "банів")},
		"RON": {masculineNoun("румунський лей", "румунські леї", "румунських леїв"), masculineNoun("бан", "бани", "банів")},
		"GEL": {masculineNoun("ларі", "ларі", "ларі"), masculineNoun("тетрі", "тетрі", "тетрі")},
		"CZK": {feminineNoun("чеська крона", "чеські крони", "чеських крон"), masculineNoun("гелер", "гелери", "гелерів")},
		"PHP": {neuterNoun("філіппінське песо", "філіппінські песо", "філіппінських песо"), neuterNoun("сентаво", "сентаво", "сентаво")},
		"JPY": {whole: feminineNoun("єна", "єни", "єн")},
	},
}

var russianWords = tongue{
	minus: "минус", zero: "ноль", bind: " ", form: slavicForm,
	under20: [20]string{"", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать", "двенадцать", "тринадцать",
		"четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"},
	tens:     [10]string{"", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"},
	hundreds: [10]string{"", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"},
	one:      [3]string{"один", "одна", "одно"},
	two:      [3]string{"два", "две", "два"},
	scales: []counted{
		feminineNoun("тысяча", "тысячи", "тысяч"), masculineNoun("миллион", "миллиона", "миллионов"), masculineNoun("миллиард", "миллиарда", "миллиардов"),
		masculineNoun("триллион", "триллиона", "триллионов"), masculineNoun("квадриллион", "квадриллиона", "квадриллионов"),
		masculineNoun("квинтиллион", "квинтиллиона", "квинтиллионов"),
	},
	coinages: map[string]coinage{
		"UAH": {feminineNoun("гривна", "гривны", "гривен"), feminineNoun("копейка", "копейки", "копеек")},
		"RUB": {masculineNoun("рубль", "рубля", "рублей"), feminineNoun("копейка", "копейки", "копеек")},
		"BYN": {masculineNoun("белорусский рубль", "белорусских рубля", "белорусских рублей"), feminineNoun("копейка", "копейки", "копеек")},
		"KZT": {masculineNoun("тенге", "тенге", "тенге"), masculineNoun("тиын", "тиына", "тиынов")},
		"PLN": {masculineNoun("злотый", "злотых", "злотых"), masculineNoun("грош", "гроша", "грошей")},
		"EUR": {masculineNoun("евро", "евро", "евро"), masculineNoun("цент", "цента", "центов")},
		"USD": {masculineNoun("доллар США", "доллара США", "долларов США"), masculineNoun("цент", "цента", "центов")},
		"GBP": {masculineNoun("фунт стерлингов", "фунта стерлингов", "фунтов стерлингов"), masculineNoun("пенс", "пенса", "пенсов")},
		"MDL": {masculineNoun("молдавский лей", "молдавских лея", "молдавских леев"), masculineNoun("бан", "бана", "банов")},
		"RON": {masculineNoun("румынский лей", "румынских лея", "румынских леев"), masculineNoun("бан", "бана", "банов")},
		"GEL": {masculineNoun("лари", "лари", "лари"), masculineNoun("тетри", "тетри", "тетри")},
		"CZK": {feminineNoun("чешская крона", "чешские кроны", "чешских крон"), masculineNoun("геллер", "геллера", "геллеров")},
		"PHP": {neuterNoun("филиппинское песо", "филиппинских песо", "филиппинских песо"), neuterNoun("сентаво", "сентаво", "сентаво")},
		"JPY": {whole: feminineNoun("иена", "иены", "иен")},
	},
}

var englishWords = tongue{
	minus: "minus", zero: "zero", bind: "-", form: englishForm,
	under20: [20]string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"},
	tens: [10]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"},
	hundreds: [10]string{"", "one hundred", "two hundred", "three hundred", "four hundred", "five hundred", "six hundred", "seven hundred",
		"eight hundred", "nine hundred"},
	one:    [3]string{"one", "one", "one"},
	two:    [3]string{"two", "two", "two"},
	scales: []counted{english("thousand", "thousand"), english("million", "million"), english("billion", "billion"), english("trillion", "trillion"), english("quadrillion", "quadrillion"), english("quintillion", "quintillion")},
	coinages: map[string]coinage{
		"UAH": {english("hryvnia", "hryvnias"), english("kopiyka", "kopiykas")},
		"RUB": {english("Russian rouble", "Russian roubles"), english("kopeck", "kopecks")},
		"BYN": {english("Belarusian rouble", "Belarusian roubles"), english("kopeck", "kopecks")},
		"KZT": {english("tenge", "tenge"), english("tiyn", "tiyn")},
		"PLN": {english("zloty", "zlotys"), english("grosz", "groszy")},
		"EUR": {english("euro", "euros"), english("cent", "cents")},
		"USD": {english("US dollar", "US dollars"), english("cent", "cents")},
		"GBP": {english("pound sterling", "pounds sterling"), english("penny", "pence")},
		"MDL": {english("Moldovan leu", "Moldovan lei"), english("ban", "bani")},
		"RON": {english("Romanian leu", "Romanian lei"), english("ban", "bani")},
		"GEL": {english("lari", "lari"), english("tetri", "tetri")},
		"CZK": {english("Czech koruna", "Czech korunas"), english("haler", "halers")},
		"PHP": {english("Philippine peso", "Philippine pesos"), english("centavo", "centavos")},
		"JPY": {whole: english("yen", "yen")},
	},
}

func masculineNoun(one, few, many string) counted {
	return counted{[3]string{one, few, many}, masculine}
}

func feminineNoun(one, few, many string) counted {
	return counted{[3]string{one, few, many}, feminine}
}

func neuterNoun(one, few, many string) counted { return counted{[3]string{one, few, many}, neuter} }

func english(one, many string) counted { return counted{[3]string{one, many, many}, masculine} }

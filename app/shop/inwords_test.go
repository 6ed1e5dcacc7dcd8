package shop_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/prylavok/prylavok/app/shop"
	"pgregory.net/rapid"
)

func coin(code string) shop.Currency {
	if code == "JPY" {
		return shop.Currency{Code: code}
	}
	return shop.Currency{Code: code, Digits: 2}
}

// Sums are said as an accountant writes them: the number agrees with the gender
// of what is counted, and the noun with the number.
func TestSumsInWords(t *testing.T) {
	for _, c := range []struct {
		code, language string
		sum            shop.Money
		want           string
	}{
		{"UAH", "uk", 12105, "сто двадцять одна гривня 05 копійок"},
		{"UAH", "uk", 0, "нуль гривень 00 копійок"},
		{"UAH", "uk", 1, "нуль гривень 01 копійка"},
		{"UAH", "uk", 102, "одна гривня 02 копійки"},
		{"UAH", "uk", 211, "дві гривні 11 копійок"},
		{"UAH", "uk", 414, "чотири гривні 14 копійок"},
		{"UAH", "uk", 522, "п’ять гривень 22 копійки"},
		{"UAH", "uk", 1121, "одинадцять гривень 21 копійка"},
		{"UAH", "uk", 1200, "дванадцять гривень 00 копійок"},
		{"UAH", "uk", 2251, "двадцять дві гривні 51 копійка"},
		{"UAH", "uk", 11100, "сто одинадцять гривень 00 копійок"},
		{"UAH", "uk", 100000, "одна тисяча гривень 00 копійок"},
		{"UAH", "uk", 104560, "одна тисяча сорок п’ять гривень 60 копійок"},
		{"UAH", "uk", 200200, "дві тисячі дві гривні 00 копійок"},
		{"UAH", "uk", 1200000, "дванадцять тисяч гривень 00 копійок"},
		{"UAH", "uk", 2100100, "двадцять одна тисяча одна гривня 00 копійок"},
		{"UAH", "uk", 99999999, "дев’ятсот дев’яносто дев’ять тисяч дев’ятсот дев’яносто дев’ять гривень 99 копійок"},
		{"UAH", "uk", 100_000_000, "один мільйон гривень 00 копійок"},
		{"UAH", "uk", 222_000_000_000, "два мільярди двісті двадцять мільйонів гривень 00 копійок"},
		{"UAH", "uk", 100_000_000_000_000, "один трильйон гривень 00 копійок"},
		{"UAH", "uk", -12105, "мінус сто двадцять одна гривня 05 копійок"},
		{"UAH", "ru", 12105, "сто двадцать одна гривна 05 копеек"},
		{"UAH", "ru", 5_304_201, "пятьдесят три тысячи сорок две гривны 01 копейка"},
		{"RUB", "ru", 12105, "сто двадцать один рубль 05 копеек"},
		{"RUB", "ru", 2_002_200_203, "двадцать миллионов двадцать две тысячи два рубля 03 копейки"},
		{"RUB", "ru", 100_101_100_100, "один миллиард один миллион одиннадцать тысяч один рубль 00 копеек"},
		{"RUB", "uk", 4100, "сорок один російський рубль 00 копійок"},
		{"BYN", "ru", 300, "три белорусских рубля 00 копеек"},
		{"KZT", "ru", 102, "один тенге 02 тиына"},
		{"KZT", "uk", 1_500_021, "п’ятнадцять тисяч теньге 21 тиїн"},
		{"PLN", "uk", 203, "два злоті 03 гроші"},
		{"PLN", "ru", 205, "два злотых 05 грошей"},
		{"PLN", "uk", 12100, "сто двадцять один злотий 00 грошів"},
		{"EUR", "uk", 101, "одне євро 01 цент"},
		{"EUR", "ru", 102, "один евро 02 цента"},
		{"EUR", "uk", 100_001_00, "сто тисяч одне євро 00 центів"},
		{"USD", "uk", 102100, "одна тисяча двадцять один долар США 00 центів"},
		{"USD", "ru", 1234, "двенадцать долларов США 34 цента"},
		{"CZK", "uk", 200, "дві чеські крони 00 гелерів"},
		{"PHP", "ru", 2100, "двадцать одно филиппинское песо 00 сентаво"},
		{"JPY", "uk", 121, "сто двадцять одна єна"},
		{"JPY", "ru", 2, "две иены"},
		{"GBP", "en", 12101, "one hundred twenty-one pounds sterling 01 penny"},
		{"UAH", "en", 104560, "one thousand forty-five hryvnias 60 kopiykas"},
		{"EUR", "en", 100, "one euro 00 cents"},
		{"USD", "en", 2_000_011_40, "two million eleven US dollars 40 cents"},
		{"UAH", "kk", 100, "одна гривня 00 копійок"},
		{"XAU", "uk", 205, "два XAU 05"},
	} {
		if got := coin(c.code).InWords(c.sum, c.language); got != c.want {
			t.Errorf("%d %s in %s:\n got %s\nwant %s", c.sum, c.code, c.language, got, c.want)
		}
	}
}

// Every currency that a shop can be opened in has words in every language, and
// no sum, however large, is without them.
func TestEverySumHasWords(t *testing.T) {
	for _, c := range shop.Currencies {
		for _, language := range []string{"uk", "ru", "en"} {
			for _, m := range []shop.Money{0, 1, 100, 12105, math.MaxInt64, math.MinInt64} {
				words := c.InWords(m, language)
				if strings.Contains(words, c.Code) || strings.Contains(words, "  ") || words != strings.TrimSpace(words) {
					t.Errorf("%d %s in %s: %q", m, c.Code, language, words)
				}
			}
		}
	}
}

// numbers are what the words of the three languages stand for, typed from a
// school book, to read sums back.
var numbers = func() map[string]uint64 {
	all := map[string]uint64{}
	for list, values := range map[string][]uint64{
		"нуль один одна одне два дві три чотири п’ять шість сім вісім дев’ять":                                               {0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9},
		"ноль один одна одно два две три четыре пять шесть семь восемь девять":                                               {0, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9},
		"zero one two three four five six seven eight nine":                                                                  {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		"десять одинадцять дванадцять тринадцять чотирнадцять п’ятнадцять шістнадцять сімнадцять вісімнадцять дев’ятнадцять": {10, 11, 12, 13, 14, 15, 16, 17, 18, 19},
		"десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать":  {10, 11, 12, 13, 14, 15, 16, 17, 18, 19},
		"ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen":                                    {10, 11, 12, 13, 14, 15, 16, 17, 18, 19},
		"двадцять тридцять сорок п’ятдесят шістдесят сімдесят вісімдесят дев’яносто":                                         {20, 30, 40, 50, 60, 70, 80, 90},
		"двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто":                                       {20, 30, 40, 50, 60, 70, 80, 90},
		"twenty thirty forty fifty sixty seventy eighty ninety":                                                              {20, 30, 40, 50, 60, 70, 80, 90},
		"сто двісті триста чотириста п’ятсот шістсот сімсот вісімсот дев’ятсот":                                              {100, 200, 300, 400, 500, 600, 700, 800, 900},
		"сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот":                                           {100, 200, 300, 400, 500, 600, 700, 800, 900},
		"тисяча тисячі тисяч тысяча тысячи тысяч thousand":                                                                   {1e3, 1e3, 1e3, 1e3, 1e3, 1e3, 1e3},
		"мільйон мільйони мільйонів миллион миллиона миллионов million":                                                      {1e6, 1e6, 1e6, 1e6, 1e6, 1e6, 1e6},
		"мільярд мільярди мільярдів миллиард миллиарда миллиардов billion":                                                   {1e9, 1e9, 1e9, 1e9, 1e9, 1e9, 1e9},
		"трильйон трильйони трильйонів триллион триллиона триллионов trillion":                                               {1e12, 1e12, 1e12, 1e12, 1e12, 1e12, 1e12},
		"квадрильйон квадрильйони квадрильйонів квадриллион квадриллиона квадриллионов quadrillion":                          {1e15, 1e15, 1e15, 1e15, 1e15, 1e15, 1e15},
		"квінтильйон квінтильйони квінтильйонів квинтиллион квинтиллиона квинтиллионов quintillion":                          {1e18, 1e18, 1e18, 1e18, 1e18, 1e18, 1e18},
	} {
		for i, word := range strings.Fields(list) {
			all[word] = values[i]
		}
	}
	return all
}()

// read takes the number that words begin with, and what is left of them.
func read(words string) (n uint64, rest []string) {
	var group uint64
	fields := strings.Fields(strings.ReplaceAll(words, "-", " "))
	for i, word := range fields {
		v, ok := numbers[word]
		switch {
		case !ok && word == "hundred":
			group *= 100
		case !ok:
			return n + group, fields[i:]
		case v >= 1000:
			n, group = n+group*v, 0
		default:
			group += v
		}
	}
	return n + group, nil
}

// Read back, the words are the sum again, to the minor unit, in every language.
func TestSumsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := shop.Money(rapid.OneOf(rapid.Int64Range(0, 3000), rapid.Int64Range(0, 1e15), rapid.Int64Range(0, math.MaxInt64)).Draw(t, "sum"))
		language := rapid.SampledFrom([]string{"uk", "ru", "en"}).Draw(t, "language")
		code := rapid.SampledFrom([]string{"UAH", "RUB", "KZT", "PLN", "EUR", "USD", "PHP", "CZK", "GEL"}).Draw(t, "currency")
		words := coin(code).InWords(m, language)
		n, rest := read(words)
		minor := 0
		for _, word := range rest {
			if figures, err := strconv.Atoi(word); err == nil {
				minor = figures
			}
		}
		if n != uint64(m)/100 || minor != int(m%100) {
			t.Fatalf("%d is %q, read as %d and %02d", m, words, n, minor)
		}
	})
}

// The noun follows the last two figures alone, and "one" and "two" its gender.
func TestWordsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Int64Range(0, 1e12).Draw(t, "whole")
		words := coin("UAH").InWords(shop.Money(whole*100), "uk")
		noun := "гривень"
		switch two := whole % 100; {
		case two >= 11 && two <= 14:
		case two%10 == 1:
			noun = "одна гривня"
		case two%10 == 2:
			noun = "дві гривні"
		case two%10 == 3 || two%10 == 4:
			noun = "гривні"
		}
		if !strings.Contains(words, fmt.Sprintf("%s 00 копійок", noun)) {
			t.Fatalf("%d is %q", whole, words)
		}
		roubles := coin("RUB").InWords(shop.Money(whole*100), "ru")
		if strings.Contains(roubles, "одна рубл") || strings.Contains(roubles, "две рубл") || strings.Contains(roubles, "один тысяч") || strings.Contains(roubles, "два тысяч") {
			t.Fatalf("%d is %q", whole, roubles)
		}
	})
}

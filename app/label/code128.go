package label

// Code 128 (ISO/IEC 15417). We encode it ourselves because printers' languages
// take the codewords one by one: what is laid out is then what is printed, to
// the module, instead of what a printer thinks best.

// The words of Code 128 that are not data.
const (
	wordCodeC  = 99
	wordCodeB  = 100
	wordFNC1   = 102
	wordStartB = 104
	wordStartC = 105
)

// fnc1 stands for Function 1 among the characters of a value.
const fnc1 = '\x1d'

// code128Patterns are the widths of three bars and three spaces of the words 0
// to 105 (ISO/IEC 15417, table 1).
const code128Patterns = "" +
	"212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221" +
	"223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321" +
	"112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131" +
	"311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114" +
	"122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141" +
	"214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232"

const code128Stop = "2331112"

// code128Words gives the fewest codewords for characters of ASCII and fnc1,
// start included and check word left out. Pairs of digits are worth set C
// wherever that is shorter.
func code128Words(value string) []int {
	n := len(value)
	const never = 1 << 20
	// fewest[set][i] words print value[i:] when the set is on; stay[set][i] when
	// it also stays on for the next word.
	var fewest, stay [2][]int
	const b, c = 0, 1
	for set := range fewest {
		fewest[set], stay[set] = make([]int, n+2), make([]int, n+2)
	}
	for i := n - 1; i >= 0; i-- {
		stay[b][i], stay[c][i] = 1+fewest[b][i+1], never
		if value[i] == fnc1 {
			stay[c][i] = 1 + fewest[c][i+1]
		} else if pair(value, i) {
			stay[c][i] = 1 + fewest[c][i+2]
		}
		fewest[b][i] = min(stay[b][i], 1+stay[c][i])
		fewest[c][i] = min(stay[c][i], 1+stay[b][i])
	}
	set, words := b, []int{wordStartB}
	if stay[c][0] < stay[b][0] {
		set, words = c, []int{wordStartC}
	}
	for i := 0; i < n; {
		if stay[set][i] > fewest[set][i] {
			set = 1 - set
			words = append(words, [2]int{b: wordCodeB, c: wordCodeC}[set])
		}
		switch {
		case value[i] == fnc1:
			words = append(words, wordFNC1)
			i++
		case set == c:
			words = append(words, int(value[i]-'0')*10+int(value[i+1]-'0'))
			i += 2
		default:
			words = append(words, int(value[i]-' '))
			i++
		}
	}
	return words
}

func pair(s string, i int) bool {
	return i+1 < len(s) && digit(s[i]) && digit(s[i+1])
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// code128Bars draws codewords with their check word and the stop.
func code128Bars(words []int) (bars []bar, modules int) {
	sum := words[0]
	for i, w := range words {
		sum += i * w
	}
	draw := func(widths string) {
		for i := range len(widths) {
			wide := int(widths[i] - '0')
			if i%2 == 0 {
				bars = append(bars, bar{at: modules, wide: wide})
			}
			modules += wide
		}
	}
	for _, w := range append(words[:len(words):len(words)], sum%103) {
		draw(code128Patterns[6*w : 6*w+6])
	}
	draw(code128Stop)
	return bars, modules
}

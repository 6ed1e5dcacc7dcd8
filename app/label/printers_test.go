package label_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"regexp"
	"strconv"
	"strings"
)

// The printers that the tests imitate: each understands just what we send, and
// stops at anything else, so that text which broke out of its field is found.

// perMM are the dots of a millimetre times ten thousand.
func perMM(dpi int) int {
	if dpi == 203 {
		return 80_000
	}
	return (dpi*100_000_000/254 + 50) / 1000
}

func dotsOf(mm string, dpi int) (int, error) {
	value, err := strconv.ParseFloat(mm, 64)
	return int(value*float64(perMM(dpi))/10_000 + 0.5), err
}

// numbers reads what a command holds, all of it.
func numbers(line, format string, to ...any) error {
	var rest string
	n, err := fmt.Sscanf(line+"\x00", format+"%1s", append(to, &rest)...)
	if err != nil || n != len(to)+1 || rest != "\x00" {
		return fmt.Errorf("not understood: %q", line)
	}
	return nil
}

var (
	tsplSize = regexp.MustCompile(`^SIZE ([0-9.]+) mm,([0-9.]+) mm$`)
	tsplFix  = regexp.MustCompile(`^(GAP [0-9.]+ mm,0 mm|DIRECTION [01],0|REFERENCE 0,0)$`)
	tsplBars = regexp.MustCompile(`^BARCODE (\d+),(\d+),"(128M|EAN13|EAN8|25)",(\d+),0,0,(\d+),(\d+),"([^"]+)"$`)
	tsplQR   = regexp.MustCompile(`^QRCODE (\d+),(\d+),M,(\d+),A,0,"([^"]+)"$`)
	tsplDM   = regexp.MustCompile(`^DMATRIX (\d+),(\d+),(\d+),(\d+),x(\d+),(\d+),(\d+),"([^"~]+)"$`)
	tsplRaw  = regexp.MustCompile(`^BITMAP (\d+),(\d+),(\d+),(\d+),0,`)
)

func ints(texts []string) []int {
	out := make([]int, len(texts))
	for i, s := range texts {
		out[i], _ = strconv.Atoi(s)
	}
	return out
}

// printTSPL imitates a TSC printer.
func printTSPL(job []byte, dpi int) (labels []image.Image, err error) {
	var page *canvas
	var width, height int
	for len(job) > 0 {
		if m := tsplRaw.FindSubmatch(job); m != nil && page != nil {
			n := ints([]string{string(m[1]), string(m[2]), string(m[3]), string(m[4])})
			job = job[len(m[0]):]
			if len(job) < n[2]*n[3]+2 || string(job[n[2]*n[3]:n[2]*n[3]+2]) != "\r\n" {
				return nil, fmt.Errorf("BITMAP is cut short")
			}
			if err := page.bytes(n[0], n[1], n[2], n[3], job[:n[2]*n[3]], 0); err != nil {
				return nil, err
			}
			job = job[n[2]*n[3]+2:]
			continue
		}
		line, rest, ended := bytes.Cut(job, []byte("\r\n"))
		if !ended {
			return nil, fmt.Errorf("no line end after %q", line)
		}
		job = rest
		s := string(line)
		switch m := tsplSize.FindStringSubmatch(s); {
		case m != nil:
			width, _ = dotsOf(m[1], dpi)
			height, _ = dotsOf(m[2], dpi)
		case tsplFix.MatchString(s):
		case s == "CLS":
			page = newCanvas(width, height)
		case page == nil:
			return nil, fmt.Errorf("before CLS: %q", s)
		case strings.HasPrefix(s, "PRINT "):
			var sets int
			if err := numbers(s, "PRINT %d,1", &sets); err != nil {
				return nil, err
			}
			for range sets {
				labels = append(labels, page.Gray)
			}
			page = nil
		default:
			if err := page.tspl(s); err != nil {
				return nil, err
			}
		}
	}
	if page != nil {
		return nil, fmt.Errorf("a label was not printed")
	}
	return labels, nil
}

func (c *canvas) tspl(s string) error {
	if m := tsplBars.FindStringSubmatch(s); m != nil {
		n := ints([]string{m[1], m[2], m[4], m[5], m[6]})
		x, y, high, module, wide := n[0], n[1], n[2], n[3], n[4]
		of, data, want := "", "", module
		switch m[3] {
		case "128M":
			words, err := words128M(m[7])
			if err != nil || wide != module {
				return errors.Join(err, fmt.Errorf("in %q", s))
			}
			return c.words128(words, x, y, module, high)
		case "EAN13", "EAN8":
			of, data = "ean", m[7]
		case "25":
			of, data, want = "itf", m[7], 3*module
		}
		if wide != want {
			return fmt.Errorf("wide bars of %d dots: %q", wide, s)
		}
		return c.symbol(of, data, x, y, module, high)
	}
	if m := tsplQR.FindStringSubmatch(s); m != nil {
		n := ints(m[1:4])
		return c.symbol("qr", m[4], n[0], n[1], n[2], 0)
	}
	if m := tsplDM.FindStringSubmatch(s); m != nil {
		n := ints(m[1:8])
		if n[2] != n[4]*n[6] || n[3] != n[4]*n[5] {
			return fmt.Errorf("size and modules disagree: %q", s)
		}
		return c.symbol("datamatrix", m[8], n[0], n[1], n[4], 0)
	}
	var x, y, w, h int
	if err := numbers(s, "BAR %d,%d,%d,%d", &x, &y, &w, &h); err != nil {
		return err
	}
	return c.black(x, y, w, h)
}

// set128 is what a word of Code 128 does where a change of the set may stand.
func set128(words []int, inC bool, word int) (bool, error) {
	switch {
	case len(words) == 0 && word == 104, len(words) == 0 && word == 105:
		return word == 105, nil
	case len(words) > 0 && word == 99 && !inC, len(words) > 0 && word == 100 && inC:
		return !inC, nil
	case len(words) > 0 && word == 102:
		return inC, nil
	}
	return inC, fmt.Errorf("the word %d does not belong behind %v", word, words)
}

// words128M reads the data of TSPL's 128M: changes of the set are "!" and a word.
func words128M(data string) (words []int, err error) {
	inC := false
	for data != "" {
		n := 1
		switch {
		case data[0] == '!' && len(data) > 3:
			word, _ := strconv.Atoi(data[1:4])
			if inC, err = set128(words, inC, word); err != nil {
				return nil, err
			}
			words = append(words, word)
			n = 4
		case inC && len(data) > 1 && strings.Trim(data[:2], "0123456789") == "":
			words = append(words, words128(105, data[:2])[1])
			n = 2
		case !inC && len(words) > 0:
			words = append(words, int(data[0]-' '))
		default:
			return nil, fmt.Errorf("set C holds pairs of digits: %q", data)
		}
		data = data[n:]
	}
	return words, nil
}

var (
	eplRaw  = regexp.MustCompile(`^GW(\d+),(\d+),(\d+),(\d+),`)
	eplBars = regexp.MustCompile(`^B(\d+),(\d+),0,(1B|1C|E30|E80|2),(\d+),(\d+),(\d+),N,"([^"\\]+)"$`)
)

// printEPL imitates an Eltron printer.
func printEPL(job []byte, _ int) (labels []image.Image, err error) {
	var page *canvas
	width := 0
	for len(job) > 0 {
		if m := eplRaw.FindSubmatch(job); m != nil && page != nil {
			n := ints([]string{string(m[1]), string(m[2]), string(m[3]), string(m[4])})
			job = job[len(m[0]):]
			if len(job) <= n[2]*n[3] || job[n[2]*n[3]] != '\n' {
				return nil, fmt.Errorf("GW is cut short")
			}
			if err := page.bytes(n[0], n[1], n[2], n[3], job[:n[2]*n[3]], 0); err != nil {
				return nil, err
			}
			job = job[n[2]*n[3]+1:]
			continue
		}
		line, rest, ended := bytes.Cut(job, []byte("\n"))
		if !ended {
			return nil, fmt.Errorf("no line end after %q", line)
		}
		job = rest
		s := string(line)
		var high, gap, copies int
		switch {
		case s == "" || s == "N" || s == "ZT" || s == "ZB":
		case numbers(s, "q%d", &width) == nil:
		case numbers(s, "Q%d,%d", &high, &gap) == nil:
			page = newCanvas(width, high)
		case page == nil:
			return nil, fmt.Errorf("before Q: %q", s)
		case numbers(s, "P%d", &copies) == nil:
			for range copies {
				labels = append(labels, page.Gray)
			}
			page = nil
		default:
			if err := page.epl(s); err != nil {
				return nil, err
			}
		}
	}
	if page != nil {
		return nil, fmt.Errorf("a label was not printed")
	}
	return labels, nil
}

func (c *canvas) epl(s string) error {
	if m := eplBars.FindStringSubmatch(s); m != nil {
		n := ints([]string{m[1], m[2], m[4], m[5], m[6]})
		if start, is128 := map[string]int{"1B": 104, "1C": 105}[m[3]]; is128 {
			return c.words128(words128(start, m[7]), n[0], n[1], n[2], n[4])
		}
		of := map[string]string{"E30": "ean", "E80": "ean", "2": "itf"}[m[3]]
		if of == "itf" && n[3] != 3*n[2] {
			return fmt.Errorf("wide bars of %d dots: %q", n[3], s)
		}
		return c.symbol(of, m[7], n[0], n[1], n[2], n[4])
	}
	var x, y, w, h int
	if err := numbers(s, "LO%d,%d,%d,%d", &x, &y, &w, &h); err != nil {
		return err
	}
	return c.black(x, y, w, h)
}

package label_test

import (
	"bytes"
	"fmt"
	"image"
)

// A roll is the paper of the receipt printer that the tests imitate.
type roll struct {
	page         *canvas
	y            int
	left         int
	module, high int
	qr           string
	cuts, kicks  int
}

// printESCPOS imitates a receipt printer; what it printed up to each reset or the
// end is a label.
func printESCPOS(job []byte, width int) (r roll, labels []image.Image, err error) {
	// No row of dots takes fewer bytes than this, and no code more rows.
	length := len(job)*8/width + 2000
	tear := func() {
		if r.y > 0 {
			labels = append(labels, r.page.SubImage(image.Rect(0, 0, width, r.y)))
		}
		r.page, r.y, r.left = newCanvas(width, length), 0, 0
	}
	tear()
	for len(job) > 0 {
		if bytes.HasPrefix(job, []byte("\x1b@")) {
			tear()
			job = job[2:]
			continue
		}
		n, err := r.command(job)
		if err != nil {
			return r, nil, err
		}
		job = job[n:]
	}
	tear()
	return r, labels, nil
}

// command carries out one command and says how long it was.
func (r *roll) command(job []byte) (int, error) {
	known := func(prefix string, arguments int) bool {
		return bytes.HasPrefix(job, []byte(prefix)) && len(job) >= len(prefix)+arguments
	}
	switch {
	case known("\x1bp\x00", 2):
		r.kicks++
		return 5, nil
	case known("\x1ba\x00", 0):
		return 3, nil
	case known("\x1dVB\x00", 0):
		r.cuts++
		return 4, nil
	case known("\x1dL", 2):
		r.left = int(job[2]) + int(job[3])<<8
		return 4, nil
	case known("\x1dH\x00", 0):
		return 3, nil
	case known("\x1dh", 1):
		r.high = int(job[2])
		return 3, nil
	case known("\x1dw", 1):
		r.module = int(job[2])
		return 3, nil
	case known("\x1dv0\x00", 4):
		stride, high := int(job[4])+int(job[5])<<8, int(job[6])+int(job[7])<<8
		if len(job) < 8+stride*high {
			return 0, fmt.Errorf("GS v 0 is cut short")
		}
		if err := r.page.bytes(0, r.y, stride, high, job[8:8+stride*high], 1); err != nil {
			return 0, err
		}
		r.y += high
		return 8 + stride*high, nil
	case known("\x1dk", 2):
		return r.bars(job)
	case known("\x1d(k", 5):
		return r.square(job)
	}
	return 0, fmt.Errorf("not understood: %q", job[:min(len(job), 12)])
}

func (r *roll) bars(job []byte) (int, error) {
	kind, n := job[2], int(job[3])
	if len(job) < 4+n {
		return 0, fmt.Errorf("GS k is cut short")
	}
	data := string(job[4 : 4+n])
	y := r.y
	r.y += r.high
	if kind == 73 {
		words, err := wordsESCPOS(data)
		if err != nil {
			return 0, err
		}
		return 4 + n, r.page.words128(words, r.left, y, r.module, r.high)
	}
	if kind != 67 && kind != 68 {
		return 0, fmt.Errorf("GS k %d", kind)
	}
	return 4 + n, r.page.symbol("ean", data, r.left, y, r.module, r.high)
}

// wordsESCPOS reads the data of GS k 73.
func wordsESCPOS(data string) (words []int, err error) {
	inC := false
	for i := 0; i < len(data); i++ {
		switch {
		case data[i] == '{' && i+1 < len(data):
			i++
			word, known := map[byte]int{'B': 100, 'C': 99, '1': 102}[data[i]]
			if len(words) == 0 {
				word = map[byte]int{'B': 104, 'C': 105}[data[i]]
			}
			if inC, err = set128(words, inC, word); err != nil || !known {
				return nil, fmt.Errorf("{%c in %q: %w", data[i], data, err)
			}
			words = append(words, word)
		case inC && data[i] < 100:
			words = append(words, int(data[i]))
		case inC:
			return nil, fmt.Errorf("%d in set C of %q", data[i], data)
		default:
			words = append(words, int(data[i]-' '))
		}
	}
	return words, nil
}

func (r *roll) square(job []byte) (int, error) {
	n := int(job[3]) + int(job[4])<<8
	if len(job) < 5+n || job[5] != '1' {
		return 0, fmt.Errorf("GS ( k is cut short")
	}
	data := job[7 : 5+n]
	switch job[6] {
	case 'A', 'E':
	case 'C':
		r.module = int(data[0])
	case 'P':
		r.qr = string(data[1:])
	case 'Q':
		before := r.page.lowest()
		if err := r.page.symbol("qr", r.qr, r.left, r.y, r.module, 0); err != nil {
			return 0, err
		}
		r.y += r.page.lowest() - max(before, r.y-1)
	default:
		return 0, fmt.Errorf("GS ( k function %q", job[6])
	}
	return 5 + n, nil
}

// lowest is the last row with ink.
func (c *canvas) lowest() int {
	at := bytes.LastIndexByte(c.Pix, 0)
	if at < 0 {
		return -1
	}
	return at / c.Stride
}

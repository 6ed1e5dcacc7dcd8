package scan

import "strings"

// Symbology is the kind of a printed code, as far as the scanner told it by an
// AIM identifier ("]" and two signs before the data); "" if it did not.
type Symbology string

// The symbologies that mean something here; what is only recognised is Other.
const (
	EAN13         Symbology = "ean13"
	EAN8          Symbology = "ean8"
	UPCA          Symbology = "upca"
	UPCE          Symbology = "upce"
	ITF           Symbology = "itf"
	ITF14         Symbology = "itf14"
	Code39        Symbology = "code39"
	Code93        Symbology = "code93"
	Code128       Symbology = "code128"
	GS1128        Symbology = "gs1-128"
	Codabar       Symbology = "codabar"
	DataBar       Symbology = "databar"
	DataMatrix    Symbology = "datamatrix"
	GS1DataMatrix Symbology = "gs1-datamatrix"
	QR            Symbology = "qr"
	GS1QR         Symbology = "gs1-qr"
	PDF417        Symbology = "pdf417"
	Aztec         Symbology = "aztec"
	DotCode       Symbology = "dotcode"
	GS1DotCode    Symbology = "gs1-dotcode"
	Other         Symbology = "other"
)

// elementary reports whether the data of a symbology are GS1 elements.
func (s Symbology) elementary() bool {
	switch s {
	case GS1128, GS1DataMatrix, GS1QR, DataBar, GS1DotCode:
		return true
	}
	return false
}

// aim takes the identifier off a text. What is no identifier stays.
func aim(text string) (data string, s Symbology) {
	if len(text) < 3 || text[0] != ']' {
		return text, ""
	}
	letter, modifier := text[1], rune(text[2])
	if !digits(string(modifier)) && !capitals(strings.ToUpper(string(modifier))) {
		return text, ""
	}
	data = text[3:]
	switch letter {
	case 'E':
		return data, retail(modifier, data)
	case 'I':
		if len(data) == 14 {
			return data, ITF14
		}
		return data, ITF
	case 'A':
		return data, Code39
	case 'G':
		return data, Code93
	case 'F':
		return data, Codabar
	case 'C':
		return data, either(modifier == '1', GS1128, Code128)
	case 'e':
		return data, DataBar
	case 'd':
		return data, either(modifier == '2' || modifier == '5', GS1DataMatrix, DataMatrix)
	case 'Q':
		return data, either(modifier == '3' || modifier == '4', GS1QR, QR)
	case 'J':
		return data, either(modifier == '1', GS1DotCode, DotCode)
	case 'L':
		return data, PDF417
	case 'z':
		return data, Aztec
	}
	if strings.IndexByte("BDHKMNOPRSTUVXYZchk", letter) >= 0 {
		return data, Other
	}
	return text, ""
}

func either(yes bool, one, other Symbology) Symbology {
	if yes {
		return one
	}
	return other
}

// retail tells the kinds of EAN and UPC apart. By the standard all but EAN-8
// come with 13 digits; many scanners send UPC as it is printed.
func retail(modifier rune, data string) Symbology {
	switch {
	case modifier == '4':
		return EAN8
	case len(data) == 12:
		return UPCA
	case len(data) == 8:
		return UPCE
	}
	return EAN13
}

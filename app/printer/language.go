package printer

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A language is what has to be known of a printer language to hand its documents
// over one by one. What they say is made by others.
type language struct {
	// lead makes the printer forget a label that was cut off before.
	lead string
	// query asks for the printer's status and does so beside the labels that
	// wait; empty where there is nothing to ask.
	query string
	// heard reads the answer; whole is false as long as some of it is missing.
	heard func(said []byte) (st Status, whole bool)
	// waits is set where a label that was cut off in a picture leaves the printer
	// waiting for the rest, for which it takes the next label.
	waits bool
	// inked tells whether the beginning of a document may have put ink on paper.
	inked func(begun []byte) bool
}

// languageOf gives what is known of a type of document. Of one that is not known
// any byte may be printed, and nothing can be asked.
func languageOf(mediaType string) language {
	switch mediaType {
	case TypeZPL:
		// ZPL II Programming Guide (Zebra): ~JX cancels the format that is partly
		// in and no other, ~HS is answered before the formats that wait.
		return language{lead: "~JX", query: "~HS", heard: heardZPL, inked: inkedZPL}
	case TypeTSPL:
		return language{query: "\x1b!?", heard: heardTSPL, waits: true, inked: inkedTSPL} // TSPL manual (TSC), immediate commands
	case TypeEPL:
		return language{query: "\r\n^ee\r\n", heard: heardEPL, waits: true, inked: inkedEPL} // EPL2 manual (Zebra), immediate error report
	case TypeESCPOS:
		// DLE EOT 1 … 4 of Epson's command reference.
		return language{query: "\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", heard: heardESCPOS, inked: inkedAny}
	}
	return language{inked: inkedAny}
}

func inkedAny(begun []byte) bool { return len(begun) > 0 }

func inkedZPL(begun []byte) bool { return bytes.Contains(bytes.ToUpper(begun), []byte("^XZ")) }

// A line of TSPL and EPL counts when its end has come.
var (
	printTSPL = regexp.MustCompile(`(?i)PRINT[ 0-9,]*[\r\n]`)
	printEPL  = regexp.MustCompile(`(?:^|[\r\n])PA?[0-9,]*[\r\n]`)
)

func inkedTSPL(begun []byte) bool { return printTSPL.Match(begun) }

func inkedEPL(begun []byte) bool { return printEPL.Match(begun) }

// trouble makes a Status of what is wrong, what to mend first comes first: a
// printer without paper is often open because somebody is at it.
func trouble(printing bool, waiting int, problems map[string]bool) Status {
	st := Status{State: StateReady, Problems: []string{}, Waiting: waiting}
	if printing {
		st.State = StatePrinting
	}
	for _, code := range []string{CodeOpen, CodePaper, CodeRibbon, CodeFault, CodePaused} {
		if problems[code] {
			st.Problems = append(st.Problems, code)
			st.State = StateStopped
		}
	}
	return st
}

// heardZPL reads three strings, each between STX and ETX, of fields with commas
// between them.
func heardZPL(said []byte) (Status, bool) {
	var strs [][]string
	for len(strs) < 3 {
		_, rest, begins := bytes.Cut(said, []byte{2})
		one, rest, ends := bytes.Cut(rest, []byte{3})
		if !begins || !ends {
			return Status{}, false
		}
		strs, said = append(strs, strings.Split(string(one), ",")), rest
	}
	field := func(str, n int) int {
		if n >= len(strs[str]) {
			return 0
		}
		v, err := strconv.Atoi(strings.TrimSpace(strs[str][n]))
		if err != nil || v < 0 {
			return 0 // a field that a clone leaves empty
		}
		return v
	}
	formats, rest := field(0, 4), field(1, 8)
	return trouble(formats+rest > 0, formats+rest, map[string]bool{
		CodePaper:  field(0, 1) > 0,
		CodePaused: field(0, 2) > 0,
		CodeFault:  field(0, 9)+field(0, 11) > 0, // memory lost, head too hot
		CodeOpen:   field(1, 2) > 0,
		CodeRibbon: field(1, 3) > 0,
	}), true
}

// heardTSPL reads one byte of flags.
func heardTSPL(said []byte) (Status, bool) {
	if len(said) == 0 {
		return Status{}, false
	}
	b := said[len(said)-1]
	return trouble(b&0x20 != 0, 0, map[string]bool{CodeOpen: b&0x41 != 0, CodeFault: b&0x82 != 0, CodePaper: b&0x04 != 0, CodeRibbon: b&0x08 != 0, CodePaused: b&0x10 != 0}), true
}

// answerEPL is one or more codes of two digits in a line.
var answerEPL = regexp.MustCompile(`(?:^|[^0-9,])([0-9]{2}(?:,[0-9]{2})*)\r\n`)

// heardEPL reads the codes of conditions; those below 07 are about commands.
func heardEPL(said []byte) (Status, bool) {
	m := answerEPL.FindSubmatch(withoutFlow(said))
	if m == nil {
		return Status{}, false
	}
	problems := map[string]bool{}
	for _, code := range strings.Split(string(m[1]), ",") {
		switch code {
		case "07":
			problems[CodePaper] = true
		case "11":
			problems[CodeOpen] = true
		case "12", "92": // Zebra, Intermec
			problems[CodePaused] = true
		case "62", "81": // hot, knife
			problems[CodeFault] = true
		}
	}
	return trouble(false, 0, problems), true
}

// heardESCPOS reads four bytes. Those of the automatic status, which some
// printers send unasked, have other fixed bits.
func heardESCPOS(said []byte) (Status, bool) {
	b := slices.DeleteFunc(slices.Clone(said), func(b byte) bool { return b&0x93 != 0x12 })
	if len(b) < 4 {
		return Status{}, false
	}
	b = b[len(b)-4:]
	st := trouble(false, 0, map[string]bool{
		CodeOpen:  b[1]&0x04 != 0,
		CodePaper: b[1]&0x20 != 0 || b[3]&0x60 != 0,
		CodeFault: b[2]&0x68 != 0, // knife, fault for good, heat
	})
	st.PaperLow = b[3]&0x0c != 0
	return st, true
}

// withoutFlow drops the signs that a serial printer sends to slow us down.
func withoutFlow(said []byte) []byte {
	return slices.DeleteFunc(slices.Clone(said), func(b byte) bool { return b == 0x11 || b == 0x13 })
}

// hints say what to do about a problem that a printer tells.
var hints = map[string]string{
	CodeOpen:   "its head or cover is open; close it",
	CodePaper:  "it has no paper; put a new roll in",
	CodeRibbon: "it has no ribbon; put a new one in",
	CodeFault:  "it tells a fault; look for a jam and let it cool, else switch it off and on",
	CodePaused: "it is paused; press its pause key",
}

// isRaw tells whether a type is a printer's own language.
func isRaw(mediaType string) bool {
	return mediaType == TypeRaw || languageOf(mediaType).query != ""
}

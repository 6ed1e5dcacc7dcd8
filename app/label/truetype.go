package label

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// A fontFile is a TrueType font taken apart, so that it can be cut down to a few
// letters quickly (OpenType specification, chapters glyf, loca, hmtx).
type fontFile struct {
	tables   map[string][]byte
	places   []uint32 // where each glyph begins in glyf, and where the last ends
	advances int      // how many glyphs have an entry of four bytes in hmtx
	metrics  fontMetrics
}

// fontMetrics are in thousandths of an em.
type fontMetrics struct {
	box             [4]int
	ascent, descent int
}

var be = binary.BigEndian

// newFontFile takes a font apart. The fonts are part of the program: one that
// cannot be read is a broken build, which the first test shows.
func newFontFile(ttf []byte) fontFile {
	f := fontFile{tables: map[string][]byte{}}
	for i := range int(be.Uint16(ttf[4:])) {
		entry := ttf[12+16*i:]
		at, size := be.Uint32(entry[8:]), be.Uint32(entry[12:])
		f.tables[string(entry[:4])] = ttf[at : at+size]
	}
	head, hhea, loca := f.tables["head"], f.tables["hhea"], f.tables["loca"]
	long := be.Uint16(head[50:]) == 1
	for i := range int(be.Uint16(f.tables["maxp"][4:])) + 1 {
		if long {
			f.places = append(f.places, be.Uint32(loca[4*i:]))
		} else {
			f.places = append(f.places, 2*uint32(be.Uint16(loca[2*i:])))
		}
	}
	f.advances = int(be.Uint16(hhea[34:]))
	em := int(be.Uint16(head[18:]))
	if em == 0 {
		panic(fmt.Sprintf("label: embedded font of %d bytes has no size", len(ttf)))
	}
	thousandths := func(b []byte) int { return int(int16(be.Uint16(b))) * 1000 / em }
	for i := range f.metrics.box {
		f.metrics.box[i] = thousandths(head[36+2*i:])
	}
	f.metrics.ascent, f.metrics.descent = thousandths(hhea[4:]), thousandths(hhea[6:])
	return f
}

func (f fontFile) outline(glyph uint16) []byte {
	return f.tables["glyf"][f.places[glyph]:f.places[glyph+1]]
}

// metric is a glyph's entry of hmtx: its advance and left side bearing.
func (f fontFile) metric(glyph uint16) []byte {
	hmtx := f.tables["hmtx"]
	if int(glyph) < f.advances {
		return hmtx[4*int(glyph) : 4*int(glyph)+4]
	}
	last := hmtx[4*(f.advances-1):]
	bearing := hmtx[4*f.advances+2*(int(glyph)-f.advances):]
	return []byte{last[0], last[1], bearing[0], bearing[1]}
}

// subset gives a font file in which glyph i is the given i-th; the parts that
// accented letters are made of follow behind.
func (f fontFile) subset(glyphs []uint16) []byte {
	glyphs = slices.Clone(glyphs)
	renumbered := map[uint16]uint16{}
	var glyf, hmtx, loca []byte
	for i := 0; i < len(glyphs); i++ {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		hmtx = append(hmtx, f.metric(glyphs[i])...)
		start := len(glyf)
		glyf = append(glyf, f.outline(glyphs[i])...)
		eachComponent(glyf[start:], func(number []byte) {
			old := be.Uint16(number)
			fresh, known := renumbered[old]
			if !known {
				fresh = uint16(len(glyphs))
				renumbered[old] = fresh
				glyphs = append(glyphs, old)
			}
			be.PutUint16(number, fresh)
		})
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	head := slices.Clone(f.tables["head"])
	be.PutUint16(head[50:], 1) // places are long
	hhea, maxp := slices.Clone(f.tables["hhea"]), slices.Clone(f.tables["maxp"])
	be.PutUint16(hhea[34:], uint16(len(glyphs)))
	be.PutUint16(maxp[4:], uint16(len(glyphs)))
	return fontTables(map[string][]byte{"glyf": glyf, "loca": loca, "hmtx": hmtx, "head": head, "hhea": hhea, "maxp": maxp,
		"cvt ": f.tables["cvt "], "fpgm": f.tables["fpgm"], "prep": f.tables["prep"]})
}

// eachComponent hands out the glyph numbers within a composite outline.
func eachComponent(outline []byte, visit func(number []byte)) {
	if len(outline) < 10 || int16(be.Uint16(outline)) >= 0 {
		return
	}
	const words, scale, more, scales, matrix = 1, 8, 32, 64, 128
	for at := 10; ; {
		flags := be.Uint16(outline[at:])
		visit(outline[at+2 : at+4])
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&scales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return
		}
	}
}

// fontTables puts tables together into a file.
func fontTables(tables map[string][]byte) []byte {
	var names []string
	for name, table := range tables {
		if len(table) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	log := 0
	for 2<<log <= len(names) {
		log++
	}
	file := []byte{0, 1, 0, 0}
	for _, n := range []int{len(names), 16 << log, log, 16*len(names) - 16<<log} {
		file = be.AppendUint16(file, uint16(n))
	}
	at := 12 + 16*len(names)
	for _, name := range names {
		table := tables[name]
		file = append(file, name...)
		file = be.AppendUint32(file, fontSum(table))
		file = be.AppendUint32(file, uint32(at))
		file = be.AppendUint32(file, uint32(len(table)))
		at += (len(table) + 3) / 4 * 4
	}
	for _, name := range names {
		file = append(file, tables[name]...)
		for len(file)%4 != 0 {
			file = append(file, 0)
		}
	}
	return file
}

func fontSum(table []byte) uint32 {
	sum := uint32(0)
	for len(table) >= 4 {
		sum += be.Uint32(table)
		table = table[4:]
	}
	var rest [4]byte
	copy(rest[:], table)
	return sum + be.Uint32(rest[:])
}

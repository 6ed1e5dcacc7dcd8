package printer

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// IPP as far as it is needed: RFC 8010 is the encoding, RFC 8011 the meaning.

// Operations.
const (
	ippPrintJob       = 0x0002
	ippCancelJob      = 0x0008
	ippGetJobs        = 0x000a
	ippGetPrinterAttr = 0x000b
)

// Statuses of an answer; those under ippFailed are successes.
const (
	ippFailed        = 0x0100
	ippForbidden     = 0x0401
	ippNotAuthorized = 0x0403
	ippNotFound      = 0x0406
	ippFormatUnknown = 0x040a
	ippNotAccepting  = 0x0506
	ippServerBusy    = 0x0507
	ippValueUnknown  = 0x040b
)

// Tags of groups and of values.
const (
	ippOperation = 0x01
	ippJob       = 0x02
	ippEnd       = 0x03
	ippPrinterAt = 0x04
	ippGroupsMax = 0x0f // tags up to here begin a group

	ippInteger  = 0x21
	ippBoolean  = 0x22
	ippEnum     = 0x23
	ippName     = 0x42
	ippKeyword  = 0x44
	ippURI      = 0x45
	ippCharset  = 0x47
	ippLanguage = 0x48
	ippMime     = 0x49
)

// States of a job and of a printer.
const (
	ippJobCanceled = 7
	ippJobAborted  = 8

	ippPrinterIdle       = 3
	ippPrinterProcessing = 4
	ippPrinterStopped    = 5
)

// ippMessage is a request or an answer without its document.
type ippMessage struct {
	code   uint16 // the operation or the status
	id     uint32
	groups []ippGroup
}

type ippGroup struct {
	tag   byte
	attrs []ippAttr
}

type ippAttr struct {
	name   string
	values []ippValue
}

type ippValue struct {
	tag  byte
	data string
}

func ippText(tag byte, name string, values ...string) ippAttr {
	a := ippAttr{name: name}
	for _, v := range values {
		a.values = append(a.values, ippValue{tag, v})
	}
	return a
}

func ippNumber(tag byte, name string, value int) ippAttr {
	return ippAttr{name: name, values: []ippValue{{tag, string(binary.BigEndian.AppendUint32(nil, uint32(value)))}}}
}

func ippBool(name string, value bool) ippAttr {
	data := "\x00"
	if value {
		data = "\x01"
	}
	return ippAttr{name: name, values: []ippValue{{ippBoolean, data}}}
}

// encode writes a message of version 1.1, which every IPP printer knows.
func (m ippMessage) encode() []byte {
	out := []byte{1, 1}
	out = binary.BigEndian.AppendUint16(out, m.code)
	out = binary.BigEndian.AppendUint32(out, m.id)
	text := func(s string) {
		out = binary.BigEndian.AppendUint16(out, uint16(len(s)))
		out = append(out, s...)
	}
	for _, g := range m.groups {
		out = append(out, g.tag)
		for _, a := range g.attrs {
			name := a.name
			for _, v := range a.values {
				out = append(out, v.tag)
				text(name)
				text(v.data)
				name = "" // more values of the same attribute have none
			}
		}
	}
	return append(out, ippEnd)
}

var errIPPShort = errors.New("the answer is cut off")

// decodeIPP reads a message up to its end tag; what follows is a document.
func decodeIPP(data []byte) (m ippMessage, err error) {
	if len(data) < 8 {
		return m, errIPPShort
	}
	if data[0] != 1 && data[0] != 2 {
		return m, fmt.Errorf("IPP version %d is not known", data[0])
	}
	m.code, m.id = binary.BigEndian.Uint16(data[2:]), binary.BigEndian.Uint32(data[4:])
	data = data[8:]
	text := func() (s string, err error) {
		if len(data) < 2 {
			return "", errIPPShort
		}
		n := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+n {
			return "", errIPPShort
		}
		s, data = string(data[2:2+n]), data[2+n:]
		return s, nil
	}
	for len(data) > 0 {
		tag := data[0]
		data = data[1:]
		if tag == ippEnd {
			return m, nil
		}
		if tag <= ippGroupsMax {
			m.groups = append(m.groups, ippGroup{tag: tag})
			continue
		}
		name, err := text()
		if err != nil {
			return m, err
		}
		value, err := text()
		if err != nil {
			return m, err
		}
		if err := m.add(name, ippValue{tag, value}); err != nil {
			return m, err
		}
	}
	return m, errIPPShort
}

// add puts a value to the last group; one without a name is one more of the last
// attribute.
func (m *ippMessage) add(name string, v ippValue) error {
	if len(m.groups) == 0 {
		return errors.New("an attribute stands before its group")
	}
	g := &m.groups[len(m.groups)-1]
	switch {
	case name != "":
		g.attrs = append(g.attrs, ippAttr{name: name, values: []ippValue{v}})
	case len(g.attrs) == 0:
		return errors.New("a value stands before its attribute")
	default:
		a := &g.attrs[len(g.attrs)-1]
		a.values = append(a.values, v)
	}
	return nil
}

// group gives the first group of a kind, empty when there is none.
func (m ippMessage) group(tag byte) ippGroup {
	for _, g := range m.groups {
		if g.tag == tag {
			return g
		}
	}
	return ippGroup{}
}

// texts gives the values of an attribute as they are.
func (g ippGroup) texts(name string) []string {
	for _, a := range g.attrs {
		if a.name == name {
			list := make([]string, len(a.values))
			for i, v := range a.values {
				list[i] = v.data
				// A name with its language: two lengths, of which the second is the name's.
				if (v.tag == 0x35 || v.tag == 0x36) && len(v.data) >= 4 {
					if n := int(binary.BigEndian.Uint16([]byte(v.data))); len(v.data) >= 4+n {
						list[i] = v.data[4+n:]
					}
				}
			}
			return list
		}
	}
	return nil
}

func (g ippGroup) text(name string) string {
	if list := g.texts(name); len(list) > 0 {
		return list[0]
	}
	return ""
}

// number gives an integer or enum; has is false when there is none.
func (g ippGroup) number(name string) (n int, has bool) {
	if data := g.text(name); len(data) == 4 {
		return int(int32(binary.BigEndian.Uint32([]byte(data)))), true
	}
	return 0, false
}

package store

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

// DocumentBytes is the size from which a document and its parts are cut into
// more than one page: a page has to fit into a frame.
const DocumentBytes = 2 << 20

// Key names a record within a shop.
type Key struct {
	Kind uint8
	ID   change.ID
}

// Compare orders keys by kind, then id: the order of every tier.
func (k Key) Compare(o Key) int {
	if k.Kind != o.Kind {
		return int(k.Kind) - int(o.Kind)
	}
	return bytes.Compare(k.ID[:], o.ID[:])
}

// Section is one run of records that travel by themselves, in the order of their keys: those
// that TierOf puts into Tier with an end from From up to and with To; or, with
// tier 0, all records with a version above Since, by rising version, then key.
type Section struct {
	Tier     uint8
	From, To int64
	Since    int64
}

// Counts are numbers of records by kind.
type Counts [256]int64

// Row is a record on its way into a page, encoded or not.
type Row struct {
	Key
	Version  int64
	Document Key            // the document that it travels with; kind 0 = none
	Data     []byte         // as Record.Encode wrote it
	Record   *change.Record // what Data says, for implementations that keep it; else nil
}

// Rows are the walks that an implementation offers to Page, all in one
// consistent state. Each calls f until it answers false.
type Rows interface {
	// Walk walks a section after a place in it: a key, and for sections by
	// version the version too. Rows of a tier's section have no Document.
	Walk(s Section, version int64, after Key, f func(Row) (bool, error)) error
	// Parts walks what travels with a document, after a key.
	Parts(document, after Key, f func(Row) (bool, error)) error
	// VersionOf gives a record's version, 0 when there is none.
	VersionOf(k Key) (int64, error)
	// Count counts a section; in one of a tier with all parts.
	Count(s Section) (Counts, error)
}

// sections lists of what a tier is made up. Deleted orders count as ended long
// ago, so an order never passes from one section of the archive to another.
func sections(q Scan) []Section {
	cut := q.Now - RecentMs
	all := func(tier uint8) Section { return Section{Tier: tier, From: math.MinInt64, To: math.MaxInt64} }
	switch q.Tier {
	case wire.TierCatalogue, wire.TierOpen:
		return []Section{all(q.Tier)}
	case wire.TierRecent:
		return []Section{{Tier: wire.TierRecent, From: cut + 1, To: math.MaxInt64}}
	case wire.TierArchive:
		list := []Section{{Tier: wire.TierRecent, From: math.MinInt64, To: cut}, all(wire.TierArchive)}
		if q.Since > 0 {
			list = append(list, Section{Since: q.Since})
		}
		return list
	case wire.TierSince:
		return []Section{{Since: q.Since}}
	}
	return nil
}

// Page makes a part of a tier from an implementation's walks, so that every
// store cuts pages alike and goes on from another's bookmarks.
func Page(rows Rows, q Scan) (Scanned, error) {
	p := pager{rows: rows, q: q}
	at, err := readBookmark(q.After)
	if err != nil {
		return Scanned{}, err
	}
	list := sections(q)
	if q.Counted {
		if err := p.count(list); err != nil {
			return Scanned{}, err
		}
	}
	p.at = at
	for int(p.at.section) < len(list) {
		if err := p.section(list[p.at.section]); err != nil {
			return Scanned{}, err
		}
		if p.full {
			p.out.Next = p.at.write()
			return p.out, nil
		}
		p.at = bookmark{section: p.at.section + 1}
	}
	p.out.Done = true
	return p.out, nil
}

type pager struct {
	rows Rows
	q    Scan
	at   bookmark // behind the last record of the page
	size int
	full bool
	out  Scanned
}

func (p *pager) section(s Section) error {
	if p.at.part.Kind != 0 {
		if err := p.parts(p.at.key, p.at.part); err != nil || p.full {
			return err
		}
		if p.full = p.size >= p.q.Bytes; p.full {
			return nil
		}
	}
	return p.rows.Walk(s, p.at.version, p.at.key, func(r Row) (bool, error) {
		err := p.document(s, r)
		return err == nil && !p.full, err
	})
}

// document takes the next record of a section, with its parts when the section
// gives whole documents: all do except TierSince's.
func (p *pager) document(s Section, r Row) error {
	p.at = bookmark{section: p.at.section, key: r.Key}
	if s.Tier == 0 {
		p.at.version = r.Version
	}
	if s.Tier == 0 && p.q.Tier != wire.TierSince && r.Document.Kind != 0 {
		version, err := p.rows.VersionOf(r.Document)
		if err != nil || version > s.Since {
			return err // its document changed too and brings it
		}
	}
	if err := p.take(r); err != nil {
		return err
	}
	if p.q.Tier != wire.TierSince && p.wantsParts(r.Kind) {
		if err := p.parts(r.Key, Key{}); err != nil {
			return err
		}
	}
	p.full = p.full || p.size >= p.q.Bytes && p.size > 0
	return nil
}

func (p *pager) parts(document, after Key) error {
	err := p.rows.Parts(document, after, func(r Row) (bool, error) {
		if p.size >= max(p.q.Bytes, DocumentBytes) {
			p.full = true
			return false, nil
		}
		p.at.part = r.Key
		return true, p.take(r)
	})
	if !p.full {
		p.at.part = Key{}
	}
	return err
}

func (p *pager) wantsParts(kind uint8) bool {
	return slices.ContainsFunc(PartKinds(kind), p.wants)
}

func (p *pager) wants(kind uint8) bool { return p.q.Kinds == nil || slices.Contains(p.q.Kinds, kind) }

func (p *pager) take(r Row) error {
	if !p.wants(r.Kind) {
		return nil
	}
	p.size += len(r.Data)
	if p.q.Raw {
		p.out.Raw = append(p.out.Raw, RawRecord{r.Kind, r.ID, r.Version, r.Data})
		return nil
	}
	if r.Record == nil {
		var err error
		if r.Record, err = change.DecodeRecord(r.Data); err != nil {
			return err
		}
	}
	p.out.Records = append(p.out.Records, r.Record)
	return nil
}

func (p *pager) count(list []Section) error {
	for _, s := range list {
		counts, err := p.rows.Count(s)
		if err != nil {
			return err
		}
		for kind, n := range counts {
			if p.wants(uint8(kind)) {
				p.out.Total += n
			}
		}
	}
	return nil
}

// bookmark is where a page ended: behind a document, or behind one of its parts.
type bookmark struct {
	section uint8
	version int64
	key     Key
	part    Key // kind 0 = the document is complete
}

const bookmarkBytes = 1 + 8 + 17 + 17

func (b bookmark) write() []byte {
	out := make([]byte, 0, bookmarkBytes)
	out = append(out, b.section)
	out = binary.BigEndian.AppendUint64(out, uint64(b.version))
	out = append(append(out, b.key.Kind), b.key.ID[:]...)
	return append(append(out, b.part.Kind), b.part.ID[:]...)
}

func readBookmark(data []byte) (b bookmark, err error) {
	if len(data) == 0 {
		return b, nil
	}
	if len(data) != bookmarkBytes {
		return b, ErrMalformed
	}
	b.section, b.version = data[0], int64(binary.BigEndian.Uint64(data[1:]))
	b.key = Key{data[9], change.ID(data[10:26])}
	b.part = Key{data[26], change.ID(data[27:43])}
	return b, nil
}

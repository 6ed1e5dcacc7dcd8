package client

import "github.com/prylavok/prylavok/sync/wire"

// Begun reports whether the load knows its first page.
func (l Load) Begun() bool { return l.Epoch != 0 }

// Complete reports whether every page is stored.
func (l Load) Complete() bool { return l.Begun() && l.Tier == 0 }

// FirstTier is the tier that a load of this sort begins with.
func (l Load) FirstTier() uint8 {
	switch l.Why {
	case LoadScope, LoadRestored:
		return wire.TierSince
	}
	return wire.TierCatalogue
}

// Next is the load after a page of it was stored.
// One of another tier than the next changes nothing.
func (l Load) Next(p wire.Page) Load {
	if p.Tier != l.Tier {
		return l
	}
	if l.After == nil {
		l.Done, l.Total = 0, p.Total
	}
	l.Done += int64(len(p.Records))
	l.Total = max(l.Total, l.Done)
	l.After = p.Next
	if p.Done {
		l.After, l.Total = nil, l.Done
		if l.Tier++; l.Tier > wire.TierArchive {
			l.Tier = 0
		}
	}
	return l
}

// Want asks for the page that comes next.
func (l Load) Want(bytes int) wire.WantPage {
	return wire.WantPage{Load: l.Number, Tier: l.Tier, Since: l.Since, Start: l.Start, After: l.After, Bytes: bytes, Scope: l.Why == LoadScope}
}

package storetest

import (
	"fmt"
	"strings"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/merge"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// now is the hub's clock in these tests: orders that ended after day 10 are recent.
const now = store.RecentMs + 10*day

const day = 24 * 60 * 60 * 1000

var allTiers = []uint8{wire.TierCatalogue, wire.TierOpen, wire.TierRecent, wire.TierArchive}

// dump writes everything that a reader tells of the shop, so that two states
// can be compared.
func (s *suite) dump(known ...change.ID) (text string) {
	s.t.Helper()
	s.read(func(r store.Reader) error {
		d := dumper{r: r}
		d.feed()
		d.devices(append([]change.ID{till1, till2}, known...))
		d.records()
		text = d.String()
		return d.err
	})
	return text
}

type dumper struct {
	strings.Builder
	r   store.Reader
	err error
}

func (d *dumper) line(err error, values ...any) {
	if err != nil && d.err == nil {
		d.err = err
	}
	fmt.Fprintf(d, "%+v\n", values)
}

func (d *dumper) feed() {
	shop, err := d.r.Shop()
	d.line(err, shop.Name, shop.Currency, shop.AddedAt)
	head, err := d.r.Head()
	d.line(err, "head", head)
	epochs, err := d.r.Epochs()
	d.line(err, epochs)
	list, err := d.r.Entries(0, int(head)+1, 1<<30)
	d.line(err, len(list))
	for _, e := range list {
		d.line(nil, e.Seq, e.Device, fmt.Sprintf("%x", e.Data))
	}
	for seq := int64(0); seq <= head+1; seq++ {
		origin, there, err := d.r.Origin(seq)
		d.line(err, seq, origin, there)
		batch, there, err := d.r.BatchAt(seq)
		d.line(err, batch, there)
		at, err := d.r.EntryOf(batch)
		d.line(err, at)
	}
}

func (d *dumper) devices(known []change.ID) {
	list, err := d.r.Devices()
	for i := range list {
		list[i].Shop = change.ID{} // two stores that are compared have shops of their own
	}
	d.line(err, list)
	for _, id := range known {
		taken, err := d.r.Taken(id)
		d.line(err, id, taken)
		for n := int64(0); n <= taken+2; n++ {
			batch, err := d.r.BatchOf(id, n)
			d.line(err, n, batch)
		}
		refusals, err := d.r.Refusals(id, 0)
		d.line(err, refusals)
		aside, err := d.r.Quarantined(id)
		d.line(err, aside)
	}
}

func (d *dumper) records() {
	var all []*change.Record
	for _, tier := range allTiers {
		page, err := d.r.Records(store.Scan{Tier: tier, Bytes: 1 << 30, Now: now, Counted: true})
		d.line(err, "tier", tier, page.Done, page.Total)
		for _, r := range page.Records {
			d.line(nil, fmt.Sprintf("%x", r.Encode()))
		}
		all = append(all, page.Records...)
	}
	d.byVersion()
	sums, err := d.r.Sums(merge.Place{}, 1<<20)
	d.line(err, "sums", sums)
	for _, s := range sums {
		for _, bucket := range []string{"on_hand", "reserved"} {
			sum, err := d.r.Sum(merge.Place{Offer: s.Offer, Warehouse: s.Warehouse, Bucket: bucket})
			d.line(err, bucket, sum)
		}
	}
	for _, scope := range []change.Scope{change.ScopeOwner, change.ScopeClerk} {
		digest, err := d.r.Digest(scope)
		d.line(err, scope, digest)
	}
	for _, r := range all {
		one, err := d.r.Record(r.Kind, r.ID)
		d.line(err, one != nil)
		for _, k := range change.Kinds {
			if k.Parent == "" {
				continue
			}
			children, err := d.r.Children(r.ID, k.Num)
			for _, c := range children {
				d.line(err, k.Name, c.ID)
			}
		}
		for _, c := range store.ClaimsOf(r) {
			holder, held, err := d.r.Holder(r.Kind, c.Field, c.Value)
			d.line(err, c, holder, held)
		}
	}
}

func (d *dumper) byVersion() {
	head, err := d.r.Head()
	d.line(err)
	for _, tier := range []uint8{wire.TierSince, wire.TierArchive} {
		for _, since := range []int64{0, head / 2, head} {
			page, err := d.r.Records(store.Scan{Tier: tier, Since: since, Bytes: 1 << 30, Now: now, Counted: true, Raw: true})
			d.line(err, "since", tier, since, page.Done, page.Total)
			for _, r := range page.Raw {
				d.line(nil, r.Kind, r.ID, r.Version)
			}
		}
	}
}

// difference gives the first line in which two dumps differ.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d\nwant %.300s\n got %.300s", i, a[i], strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
		}
	}
	return "only in length"
}

package replica_test

import (
	"testing"

	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// waitingPages joins a till and gives all pages of its load, none stored.
func waitingPages(t *testing.T) (h *testHub, first, d *till, pages []wire.Page) {
	t.Helper()
	h, first, _ = shopWithSecrets(t)
	for range 5 {
		sell(t, first.r, owner(t, first.r), "4820024700016", 1)
	}
	h.sync(t, first)
	h.page = 400
	d = h.enrol(t, emptyTill(t))
	for l := *d.standing(t).Load; !l.Complete(); {
		p := h.fetch(t, d, l)
		l, pages = l.Next(p), append(pages, p)
	}
	return h, first, d, pages
}

// Pages that came together are stored together and make the same shop; the end of
// a tier is also that of a transaction, so that selling begins with the catalogue.
func TestPagesAreStoredTogether(t *testing.T) {
	h, first, d, pages := waitingPages(t)
	var now client.Load
	for transactions := 0; len(pages) > 0; transactions++ {
		tier, same := pages[0].Tier, 0
		for same < len(pages) && pages[same].Tier == tier {
			same++
		}
		taken, l, err := d.l.TakePages(ctx, pages)
		if err != nil || taken != same {
			t.Fatalf("takes %d pages of %d of its tier: %v", taken, same, err)
		}
		if link, err := d.r.HubLink(ctx); err != nil || link.Joining {
			t.Fatalf("with the catalogue it cannot sell: %+v %v", link, err)
		}
		now, pages = l, pages[taken:]
	}
	if !now.Complete() {
		t.Fatalf("it stands at %+v", now)
	}
	if err := d.l.FinishLoad(ctx); err != nil {
		t.Fatal(err)
	}
	h.sync(t, d)
	h.sync(t, first)
	h.agree(t, first, d)
}

// Somebody who works at the till waits for one page and not for all that came.
func TestACommandComesBetweenPages(t *testing.T) {
	_, _, d, pages := waitingPages(t)
	for len(pages) > 1 && pages[0].Tier != pages[1].Tier {
		pages = pages[1:]
	}
	if len(pages) < 2 || pages[0].Tier != wire.TierCatalogue {
		t.Fatalf("%d pages of tier %d", len(pages), pages[0].Tier)
	}
	end, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		var err error
		for ms := int64(0); err == nil; ms++ {
			select {
			case <-end:
				ended <- nil
				return
			default:
				err = d.l.SetSkew(ctx, ms)
			}
		}
		ended <- err
	}()
	for taken, all := 2, 2; taken == all; {
		var err error
		if taken, _, err = d.l.TakePages(ctx, pages[:all]); err != nil {
			t.Fatal(err)
		}
	}
	close(end)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

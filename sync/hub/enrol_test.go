package hub_test

import (
	"crypto/ed25519"
	"slices"
	"testing"

	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/hub"
	"github.com/prylavok/prylavok/sync/store"
	"github.com/prylavok/prylavok/sync/wire"
)

// Another batch under a number that is in the feed is a copy: nothing of it is
// taken or dropped, it gets a name and sends again.
func TestACopyGetsItsOwnName(t *testing.T) {
	h := newHouse(t)
	a := h.joined(change.ScopeOwner)
	b := a.batch(a.product("first"))
	a.send(wire.Push{Batches: []change.Batch{b}})
	a.seq = 0
	copied := a.batch(a.product("copy's"))
	a.send(wire.Push{Batches: []change.Batch{copied, a.batch(a.product("copy's second"))}})
	if c := hears[wire.Cloned](a); c.DeviceSeq != 1 {
		t.Errorf("cloned at %d", c.DeviceSeq)
	}
	head := h.head()
	a.send(wire.Push{Batches: []change.Batch{a.batch(a.product("later"))}})
	a.silent()
	fresh := h.newTill()
	renew := wire.Renew{Device: fresh.id, PublicKey: fresh.key.Public().(ed25519.PublicKey)}
	a.send(renew)
	got := hears[wire.Renewed](a)
	a.ended(wire.CloseAgain)
	if got.Device != fresh.id || got.Series == "" {
		t.Errorf("renewed as %+v", got)
	}
	if h.head() != head+1 {
		t.Errorf("the copy is no record of the shop")
	}
	// The answer was lost: asking again gives the same.
	a.greet(a.hello())
	a.send(renew)
	if again := hears[wire.Renewed](a); again != got {
		t.Errorf("renewed again as %+v", again)
	}
	copied.Device = fresh.id
	fresh.greet(fresh.hello())
	fresh.send(wire.Push{Batches: []change.Batch{copied}})
	fresh.silent()
	if h.head() != head+2 {
		t.Error("the copy's batch is lost")
	}
}

// An invite is used once; whoever lost the answer gets it again with his key, and
// nobody with another.
func TestAnInviteIsGoodOnce(t *testing.T) {
	h := newHouse(t)
	code := h.invite(change.ScopeClerk)
	a := h.newTill()
	enrol := func(x *till) {
		x.connect()
		x.send(x.enrolment(" " + code[:4] + code[5:] + "  "))
		x.prove(change.ID{})
	}
	enrol(a)
	first := hears[wire.Enrolled](a)
	if first.Shop != h.shop.ID || first.ShopName != "Крамниця" || first.Currency != "UAH" || first.Series == "" {
		t.Errorf("enrolled as %+v", first)
	}
	enrol(a)
	if again := hears[wire.Enrolled](a); again != first {
		t.Errorf("enrolled again as %+v", again)
	}
	b := h.newTill()
	enrol(b)
	b.ended(wire.CloseInvite)
	thief := h.newTill()
	thief.id = a.id
	enrol(thief)
	thief.ended(wire.CloseInvite)
	h.now += hub.InviteMs + 1
	code = h.invite(change.ScopeClerk)
	h.now += hub.InviteMs + 1
	enrol(b)
	b.ended(wire.CloseInvite)
}

// A shop that lives on a desk moves to an empty shop only, and keeps its series;
// what is refused leaves the invite as it was.
func TestAShopMovesToAnEmptyOne(t *testing.T) {
	h := newHouse(t)
	code := h.invite(change.ScopeOwner)
	own := h.random.id()
	move := func(x *till, code string) {
		x.connect()
		e := x.enrolment(code)
		e.Shop, e.Series = own, "A7"
		x.send(e)
		x.prove(own)
	}
	founder := h.newTill()
	move(founder, code)
	if e := hears[wire.Enrolled](founder); e.Series != "A7" || e.Shop != h.shop.ID {
		t.Errorf("enrolled as %+v", e)
	}
	hears[wire.Welcome](founder)
	late := h.newTill()
	code = h.invite(change.ScopeOwner)
	move(late, code)
	late.ended(wire.CloseOtherShop)
	late.connect()
	e := late.enrolment(code)
	e.Series = "A7"
	late.send(e)
	late.prove(change.ID{})
	if e := hears[wire.Enrolled](late); e.Series == "A7" {
		t.Error("two desks have one series")
	}
	// A device that a restored hub does not know comes back with a new invite.
	lost := h.newTill()
	lost.connect()
	e = lost.enrolment(h.invite(change.ScopeOwner))
	e.Shop, e.Series = h.shop.ID, "Q9"
	lost.send(e)
	lost.prove(h.shop.ID)
	if e := hears[wire.Enrolled](lost); e.Series != "Q9" {
		t.Errorf("enrolled as %+v", e)
	}
	lost.ended(wire.CloseAgain)
	if w := lost.greet(lost.hello()); w.Scope != change.ScopeOwner {
		t.Errorf("welcomed with %+v", w)
	}
}

// Who cannot prove to be the device gets no further, whatever he replays.
func TestForgersGetNoFurther(t *testing.T) {
	h := newHouse(t)
	a := h.joined(change.ScopeOwner)
	forger := h.newTill()
	forger.id = a.id
	forger.connect()
	forger.send(forger.hello())
	forger.prove(h.shop.ID)
	forger.ended(wire.CloseForged)

	a.connect()
	a.send(a.hello())
	c := hears[wire.Challenge](a)
	proof := wire.Proof{Signature: ed25519.Sign(a.key, wire.SignedText(c.Nonce, h.shop.ID, a.id, c.Protocol))}
	forger.connect()
	forger.send(forger.hello())
	hears[wire.Challenge](forger)
	forger.send(proof)
	forger.ended(wire.CloseForged)

	stranger := h.newTill()
	stranger.connect()
	stranger.send(stranger.hello())
	stranger.ended(wire.CloseUnknown)
	stranger.connect()
	hello := a.hello()
	hello.Shop = h.random.id()
	stranger.send(hello)
	stranger.ended(wire.CloseOtherShop)
	stranger.connect()
	hello = a.hello()
	hello.Oldest, hello.Newest = 77, 78
	stranger.send(hello)
	stranger.ended(wire.CloseProtocol)
}

// A device of one shop is nobody in another shop of the same hub.
func TestShopsDoNotMix(t *testing.T) {
	h := newHouse(t)
	a := h.joined(change.ScopeOwner)
	other, _, err := h.engine.AddShop(t.Context(), "Інша", "UAH")
	if err != nil {
		t.Fatal(err)
	}
	hello := a.hello()
	hello.Shop = other.ID
	a.connect()
	a.send(hello)
	a.ended(wire.CloseUnknown)
}

// A revoked device may hand over what it had, and nothing else.
func TestARevokedDeviceHandsOverAndGoes(t *testing.T) {
	h := newHouse(t)
	owner, x := h.joined(change.ScopeOwner), h.joined(change.ScopeManager)
	owner.send(wire.Revoke{Device: owner.id})
	owner.ended(wire.CloseNotAllowed)
	owner.greet(owner.hello())
	owner.send(wire.Revoke{Device: x.id})
	peers := hears[wire.Peers](owner).Peers
	if i := slices.IndexFunc(peers, func(p wire.Peer) bool { return p.Device == x.id }); i < 0 || !peers[i].Revoked {
		t.Errorf("peers are %+v", peers)
	}
	head := h.head()
	kept := x.batch(x.product("чашка"))
	x.send(wire.Push{Batches: []change.Batch{kept}})
	x.ended(wire.CloseScope)
	if h.head() != head {
		t.Fatal("a revoked device got into the feed")
	}
	x.connect()
	x.send(x.hello())
	x.prove(h.shop.ID)
	x.hears(wire.Revoked{})
	x.send(wire.Quarantine{Batches: []change.Batch{kept}})
	if q := hears[wire.Quarantined](x); q.DeviceSeq != kept.DeviceSeq {
		t.Errorf("kept up to %d", q.DeviceSeq)
	}
	x.send(wire.Quarantine{Done: true})
	x.hears(wire.Quarantined{})
	x.ended(wire.CloseRevoked)
	h.read(func(r store.Reader) error {
		list, err := r.Quarantined(x.id)
		if len(list) != 1 {
			t.Errorf("%d batches are aside", len(list))
		}
		return err
	})
	x.connect()
	x.send(x.hello())
	x.prove(h.shop.ID)
	x.hears(wire.Revoked{})
	x.send(wire.AskPeers{})
	x.ended(wire.CloseOutOfOrder)
}

// A change of rights ends what was begun under the old ones, also where no
// doorbell rang.
func TestNoSessionOutlivesItsRights(t *testing.T) {
	h := newHouse(t)
	x := h.joined(change.ScopeOwner)
	if err := h.engine.SetScope(t.Context(), h.shop.ID, x.id, change.ScopeClerk); err != nil {
		t.Fatal(err)
	}
	x.send(wire.Credit{Bytes: 1 << 20})
	x.ended(wire.CloseScope)
	if len(x.heard) > 0 {
		t.Errorf("sent after the change: %+v", x.heard)
	}
	if w := x.greet(x.hello()); w.Scope != change.ScopeClerk || w.ScopeRev != 2 {
		t.Errorf("welcomed with %+v", w)
	}
	x.event(hub.DeviceChanged{ScopeRev: 2})
	x.silent()
	x.event(hub.DeviceChanged{ScopeRev: 3})
	x.ended(wire.CloseScope)
}

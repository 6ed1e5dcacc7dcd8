package client_test

import (
	"testing"

	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// A removal that fails, because somebody reads the file or the disk is full, is
// tried again until it is done. As long as the shop is there the hub is asked
// first whether the device is still cut off: it may have been set back meanwhile.
func TestARemovalThatFailsIsTriedAgain(t *testing.T) {
	x := newTill(t)
	x.on(client.Start{})
	fails := func() {
		t.Helper()
		find[client.Purge](x)
		x.on(client.Failed{Effect: client.Purge{}, Text: "somebody reads"})
		if st := x.state.Status(); st.Phase != client.PhaseOffline || st.Why != client.WhyDisk {
			t.Fatalf("it stands so: %+v", st)
		}
		x.fire(client.TimerDial)
		find[client.Look](x)
	}
	for range 3 {
		x.on(client.Stood{Standing: standing()})
		x.on(client.Connected{Line: x.line})
		x.hear(wire.Challenge{Protocol: 1, Nonce: []byte("n")})
		x.on(client.Signed{Signature: []byte("s")})
		x.hear(wire.Revoked{})
		x.on(client.Read{})
		x.hear(wire.Quarantined{DeviceSeq: 3})
		fails()
	}
	// The rows are gone, the files hold something yet: there is nothing to ask any more.
	for range 3 {
		x.on(client.Stood{Standing: client.Standing{Removed: true}})
		none[client.Dial](x)
		fails()
	}
	x.on(client.Stood{Standing: client.Standing{Removed: true}})
	find[client.Purge](x)
	x.on(client.Done{Effect: client.Purge{}})
	if st := x.state.Status(); st.Phase != client.PhaseStopped || st.Why != client.WhyRevoked || x.state.Armed(client.TimerDial) {
		t.Errorf("it stands so: %+v", st)
	}
	// A new beginning on what is a new replica then is not a removal.
	x.on(client.Start{Enrol: &client.Invitation{Code: "C", Name: "Каса"}})
	find[client.Look](x)
}

// What is done after all was handed over, before the removal, is handed over
// first: the session asks the hub again, as often as there is more. It knows
// only from the Store, for a bell may not ring.
func TestARemovalThatFindsMoreHandsItOver(t *testing.T) {
	x := newTill(t)
	x.on(client.Start{})
	last := int64(3)
	revoked := func() {
		t.Helper()
		x.on(client.Stood{Standing: standing()})
		x.on(client.Connected{Line: x.line})
		x.hear(wire.Challenge{Protocol: 1, Nonce: []byte("n")})
		x.on(client.Signed{Signature: []byte("s")})
		x.hear(wire.Revoked{})
		if f := find[client.ReadOutbox](x); f.After != 0 {
			t.Fatalf("it reads %+v", f)
		}
		x.on(client.Read{Batches: batches(3, last)})
		x.hear(wire.Quarantined{DeviceSeq: last})
		x.on(client.Read{})
		x.hear(wire.Quarantined{})
		if f := find[client.Purge](x); f.Handed != last || f.Device != me {
			t.Fatalf("it removes %+v", f)
		}
	}
	revoked()
	for range 3 {
		last++
		// Once for want of room, then for the new work.
		x.on(client.Failed{Effect: client.Purge{}, Text: "disk full"})
		x.fire(client.TimerDial)
		revoked()
		x.on(client.Closed{Line: x.line, Code: wire.CloseRevoked})
		x.on(client.Failed{Effect: client.Purge{}, More: true, Text: "there is more"})
		if st := x.state.Status(); st.Phase != client.PhaseOffline || st.Why != client.WhyRevoked {
			t.Fatalf("it stands so: %+v", st)
		}
		x.fire(client.TimerDial)
		find[client.Look](x)
		revoked()
	}
	// A bell during a removal that fails does not end it: where the shop is gone
	// and its files are not, nothing would empty them.
	x.on(client.LocalCommit{})
	x.on(client.Failed{Effect: client.Purge{}, Text: "somebody reads"})
	x.fire(client.TimerDial)
	x.on(client.Stood{Standing: client.Standing{Removed: true}})
	find[client.Purge](x)
	x.on(client.Done{Effect: client.Purge{}})
	if st := x.state.Status(); st.Phase != client.PhaseStopped || st.Why != client.WhyRevoked {
		t.Errorf("it stands so: %+v", st)
	}
}

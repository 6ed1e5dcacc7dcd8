package bind

import (
	"errors"

	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/client"
)

// The problems of living with a hub. Those under sync.why are also what the badge
// and the sync page give as the reason of a pause, those under sync.refused why
// a batch needs a person.
var (
	ErrNoHub      = shop.NewProblem("sync.no_hub", "This shop lives on this computer alone. Nothing was sent. Connect it to a hub first.")
	ErrInvite     = shop.NewProblem("sync.invite_unreadable", "This is not an invite. Nothing was changed. Scan its code or type the whole line again.")
	ErrHubAddress = shop.NewProblem("sync.address", "This is not an address of a hub. Nothing was changed. Write it as wss://hub.example.com:7480.")
	ErrDemoHub    = shop.NewProblem("sync.demo", "The demo shop is only to look around in, so it is not connected to a hub. Remove it first, then join.")

	ErrWhyLine       = shop.NewProblem("sync.why.line", "The hub does not answer. Everything is kept here and goes out by itself once it does.")
	ErrWhyClear      = shop.NewProblem("sync.why.clear", "The hub would be reached without encryption, so nothing was sent. Ask for an invite of a hub with a certificate.")
	ErrWhyCertified  = shop.NewProblem("sync.why.certified", "This computer does not trust the hub's certificate, so nothing was sent. Check the hub's address and this computer's clock.")
	ErrWhyBusy       = shop.NewProblem("sync.why.busy", "The hub is busy. Everything is kept here; it is tried again by itself.")
	ErrWhyDisk       = shop.NewProblem("sync.why.disk", "This computer's own disk did not take what came from the hub. Free some space; it is tried again by itself.")
	ErrWhyProtocol   = shop.NewProblem("sync.why.protocol", "This program and the hub are of too different releases. Everything is kept here. Install the newest version.")
	ErrWhyUnknown    = shop.NewProblem("sync.why.unknown", "The hub does not know this till. Everything is kept here. Ask the owner for a new invite.")
	ErrWhyForged     = shop.NewProblem("sync.why.forged", "The hub knows this till by another key. Everything is kept here. Ask the owner for a new invite.")
	ErrWhyInvite     = shop.NewProblem("sync.why.invite", "The invite was used already or is too old. Nothing was changed. Ask for a new one.")
	ErrWhyShop       = shop.NewProblem("sync.why.shop", "The invite is for another shop, one that is not empty. Nothing was changed. Ask for an invite to a new shop, or join from an empty till.")
	ErrWhyRevoked    = shop.NewProblem("sync.why.revoked", "This till was removed from the shop, and the shop's data from this till. What was not sent is kept at the hub.")
	ErrWhyRefused    = shop.NewProblem("sync.why.refused", "The hub did not understand this till. Everything is kept here. Install the newest version, and send the log if it comes back.")
	ErrWhyOffline    = shop.NewProblem("sync.why.offline", "There is no link to the hub now. Nothing was changed. Try again when there is.")
	ErrWhyNotAllowed = shop.NewProblem("sync.why.notallowed", "Only a till with the owner's rights may do this. Nothing was changed.")

	ErrRefusedMalformed = shop.NewProblem("sync.refused.malformed", "The hub cannot keep a value of this. It stands on this till alone. Drop it and enter it again.")
	ErrRefusedUnknown   = shop.NewProblem("sync.refused.unknown", "This stands on something that the hub did not take. Mend that first; this goes with it.")
	ErrRefusedRight     = shop.NewProblem("sync.refused.right", "This till may not change that. It stands on this till alone. Drop it, or let the owner give the till more rights and try again.")
	ErrRefusedFixed     = shop.NewProblem("sync.refused.fixed", "This changes something that is never changed once it is made. It stands on this till alone. Drop it.")
)

// whyProblems tell a session's reasons as problems.
var whyProblems = map[client.Why]*shop.Problem{
	client.WhyLine: ErrWhyLine, client.WhyClear: ErrWhyClear, client.WhyCertified: ErrWhyCertified, client.WhyBusy: ErrWhyBusy, client.WhyDisk: ErrWhyDisk,
	client.WhyProtocol: ErrWhyProtocol, client.WhyUnknown: ErrWhyUnknown, client.WhyForged: ErrWhyForged, client.WhyInvite: ErrWhyInvite, client.WhyOtherShop: ErrWhyShop,
	client.WhyRevoked: ErrWhyRevoked, client.WhyRefused: ErrWhyRefused, client.WhyOffline: ErrWhyOffline, client.WhyNotAllowed: ErrWhyNotAllowed,
}

// WhyProblem tells why a session with the hub is not live as a problem; a reason
// that has no words yet is that the hub does not answer.
func WhyProblem(why client.Why, text string) *shop.Problem {
	p, ok := whyProblems[why]
	if !ok {
		p = ErrWhyLine
	}
	p = p.Because(nil)
	p.Retry = why == client.WhyLine || why == client.WhyBusy || why == client.WhyOffline
	if text != "" {
		p.Cause = errors.New(text)
	}
	return p
}

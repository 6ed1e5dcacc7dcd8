package bind

import (
	"context"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// SyncState is the honest badge.
type SyncState struct {
	Hub bool `json:"hub"` // whether this desk has a hub at all
	// Phase says how the link is; only an answer of the hub makes it live.
	Phase     string    `json:"phase" jsonschema:"enum=none,enum=offline,enum=syncing,enum=live,enum=stopped"`
	Why       string    `json:"why"`       // a problem's code: what keeps it offline or stopped; empty when nothing is known
	Pending   int64     `json:"pending"`   // batches that no hub has acknowledged
	Attention int64     `json:"attention"` // batches that the hub refused
	NeedsYou  int64     `json:"needs_you"` // all that waits for a person, refused batches among it
	HeardAt   int64     `json:"heard_at"`  // when the hub last answered, 0 = never
	Load      *SyncLoad `json:"load,omitempty"`
	Scope     string    `json:"scope" jsonschema:"enum=,enum=owner,enum=manager,enum=clerk"` // what the hub sends to this desk
}

// SyncLoad is how far a load of the shop's state has come. It goes on where it
// was after a restart.
type SyncLoad struct {
	Why   string `json:"why" jsonschema:"enum=first,enum=scope,enum=restored,enum=repair"`
	Tier  int    `json:"tier"` // 1 goods and people, 2 stock and open orders, 3 the last 90 days, 4 archive; 9 what changed
	Done  int64  `json:"done"` // records of the tier that are here
	Total int64  `json:"total"`
}

// Peer is another desk of the shop, or this one.
type Peer struct {
	ID      shop.ID `json:"id"`
	Name    string  `json:"name"`
	Series  string  `json:"series"`
	Scope   string  `json:"scope" jsonschema:"enum=owner,enum=manager,enum=clerk"`
	This    bool    `json:"this"`
	Online  bool    `json:"online"`
	HeardAt int64   `json:"heard_at"` // when the hub heard it, by this desk's clock; 0 = never, or not known
	Revoked bool    `json:"revoked"`
}

// SyncPage is all that the page about the copies shows.
type SyncPage struct {
	State SyncState `json:"state"`
	// Sentence is the one plain sentence on top: only_here (no hub), loading,
	// stopped, needs_you, waiting (work waits for the line), sending, safe (all
	// is at the hub), unreached (nothing waits, the hub does not answer), unstored
	// (the hub answers, and this till's disk does not take what it sends).
	Sentence string            `json:"sentence" jsonschema:"enum=only_here,enum=loading,enum=stopped,enum=needs_you,enum=waiting,enum=sending,enum=safe,enum=unreached,enum=unstored"`
	Desk     replica.Desk      `json:"desk"`
	Hub      string            `json:"hub"` // its address, empty without one
	Peers    []Peer            `json:"peers"`
	PeersAt  int64             `json:"peers_at"` // when the hub told them, 0 = not yet
	Unsent   replica.Unsent    `json:"unsent"`
	Refused  []replica.Refusal `json:"refused"`
	Backup   *replica.Backup   `json:"backup,omitempty"` // the last one
	Check    *SyncCheck        `json:"check,omitempty"`  // the last comparison
}

// SyncCheck is how a comparison of this copy with the hub's ended.
type SyncCheck struct {
	State string `json:"state" jsonschema:"enum=same,enum=differ,enum=unknown"` // unknown = the hub went on meanwhile or did not answer
	At    int64  `json:"at"`
	Here  string `json:"here"` // this copy's fingerprint, for whoever helps
}

// Invite lets one more device in, once.
type Invite struct {
	Text      string   `json:"text"` // to be typed or scanned on the other device
	Role      string   `json:"role" jsonschema:"enum=owner,enum=manager,enum=clerk"`
	ExpiresAt int64    `json:"expires_at"`
	QR        []string `json:"qr"` // rows of the code, 1 = dark, without its margin
	// HereOnly says that this desk reaches its hub at an address of this very
	// computer: the invite is of use to nobody elsewhere.
	HereOnly bool `json:"here_only"`
}

type joinParams struct {
	Invite string `json:"invite"`
	Name   string `json:"name"` // of this till
}

type inviteParams struct {
	Role string `json:"role" jsonschema:"enum=owner,enum=manager,enum=clerk"`
}

type deviceParams struct {
	Device shop.ID `json:"device"`
}

func init() {
	register("sync.status", shop.RightNone, func(ctx context.Context, s *Session, _ none) (SyncState, error) { return s.syncState(ctx) })
	register("sync.page", shop.RightSell, func(ctx context.Context, s *Session, _ none) (SyncPage, error) { return s.syncPage(ctx) })
	register("sync.now", shop.RightSell, func(ctx context.Context, s *Session, _ none) (SyncState, error) { return s.syncNow(ctx) })
	register("sync.check", shop.RightSell, func(ctx context.Context, s *Session, _ none) (SyncCheck, error) { return s.syncCheck(ctx) })
	// Before there is a shop anybody may join one; a shop that is there is moved
	// to a hub by whoever may change its settings.
	register("sync.join", shop.RightNone, func(ctx context.Context, s *Session, p joinParams) (State, error) { return s.join(ctx, p) })
	register("sync.invite", shop.RightSettings, func(ctx context.Context, s *Session, p inviteParams) (Invite, error) { return s.invite(ctx, p) })
	register("sync.revoke", shop.RightSettings, func(ctx context.Context, s *Session, p deviceParams) ([]Peer, error) { return s.revoke(ctx, p) })
}

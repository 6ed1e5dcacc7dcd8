package bind

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/client"
	"github.com/prylavok/prylavok/sync/wire"
)

// syncState tells how this desk stands with its hub. What waits for a person is
// counted for whoever stands at the screen, for a clerk while nobody does.
func (s *Session) syncState(ctx context.Context) (SyncState, error) {
	st := SyncState{Phase: "none"}
	r := s.desk.Replica()
	if r == nil {
		return st, nil
	}
	link, err := r.HubLink(ctx)
	if err != nil {
		return st, err
	}
	if st.Pending, st.Attention, err = r.Unsent(ctx); err != nil {
		return st, err
	}
	a, err := s.actor(ctx)
	if errors.Is(err, ErrLocked) {
		a, err = replica.Actor{Role: shop.Clerk}, nil
	}
	if err != nil {
		return st, err
	}
	n, err := r.NeedsYou(ctx, a)
	if st.NeedsYou = n.Total; err != nil || link.URL == "" {
		return st, err
	}
	st.Hub, st.Scope, st.HeardAt = true, string(link.Scope), link.HeardAt
	st.tellSession(s.desk.link())
	return st, nil
}

func (st *SyncState) tellSession(l *hubLink) {
	st.Phase = string(client.PhaseOffline)
	if l == nil {
		return
	}
	now, _ := l.status()
	if now.Phase != client.PhaseOff {
		st.Phase = string(now.Phase)
	}
	st.Why, st.HeardAt = string(now.Why), max(st.HeardAt, now.HeardAt)
	if now.Load != nil {
		st.Load = &SyncLoad{Why: now.Load.Why, Tier: int(now.Load.Tier), Done: now.Load.Done, Total: now.Load.Total}
	}
}

// sentence is the one that stands above the page.
func (st SyncState) sentence() string {
	switch {
	case !st.Hub:
		return "only_here"
	case st.Phase == "stopped":
		return "stopped"
	case st.Phase == "offline" && st.Why == string(client.WhyDisk):
		return "unstored"
	case st.Load != nil:
		return "loading"
	case st.Attention > 0:
		return "needs_you"
	case st.Phase == "offline" && st.Pending > 0:
		return "waiting"
	case st.Phase == "offline":
		return "unreached"
	case st.Pending > 0:
		return "sending"
	}
	return "safe"
}

func (s *Session) syncPage(ctx context.Context) (p SyncPage, err error) {
	p.Peers = []Peer{}
	r, err := s.shop()
	if err != nil {
		return p, err
	}
	p.Desk = r.Desk()
	if p.State, err = s.syncState(ctx); err != nil {
		return p, err
	}
	p.Sentence = p.State.sentence()
	if p.Unsent, err = r.UnsentList(ctx); err != nil {
		return p, err
	}
	if p.Refused, err = r.Refusals(ctx); err != nil {
		return p, err
	}
	list, err := replica.Backups(r.Path())
	if err != nil {
		return p, err
	}
	if len(list) > 0 {
		p.Backup = &list[0]
	}
	if !p.State.Hub {
		return p, nil
	}
	link, err := r.HubLink(ctx)
	p.Hub = link.URL
	if err != nil {
		return p, err
	}
	var heard []replica.Heard
	if l := s.desk.link(); l != nil {
		heard, p.PeersAt, err = l.others(ctx)
		p.Check = l.lastCheck()
	} else {
		heard, p.PeersAt, err = r.Heard(ctx)
	}
	if err != nil {
		return p, err
	}
	p.Peers, err = peers(ctx, r, heard, link.SkewMs)
	return p, err
}

// peers puts together what the hub said of the shop's desks and what this
// replica knows of them. The hub's clock is ahead of this desk's by skew.
func peers(ctx context.Context, r *replica.Replica, heard []replica.Heard, skew int64) ([]Peer, error) {
	known, err := r.Desks(ctx)
	if err != nil {
		return nil, err
	}
	series := map[shop.ID]string{}
	for _, d := range known {
		series[d.ID] = d.Series
	}
	list, own := []Peer{}, r.Desk().ID
	if heard == nil {
		for _, d := range known {
			list = append(list, Peer{ID: d.ID, Name: d.Name, Series: d.Series, This: d.ID == own})
		}
		return list, nil
	}
	for _, h := range heard {
		p := Peer{ID: h.ID, Name: h.Name, Series: series[h.ID], Scope: h.Scope, This: h.ID == own, Online: h.Online, Revoked: h.Revoked}
		if h.HeardAt > 0 {
			p.HeardAt = h.HeardAt - skew
		}
		list = append(list, p)
	}
	return list, nil
}

// linked runs do with the desk's link. Where none runs in the background one is
// begun for it, and all is exchanged first: on the command line.
func (s *Session) linked(ctx context.Context, do func(*hubLink) error) error {
	r, err := s.shop()
	if err != nil {
		return err
	}
	link, err := r.HubLink(ctx)
	if err != nil {
		return err
	}
	if link.URL == "" {
		return ErrNoHub
	}
	if l := s.desk.link(); l != nil {
		return do(l)
	}
	l := newHubLink(r, s.desk.config, s.desk.log, func() {}, func() {})
	defer l.watch()()
	defer l.stop()
	if err := l.tie(ctx); err != nil {
		return err
	}
	if _, err := l.await(ctx, 1, func(st client.Status) bool { return st.Drained }); err != nil {
		return err
	}
	return do(l)
}

// syncNow tries to reach the hub at once. In the background it answers what is
// known at once; on the command line it exchanges all there is.
func (s *Session) syncNow(ctx context.Context) (SyncState, error) {
	if l := s.desk.link(); l != nil {
		if current := l.current(); current != nil {
			current.Hurry()
			return s.syncState(ctx)
		}
		return SyncState{}, ErrNoHub
	}
	if err := s.linked(ctx, func(l *hubLink) error { return l.exchange(ctx) }); err != nil {
		return SyncState{}, err
	}
	return s.syncState(ctx)
}

// checkWait is how long computing both fingerprints may take.
const checkWait = time.Minute

func (s *Session) syncCheck(ctx context.Context) (c SyncCheck, err error) {
	err = s.linked(ctx, func(l *hubLink) error {
		ctx, cancel := context.WithTimeout(ctx, checkWait)
		defer cancel()
		current := l.current()
		if current == nil {
			return ErrNoHub
		}
		c.State = "differ"
		same, err := current.Check(ctx)
		var why *client.AnswerError
		switch {
		case errors.As(err, &why) && why.Why == client.WhyBusy:
			c.State = "unknown"
		case err != nil:
			return askProblem(err)
		case same:
			c.State = "same"
		}
		d, err := l.r.Digest(ctx)
		if err != nil {
			return err
		}
		c.At, c.Here = time.Now().UnixMilli(), d.Digest
		l.keepCheck(c)
		return nil
	})
	return c, err
}

// invite asks the hub for a code that lets one more device in.
func (s *Session) invite(ctx context.Context, p inviteParams) (i Invite, err error) {
	scope := change.Scope(p.Role)
	if !scope.Valid() {
		return i, shop.ErrInput.With("field", "role").On("role")
	}
	err = s.linked(ctx, func(l *hubLink) error {
		answer, err := l.ask(ctx, wire.AskInvite{Scope: scope})
		if err != nil {
			return err
		}
		invited, ok := answer.(wire.Invited)
		if !ok {
			return ErrWhyRefused
		}
		link, err := l.r.HubLink(ctx)
		if err != nil {
			return err
		}
		i = Invite{Role: p.Role, ExpiresAt: invited.ExpiresAt, HereOnly: hereOnly(link.URL)}
		if i.Text, err = wire.InviteText(link.URL, invited.Code); err != nil {
			return err
		}
		i.QR, err = modules(i.Text)
		return err
	})
	return i, err
}

// hereOnly reports whether an address is one of this very computer.
func hereOnly(address string) bool {
	u, err := url.Parse(address)
	return err == nil && wire.Loopback(u.Hostname())
}

// modules draws a text as a QR code: rows of 0 and 1.
func modules(text string) ([]string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, err
	}
	return rows(code), nil
}

func rows(code barcode.Barcode) []string {
	b := code.Bounds()
	list := make([]string, 0, b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := make([]byte, 0, b.Dx())
		for x := b.Min.X; x < b.Max.X; x++ {
			c := byte('0')
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				c = '1'
			}
			row = append(row, c)
		}
		list = append(list, string(row))
	}
	return list
}

// revoke has the hub cut a device off.
func (s *Session) revoke(ctx context.Context, p deviceParams) (list []Peer, err error) {
	r, err := s.shop()
	if err != nil {
		return nil, err
	}
	if p.Device.IsZero() || p.Device == r.Desk().ID {
		return nil, shop.ErrInput.With("field", "device").On("device")
	}
	err = s.linked(ctx, func(l *hubLink) error {
		answer, err := l.ask(ctx, wire.Revoke{Device: change.ID(p.Device)})
		if err != nil {
			return err
		}
		heard, _, err := l.hearOf(ctx, answer)
		if err != nil {
			return err
		}
		link, err := l.r.HubLink(ctx)
		if err != nil {
			return err
		}
		list, err = peers(ctx, l.r, heard, link.SkewMs)
		return err
	})
	return list, err
}

package bind

import (
	"context"
	"errors"

	"github.com/prylavok/prylavok/app/replica"
)

func (s *Session) syncState(ctx context.Context) (SyncState, error) {
	st := SyncState{Phase: "none"}
	r := s.desk.Replica()
	if r == nil {
		return st, nil
	}
	var err error
	if st.Pending, st.Attention, err = r.Unsent(ctx); err != nil {
		return st, err
	}
	a, err := s.actor(ctx)
	if err != nil && !errors.Is(err, ErrLocked) {
		return st, err
	}
	n, err := r.NeedsYou(ctx, a)
	st.NeedsYou = n.Total
	return st, err
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
	p.Sentence = "only_here"
	if p.Unsent, err = r.UnsentList(ctx); err != nil {
		return p, err
	}
	if p.Refused, err = r.Refusals(ctx); err != nil {
		return p, err
	}
	list, err := replica.Backups(r.Path())
	if len(list) > 0 {
		p.Backup = &list[0]
	}
	return p, err
}

func (s *Session) syncNow(ctx context.Context) (SyncState, error) {
	return SyncState{}, ErrNoHub
}

func (s *Session) syncCheck(context.Context) (SyncCheck, error) { return SyncCheck{}, ErrNoHub }

func (s *Session) join(context.Context, joinParams) (State, error) { return State{}, ErrNoHub }

func (s *Session) invite(context.Context, inviteParams) (Invite, error) { return Invite{}, ErrNoHub }

func (s *Session) revoke(context.Context, deviceParams) ([]Peer, error) { return nil, ErrNoHub }

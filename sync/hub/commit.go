package hub

import (
	"context"
	"log/slog"
	"time"

	"github.com/prylavok/prylavok/sync/wire"
)

// job is what one session wants in the feed.
type job struct {
	session *session
	sub     Submission
}

const (
	// groupMax and groupBytes bound one transaction, so that nobody waits long
	// for another's week of work.
	groupMax   = 512
	groupBytes = 4 << 20
)

// commit is the one that writes batches: it takes all that wait and stores them
// together. Nobody is waited for; while one group is being stored the next one
// gathers.
func (s *Server) commit() {
	for first := range s.jobs {
		group, size := []job{first}, weight(first.sub)
	gather:
		for len(group) < groupMax && size < groupBytes {
			select {
			case j, open := <-s.jobs:
				if !open {
					break gather
				}
				group, size = append(group, j), size+weight(j.sub)
			default:
				break gather
			}
		}
		s.store(group)
	}
}

func weight(s Submission) (n int) {
	for i := range s.Batches {
		n += s.Batches[i].Size()
	}
	for i := range s.Given {
		n += s.Given[i].Size()
	}
	return n
}

// store accepts a group. It is not cut off by the server's end: what was begun
// is finished, and the store's own limits bound it.
func (s *Server) store(group []job) {
	subs := make([]Submission, len(group))
	for i := range group {
		subs[i] = group[i].sub
	}
	began := time.Now()
	results, err := s.engine.Accept(context.Background(), subs)
	if err != nil {
		s.log.Error("group was not stored", slog.Any("error", err))
		results = make([]Result, len(group))
		for i := range results {
			results[i] = Result{Close: wire.CloseInternal, Why: "the hub failed"}
		}
	}
	s.metrics.stored(results, time.Since(began))
	for i := range group {
		group[i].session.post(Accepted{results[i]})
	}
}

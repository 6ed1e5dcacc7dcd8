package bind

import (
	"context"

	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
)

// Need is one thing that waits for a person; of the four details the one that
// Kind names is set.
type Need struct {
	Kind     string            `json:"kind" jsonschema:"enum=conflict,enum=task,enum=refused,enum=print"`
	At       int64             `json:"at"` // Unix milliseconds
	Conflict *replica.Conflict `json:"conflict,omitempty"`
	Task     *replica.Task     `json:"task,omitempty"`
	Refused  *replica.Refusal  `json:"refused,omitempty"`
	Print    *replica.Print    `json:"print,omitempty"`
}

// Needs is the one list of what waits for a person: what the hub refused first,
// then shortages, clashes and failed prints.
type Needs struct {
	Items []Need             `json:"items"`
	Count replica.NeedsCount `json:"count"`
}

type decideParams struct {
	ID     shop.ID `json:"id"`
	Choice string  `json:"choice" jsonschema:"enum=keep,enum=take,enum=undo"`
	Anyway bool    `json:"anyway,omitempty"` // the person has seen what it was changed to since
}

type batchParams struct {
	DeviceSeq int64 `json:"device_seq"`
}

func init() {
	const sell = shop.RightSell
	register("needs.list", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, _ none) (Needs, error) {
		return needs(ctx, r, a)
	}))
	register("needs.count", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, _ none) (replica.NeedsCount, error) {
		return r.NeedsYou(ctx, a)
	}))
	register("conflicts.list", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.ConflictQuery) (replica.ConflictPage, error) {
		return r.Conflicts(ctx, a, p)
	}))
	register("conflicts.get", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) (replica.Conflict, error) {
		return r.Conflict(ctx, a, p.ID)
	}))
	// What is decided asks for the right that the change itself needs.
	register("conflicts.decide", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p decideParams) (replica.Conflict, error) {
		if err := r.Decide(ctx, a, p.ID, p.Choice, p.Anyway); err != nil {
			return replica.Conflict{}, err
		}
		return r.Conflict(ctx, a, p.ID)
	}))
	register("tasks.list", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.TaskQuery) (replica.TaskPage, error) {
		return r.Tasks(ctx, a, p)
	}))
	register("tasks.get", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p idParams) (replica.Task, error) {
		return r.Task(ctx, a, p.ID)
	}))
	register("tasks.choose", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p replica.TaskAnswer) (replica.TaskNext, error) {
		return r.ChooseTask(ctx, a, p)
	}))
	register("attention.list", sell, ask(func(ctx context.Context, r *replica.Replica, _ replica.Actor, _ none) ([]replica.Refusal, error) {
		return r.Refusals(ctx)
	}))
	// Both act on the batch and on what stands on it; they answer what is left.
	register("attention.retry", sell, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p batchParams) ([]replica.Refusal, error) {
		if err := r.RetryRefused(ctx, a, p.DeviceSeq); err != nil {
			return nil, err
		}
		return r.Refusals(ctx)
	}))
	register("attention.drop", shop.RightGoods, ask(func(ctx context.Context, r *replica.Replica, a replica.Actor, p batchParams) ([]replica.Refusal, error) {
		if err := r.DropRefused(ctx, a, p.DeviceSeq); err != nil {
			return nil, err
		}
		return r.Refusals(ctx)
	}))
}

func needs(ctx context.Context, r *replica.Replica, a replica.Actor) (n Needs, err error) {
	n.Items = []Need{}
	if n.Count, err = r.NeedsYou(ctx, a); err != nil {
		return n, err
	}
	refused, err := r.Refusals(ctx)
	if err != nil {
		return n, err
	}
	for i := range refused {
		n.Items = append(n.Items, Need{Kind: "refused", At: refused[i].At, Refused: &refused[i]})
	}
	tasks, err := r.Tasks(ctx, a, replica.TaskQuery{})
	if err != nil {
		return n, err
	}
	for i := range tasks.Tasks {
		n.Items = append(n.Items, Need{Kind: "task", At: tasks.Tasks[i].At, Task: &tasks.Tasks[i]})
	}
	conflicts, err := r.Conflicts(ctx, a, replica.ConflictQuery{})
	if err != nil {
		return n, err
	}
	for i := range conflicts.Conflicts {
		c := &conflicts.Conflicts[i]
		n.Items = append(n.Items, Need{Kind: "conflict", At: max(c.StandsBy.At, c.LostBy.At), Conflict: c})
	}
	prints, err := r.FailedPrints(ctx)
	if err != nil {
		return n, err
	}
	for i := range prints {
		n.Items = append(n.Items, Need{Kind: "print", At: prints[i].At, Print: &prints[i]})
	}
	return n, nil
}

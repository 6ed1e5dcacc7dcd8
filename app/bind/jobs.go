package bind

import (
	"context"
	"sync"

	"github.com/prylavok/prylavok/app/shop"
)

// Job is work that takes longer than a screen should wait: an import, a demo shop.
type Job struct {
	ID     shop.ID    `json:"id"`
	Kind   string     `json:"kind"`
	State  string     `json:"state" jsonschema:"enum=running,enum=done,enum=failed"`
	Done   int        `json:"done"`
	Total  int        `json:"total"`
	Result any        `json:"result,omitempty"`
	Error  *CallError `json:"error,omitempty"`
}

// keptJobs is how many ended jobs a screen may still ask for.
const keptJobs = 20

// jobs runs long work beside the screens, one after another.
type jobs struct {
	mu     sync.Mutex
	list   []*Job
	cancel []context.CancelFunc
	wg     sync.WaitGroup
	turn   sync.Mutex
}

// start runs do in the background; its progress is told by "progress" events.
func (s *Session) start(kind string, do func(ctx context.Context, progress func(done, total int)) (any, error)) Job {
	d := s.desk
	ctx, cancel := context.WithCancel(context.Background())
	j := &Job{ID: shop.NewID(), Kind: kind, State: "running"}
	d.jobs.mu.Lock()
	d.jobs.list = append(d.jobs.list, j)
	if len(d.jobs.list) > keptJobs {
		d.jobs.list = d.jobs.list[1:]
	}
	d.jobs.cancel = append(d.jobs.cancel, cancel)
	first := *j
	d.jobs.mu.Unlock()
	d.jobs.wg.Go(func() {
		defer cancel()
		d.jobs.turn.Lock()
		defer d.jobs.turn.Unlock()
		result, err := do(ctx, func(done, total int) { d.progress(j, func() { j.Done, j.Total = done, total }) })
		d.progress(j, func() {
			j.State, j.Result = "done", result
			if err != nil {
				j.State, j.Result, j.Error = "failed", nil, s.toError(kind, err)
			}
		})
	})
	return first
}

func (d *Desk) progress(j *Job, change func()) {
	d.jobs.mu.Lock()
	change()
	told := *j
	d.jobs.mu.Unlock()
	d.publish("progress", told)
}

func (j *jobs) get(id shop.ID) (Job, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, job := range j.list {
		if job.ID == id {
			return *job, true
		}
	}
	return Job{}, false
}

// stop asks all running work to end and waits for it.
func (j *jobs) stop() {
	j.mu.Lock()
	for _, cancel := range j.cancel {
		cancel()
	}
	j.mu.Unlock()
	j.wg.Wait()
}

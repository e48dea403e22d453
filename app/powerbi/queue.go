package powerbi

import (
	"context"
	"errors"
	"sync"

	"mysettings/app/tiles"
)

// job is one part of an inventory; missed describes it where it fails.
type job struct {
	missed Missed
	do     func(context.Context) error
}

// queue runs jobs, which may add more, by a fixed number of workers. A job that
// fails is noted; a failure that speaks for every call ends the queue, and what
// was still waiting is noted with it.
type queue struct {
	workers int

	mu      sync.Mutex
	more    *sync.Cond // on mu: a job was added, or the last one ended
	waiting []job      // guarded by mu
	running int        // guarded by mu
	missed  []Missed   // guarded by mu; free to read between runs
	end     error      // guarded by mu: why nothing more is begun
	silent  int        // guarded by mu: failures to reach the service in a row
}

func newQueue(workers int) *queue {
	q := &queue{workers: workers}
	q.more = sync.NewCond(&q.mu)
	return q
}

func (q *queue) add(j job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, j)
	q.more.Signal()
}

// run works until no job is left, and returns why it ended early, if it did.
func (q *queue) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var workers sync.WaitGroup
	for range q.workers {
		workers.Go(func() { q.work(ctx, cancel) })
	}
	workers.Wait()
	return q.end
}

func (q *queue) work(ctx context.Context, cancel context.CancelFunc) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		for len(q.waiting) == 0 && q.running > 0 {
			q.more.Wait()
		}
		if len(q.waiting) == 0 {
			return
		}
		j := q.waiting[0]
		q.waiting = q.waiting[1:]
		if q.end != nil {
			q.miss(j, q.end)
			continue
		}
		q.running++
		q.mu.Unlock()
		err := j.do(ctx)
		q.mu.Lock()
		q.running--
		q.done(j, err, cancel)
		if q.running == 0 {
			q.more.Broadcast()
		}
	}
}

// mostSilent is how many calls in a row may not reach the service before the
// rest is given up: waiting for sixty time-outs helps nobody.
const mostSilent = 3

// done takes note of how a job ended. q.mu is held.
func (q *queue) done(j job, err error, cancel context.CancelFunc) {
	if err == nil {
		q.silent = 0
		return
	}
	var e *Error
	switch {
	case q.end != nil:
		err = q.end // it was only cancelled
	case !errors.As(err, &e), e.Account:
		q.end = err // ctx ended, or it holds for the account
	case e.Cause == tiles.CauseServerUnreachable:
		if q.silent++; q.silent >= mostSilent {
			q.end = err
		}
	default:
		q.silent = 0
	}
	q.miss(j, err)
	if q.end != nil {
		cancel()
	}
}

func (q *queue) miss(j job, err error) {
	j.missed.Err = err
	q.missed = append(q.missed, j.missed)
}

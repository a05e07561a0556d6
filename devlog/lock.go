package devlog

import (
	"context"
	"os"
	"time"
)

// lockPoll is how often a held lock is tried again.
const lockPoll = 15 * time.Millisecond

// lockFile waits until it holds the lock of the file, which is made if needed,
// and returns it; closing it releases the lock, as the death of the process does.
func lockFile(ctx context.Context, name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	for {
		held, err := tryLock(f)
		if held {
			return f, nil
		}
		if err == nil {
			err = wait(ctx, lockPoll)
		}
		if err != nil {
			_ = f.Close() // nothing was written
			return nil, err
		}
	}
}

// wait waits for the duration or until ctx is done.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// turns lets one operation of a sink happen at a time.
type turns chan struct{}

func newTurns() turns { return make(turns, 1) }

// take waits for the caller's turn.
func (t turns) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case t <- struct{}{}:
		return nil
	}
}

func (t turns) give() { <-t }

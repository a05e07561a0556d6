package devlog

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/filelock"
	"github.com/codeworm/codeworm/internal/plainfile"
)

// lockPoll is how often a held lock is tried again.
const lockPoll = 15 * time.Millisecond

// ownError is a failure at a file of the sink's own, the lock above all. It keeps every page out, whatever the cause.
type ownError struct{ error }

func (e ownError) Unwrap() error { return e.error }

// lockFile waits until it holds the lock of the file, which is made if needed,
// and returns it; closing it releases the lock, as the death of the process does.
func lockFile(ctx context.Context, root *os.Root, name string) (*os.File, error) {
	for {
		f, err := plainfile.OpenOwn(root, name, 0o644)
		if err != nil {
			return nil, ownError{fmt.Errorf("the lock: %w", err)}
		}
		err = holdLock(ctx, f)
		if err == nil && plainfile.Holds(root, name, f) {
			return f, nil
		}
		_ = f.Close() // nothing was written
		if err != nil {
			return nil, err
		}
		// Somebody removed the file meanwhile: who comes next makes a new one, which is the lock.
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// holdLock waits until it holds the lock of the open file.
func holdLock(ctx context.Context, f *os.File) error {
	for {
		held, err := filelock.Try(f)
		if held || err != nil {
			return err
		}
		if err := wait(ctx, lockPoll); err != nil {
			return err
		}
	}
}

// maxLock is more than the number in a lock's file takes.
const maxLock = 32

// readLock returns what the file holds. A file with anything but a number in it is not ours to write to: it may be
// another name of somebody's file.
func readLock(f *os.File) (string, error) {
	text, err := io.ReadAll(io.LimitReader(f, maxLock+1))
	if err != nil {
		return "", err
	}
	if strings.Trim(string(text), "0123456789\r\n ") != "" || len(text) > maxLock {
		return "", ownError{fmt.Errorf("the lock: %s holds more than a number, so that it is somebody's file: %w", f.Name(), errNotPlain)}
	}
	return string(text), nil
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

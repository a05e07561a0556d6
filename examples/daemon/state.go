package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/pause"
	"github.com/codeworm/codeworm/internal/plainfile"
	"github.com/codeworm/codeworm/state/postgres"
	"github.com/codeworm/codeworm/state/sqlite"
)

// openState opens the state: a database of a server when the path is an address, or else a file. Read-only nothing of it changes.
func openState(ctx context.Context, path string, readOnly bool) (codeworm.StateStore, func() error, error) {
	if !postgres.IsAddress(path) {
		return openFile(ctx, path, readOnly)
	}
	var options []postgres.Option
	if readOnly {
		options = append(options, postgres.WithReadOnly())
	}
	store, err := postgres.Open(ctx, path, options...)
	if err != nil {
		return nil, nil, err
	}
	return store, store.Close, nil
}

// The pauses before the state is opened again: two seconds, doubled up to five minutes.
const (
	firstStateWait = 2 * time.Second
	lastStateWait  = 5 * time.Minute
)

// awaitState opens the state as openState does, and waits for one that is away until it is back or ctx is done. It tells that
// once.
func awaitState(ctx context.Context, path string, readOnly bool, notef func(format string, args ...any)) (codeworm.StateStore, func() error, error) {
	began := time.Now()
	for tries := 0; ; tries++ {
		store, closeState, err := openState(ctx, path, readOnly)
		told, wait := tries > 0, pause.Of(pause.Doubled(firstStateWait, tries, lastStateWait))
		switch {
		case ctx.Err() != nil && err != nil:
			return nil, nil, ctx.Err()
		case err == nil && told:
			notef("%s is back after %s", partNames[codeworm.FaultStore], time.Since(began).Round(time.Second))
			return store, closeState, nil
		case !postgres.Away(err) && !sqlite.Away(err):
			return store, closeState, err
		case !told:
			notef("waiting for %s: %v; next try in %s", partNames[codeworm.FaultStore], err, wait)
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// statePlace is where the state is, for people: an address without its password.
func statePlace(path string) string {
	if postgres.IsAddress(path) {
		return postgres.Place(path)
	}
	if scheme, _, isURL := strings.Cut(path, "://"); isURL {
		return scheme + "://..."
	}
	return path
}

// checkState says what is wrong with the place of the state, and nothing of what may be a password.
func checkState(path string) error {
	scheme, _, isURL := strings.Cut(path, "://")
	switch {
	case postgres.IsAddress(path):
		if err := postgres.Check(path); err != nil {
			return fmt.Errorf("state: %w", err)
		}
	case isURL && !strings.ContainsAny(scheme, "/\\"):
		return fmt.Errorf("state: it is a file, or a database postgres://USER@HOST/DATABASE; %s:// is neither", scheme)
	case strings.HasPrefix(path, "postgres:"), strings.HasPrefix(path, "postgresql:"):
		return errors.New("state: the address of a database begins with postgres://; for a file of that name, write ./ before it")
	}
	return nil
}

// whereCopies says what to do when a state cannot be copied.
const whereCopies = "make room there, or set TMPDIR to a folder that has some"

// openFile opens a state in a file. Read-only it works on a copy, so that not a byte
// of the file changes, and a file that does not exist is not created.
func openFile(ctx context.Context, path string, readOnly bool) (codeworm.StateStore, func() error, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, nil, usagef("the state %s is %s; name a regular file, or one that is not there yet", path, plainfile.Kind(info.Mode()))
	}
	if !readOnly {
		store, err := sqlite.Open(ctx, path)
		if err != nil {
			return nil, nil, err
		}
		return store, store.Close, nil
	}
	dir, err := os.MkdirTemp("", "codeworm-")
	if err != nil {
		return nil, nil, fmt.Errorf("copy the state: %w; %s", err, whereCopies)
	}
	remove := func() error { return os.RemoveAll(dir) }
	copied := filepath.Join(dir, "state.db")
	for _, suffix := range []string{"", "-wal"} {
		if err := plainfile.CopyNamed(copied+suffix, path+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, errors.Join(fmt.Errorf("copy the state: %w; %s", err, whereCopies), remove())
		}
	}
	store, err := sqlite.Open(ctx, copied, sqlite.WithName(path), sqlite.WithBackups(-1))
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return store, func() error { return errors.Join(store.Close(), remove()) }, nil
}

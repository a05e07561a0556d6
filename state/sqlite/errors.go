package sqlite

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// nextSteps say what to do about SQLite's primary result codes
// (https://www.sqlite.org/rescode.html).
var nextSteps = map[int]string{
	sqlite3.SQLITE_NOTADB:   "it is not a database; name another file, or move this one away",
	sqlite3.SQLITE_CORRUPT:  "it is damaged; restore a backup, or move it away together with its -wal and -shm files to start an empty one",
	sqlite3.SQLITE_READONLY: "it cannot be written; let this user write the file and its folder, or name another file",
	sqlite3.SQLITE_CANTOPEN: "it cannot be opened; let this user read and write the file and its folder",
	sqlite3.SQLITE_PERM:     "it cannot be opened; let this user read and write the file and its folder",
	sqlite3.SQLITE_FULL:     "the disk is full; make room on it",
	sqlite3.SQLITE_IOERR:    "the disk failed to read or write; check its health and space, and that it is a local one",
	sqlite3.SQLITE_BUSY:     "another process keeps it locked; end that process or its transaction",
}

// fail says what could not be done with which file, why, and what to do about it.
// What ctx ended, it calls by ctx's error.
func (s *Store) fail(ctx context.Context, what string, err error) error {
	if err == nil {
		return nil
	}
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		err = ended
	}
	name := s.path
	if s.cfg.name != "" {
		name = s.cfg.name
	}
	var driver *sqlite.Error
	if errors.As(err, &driver) {
		if next, ok := nextSteps[driver.Code()&0xff]; ok {
			return fmt.Errorf("state store %q: %s: %w: %s", name, what, err, next)
		}
	}
	return fmt.Errorf("state store %q: %s: %w", name, what, err)
}

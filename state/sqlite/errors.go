package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

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
	if !errors.As(err, &driver) {
		if noRoom(err) {
			return fmt.Errorf("state store %q: %s: %w; make room on the disk", name, what, err)
		}
		return fmt.Errorf("state store %q: %s: %w", name, what, err)
	}
	code := driver.Code() & 0xff
	if why := s.unwritable(code); why != nil {
		err = fmt.Errorf("%w: %w", err, why)
		switch {
		case noRoom(why):
			code = sqlite3.SQLITE_FULL
		case errors.Is(why, syscall.EFBIG):
			return fmt.Errorf("state store %q: %s: %w: files may not be that large here; raise the limit (ulimit -f)", name, what, err)
		}
	}
	if next, ok := nextSteps[code]; ok {
		return fmt.Errorf("state store %q: %s: %w: %s", name, what, err, next)
	}
	return fmt.Errorf("state store %q: %s: %w", name, what, err)
}

// noRoom reports whether an error says that a disk has no room left, for bytes or for files.
func noRoom(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// probeSize is more than SQLite takes at a time for what it has beside the file.
const probeSize = 64 << 10

// unwritable says why nothing can be written beside the file, where SQLite, which does not tell, failed to; nil when something can.
func (s *Store) unwritable(code int) error {
	switch code {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
	default:
		return nil
	}
	if s.path == memory {
		return nil
	}
	file, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+probeMiddle+"*"+temporaryEnd)
	if err == nil {
		_, err = file.Write(make([]byte, probeSize))
		err = errors.Join(err, file.Close(), removeIfThere(file.Name()))
	}
	var cause syscall.Errno
	if errors.As(err, &cause) {
		return cause
	}
	return nil
}

// Away reports whether an error of this package may pass by itself, so that it is worth waiting: the disk is full, fails or can only
// be read, the file is locked, or this user may not write it. Where it is another program's, damaged or newer, it is false.
func Away(err error) bool {
	var driver *sqlite.Error
	if errors.As(err, &driver) {
		switch driver.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY:
			return true
		}
		return false
	}
	return noRoom(err) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.EIO)
}

package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// DefaultBackups is how many copies from before changes of the schema are kept.
const DefaultBackups = 2

// WithBackups sets how many copies from before changes of the schema are kept beside the file, those of the newest schemas; the default
// is DefaultBackups, -1 means that none is made.
func WithBackups(n int) Option { return func(c *config) { c.backups = n } }

// A backup is called as its store, with the version of its schema: codeworm.db.schema2.backup.
const (
	backupMiddle = ".schema"
	backupEnd    = ".backup"
	// probeMiddle is in the name of a file that is there for a moment, to see whether one can be written.
	probeMiddle  = ".probe"
	temporaryEnd = ".tmp"
)

// backup copies a store whose schema is older than the library's, before it is changed. What fails changes nothing. A store without
// records has nothing to lose: another process is making it, or was killed while it did.
func (s *Store) backup(ctx context.Context, have int64) error {
	if have == 0 || have >= newestSchema() || s.cfg.backups < 0 {
		return nil
	}
	if holds, err := s.holdsRecords(ctx); err != nil || !holds {
		return err
	}
	name := s.path + backupMiddle + strconv.FormatInt(have, 10) + backupEnd
	if err := s.copyTo(ctx, name, have); err != nil {
		return fmt.Errorf("its schema %d has to be brought to %d, and the backup %q before that cannot be made, so nothing was changed: %w",
			have, newestSchema(), name, err)
	}
	return s.dropBackups()
}

// holdsRecords reports whether there is a record in a store of any schema.
func (s *Store) holdsRecords(ctx context.Context) (holds bool, err error) {
	db, err := connect(s.dsn(url.Values{"_query_only": {"1"}}), 1)
	if err != nil {
		return false, err
	}
	defer func() { _ = db.Close() }() // nothing was written
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM records)`).Scan(&holds)
	return holds, err
}

// copyTo makes a whole copy under a name of its own and then renames it, so that there is never a half one. When another process has changed
// the schema meanwhile, its backup is the one to keep.
func (s *Store) copyTo(ctx context.Context, name string, have int64) (err error) {
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*"+temporaryEnd) // readable by its owner alone
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close(), removeIfThere(file.Name())) }()
	db, err := connect(s.dsn(url.Values{}), 1)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, file.Name())
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	switch version, err := proven(ctx, file.Name()); {
	case err != nil:
		return err
	case version != have:
		return nil
	}
	return os.Rename(file.Name(), name)
}

// proven is the schema's version of a copy, when it is sound.
func proven(ctx context.Context, path string) (int64, error) {
	db, err := connect(fileURI(path, untouched()), 1)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }() // nothing was written
	if err := sound(ctx, db, "quick_check"); err != nil {
		return 0, err
	}
	return schemaOf(ctx, db)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// dropBackups removes all but the backups of the newest schemas.
func (s *Store) dropBackups() error {
	entries, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil {
		return err
	}
	type backup struct {
		name    string
		version int64
	}
	var found []backup
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), filepath.Base(s.path)+backupMiddle)
		digits, whole := strings.CutSuffix(rest, backupEnd)
		if version, err := strconv.ParseInt(digits, 10, 64); ours && whole && err == nil {
			found = append(found, backup{e.Name(), version})
		}
	}
	slices.SortFunc(found, func(a, b backup) int { return -cmp.Compare(a.version, b.version) })
	for _, b := range found[min(len(found), s.cfg.backups):] {
		if err := removeIfThere(filepath.Join(filepath.Dir(s.path), b.name)); err != nil {
			return fmt.Errorf("remove an old backup: %w", err)
		}
	}
	return nil
}

// leftAfter is how long nobody has written to a temporary file when whoever made it is dead: copies are written to, and then looked
// over, without a pause.
const leftAfter = 10 * time.Minute

// sweepLeft removes the temporary files beside the store that killed processes have left. One that cannot be removed harms nothing.
func (s *Store) sweepLeft() {
	entries, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), filepath.Base(s.path))
		if !ours || !temporary.MatchString(rest) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > leftAfter {
			_ = os.Remove(filepath.Join(filepath.Dir(s.path), e.Name()))
		}
	}
}

// temporary is the end of the name of a temporary file, behind the store's, as os.CreateTemp makes it. SQLite may have put a log or the
// like beside it.
var temporary = regexp.MustCompile(`^(` + regexp.QuoteMeta(backupMiddle) + `\d+` + regexp.QuoteMeta(backupEnd) + `\.|` + regexp.QuoteMeta(probeMiddle) + `)\d+` +
	regexp.QuoteMeta(temporaryEnd) + `(-journal|-wal|-shm)?$`)

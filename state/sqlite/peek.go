package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/codeworm/codeworm/internal/plainfile"
)

// Errors of Open about files that are not its own.
var (
	// ErrForeign says that a file is a database of another program. It is left as it is, to the byte.
	ErrForeign = errors.New("it is a database of another program; name another file")
	// ErrOriginal says that a file is the state of the original CodeWorm, which ReadOriginal reads. It is left as it is, to the byte.
	ErrOriginal = fmt.Errorf("it is the state of the original CodeWorm, not of this one; name another file, "+
		"and take over what it says is documented with the command import --original: %w", ErrForeign)
)

// idOffset is where the application id stands in a database's first page (https://www.sqlite.org/fileformat2.html).
const idOffset = 68

// peek looks whether a file is another program's, before SQLite opens it to write: even a connection that only reads
// would bring another program's write-ahead log into its file, and remove it.
func (s *Store) peek(ctx context.Context) error {
	ours, err := marked(s.path)
	if ours || err != nil {
		return err
	}
	err = look(ctx, fileURI(s.path, untouched()))
	if err != nil || !filled(s.path+"-wal") && !filled(s.path+"-journal") {
		return err
	}
	// Its tables may be in the log alone, because its program runs or was killed. Or it is a store that another process is just creating.
	dir, err := os.MkdirTemp("", "codeworm-")
	if err != nil {
		return fmt.Errorf("make room for a copy, to see what it is: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a copy that stays does no harm
	copied, err := copyDatabase(s.path, dir)
	if err != nil {
		return err
	}
	if err := look(ctx, fileURI(copied, nil)); errors.Is(err, ErrForeign) {
		return err
	}
	return nil // a copy that cannot be read may be torn; what is wrong with the file itself is seen when it is opened
}

// marked reports whether a file is empty, or has this library's mark.
func marked(path string) (bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	var id [4]byte
	switch _, err := file.ReadAt(id[:], idOffset); {
	case errors.Is(err, io.EOF):
		info, err := file.Stat()
		return err == nil && info.Size() == 0, err
	case err != nil:
		return false, err
	}
	return binary.BigEndian.Uint32(id[:]) == applicationID, nil
}

// filled reports whether there is something in a file.
func filled(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Size() > 0
}

// look opens a database to see whose it is.
func look(ctx context.Context, dsn string) error {
	db, err := connect(dsn, 1)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // nothing was written
	return whose(ctx, db)
}

// whose fails when a database is another program's.
func whose(ctx context.Context, db *sql.DB) error {
	var id, foreign, original int64
	err := db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_schema WHERE tbl_name <> ? AND tbl_name NOT LIKE 'sqlite\_%' ESCAPE '\'),
		(SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?)`, versionTable, originalTable).Scan(&id, &foreign, &original)
	switch {
	case err != nil:
		return err
	case id == applicationID:
		return nil
	case original > 0:
		return ErrOriginal
	case id != 0 || foreign > 0: // a store that another process is just creating has its version table and not yet its id
		return ErrForeign
	}
	return nil
}

// copyDatabase copies a database and what its program may not have brought into it yet to a folder. It returns the copy's path.
func copyDatabase(path, dir string) (string, error) {
	copied := filepath.Join(dir, "copy.db")
	for _, suffix := range []string{"", "-wal", "-journal"} {
		if err := plainfile.CopyNamed(copied+suffix, path+suffix); err != nil && (suffix == "" || !errors.Is(err, fs.ErrNotExist)) {
			return "", fmt.Errorf("copy it: %w", err)
		}
	}
	return copied, nil
}

package repotest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/stretchr/testify/require"
)

// Toy is a repository of files in the toy language, without git, and a parser that notes what it reads.
type Toy struct {
	t    *testing.T
	Repo codeworm.Repo

	mu     sync.Mutex
	parsed []string
}

// NewToy returns an empty one, named "toys", in a temporary folder.
func NewToy(t *testing.T) *Toy {
	return &Toy{t: t, Repo: codeworm.Repo{Name: "toys", Path: t.TempDir()}}
}

// Path returns where one of its files is.
func (r *Toy) Path(name string) string {
	return filepath.Join(r.Repo.Path, filepath.FromSlash(name))
}

// Write writes a file.
func (r *Toy) Write(name, content string) {
	r.t.Helper()
	require.NoError(r.t, os.MkdirAll(filepath.Dir(r.Path(name)), 0o755))
	require.NoError(r.t, os.WriteFile(r.Path(name), []byte(content), 0o600))
}

// Function writes a file, name.toy, with a function of its base name that calls another.
func (r *Toy) Function(name, calls string) {
	r.t.Helper()
	r.Write(name+".toy", fmt.Sprintf("# Does %s.\nfunc %s(a)\n  %s(a)\nend\n", name, filepath.Base(name), calls))
}

// AwaitTrust waits until what was written is old enough for its stamps to be trusted: longer where
// one of them looks as if the file system told whole milliseconds only, as one in a thousand does by chance.
func (r *Toy) AwaitTrust() {
	r.t.Helper()
	wait := 150 * time.Millisecond
	require.NoError(r.t, filepath.WalkDir(r.Repo.Path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.ModTime().UnixNano()%int64(time.Millisecond) == 0 {
			wait = 2100 * time.Millisecond
		}
		return err
	}))
	time.Sleep(wait)
}

// Parser returns a parser of the toy language that notes what it reads.
func (r *Toy) Parser() codewormtest.Parser {
	return codewormtest.Parser{OnParse: func(path string) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.parsed = append(r.parsed, path)
	}}
}

// Read returns the paths, sorted, of what was parsed since it was last asked.
func (r *Toy) Read() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	parsed := r.parsed
	r.parsed = nil
	slices.Sort(parsed)
	return parsed
}

// Index reads the repository, with outlines from the cache, which may be nil.
func (r *Toy) Index(cache index.Cache) *index.Index {
	r.t.Helper()
	return Index(r.t, r.Repo, r.Parser(), cache)
}

// Refresh returns the index of the repository as it is now.
func (r *Toy) Refresh(x *index.Index) *index.Index {
	r.t.Helper()
	return Refresh(r.t, x)
}

package codeworm_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
)

// outlinesBucket is where an index keeps outlines.
const outlinesBucket = "outlines"

// shelf is a Cache that says what was put into it.
type shelf struct {
	*codewormtest.Store
	mu   sync.Mutex
	puts []string
}

func newShelf() *shelf { return &shelf{Store: codewormtest.NewStore(nil)} }

func (s *shelf) CachePut(ctx context.Context, bucket, name string, value []byte) error {
	err := s.Store.CachePut(ctx, bucket, name, value)
	if err == nil {
		s.mu.Lock()
		s.puts = append(s.puts, name)
		s.mu.Unlock()
	}
	return err
}

// taken returns what was put since it was asked last.
func (s *shelf) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	puts := s.puts
	s.puts = nil
	slices.Sort(puts)
	return puts
}

// toyRepo is a folder of files in the toy language, and a parser that says what it reads.
type toyRepo struct {
	t    *testing.T
	repo codeworm.Repo

	mu     sync.Mutex
	parsed []string
}

func newToyRepo(t *testing.T) *toyRepo {
	return &toyRepo{t: t, repo: codeworm.Repo{Name: "toys", Path: t.TempDir()}}
}

func (r *toyRepo) path(name string) string {
	return filepath.Join(r.repo.Path, filepath.FromSlash(name))
}

func (r *toyRepo) write(name, content string) {
	r.t.Helper()
	require.NoError(r.t, os.MkdirAll(filepath.Dir(r.path(name)), 0o755))
	require.NoError(r.t, os.WriteFile(r.path(name), []byte(content), 0o600))
}

// function writes a file with a function of its name that calls another.
func (r *toyRepo) function(name, calls string) {
	r.t.Helper()
	r.write(name+".toy", fmt.Sprintf("# Does %s.\nfunc %s(a)\n  %s(a)\nend\n", name, filepath.Base(name), calls))
}

// settle waits until what was written is old enough for its stamps to be trusted: longer where
// one of them looks as if the file system told whole milliseconds only, as one in a thousand does by chance.
func (r *toyRepo) settle() {
	r.t.Helper()
	wait := 150 * time.Millisecond
	require.NoError(r.t, filepath.WalkDir(r.repo.Path, func(_ string, d fs.DirEntry, err error) error {
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

func (r *toyRepo) parser() codewormtest.Parser {
	return codewormtest.Parser{OnParse: func(path string) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.parsed = append(r.parsed, path)
	}}
}

// read returns what was parsed since it was asked last.
func (r *toyRepo) read() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	parsed := r.parsed
	r.parsed = nil
	slices.Sort(parsed)
	return parsed
}

func (r *toyRepo) index(cache codeworm.Cache) *codeworm.Index {
	r.t.Helper()
	x, err := codeworm.NewIndexIn(r.t.Context(), r.repo, r.parser(), cache, time.Now())
	require.NoError(r.t, err)
	return x
}

func (r *toyRepo) refresh(x *codeworm.Index) *codeworm.Index {
	r.t.Helper()
	x, err := x.Refresh(r.t.Context())
	require.NoError(r.t, err)
	return x
}

// assertSame asserts that two indexes hold the same files with the same outlines.
func assertSame(t *testing.T, want, got *codeworm.Index) {
	t.Helper()
	require.NotEmpty(t, want.Files())
	require.Equal(t, want.Files(), got.Files())
	for _, f := range want.Files() {
		assert.Equal(t, want.Outline(f), got.Outline(f), f)
	}
	assert.Equal(t, want.Skipped(), got.Skipped())
}

func TestOutlinesSurviveARestart(t *testing.T) {
	r, cache := newToyRepo(t), newShelf()
	for _, name := range []string{"one", "two", "sub/three"} {
		r.function(name, "one")
	}
	r.settle()
	first := r.index(cache)
	assert.Len(t, r.read(), 3)
	require.NoError(t, first.StoreErr())
	require.Equal(t, []string{"toys/0"}, cache.taken())

	second := r.index(cache)
	assert.Empty(t, r.read(), "nothing is parsed again")
	assert.Empty(t, cache.taken(), "nothing is written again")
	assertSame(t, first, second)

	r.function("two", "three")
	r.settle()
	third := r.index(cache)
	assert.Equal(t, []string{"two.toy"}, r.read())
	assert.Equal(t, []string{"toys/0"}, cache.taken())
	assertSame(t, r.index(nil), third)
	r.read()

	third = r.refresh(third)
	assert.Empty(t, r.read())
	assert.Empty(t, cache.taken())

	require.NoError(t, os.Remove(r.path("one.toy")))
	third = r.refresh(third)
	assert.Empty(t, r.read())
	assert.Equal(t, []string{"toys/0"}, cache.taken(), "what is gone is not kept")
	assert.Equal(t, []string{"sub/three.toy", "two.toy"}, third.Files())
	assertSame(t, third, r.index(cache))
}

// A changed file costs its shard, not all of them; a store of another number
// of shards is not mixed up with the new one.
func TestOutlinesAreKeptInShards(t *testing.T) {
	r, cache := newToyRepo(t), newShelf()
	for i := range 100 {
		r.function(fmt.Sprintf("f%d", i), "g")
	}
	r.index(cache)
	assert.Equal(t, []string{"toys/0"}, cache.taken())
	for i := range 900 {
		r.function(fmt.Sprintf("more/f%d", i), "g")
	}
	r.settle()
	x := r.refresh(r.index(cache))
	r.read()
	shards := slices.Compact(cache.taken())
	assert.Len(t, shards, 8)
	assert.Empty(t, r.index(cache).StoreErr())
	assert.Empty(t, r.read())
	r.function("f7", "h")
	x = r.refresh(x)
	assert.Equal(t, []string{"f7.toy"}, r.read())
	assert.Len(t, cache.taken(), 1)

	require.NoError(t, os.RemoveAll(r.path("more")))
	x = r.refresh(x)
	require.NoError(t, x.StoreErr())
	for _, name := range shards[1:] {
		data, err := cache.CacheGet(t.Context(), outlinesBucket, name)
		require.NoError(t, err)
		assert.Nil(t, data, "%s is of no use", name)
	}
	r.read()
	r.settle()
	assertSame(t, x, r.index(cache))
	assert.Empty(t, r.read())
}

// Losing outlines, or finding damaged or foreign ones, costs time alone.
func TestBadOutlinesAreIgnored(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(data []byte) []byte
	}{
		{"lost", func([]byte) []byte { return nil }},
		{"empty", func([]byte) []byte { return []byte{} }},
		{"foreign", func([]byte) []byte { return []byte("this is something else") }},
		{"cut", func(data []byte) []byte { return data[:len(data)/2] }},
		{"damaged", func(data []byte) []byte { data[len(data)/2] ^= 1; return data }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, cache := newToyRepo(t), newShelf()
			r.function("one", "two")
			r.function("two", "one")
			r.settle()
			want := r.index(cache)
			name := cache.taken()[0]
			data, err := cache.CacheGet(t.Context(), outlinesBucket, name)
			require.NoError(t, err)
			require.NoError(t, cache.CachePut(t.Context(), outlinesBucket, name, c.spoil(data)))
			cache.taken()
			r.read()
			assertSame(t, want, r.index(cache))
			assert.Equal(t, []string{"one.toy", "two.toy"}, r.read())
			assert.Equal(t, []string{name}, cache.taken(), "it is written again")
			assertSame(t, want, r.index(cache))
			assert.Empty(t, r.read())
		})
	}
}

// versioned is a parser of another version.
type versioned struct {
	codewormtest.Parser
	version string
}

func (p versioned) Version(string) string { return p.version }

func TestOutlinesOfAnotherParserAreReadAgain(t *testing.T) {
	r, cache := newToyRepo(t), newShelf()
	r.function("one", "two")
	r.settle()
	r.index(cache)
	r.read()
	for _, c := range []struct {
		version string
		parsed  int
	}{{"2", 1}, {"2", 0}, {"3", 1}, {"1", 1}} {
		_, err := codeworm.NewIndexIn(t.Context(), r.repo, versioned{r.parser(), c.version}, cache, time.Now())
		require.NoError(t, err)
		assert.Len(t, r.read(), c.parsed, "version %s", c.version)
	}
}

// Another clone of the name has other stamps: its files are read, and parsed
// only where they differ.
func TestOutlinesOfAnotherFolder(t *testing.T) {
	r, cache := newToyRepo(t), newShelf()
	r.function("one", "two")
	r.function("two", "one")
	r.settle()
	r.index(cache)
	other := newToyRepo(t)
	other.function("one", "two")
	other.function("two", "three")
	x := other.index(cache)
	assert.Equal(t, []string{"two.toy"}, other.read())
	assertSame(t, other.index(nil), x)
}

// A store that fails keeps nothing from working, and is tried again.
func TestOutlinesThatCannotBeKept(t *testing.T) {
	r, cache := newToyRepo(t), newShelf()
	r.function("one", "two")
	r.settle()
	full := errors.New("disk full")
	cache.FailNext(codewormtest.OpCacheGet, full)
	cache.FailNext(codewormtest.OpCachePut, full)
	x := r.index(cache)
	require.ErrorIs(t, x.StoreErr(), full)
	assert.ErrorContains(t, x.StoreErr(), "repo toys")
	assert.Len(t, r.read(), 1)
	x = r.refresh(x)
	require.NoError(t, x.StoreErr())
	assert.Empty(t, r.read())
	assert.Equal(t, []string{"toys/0"}, cache.taken())
	r.index(cache)
	assert.Empty(t, r.read())
}

func TestReadOnlyCache(t *testing.T) {
	r, cache := newToyRepo(t), newShelf()
	r.function("one", "two")
	r.settle()
	r.index(codeworm.ReadOnlyCache(cache))
	assert.Empty(t, cache.taken())
	r.index(cache)
	r.read()
	r.index(codeworm.ReadOnlyCache(cache))
	assert.Empty(t, r.read(), "what is there is used")
}

// A file whose change cannot be seen by size and modification time is read again.
func TestHiddenChangesAreSeen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs real part: a file system that tells when a file was changed last, which is read on Linux alone")
	}
	r, cache := newToyRepo(t), newShelf()
	r.function("one", "two")
	r.settle()
	x := r.index(cache)
	info, err := os.Stat(r.path("one.toy"))
	require.NoError(t, err)
	content, err := os.ReadFile(r.path("one.toy"))
	require.NoError(t, err)
	r.write("one.toy", strings.ReplaceAll(string(content), "two", "owt"))
	require.NoError(t, os.Chtimes(r.path("one.toy"), info.ModTime(), info.ModTime()))
	r.read()
	for name, again := range map[string]*codeworm.Index{"refresh": r.refresh(x), "restart": r.index(cache)} {
		assert.Equal(t, "owt", again.Outline("one.toy").References[0].Name, name)
	}
}

// A file that changes right after it was read, without another stamp, is read again: its first
// stamp is too young to be trusted.
func TestYoungFilesAreNotTrusted(t *testing.T) {
	r := newToyRepo(t)
	r.function("one", "two")
	x := r.index(nil)
	for i := range 20 {
		content := fmt.Sprintf("func one(a)\n  call%02d(a)\nend\n", i)
		r.write("one.toy", content)
		x = r.refresh(x)
		require.Equal(t, fmt.Sprintf("call%02d", i), x.Outline("one.toy").References[0].Name)
	}
}

func TestRenamedFilesKeepTheirOutlines(t *testing.T) {
	r, cache := newToyRepo(t), newShelf()
	r.function("one", "two")
	r.function("two", "one")
	x := r.index(cache)
	r.read()
	require.NoError(t, os.MkdirAll(r.path("deep/er"), 0o755))
	require.NoError(t, os.Rename(r.path("one.toy"), r.path("deep/er/uno.toy")))
	x = r.refresh(x)
	assert.Empty(t, r.read())
	assert.Equal(t, []string{"deep/er/uno.toy", "two.toy"}, x.Files())
	assertSame(t, r.index(nil), x)
	r.read()
	require.NoError(t, os.Rename(r.path("deep/er/uno.toy"), r.path("eins.toy")))
	r.index(cache)
	assert.Empty(t, r.read(), "also after a restart")
}

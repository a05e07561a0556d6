package index_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/repotest"
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

// assertSame asserts that two indexes hold the same files with the same outlines.
func assertSame(t *testing.T, want, got *index.Index) {
	t.Helper()
	require.NotEmpty(t, want.Paths())
	require.Equal(t, want.Paths(), got.Paths())
	for _, f := range want.Paths() {
		assert.Equal(t, want.Outline(f), got.Outline(f), f)
	}
	assert.Equal(t, want.Skipped(), got.Skipped())
}

func TestOutlinesSurviveARestart(t *testing.T) {
	r, cache := repotest.NewToy(t), newShelf()
	for _, name := range []string{"one", "two", "sub/three"} {
		r.Function(name, "one")
	}
	r.AwaitTrust()
	first := r.Index(cache)
	assert.Len(t, r.Read(), 3)
	require.NoError(t, first.StoreErr)
	require.Equal(t, []string{"toys/0"}, cache.taken())

	second := r.Index(cache)
	assert.Empty(t, r.Read(), "nothing is parsed again")
	assert.Empty(t, cache.taken(), "nothing is written again")
	assertSame(t, first, second)

	r.Function("two", "three")
	r.AwaitTrust()
	third := r.Index(cache)
	assert.Equal(t, []string{"two.toy"}, r.Read())
	assert.Equal(t, []string{"toys/0"}, cache.taken())
	assertSame(t, r.Index(nil), third)
	r.Read()

	third = r.Refresh(third)
	assert.Empty(t, r.Read())
	assert.Empty(t, cache.taken())

	require.NoError(t, os.Remove(r.Path("one.toy")))
	third = r.Refresh(third)
	assert.Empty(t, r.Read())
	assert.Equal(t, []string{"toys/0"}, cache.taken(), "what is gone is not kept")
	assert.Equal(t, []string{"sub/three.toy", "two.toy"}, third.Paths())
	assertSame(t, third, r.Index(cache))
}

// A changed file costs its shard, not all of them; a store of another number
// of shards is not mixed up with the new one.
func TestOutlinesAreKeptInShards(t *testing.T) {
	r, cache := repotest.NewToy(t), newShelf()
	for i := range 100 {
		r.Function(fmt.Sprintf("f%d", i), "g")
	}
	r.Index(cache)
	assert.Equal(t, []string{"toys/0"}, cache.taken())
	for i := range 900 {
		r.Function(fmt.Sprintf("more/f%d", i), "g")
	}
	r.AwaitTrust()
	x := r.Refresh(r.Index(cache))
	r.Read()
	shards := slices.Compact(cache.taken())
	assert.Len(t, shards, 8)
	assert.Empty(t, r.Index(cache).StoreErr)
	assert.Empty(t, r.Read())
	r.Function("f7", "h")
	x = r.Refresh(x)
	assert.Equal(t, []string{"f7.toy"}, r.Read())
	assert.Len(t, cache.taken(), 1)

	require.NoError(t, os.RemoveAll(r.Path("more")))
	x = r.Refresh(x)
	require.NoError(t, x.StoreErr)
	for _, name := range shards[1:] {
		data, err := cache.CacheGet(t.Context(), outlinesBucket, name)
		require.NoError(t, err)
		assert.Nil(t, data, "%s is of no use", name)
	}
	r.Read()
	r.AwaitTrust()
	assertSame(t, x, r.Index(cache))
	assert.Empty(t, r.Read())
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
			r, cache := repotest.NewToy(t), newShelf()
			r.Function("one", "two")
			r.Function("two", "one")
			r.AwaitTrust()
			want := r.Index(cache)
			name := cache.taken()[0]
			data, err := cache.CacheGet(t.Context(), outlinesBucket, name)
			require.NoError(t, err)
			require.NoError(t, cache.CachePut(t.Context(), outlinesBucket, name, c.spoil(data)))
			cache.taken()
			r.Read()
			assertSame(t, want, r.Index(cache))
			assert.Equal(t, []string{"one.toy", "two.toy"}, r.Read())
			assert.Equal(t, []string{name}, cache.taken(), "it is written again")
			assertSame(t, want, r.Index(cache))
			assert.Empty(t, r.Read())
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
	r, cache := repotest.NewToy(t), newShelf()
	r.Function("one", "two")
	r.AwaitTrust()
	r.Index(cache)
	r.Read()
	for _, c := range []struct {
		version string
		parsed  int
	}{{"2", 1}, {"2", 0}, {"3", 1}, {"1", 1}} {
		repotest.Index(t, r.Repo, versioned{r.Parser(), c.version}, cache)
		assert.Len(t, r.Read(), c.parsed, "version %s", c.version)
	}
}

// Another clone of the name has other stamps: its files are read, and parsed
// only where they differ.
func TestOutlinesOfAnotherFolder(t *testing.T) {
	r, cache := repotest.NewToy(t), newShelf()
	r.Function("one", "two")
	r.Function("two", "one")
	r.AwaitTrust()
	r.Index(cache)
	other := repotest.NewToy(t)
	other.Function("one", "two")
	other.Function("two", "three")
	x := other.Index(cache)
	assert.Equal(t, []string{"two.toy"}, other.Read())
	assertSame(t, other.Index(nil), x)
}

// A store that fails keeps nothing from working, and is tried again.
func TestOutlinesThatCannotBeKept(t *testing.T) {
	r, cache := repotest.NewToy(t), newShelf()
	r.Function("one", "two")
	r.AwaitTrust()
	full := errors.New("disk full")
	cache.FailNext(codewormtest.OpCacheGet, full)
	cache.FailNext(codewormtest.OpCachePut, full)
	x := r.Index(cache)
	require.ErrorIs(t, x.StoreErr, full)
	assert.ErrorContains(t, x.StoreErr, "repo toys")
	assert.Len(t, r.Read(), 1)
	x = r.Refresh(x)
	require.NoError(t, x.StoreErr)
	assert.Empty(t, r.Read())
	assert.Equal(t, []string{"toys/0"}, cache.taken())
	r.Index(cache)
	assert.Empty(t, r.Read())
}

// A file whose change cannot be seen by size and modification time is read again.
func TestHiddenChangesAreSeen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs real part: a file system that tells when a file was changed last, which is read on Linux alone")
	}
	r, cache := repotest.NewToy(t), newShelf()
	r.Function("one", "two")
	r.AwaitTrust()
	x := r.Index(cache)
	info, err := os.Stat(r.Path("one.toy"))
	require.NoError(t, err)
	content, err := os.ReadFile(r.Path("one.toy"))
	require.NoError(t, err)
	r.Write("one.toy", strings.ReplaceAll(string(content), "two", "owt"))
	require.NoError(t, os.Chtimes(r.Path("one.toy"), info.ModTime(), info.ModTime()))
	r.Read()
	for name, again := range map[string]*index.Index{"refresh": r.Refresh(x), "restart": r.Index(cache)} {
		assert.Equal(t, "owt", again.Outline("one.toy").References[0].Name, name)
	}
}

// A file that changes right after it was read, without another stamp, is read again: its first
// stamp is too young to be trusted.
func TestYoungFilesAreNotTrusted(t *testing.T) {
	r := repotest.NewToy(t)
	r.Function("one", "two")
	x := r.Index(nil)
	for i := range 20 {
		content := fmt.Sprintf("func one(a)\n  call%02d(a)\nend\n", i)
		r.Write("one.toy", content)
		x = r.Refresh(x)
		require.Equal(t, fmt.Sprintf("call%02d", i), x.Outline("one.toy").References[0].Name)
	}
}

func TestRenamedFilesKeepTheirOutlines(t *testing.T) {
	r, cache := repotest.NewToy(t), newShelf()
	r.Function("one", "two")
	r.Function("two", "one")
	x := r.Index(cache)
	r.Read()
	require.NoError(t, os.MkdirAll(r.Path("deep/er"), 0o755))
	require.NoError(t, os.Rename(r.Path("one.toy"), r.Path("deep/er/uno.toy")))
	x = r.Refresh(x)
	assert.Empty(t, r.Read())
	assert.Equal(t, []string{"deep/er/uno.toy", "two.toy"}, x.Paths())
	assertSame(t, r.Index(nil), x)
	r.Read()
	require.NoError(t, os.Rename(r.Path("deep/er/uno.toy"), r.Path("eins.toy")))
	r.Index(cache)
	assert.Empty(t, r.Read(), "also after a restart")
}

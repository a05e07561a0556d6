package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/state/sqlite"
)

const manyRecords = 100_000

// full is a store with manyRecords records in 20 repositories, each as long as
// records are.
func full(b *testing.B) *sqlite.Store {
	b.Helper()
	path := filepath.Join(b.TempDir(), "codeworm.db")
	s := open(b, path)
	put(b, s, codeworm.Record{Key: key("seed"), PublishedAt: time.Now(), Title: "internal/some/package/file.go",
		Summary: "A sentence that says what the page is about, in as many words as a model takes for it.", Revision: "0123456789abcdef0123456789abcdef01234567",
		Fingerprint: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", SourceCommit: "0123456789abcdef0123456789abcdef01234567"})
	db := raw(b, path)
	execAll(b, db, `CREATE TEMP TABLE many AS SELECT * FROM records`,
		fmt.Sprintf(`INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %d)
		SELECT r.* FROM n, records r`, manyRecords-1),
		`UPDATE many SET repo = 'repo' || (rowid % 20), path = path || rowid, key = key || rowid,
		type = CASE rowid % 3 WHEN 0 THEN 'til' WHEN 1 THEN 'function_doc' ELSE type END`,
		`DELETE FROM records`, `INSERT INTO records SELECT * FROM many`)
	b.ResetTimer()
	return s
}

func BenchmarkStats(b *testing.B) {
	s := full(b)
	for b.Loop() {
		stats, err := s.Stats(b.Context(), time.Now().Add(-time.Hour))
		require.NoError(b, err)
		require.Equal(b, manyRecords, stats.Pages)
	}
}

func BenchmarkRecordsOfARepository(b *testing.B) {
	s := full(b)
	for b.Loop() {
		records, err := s.Records(b.Context(), "repo7")
		require.NoError(b, err)
		require.Len(b, records, manyRecords/20)
	}
}

func BenchmarkRecordsOfAll(b *testing.B) {
	s := full(b)
	for b.Loop() {
		records, err := s.Records(b.Context(), "")
		require.NoError(b, err)
		require.Len(b, records, manyRecords)
	}
}

func BenchmarkClaimAndSave(b *testing.B) {
	s := full(b)
	for b.Loop() {
		put(b, s, codeworm.Record{Key: key("seed"), PublishedAt: time.Now()})
	}
}

func BenchmarkCachePut(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "codeworm.db"))
	value := make([]byte, 8<<10)
	i := 0
	for b.Loop() {
		i++
		require.NoError(b, s.CachePut(b.Context(), "outline", fmt.Sprint(i), value))
	}
}

func BenchmarkCacheGet(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "codeworm.db"))
	require.NoError(b, s.CachePut(b.Context(), "outline", "name", make([]byte, 8<<10)))
	for b.Loop() {
		value, err := s.CacheGet(b.Context(), "outline", "name")
		require.NoError(b, err)
		require.NotEmpty(b, value)
	}
}

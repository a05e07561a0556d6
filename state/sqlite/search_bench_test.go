package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/internal/corpus"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/state/sqlite"
)

const manyPages, pageLength = 100_000, 4 << 10

// verbs and nouns make names as repositories have them: some in many pages, most in few.
var verbs, nouns = strings.Fields("get set read write parse load save make find check render publish claim release renew count list open close merge"),
	strings.Fields("page record store claim ttl token ledger entry book account balance order index graph symbol span scope target key period cache row schema")

func benchName(r *rand.Rand) string {
	return verbs[r.IntN(len(verbs))] + strings.Title(nouns[r.IntN(len(nouns))]) + strings.Title(nouns[r.IntN(len(nouns))]) + fmt.Sprint(r.IntN(500)) //nolint:staticcheck // ASCII
}

// searchable is a store of many pages of real prose about invented names.
func searchable(b *testing.B) (*sqlite.Store, string) {
	b.Helper()
	var sentences []string
	for _, a := range corpus.Answers(b) {
		sentences = append(sentences, strings.Split(a.Body, ". ")...)
	}
	require.Greater(b, len(sentences), 1000)
	path := filepath.Join(b.TempDir(), "codeworm.db")
	s := open(b, path)
	db := raw(b, path)
	r := rand.New(rand.NewPCG(1, 2))
	execAll(b, db, "PRAGMA synchronous = OFF", "BEGIN")
	for i := 1; i <= manyPages; i++ {
		name := benchName(r)
		var text strings.Builder
		for text.Len() < pageLength {
			text.WriteString(sentences[r.IntN(len(sentences))])
			text.WriteString(". `" + benchName(r) + "` does so.\n")
		}
		file := fmt.Sprintf("internal/%s/%s%d.go", nouns[r.IntN(len(nouns))], nouns[r.IntN(len(nouns))], i)
		_, err := db.ExecContext(b.Context(), `INSERT INTO records (key, type, repo, path, symbol, period, fingerprint, page_path, revision, title, summary, language,
			source_commit, model, provisional, prompt_version, checked, repaired, dropped, prompt_tokens, answer_tokens, took, published_at, failures, failed, last_error, search_id)
			VALUES (?, 'function_doc', ?, ?, ?, '', 'f', 'p', 'r', ?, ?, 'go', 'c', 'm', 0, 'v', 1, 2, 3, 4, 5, 6, '2026-02-27T21:49:13.000000000Z', 0, '', '', ?)`,
			fmt.Sprint("function_doc:r:", file, i), fmt.Sprint("repo", i%20), file, name, name, sentences[i%len(sentences)], i)
		require.NoError(b, err)
		_, err = db.ExecContext(b.Context(), `INSERT INTO pages (rowid, title, symbol, path, summary, text) VALUES (?, ?, ?, ?, ?, ?)`, i,
			words.Indexed(name), words.Indexed(name), words.Indexed(file), words.Indexed(sentences[i%len(sentences)]), words.Indexed(text.String()))
		require.NoError(b, err)
		_, err = db.ExecContext(b.Context(), `INSERT INTO heads (rowid, title, symbol, path, summary) VALUES (?, ?, ?, ?, ?)`, i,
			words.Indexed(name), words.Indexed(name), words.Indexed(file), words.Indexed(sentences[i%len(sentences)]))
		require.NoError(b, err)
	}
	execAll(b, db, "COMMIT", "PRAGMA wal_checkpoint(TRUNCATE)")
	require.NoError(b, db.Close())
	return s, path
}

// BenchmarkSearch prints what the 95th of 100 queries of each kind takes at 100,000 pages of 4 KB, how large a page is in the file, and what
// saving one more page takes.
func BenchmarkSearch(b *testing.B) {
	s, path := searchable(b)
	var size int64
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(path + suffix); err == nil {
			size += info.Size()
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	noun := func() string { return nouns[r.IntN(len(nouns))] }
	for _, kind := range []struct {
		name  string
		query func() string
	}{
		{"whole name", func() string { return benchName(r) }},
		{"two words of names", func() string { return noun() + " " + noun() }},
		{"three words", func() string { return noun() + " returns " + noun() }},
		{"one word in every page", func() string { return "the" }},
		{"beginning of three letters", func() string { return noun()[:3] }},
		{"a word of every text and no head", func() string { return "does" }},
		{"nothing found", func() string { return "qqq " + noun() }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				start := time.Now()
				_, err := s.Search(b.Context(), kind.query(), 20)
				took = append(took, time.Since(start))
				require.NoError(b, err)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
	b.Run("save a page", func(b *testing.B) {
		text := strings.Repeat("Some words of a page about `claimEntryBook`. ", pageLength/45)
		for b.Loop() {
			k := key(fmt.Sprint(r.IntN(1000)))
			claim, err := s.Claim(b.Context(), codeworm.ClaimRequest{Key: k, Owner: "test", TTL: time.Hour})
			require.NoError(b, err)
			require.NoError(b, s.SavePage(b.Context(), claim, codeworm.Record{Key: k, Fingerprint: fmt.Sprint(r.Int()), Title: "T", Summary: "S"}, text))
		}
		b.ReportMetric(float64(size)/manyPages/1024, "KB/page")
	})
}

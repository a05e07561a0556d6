package codewormtest

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/page"
)

// searchRecord is a page about a symbol.
func searchRecord(path, symbol, summary string) codeworm.Record {
	key := page.Key{Type: page.FunctionDoc, Repo: "repo", Path: path, Symbol: symbol}
	return codeworm.Record{Key: key, Fingerprint: "f", Title: key.Title(), Summary: summary, PublishedAt: storeEpoch}
}

// putPage stores a page with its text.
func (s *storeTest) putPage(r codeworm.Record, text string) {
	s.Helper()
	require.NoError(s, s.searcher().SavePage(s.Context(), s.claim(r.Key), r, text))
}

// searcher is the store as what can search.
func (s *storeTest) searcher() codeworm.PageSearcher {
	s.Helper()
	searcher, ok := s.store.(codeworm.PageSearcher)
	require.True(s, ok)
	return searcher
}

// found are the symbols of what a query finds, the best first.
func (s *storeTest) found(query string, limit int) []string {
	s.Helper()
	hits, err := s.searcher().Search(s.Context(), query, limit)
	require.NoError(s, err, "%q", query)
	symbols := []string{}
	for i, hit := range hits {
		symbols = append(symbols, hit.Record.Key.Symbol)
		if i > 0 {
			assert.GreaterOrEqual(s, hits[i-1].Score, hit.Score, "the best first")
		}
	}
	return symbols
}

var storeSearchCases = []storeCase{
	{"Search/finds pages by title, symbol, path, summary and text", func(s *storeTest) {
		s.putPage(searchRecord("ledger/post.go", "Book", "Keeps accounts in balance."), "It posts **entries** twice, and `never` less.\n")
		s.putPage(searchRecord("other/file.go", "Other", "Something else."), "Nothing of it.\n")
		for _, query := range []string{"book", "BOOK", "ledger", "post", "ledger/post.go", "accounts", "entries", "never", "book entries", "balance ledger never"} {
			assert.Equal(s, []string{"Book"}, s.found(query, 0), query)
		}
		for _, query := range []string{"missing", "book missing", "book other", "ook"} {
			assert.Empty(s, s.found(query, 0), query)
		}
		hits, err := s.searcher().Search(s.Context(), "book", 1)
		require.NoError(s, err)
		assert.Equal(s, searchRecord("ledger/post.go", "Book", "Keeps accounts in balance."), plainTimes(hits[0].Record), "the whole record")
		assert.Positive(s, hits[0].Score)
	}},
	{"Search/finds names by their words", func(s *storeTest) {
		s.putPage(searchRecord("config.go", "Config", "Settings."), "The field ClaimTTL is a time, wait_max another, and HTTPServerPort2 a port.\n")
		s.putPage(searchRecord("a.go", "other", "The claim of others."), "Nothing.\n")
		for _, query := range []string{"claim ttl", "ClaimTTL", "claimttl", "claim_ttl", "claimTT", "wait max", "wait_max", "waitMax", "WAIT_MAX", "http server", "server port2", "HTTPServer"} {
			assert.Equal(s, []string{"Config"}, s.found(query, 0), query)
		}
	}},
	{"Search/takes the last word for the beginning of one", func(s *storeTest) {
		s.putPage(searchRecord("a.go", "Reconcile", "Compares."), "The devlog and the state.\n")
		assert.Equal(s, []string{"Reconcile"}, s.found("reco", 0))
		assert.Equal(s, []string{"Reconcile"}, s.found("devlog stat", 0))
		assert.Empty(s, s.found("dev state", 0), "only the last")
		assert.Empty(s, s.found("devlog st", 0), "two letters are the beginning of too much")
	}},
	{"Search/puts titles and symbols before texts", func(s *storeTest) {
		s.putPage(searchRecord("c.go", "Third", "About other things."), "Here budget stands once, among many other words that fill this text.\n")
		s.putPage(searchRecord("a.go", "Budget", "About things."), "Words.\n")
		s.putPage(searchRecord("d.go", "Fourth", "About other things."), "Here the budget stands, too.\n")
		found := s.found("budget", 0)
		require.Len(s, found, 3)
		assert.Equal(s, "Budget", found[0])
		assert.Equal(s, []string{"Budget"}, s.found("budget", 1))
	}},
	{"Search/gives no more than asked for", func(s *storeTest) {
		for i := range 30 {
			s.putPage(searchRecord(fmt.Sprintf("p%d.go", i), fmt.Sprintf("F%d", i), "Common."), "text\n")
		}
		for limit, want := range map[int]int{0: 20, -1: 20, 1: 1, 25: 25, 30: 30, 5000: 30} {
			assert.Len(s, s.found("common", limit), want, limit)
		}
	}},
	{"Search/has no wrong queries", func(s *storeTest) {
		s.putPage(searchRecord("near.go", "Near", "NOT and OR are words."), "title: AND.\n")
		for _, query := range []string{"", " ", "*", `"`, `""`, "(", "^", "'; DROP TABLE records; --", "\x00", "\xff\xfe", "_", "__", ":", "-", "+", "{}", "\u0301", "%"} {
			got := s.found(query, 0)
			if !strings.ContainsFunc(query, unicode.IsLetter) {
				assert.Empty(s, got, "%q", query)
			}
		}
		for _, query := range []string{`"near`, `near*`, `NEAR`, `near("not")`, "title:and", "title : and", "-near", "not", "AND OR", `or" AND "not`, "^near", "near + not", "near\x00not", "nea"} {
			assert.Equal(s, []string{"Near"}, s.found(query, 0), "%q", query)
		}
		assert.Empty(s, s.found(strings.Repeat("word ", 5000), 0))
		assert.Empty(s, s.found(strings.Repeat("w", 100_000), 0))
	}},
	{"Search/finds what is current only", func(s *storeTest) {
		r := searchRecord("a.go", "First", "Old summary.")
		s.putPage(r, "old text\n")
		s.put(searchRecord("b.go", "Second", "Without text."))
		failed := searchRecord("c.go", "Third", "Never published.")
		failed.Fingerprint, failed.PublishedAt, failed.Failures = "", time.Time{}, 1
		s.put(failed)
		assert.Equal(s, []string{"Second"}, s.found("without text", 0))
		assert.Empty(s, s.found("never published", 0), "no page")

		r.Failures, r.LastError = 1, "new"
		s.put(r)
		assert.Equal(s, []string{"First"}, s.found("old text", 0), "the page is the same")
		r.Fingerprint, r.Summary = "g", "New summary."
		s.put(r)
		assert.Empty(s, s.found("old", 0), "another page, of which no text is known")
		assert.Equal(s, []string{"First"}, s.found("new summary", 0))
		s.putPage(r, "new text\n")
		assert.Equal(s, []string{"First"}, s.found("new text", 0))
		s.putPage(r, "newest text\n")
		assert.Equal(s, []string{"First"}, s.found("newest text", 0))
		s.putPage(r, "other words\n")
		assert.Empty(s, s.found("newest", 0), "replaced")

		r.RetiredAt = storeEpoch
		s.put(r)
		assert.Empty(s, s.found("first", 0), "retired")
		r.RetiredAt, r.Fingerprint = time.Time{}, "h"
		s.putPage(r, "back again\n")
		assert.Equal(s, []string{"First"}, s.found("back again", 0))
	}},
	{"Search/SavePage is as Save", func(s *storeTest) {
		full := fullRecord(s, storeKey(1))
		s.putPage(full, "text\n")
		s.holds(full)
		r := searchRecord("a.go", "F", "Current.")
		r.Key = storeKey(2)
		s.putPage(r, "early\n")
		zombie := s.claim(storeKey(2))
		s.clock.Advance(storeTTL)
		holder := s.claim(storeKey(2))
		require.ErrorIs(s, s.searcher().SavePage(s.Context(), zombie, r, "late\n"), codeworm.ErrClaimLost)
		require.Error(s, s.searcher().SavePage(s.Context(), holder, full, "of another key\n"))
		s.holds(full, r)
		require.NoError(s, s.store.Save(s.Context(), holder, r))
		assert.Empty(s, s.found("late", 0), "nothing of what was refused")
		assert.Len(s, s.found("current early", 0), 1)
	}},
	{"Search/ends with its context", func(s *storeTest) {
		s.putPage(searchRecord("a.go", "F", "Word."), "text\n")
		ctx, cancel := context.WithCancel(s.Context())
		cancel()
		_, err := s.searcher().Search(ctx, "word", 0)
		require.ErrorIs(s, err, context.Canceled)
		claim := s.claim(storeKey(1))
		require.ErrorIs(s, s.searcher().SavePage(ctx, claim, codeworm.Record{Key: claim.Key}, "text"), context.Canceled)
		s.refused(claim.Key, "neither saved nor released")
	}},
}

package codeworm

import (
	"time"

	"github.com/codeworm/codeworm/page"
)

// Record is the store's row of a target: its page, and what went wrong since.
type Record struct {
	Key page.Key
	// Fingerprint is that of the published page; "" when there is none yet.
	Fingerprint string
	// PagePath is the page's path below the sink's root, Revision what the
	// sink calls the state that holds it (a commit hash).
	PagePath, Revision string
	Title, Summary     string
	Language           string
	// SourceCommit is the commit of the source that the page describes.
	SourceCommit string
	// Model wrote the page; Provisional says that it was no model.
	Model         string
	Provisional   bool
	PromptVersion string
	Check         page.CheckSummary
	// PromptTokens and AnswerTokens are the sums over all calls for the page.
	PromptTokens, AnswerTokens int
	// Took is how long the page took from choice to publication.
	Took        time.Duration
	PublishedAt time.Time // zero when never
	RetiredAt   time.Time // zero when the page is current
	// Failures counts the failed attempts since the last page, Failed is the
	// fingerprint that failed, LastError why, and RetryAfter when it is due again.
	Failures   int
	Failed     string
	LastError  string
	RetryAfter time.Time
}

// ClaimRequest asks for a target.
type ClaimRequest struct {
	Key   page.Key
	Owner string        // who asks, for people: host and process
	TTL   time.Duration // how long the claim lasts without renewal; positive
}

// Claim is a time-limited, fenced lease on a target.
type Claim struct {
	Key   page.Key
	Owner string
	// Token grows with every claim of the key, so that a save by a holder whose
	// claim has passed to another is refused.
	Token     int64
	ExpiresAt time.Time
}

// StoreStats is what a store holds.
type StoreStats struct {
	Pages       int               `json:"pages"`       // published and not retired
	Recent      int               `json:"recent"`      // of them, published at or after the time that was asked for
	Provisional int               `json:"provisional"` // of them, written without a model
	Retired     int               `json:"retired"`
	Failing     int               `json:"failing"` // targets with failures since their last page
	Claims      int               `json:"claims"`  // claims in force
	ByRepo      map[string]int    `json:"by_repo"`
	ByType      map[page.Type]int `json:"by_type"`
	LastPage    time.Time         `json:"last_page,omitzero"` // the last publication, also of a page retired since; zero when there is none
}

package codeworm

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/codeworm/codeworm/internal/pause"
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

// ModelOriginal is the Model in records of pages that were taken over from the original CodeWorm's state. They count as documented until
// their source changes; their pages are in the original's devlog, so that a sink that does not hold them has lost nothing.
const ModelOriginal = "the original CodeWorm"

// inSink reports whether the sink should hold a page of the record.
func (r *Record) inSink() bool { return r.hasPage() && r.Model != ModelOriginal }

// hasPage reports whether there is a page now.
func (r *Record) hasPage() bool { return r.Fingerprint != "" && r.RetiredAt.IsZero() }

// The wait before a target that failed is tried again: an hour, doubled with
// each failure up to a week. A change of its source ends the wait.
const (
	firstRetry = time.Hour
	lastRetry  = 7 * 24 * time.Hour
)

// rest is when a target is tried again, and why it is not at once.
type rest struct {
	failures   int
	failed     string
	lastError  string
	retryAfter time.Time
}

func (r *Record) rest() rest { return rest{r.Failures, r.Failed, r.LastError, r.RetryAfter} }

func (r *Record) setRest(to rest) {
	r.Failures, r.Failed, r.LastError, r.RetryAfter = to.failures, to.failed, to.lastError, to.retryAfter
}

// rests reports whether the record keeps a target of a fingerprint from being tried now. A rest that would last longer than the longest
// that its failures give was set by a clock that was ahead, and does not count.
func (r *Record) rests(fingerprint string, now time.Time) bool {
	left := r.RetryAfter.Sub(now)
	return r.Failed == fingerprint && left > 0 && left <= pause.Doubled(firstRetry, r.Failures-1, lastRetry)
}

// fail notes a failure to make the page of a fingerprint.
func (r *Record) fail(fingerprint string, cause error, now time.Time) {
	if r.Failed != fingerprint {
		r.Failures = 0
	}
	r.RetryAfter = now.Add(pause.Doubled(firstRetry, r.Failures, lastRetry)).UTC()
	r.Failures++
	r.Failed, r.LastError = fingerprint, cause.Error()
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

// SearchHit is a page that PageSearcher.Search found.
type SearchHit struct {
	Record Record
	// Score says how well the page fits, greater is better. Those of different queries do not compare.
	Score float64
}

// Outcome is what became of an attempt to make a page.
type Outcome string

// The outcomes.
const (
	OutcomePublished Outcome = "published"
	OutcomeAdopted   Outcome = "adopted" // the sink had the page already
	OutcomeRefused   Outcome = "refused" // the model's answers were; the page is from facts, or there is none
	OutcomeFailed    Outcome = "failed"
	OutcomeRetired   Outcome = "retired" // the page was taken back
)

// Attempt is what History keeps of one attempt. What is not known is zero.
type Attempt struct {
	At       time.Time // its end
	Key      page.Key
	Language string
	Outcome  Outcome
	// Class is whose fault it is that there is no page ("target", "model", "sink", "store"), Cause why, in one line without secrets.
	Class, Cause               string
	Model                      string
	Took                       time.Duration
	PromptTokens, AnswerTokens int
	Check                      page.CheckSummary
}

// AttemptFilter lets through the attempts that are like its fields; those that are zero do not matter.
type AttemptFilter struct {
	Repo    string
	Type    page.Type
	Outcome Outcome
	Since   time.Time // the attempts at or after it
}

// Grouping is what History.Statistics can group by.
type Grouping string

// The groupings.
const (
	ByRepo     Grouping = "repo"
	ByType     Grouping = "type"
	ByLanguage Grouping = "language"
	ByModel    Grouping = "model"
	ByOutcome  Grouping = "outcome"
	ByDay      Grouping = "day" // in UTC, "2026-02-27"
)

// StatisticsRow sums up attempts.
type StatisticsRow struct {
	Values                     []string // what they were grouped by, in the order that was asked for
	Attempts                   int
	Took                       time.Duration
	PromptTokens, AnswerTokens int
	Check                      page.CheckSummary
}

// maxCause is the longest cause of an attempt in bytes.
const maxCause = 500

// attemptOf is what is remembered of a page that was made.
func (d *Daemon) attemptOf(r Result) Attempt {
	a := Attempt{Key: r.Record.Key, Language: r.Record.Language, Outcome: OutcomePublished, Model: r.Record.Model,
		Took: r.Record.Took, PromptTokens: r.Record.PromptTokens, AnswerTokens: r.Record.AnswerTokens, Check: r.Record.Check}
	switch {
	case r.Adopted:
		a.Outcome = OutcomeAdopted
	case r.refused != nil: // whether or not it rests the target
		a.Outcome, a.Class, a.Cause = OutcomeRefused, string(FaultTarget), d.concealError(r.refused).Error()
	}
	return a
}

// failedAttempt is what is remembered of a target that got no page.
func failedAttempt(t page.Target, model string, err error) Attempt {
	a := Attempt{Key: t.Key, Language: t.Language, Outcome: OutcomeFailed, Class: string(FaultOf(err)), Cause: err.Error(), Model: model}
	if refused(err) {
		a.Outcome = OutcomeRefused
	}
	return a
}

// remember notes an attempt where the store has a history. A failure is told, and costs nothing else.
func (d *Daemon) remember(a Attempt) {
	h, ok := d.config.Store.(History)
	if !ok || d.config.DryRun || a.Key == (page.Key{}) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), detachedTimeout)
	defer cancel()
	a.At, a.Cause = d.config.Now().UTC(), strings.Join(strings.Fields(a.Cause), " ")
	if len(a.Cause) > maxCause {
		a.Cause = strings.ToValidUTF8(a.Cause[:maxCause], "") + " ..."
	}
	if err := h.Note(ctx, a); err != nil {
		d.config.Logger.Warn("cannot note an attempt in the history", "target", a.Key.String(), "error", err)
	}
}

// ClaimGrace is how long an expired claim that nobody took can still be renewed and saved, at least: a machine that slept
// in the middle of a page loses nothing. Stores forget such claims later.
const ClaimGrace = time.Hour

// Candidate is a target that the caller of ClaimChooser.ClaimFirst would take, and what it knows of the target's record. Where the
// store has another record by then, somebody else was faster.
type Candidate struct {
	Key page.Key
	// PublishedAt and Failures are those of the record; zero when there is none.
	PublishedAt time.Time
	Failures    int
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

// CycleStats counts what a daemon did since it started.
type CycleStats struct {
	Cycles      int // attempts to make a page, and looks that found nothing due
	Published   int
	Failed      int
	Skipped     int // nothing was due
	Adopted     int // pages that the sink had already, and the store did not know
	Refused     int // answers that were no page; the page was asked for again, or written from facts
	FailedInRow int // failures since the last page
	LastSuccess time.Time
	LastFailure time.Time
	LastError   string
	// PromptTokens and AnswerTokens are what the model server counted.
	PromptTokens, AnswerTokens int
}

func (s *CycleStats) success(r Result, now time.Time) {
	s.Cycles++
	s.FailedInRow = 0
	s.LastSuccess = now
	if r.Adopted {
		s.Adopted++
		return
	}
	s.Published++
	s.PromptTokens += r.Record.PromptTokens
	s.AnswerTokens += r.Record.AnswerTokens
}

func (s *CycleStats) failure(err error, now time.Time) {
	s.Cycles++
	s.Failed++
	s.FailedInRow++
	s.LastFailure = now
	s.LastError = err.Error()
}

func (s *CycleStats) skip() {
	s.Cycles++
	s.Skipped++
}

// SuccessRate is the share of the attempts that gave a page, 0 to 1; 0 when
// there was none.
func (s CycleStats) SuccessRate() float64 {
	attempts := s.Published + s.Adopted + s.Failed
	if attempts == 0 {
		return 0
	}
	return float64(s.Published+s.Adopted) / float64(attempts)
}

// backoff is how long to wait after failures in a row: nothing after the first, then
// 30 s, doubled with each up to 5 minutes.
func (s CycleStats) backoff() time.Duration {
	if s.FailedInRow <= 1 {
		return 0
	}
	return pause.Of(pause.Doubled(30*time.Second, s.FailedInRow-2, 5*time.Minute))
}

// LogValue groups the stats in a log.
func (s CycleStats) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Int("cycles", s.Cycles), slog.Int("published", s.Published), slog.Int("failed", s.Failed),
		slog.Int("skipped", s.Skipped), slog.Int("adopted", s.Adopted), slog.Int("refused", s.Refused),
		slog.Float64("success_rate", s.SuccessRate()),
		slog.Int("prompt_tokens", s.PromptTokens), slog.Int("answer_tokens", s.AnswerTokens),
	)
}

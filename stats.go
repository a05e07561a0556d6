package codeworm

import (
	"log/slog"
	"time"
)

// CycleStats counts what a daemon did since it started.
type CycleStats struct {
	Cycles      int // attempts to make a page, and looks that found nothing due
	Published   int
	Failed      int
	Skipped     int // nothing was due
	Adopted     int // pages that the sink had already, and the store did not know
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

// Backoff is how long to wait after failures in a row: nothing after the first, then
// 30 s, doubled with each up to 5 minutes.
func (s CycleStats) Backoff() time.Duration {
	if s.FailedInRow <= 1 {
		return 0
	}
	return doubled(30*time.Second, s.FailedInRow-2, 5*time.Minute)
}

// doubled is the base doubled so many times, up to the limit.
func doubled(base time.Duration, times int, limit time.Duration) time.Duration {
	for range times {
		if base *= 2; base >= limit {
			return limit
		}
	}
	return min(base, limit)
}

// LogValue groups the stats in a log.
func (s CycleStats) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Int("cycles", s.Cycles), slog.Int("published", s.Published), slog.Int("failed", s.Failed),
		slog.Int("skipped", s.Skipped), slog.Int("adopted", s.Adopted),
		slog.Float64("success_rate", s.SuccessRate()),
		slog.Int("prompt_tokens", s.PromptTokens), slog.Int("answer_tokens", s.AnswerTokens),
	)
}

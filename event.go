package codeworm

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/codeworm/codeworm/page"
)

// Event is something that happened in a Daemon. Its dynamic type says what:
// Started, StateLoaded, PagesLost, Fetching, Fetched, FetchFailed, RepoRead, ModelWaiting, ModelReady, NextDue, BatchStarted, CycleStarted, StageEntered, AnswerGrew, AnswerRefused,
// PagePublished, PageRetired, CycleFailed, Away, Back, BreakerOpened, BreakerClosed, PushFailed, Pushed, NothingDue, Stopped.
type Event interface{ event() }

// Started says that a daemon began.
type Started struct {
	DryRun bool
	Repos  int
	Devlog string // where the pages go; "" when the sink does not say
}

// StateLoaded says what the store held at the start.
type StateLoaded struct{ Stats StoreStats }

// PagesLost says how many pages the state has and the devlog has not. They are written again.
type PagesLost struct{ Pages int }

// Fetching says that a repository is being fetched, which may take minutes the first time.
type Fetching struct{ Repo string }

// Fetched says that a repository was fetched, whether something was new or not.
type Fetched struct {
	Repo string
	Took time.Duration
	// After is for how long it could not be fetched before; 0 where it could.
	After time.Duration
}

// FetchFailed says that a repository could not be fetched, or not be brought up to date, and why: it is documented as it is. It is told again only when
// the reason is another one. Of a repository that is not there without that, Away tells instead.
type FetchFailed struct {
	Repo    string
	Err     error
	RetryIn time.Duration
}

// RepoRead says that a repository was read.
type RepoRead struct {
	Repo    string
	Commit  string // "" without history
	Files   int    // that were read
	Skipped int    // that were not, with a reason
	Unknown int    // of languages that the parser does not know
	Took    time.Duration
	// Notice is what a person should know about it, or "": that it has no history or a part of it, nothing to document, or submodules, which are not
	// read. It is told again only when it is another one.
	Notice string
}

// ModelWaiting says that the model server does not answer and is asked again.
type ModelWaiting struct {
	Err     error
	RetryIn time.Duration
}

// ModelReady says that the model is loaded.
type ModelReady struct{ Model string }

// NextDue says when the next page is due.
type NextDue struct{ At time.Time }

// BatchStarted says that pages are about to be made.
type BatchStarted struct {
	Due   int // targets that are due
	Pages int // how many of them are worked on before the repositories are looked at again
}

// Stage is a step in the making of a page.
type Stage string

// The stages, in their order. A page that the sink has already enters none.
const (
	StageCompose Stage = "compose" // facts and source are gathered
	StageWait    Stage = "wait"    // until the model is free
	StageAsk     Stage = "ask"     // the model writes
	StageCheck   Stage = "check"   // the answer is cleaned and checked
	StageRepair  Stage = "repair"  // the model mends what does not exist
	StagePublish Stage = "publish"
)

// StageEntered says that the page of a target enters a stage. A page whose prompt did not fit enters them all again,
// and one that is mended enters wait and check twice.
type StageEntered struct {
	Target page.Target
	Stage  Stage
}

// AnswerGrew says how far a model is with an answer. It comes a few times a second, from an LLMStreamer alone.
type AnswerGrew struct {
	Target page.Target
	Tokens int // written so far; it begins again when the client tries again
	Limit  int // of tokens, at which the answer is cut
}

// AnswerRefused says that a model's answer cannot become a page.
type AnswerRefused struct {
	Target page.Target
	Err    error // why
	// Again says that the model is asked once more. Otherwise the page is written from facts alone, and the model is
	// asked again later.
	Again bool
}

// CycleStarted says that a page is being made.
type CycleStarted struct{ Target page.Target }

// PagePublished says that a page was published, or would have been in a dry run.
type PagePublished struct{ Result Result }

// PageRetired says that a page was taken back because what it was about is gone.
type PageRetired struct {
	Record Record
	// MovedTo is where its file was renamed to, when there is a page already; a note that links to it stands in the page's place.
	MovedTo page.Key
}

// CycleFailed says that a page could not be made. FaultOf says whose fault that is.
type CycleFailed struct {
	Target page.Target
	Err    error
}

// Away says that Run waits for a part, or that a repository cannot be read, or is not what it was. It is told once, and Back when it is over.
// Nobody is blamed meanwhile, and no page of the repository is made or retired.
type Away struct {
	Fault   Fault  // which part
	Repo    string // which repository, when Fault is FaultSource
	Err     error
	RetryIn time.Duration // 0 for a repository: it is looked at when pages are due
}

// Back says that what was Away is there again.
type Back struct {
	Fault Fault
	Repo  string
	After time.Duration
}

// BreakerOpened says that different targets failed alike one after the other. None of them is blamed. Run asks for one page
// at a time, after growing waits, until there is one.
type BreakerOpened struct {
	Err     *AlikeError
	RetryIn time.Duration
}

// BreakerClosed says that there is a page again.
type BreakerClosed struct{ Target page.Target }

// PushFailed says that the sink could not send its pages on. They are kept,
// and sent with the next, or later. It is told again only when the reason is another one.
type PushFailed struct{ Err error }

// Pushed says that pages were sent on that could not be sent before.
type Pushed struct{}

// NothingDue says that no page could be begun.
type NothingDue struct {
	// Plan says why: Waiting counts the targets that are not due, and those still
	// in Due are being written by other daemons, or were given up for now because their source kept changing.
	Plan *Plan
}

// Stopped says that Run ended.
type Stopped struct{ Stats CycleStats }

func (Started) event()       {}
func (StateLoaded) event()   {}
func (PagesLost) event()     {}
func (Fetching) event()      {}
func (Fetched) event()       {}
func (FetchFailed) event()   {}
func (RepoRead) event()      {}
func (ModelWaiting) event()  {}
func (ModelReady) event()    {}
func (NextDue) event()       {}
func (BatchStarted) event()  {}
func (StageEntered) event()  {}
func (AnswerGrew) event()    {}
func (AnswerRefused) event() {}
func (CycleStarted) event()  {}
func (PagePublished) event() {}
func (PageRetired) event()   {}
func (CycleFailed) event()   {}
func (Away) event()          {}
func (Back) event()          {}
func (BreakerOpened) event() {}
func (BreakerClosed) event() {}
func (PushFailed) event()    {}
func (Pushed) event()        {}
func (NothingDue) event()    {}
func (Stopped) event()       {}

// Subscription is a stream of a daemon's events.
type Subscription struct {
	// C gives the events in their order. It is closed by Close.
	C <-chan Event

	c       chan Event
	dropped atomic.Int64
	hub     *eventHub
}

// Dropped is how many events were lost because C was full.
func (s *Subscription) Dropped() int64 { return s.dropped.Load() }

// Close ends the subscription and closes C. It may be called more than once.
func (s *Subscription) Close() { s.hub.remove(s) }

// eventHub gives events to subscribers without ever waiting for them.
type eventHub struct {
	mu   sync.Mutex
	subs map[*Subscription]bool
}

func (h *eventHub) subscribe(buffer int) *Subscription {
	c := make(chan Event, max(buffer, 1))
	s := &Subscription{C: c, c: c, hub: h}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs == nil {
		h.subs = map[*Subscription]bool{}
	}
	h.subs[s] = true
	return s
}

func (h *eventHub) remove(s *Subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs[s] {
		delete(h.subs, s)
		close(s.c)
	}
}

// passing reports whether an event tells of a moment alone, which the next one makes good.
func passing(e Event) bool {
	switch e.(type) {
	case StageEntered, AnswerGrew:
		return true
	}
	return false
}

func (h *eventHub) send(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		if passing(e) && len(s.c) > cap(s.c)/2 {
			s.dropped.Add(1) // the other half is for what lasts
			continue
		}
		select {
		case s.c <- e:
		default:
			s.dropped.Add(1)
		}
	}
}

package codeworm

import (
	"context"
	"time"

	"github.com/codeworm/codeworm/internal/redact"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// Parser reads source files. All its methods can be called from several
// goroutines at a time.
type Parser interface {
	// Language names the language of the file by its path alone ("go",
	// "python", "tsx"), and reports whether the parser can read it.
	Language(path string) (language string, ok bool)

	// Parse reads one file. The path is for the language and for errors, nothing
	// is read from disk. When only a part can be read, the outline holds
	// that part and Outline.Problem says why; when nothing can, the error is a
	// *source.ParseError. Parse returns soon after ctx is done, with ctx's error. The
	// outline does not refer to source afterwards.
	Parse(ctx context.Context, path string, src []byte) (*source.Outline, error)
}

// LLMClient writes text. Generate can be called from several goroutines at a
// time.
type LLMClient interface {
	// Generate gives one answer to one prompt, retrying transient failures itself, within
	// reason. It returns soon after ctx is done, with an error
	// that wraps ctx's; other errors are *LLMError. An answer is never empty,
	// and never silently cut: Answer.Finish says so.
	Generate(ctx context.Context, p Prompt) (*Answer, error)
}

// StateStore remembers what was published. All its methods can be called from
// several goroutines and, for stores that outlive the process, from several
// processes at a time. They return soon after ctx is done, with ctx's error,
// and have then done all or nothing.
type StateStore interface {
	// Records returns the records of a repository sorted by Key.String, or all
	// of them sorted likewise when repo is "".
	Records(ctx context.Context, repo string) ([]Record, error)

	// Claim gives the target to the caller until the TTL has passed. It fails
	// with ErrClaimed as long as another claim, also one of the same owner, is in force. No claim lasts longer than
	// its TTL by the clock of the store, also when that clock was set back since. Claims that expired more than
	// ClaimGrace ago are forgotten, so that what dead owners leave does not stay for ever.
	Claim(ctx context.Context, r ClaimRequest) (Claim, error)

	// Save stores the record in place of the key's earlier one and releases the
	// claim, in one step. It fails with ErrClaimLost, and stores nothing, when
	// the claim's token is not the last one given for the key or the claim was
	// released; an expired claim that nobody took since is still good for ClaimGrace at least. It refuses
	// a record whose key is not the claim's.
	Save(ctx context.Context, c Claim, r Record) error

	// Release ends the claim without saving. A claim that is not in force any
	// more is no error.
	Release(ctx context.Context, c Claim) error

	// Stats counts what the store holds; Recent counts pages published at or
	// after since.
	Stats(ctx context.Context, since time.Time) (StoreStats, error)
}

// DevlogSink is where pages go. Its methods can be called from several
// goroutines at a time.
type DevlogSink interface {
	// Publish makes the page readable under Page.Path, in place of an earlier
	// version of it. It is idempotent: when the sink holds a page of that key which the page does not replace by
	// page.Meta.Replaces, because it is of the same fingerprint, nothing changes, and Publication.Unchanged is set.
	// When Publish returns nil the page survives the process; when it returns
	// an error, a cancelled ctx included, nothing of it is visible. Where no page could
	// be published now the error is an ErrSinkUnready; where this one cannot, and others can, an ErrPageBlocked.
	//
	// A sink whose pages are somewhere else, behind a network, may not learn what became of a request. It then asks what is
	// there, within reason also after ctx is done. Where it is not told that either, the error is an ErrUnsettled, and only then the page may be
	// visible, now or a little later: whole, or not at all, never a part of it, and never mixed with another version. The next
	// Publish or Find of the key settles it: a page that got there is found, and is not published twice.
	//
	// Nothing that a person has written into the held version is lost: it stays in the page, beside it, or in the sink's
	// history, and the new version says where; or the page is refused with an ErrPageBlocked. page.Edited finds such edits where the
	// sink has sealed what it published (page.Seal), page.Keep carries them on.
	//
	// A page whose Path is not its Key.PagePath is refused with an error, and nothing is
	// written anywhere. So no path can leave the sink's place, whatever a source's
	// names hold, and none can name what is not a page: PagePath gives relative
	// paths of safe components that end in ".md", and never an index (README.md).
	Publish(ctx context.Context, p page.Page) (Publication, error)
}

// Publication is what a sink made of a page.
type Publication struct {
	Path      string // of the page below the sink's root
	Revision  string // the sink's name of the state that holds it (a commit hash); "" when it has none
	Location  string // where a person finds the page: a file's path or a URL
	Unchanged bool   // the page was there already
}

// Scheduler says when pages are due.
//
// Next returns the first moment at or after the given one when a page is due,
// or the zero time when none ever will be. It only answers: it keeps no timers
// and starts no goroutines. The same question asked twice has the same
// answer, also from several goroutines and, for schedulers with a fixed seed, in another process.
// A moment that passes while a page is being written, or while the machine sleeps, is not made up for.
type Scheduler interface {
	Next(from time.Time) time.Time
}

// BatchScheduler is a Scheduler that asks for pages in batches: at each moment of Next, Run makes up
// to Batch pages instead of one, those about one file one after another, on all slots that the
// model has. Run asks for the size once, when it starts; less than 1 counts as 1.
type BatchScheduler interface {
	Batch() int
}

// Redactor takes secrets out of texts. It can be called from several
// goroutines at a time.
type Redactor interface {
	// Redact returns the text with every secret replaced by "[redacted: kind]", where
	// the kind is "private-key", "url-credentials" or a rule's name. The text keeps its
	// number of lines: a secret of several lines leaves its line breaks. Redacting again
	// changes nothing.
	Redact(text string) string
}

// ContextRedactor is a Redactor that can be stopped. The daemon uses it where a Redactor is one too, so that
// a large text does not keep it from ending.
type ContextRedactor interface {
	Redactor
	// RedactContext is Redact. When ctx is done before, it returns "" and ctx's error.
	RedactContext(ctx context.Context, text string) (string, error)
}

// DefaultRedactor is the built-in Redactor: credentials in URLs, connection strings and
// headers, private keys, tokens with a known prefix, and values assigned to names that say they are
// secret. Placeholders ("changeme", "<password>", "${TOKEN}") stay. The package redact adds the rules of
// gitleaks. Redacting a redacted text changes nothing, and no line break is lost, not even one
// inside a secret, so that line numbers stay true.
func DefaultRedactor() Redactor { return redact.Builtin{} }

// Prompt is one request to a language model. A client sends System as the
// system message, Shared and Request as one user message in this order, and then
// the Turns. What is the same for many prompts comes first, so that a server
// that keeps its prompt cache reads only what differs.
type Prompt struct {
	// System is the same for all pages.
	System string
	// Shared is the same for all targets of one file.
	Shared string
	// Request is what is asked about this target.
	Request string
	// Turns continue the conversation: an answer that was given and what is
	// asked next.
	Turns []Turn
	// MaxTokens bounds the answer; 0 means the client's default.
	MaxTokens int
	// Stop are texts that end the answer and are no part of it, the most important first: a client whose server takes only a few
	// sends those, and one that cannot send any may leave them out.
	Stop []string
	// Facts are what the prompt was made from, for writers that use no model.
	Facts *page.Facts
}

// Turn is an answer and the request that follows it.
type Turn struct {
	Answer  string
	Request string
}

// FinishReason says why a model stopped.
type FinishReason string

// The reasons to stop.
const (
	FinishStop   FinishReason = "stop"   // the model was done
	FinishLength FinishReason = "length" // the limit on tokens was reached: the answer is cut
	// FinishStopped says that the caller of LLMStreamer.Stream stopped the model: the answer is cut.
	FinishStopped FinishReason = "stopped"
)

// Answer is what a model gave for a prompt.
type Answer struct {
	Text   string // never empty, unless Finish is FinishStopped
	Model  string // the model's name, or the name of the writer when there is no model
	Finish FinishReason
	// PromptTokens and AnswerTokens are what the server counted; 0 when it did
	// not say.
	PromptTokens, AnswerTokens int
	// Provisional says that no model wrote the text: the page is replaced once one can.
	Provisional bool
	// LoadTime, PromptTime and AnswerTime are what the server reported, Total is
	// what the client measured.
	LoadTime, PromptTime, AnswerTime, Total time.Duration
}

// size is the length in bytes of what a client sends of a prompt.
func (p Prompt) size() int {
	n := len(p.System) + len(p.Shared) + len(p.Request)
	for _, t := range p.Turns {
		n += len(t.Answer) + len(t.Request)
	}
	return n
}

// What a part can also do is an interface of its own, which the daemon finds by
// type assertion. None is needed; the table in the package's documentation says which part may have which.

// ParserPreparer is a Parser that has something to do before the first file,
// such as compiling queries. Prepare may be called more than once.
type ParserPreparer interface {
	Prepare(ctx context.Context) error
}

// ParserVersioner is a Parser whose outlines can be kept: files are read again
// when the version of their language changes, and with every start when it is "".
type ParserVersioner interface {
	Version(language string) string
}

// FileClassifier is a Parser that can tell which files are not worth reading.
type FileClassifier interface {
	// Classify returns why the file should not be read, or "". The content is
	// nil at the first call, which has to decide by the path alone; when that gives
	// "", it is called again with the file's content.
	Classify(path string, content []byte) source.SkipReason
}

// LanguageDetector is a Parser that tells the language of some files by their content: headers that may be C or C++,
// scripts without an extension. Parse has to find the same language, and refuses a file that has none.
type LanguageDetector interface {
	// DetectLanguage is called with nil first, when ok says whether the content of a file of that path decides. If so, it is called with the content, or with
	// its first 512 bytes when Language does not know the path, and names the language; ok is false when the parser cannot read it.
	DetectLanguage(path string, content []byte) (language string, ok bool)
}

// LLMStreamer is an LLMClient that can show an answer while it is written. Stream can be called from several goroutines at
// a time, as Generate can.
type LLMStreamer interface {
	// Stream is Generate that calls on with each piece of the answer as it comes: in order, never from two goroutines at a
	// time, and not any more once Stream has returned. The answer waits for on.
	//
	// The piece is the text since the last call; it is "" for tokens that are no part of the answer, such as a model's
	// thoughts. The count tokens is how many tokens were written so far, as well as the client can tell while the answer
	// comes; Answer.AnswerTokens is the server's own count. When an answer breaks off and the client tries again, on is called
	// with "" and 0, and what came before is void. The pieces of the last try together are Answer.Text but for white space around
	// it. A client whose model gives its answer at once calls on with all of it.
	//
	// When on returns false the model is stopped, so that the server computes no more, and the answer so far is returned with
	// Finish FinishStopped. Its Text is "" when nothing of the answer had come yet.
	//
	// Thoughts that begin without a mark may be pieces, which Answer.Text does not hold. A daemon calls Stream where it is there: a client
	// that embeds another one and has a Generate of its own needs a Stream of its own, too.
	Stream(ctx context.Context, p Prompt, on func(piece string, tokens int) bool) (*Answer, error)
}

// LLMReadier is an LLMClient that can say whether it would answer: nil, or an
// *LLMError of kind ErrUnreachable (wait) or ErrModelMissing (a person has to act).
type LLMReadier interface {
	Ready(ctx context.Context) error
}

// LLMWarmer is an LLMClient that can load its model before the first prompt.
type LLMWarmer interface {
	Warm(ctx context.Context) error
}

// LLMContextSizer is an LLMClient that knows how many tokens prompt and answer may
// have together.
type LLMContextSizer interface {
	ContextTokens(ctx context.Context) (int, error)
}

// LLMDescriber is an LLMClient that can describe itself.
type LLMDescriber interface {
	Describe() LLMDescription
}

// LLMDescription describes a writer.
type LLMDescription struct {
	Model string // the model's name, or the writer's when there is no model
	// Provisional says that no model writes: its pages are due again once a
	// daemon with a model looks at them.
	Provisional bool
	// Types are the document types it can write; nil means all.
	Types []page.Type
	// Parallel is how many prompts it answers at a time; 0 means 1.
	Parallel int
}

// ClaimRenewer is a StateStore that can prolong a claim that is still good.
type ClaimRenewer interface {
	// Renew returns the claim with a new ExpiresAt, TTL from now, or fails with
	// ErrClaimLost under the conditions of Save.
	Renew(ctx context.Context, c Claim, ttl time.Duration) (Claim, error)
}

// ClaimChooser is a StateStore that can claim the first of many targets that is still to be had, in one step. Where many daemons plan
// the same order, each gets another target at once, instead of asking for one after another that somebody else has.
type ClaimChooser interface {
	// ClaimFirst claims the first of the candidates, in their order, that no claim in force holds and whose record is still the
	// one that the caller knows; Claim.Key says which. It fails with ErrClaimed when there is none, and has then claimed
	// nothing. It waits for no other caller that is just claiming: such candidates are passed over.
	ClaimFirst(ctx context.Context, owner string, ttl time.Duration, candidates []Candidate) (Claim, error)
}

// Cache is a StateStore that can also keep what could be computed again:
// outlines of files, a model's token ratio, since when targets are gone, what repositories were. Losing it costs
// time only; what is gone is counted anew.
type Cache interface {
	// CacheGet returns nil and no error when there is nothing under the name.
	CacheGet(ctx context.Context, bucket, name string) ([]byte, error)
	// CachePut stores the value, replacing an earlier one; nil removes it.
	CachePut(ctx context.Context, bucket, name string, value []byte) error
}

// PageSearcher is a StateStore in which pages can be found by what they say.
type PageSearcher interface {
	// SavePage is Save that also makes the page's text, in Markdown, known to Search, in the same step. Save, which has no text, leaves the
	// text known as long as Fingerprint, Title and Summary of the record stay; the new page of another Fingerprint has none.
	SavePage(ctx context.Context, c Claim, r Record, text string) error

	// Search returns the records of the pages in which every word of the query stands, those it fits best first: in title, symbol, path,
	// summary or text, where a word counts more in title and symbol than in the text. Case does not matter, the last word may
	// be the beginning of one when it has three letters, and names are found by the words that they consist of too ("claim ttl" finds ClaimTTL). Nothing in a query
	// has another meaning, so that none is wrong; one without any word finds nothing. Targets without a page, retired ones
	// among them, are not found. It gives at most limit hits, at most 1,000; 0 or less means 20.
	Search(ctx context.Context, query string, limit int) ([]SearchHit, error)
}

// History is a StateStore that remembers what was attempted, page or not. It may drop the oldest attempts.
type History interface {
	// Note adds an attempt. The last ones may be lost when the machine loses its power.
	Note(ctx context.Context, a Attempt) error
	// Attempts returns the newest attempts that the filter lets through, newest first, at most limit; 0 or less means 100.
	Attempts(ctx context.Context, f AttemptFilter, limit int) ([]Attempt, error)
	// Statistics sums up the attempts since a time, one row for each combination of what it groups by, sorted by these; without a
	// grouping one row, and without attempts none. A grouping that is unknown or given twice is an error.
	Statistics(ctx context.Context, since time.Time, by ...Grouping) ([]StatisticsRow, error)
}

// SinkPreparer is a DevlogSink that creates its structure: folders, a git
// repository. Prepare may be called more than once.
type SinkPreparer interface {
	Prepare(ctx context.Context) error
}

// PageFinder is a DevlogSink that can look up what it has.
type PageFinder interface {
	// Find returns what the sink holds under the key, or nil and no error.
	Find(ctx context.Context, key page.Key) (*page.Meta, *Publication, error)
}

// PageGuard is a DevlogSink that knows before a page is written that it could not take it.
type PageGuard interface {
	// Blocked returns an error that wraps ErrPageBlocked when Publish would refuse any page of the key now, and take others; nil
	// otherwise. Other errors are those of Find.
	Blocked(ctx context.Context, key page.Key) error
}

// PageLister is a DevlogSink that can list what it holds. A daemon asks at its start, so that pages
// that somebody took away, or a recreated devlog, are written again.
type PageLister interface {
	// Keys returns the keys of all pages, in no order. It fails with errors.ErrUnsupported
	// when the sink cannot say it after all.
	Keys(ctx context.Context) ([]page.Key, error)
}

// PageWatcher is a PageLister that knows its pages by their paths, without reading them, and notices when some go. A daemon asks it
// instead of Keys, at its start and whenever Losses has another answer.
type PageWatcher interface {
	// Missing returns those of the keys whose page the sink does not hold, in two parts: lost are those that are to be written again,
	// because the devlog is another one or was damaged, and removed those that a person took away on purpose, which stay away
	// until their source changes.
	Missing(ctx context.Context, keys []page.Key) (lost, removed []page.Key, err error)
	// Losses returns a text that is another one after pages have gone that Retire did not take back.
	Losses(ctx context.Context) (string, error)
}

// PageAwaiter is a DevlogSink of which there may be several that send each other pages, as clones of one remote do.
type PageAwaiter interface {
	// Awaits says of each revision, the Publication.Revision of a page that the sink does not hold, whether another sink may have the page
	// and has not sent it yet. A sink that knows the revision, or gets pages from nowhere, awaits nothing.
	Awaits(ctx context.Context, revisions []string) ([]bool, error)
}

// PageGrouper is a DevlogSink that can publish several pages in one step, such as a commit.
type PageGrouper interface {
	// PublishGroup is Publish of pages of different keys, one at least: all of them are published, or none is; which of both is settled as Publish
	// says where the error is an ErrUnsettled. The publications are in the order of the
	// pages. When one of the pages cannot be published, the caller publishes each by itself to learn which.
	PublishGroup(ctx context.Context, pages []page.Page) ([]Publication, error)
}

// PageRetirer is a DevlogSink that can take back a page whose target is gone. A page that
// is not there is no error. The page stays readable in the sink's history where there is one. What becomes of a page when Retire returns
// an error, and of what people wrote into it, is as with Publish.
type PageRetirer interface {
	Retire(ctx context.Context, key page.Key) (Publication, error)
}

// PageLinker is a DevlogSink in which pages can link to each other, by page.LinkTo. Publish takes out of a page the links that
// lead to no page of the sink, and Retire takes those to the page it takes back out of all others: page.Relink does both. In
// a sink that is none, or where LinksPages is false, names lead to the source alone.
//
// Such a sink is also given notes: pages with a Meta.MovedTo, which are published in the place of a page whose file was renamed and link to the one
// that took its place. They are kept as pages are.
type PageLinker interface {
	LinksPages() bool
}

// SinkPusher is a DevlogSink that can send what it has to a remote. It never
// forces. A daemon calls Push, once at a time, at its start, after pages, and again after growing waits when it failed.
type SinkPusher interface {
	Push(ctx context.Context) error
}

// SinkDescriber is a DevlogSink that can say where it is, for logs.
type SinkDescriber interface {
	Describe() string
}

// SinkFolders is a DevlogSink that writes to folders of this machine. A daemon
// refuses one that lies inside a repository it documents, unless it is ignored there, and keeps their paths out of
// prompts and pages.
type SinkFolders interface {
	Folders() []string
}

// Fetcher brings a repository's folder up to date with its remote, or makes it. The package fetch has one for a work tree, which touches nothing
// of a person's, and one for a clone of its own.
type Fetcher interface {
	// Fetch returns when the folder is what the remote has, or an error that says why it is not, and what to do: the repository is then documented as it
	// is. The daemon calls it before it reads the repository, never twice at a time, beside those of other repositories, and never in a dry run or a plan. It asks nobody for
	// anything, returns soon after ctx is done, and leaves a folder that can be read, or none.
	Fetch(ctx context.Context) error
}

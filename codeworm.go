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
	// *ParseError. Parse returns soon after ctx is done, with ctx's error. The
	// outline does not refer to source afterwards.
	Parse(ctx context.Context, path string, src []byte) (*source.Outline, error)
}

// ParserPreparer is a Parser that has something to do before the first file,
// such as compiling queries. Prepare may be called more than once.
type ParserPreparer interface {
	Prepare(ctx context.Context) error
}

// ParserVersioner is a Parser whose outlines can be kept: they are read again
// when the version of the file's language changes.
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

// LLMClient writes text. Generate can be called from several goroutines at a
// time.
type LLMClient interface {
	// Generate gives one answer to one prompt, within reason trying again by
	// itself what is transient. It returns soon after ctx is done, with an error
	// that wraps ctx's; other errors are *LLMError. An answer is never empty,
	// and never silently cut: Answer.Finish says so.
	Generate(ctx context.Context, p Prompt) (*Answer, error)
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

// StateStore remembers what was published. All its methods can be called from
// several goroutines and, for stores that outlive the process, from several
// processes at a time. They return soon after ctx is done, with ctx's error,
// and have then done all or nothing.
type StateStore interface {
	// Records returns the records of a repository sorted by Key.String, or all
	// of them sorted likewise when repo is "".
	Records(ctx context.Context, repo string) ([]Record, error)

	// Claim gives the target to the caller until the TTL has passed. It fails
	// with ErrClaimed as long as another claim, also one of the same owner, is in force.
	Claim(ctx context.Context, r ClaimRequest) (Claim, error)

	// Save stores the record in place of the key's earlier one and releases the
	// claim, in one step. It fails with ErrClaimLost, and stores nothing, when
	// the claim's token is not the last one given for the key or the claim was
	// released; an expired claim that nobody took since is still good. It refuses
	// a record whose key is not the claim's.
	Save(ctx context.Context, c Claim, r Record) error

	// Release ends the claim without saving. A claim that is not in force any
	// more is no error.
	Release(ctx context.Context, c Claim) error

	// Stats counts what the store holds; Recent counts pages published at or
	// after since.
	Stats(ctx context.Context, since time.Time) (StoreStats, error)
}

// ClaimRenewer is a StateStore that can prolong a claim that is still good.
type ClaimRenewer interface {
	// Renew returns the claim with a new ExpiresAt, TTL from now, or fails with
	// ErrClaimLost under the conditions of Save.
	Renew(ctx context.Context, c Claim, ttl time.Duration) (Claim, error)
}

// Cache is a StateStore that can also keep what could be computed again:
// outlines of files, a model's token ratio. Losing it costs time only.
type Cache interface {
	// CacheGet returns nil and no error when there is nothing under the name.
	CacheGet(ctx context.Context, bucket, name string) ([]byte, error)
	// CachePut stores the value, replacing an earlier one; nil removes it.
	CachePut(ctx context.Context, bucket, name string, value []byte) error
}

// DevlogSink is where pages go. Its methods can be called from several
// goroutines at a time.
type DevlogSink interface {
	// Publish makes the page readable under Page.Path, in place of an earlier
	// version of it. It is idempotent by key and fingerprint: when the page of that key and
	// fingerprint is there already, nothing changes, and Publication.Unchanged is set.
	// When Publish returns nil the page survives the process; when it returns
	// an error, a cancelled ctx included, nothing of it is visible. Where no page could
	// be published now the error is an ErrSinkUnready.
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

// PageLister is a DevlogSink that can list what it holds. A daemon asks at its start, so that pages
// that somebody took away, or a devlog that was made anew, are written again.
type PageLister interface {
	// Keys returns the keys of all pages, in no order. It fails with errors.ErrUnsupported
	// when the sink cannot say it after all.
	Keys(ctx context.Context) ([]page.Key, error)
}

// PageRetirer is a DevlogSink that can take back a page whose target is gone. A page that
// is not there is no error. The page stays readable in the sink's history where there is one.
type PageRetirer interface {
	Retire(ctx context.Context, key page.Key) (Publication, error)
}

// SinkPusher is a DevlogSink that can send what it has to a remote. It never
// forces.
type SinkPusher interface {
	Push(ctx context.Context) error
}

// SinkDescriber is a DevlogSink that can say where it is, for logs.
type SinkDescriber interface {
	Describe() string
}

// SinkFolders is a DevlogSink that writes to folders of this machine. A daemon
// refuses one that lies inside a repository it documents, unless it is ignored there.
type SinkFolders interface {
	Folders() []string
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

// DefaultRedactor is the built-in Redactor: credentials in URLs, connection strings and
// headers, private keys, tokens with a known prefix, and values assigned to names that say they are
// secret. Placeholders ("changeme", "<password>", "${TOKEN}") stay. The package redact adds the rules of
// gitleaks. Redacting a redacted text changes nothing, and no line break is lost, not even one
// inside a secret, so that line numbers stay true.
func DefaultRedactor() Redactor { return redact.Builtin{} }

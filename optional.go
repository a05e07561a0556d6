package codeworm

import (
	"context"
	"time"

	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// What a part can do besides its interface is an interface of its own, which the daemon finds by
// type assertion. None is needed; the table in the package's documentation says which part may have which.

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

// Cache is a StateStore that can also keep what could be computed again:
// outlines of files, a model's token ratio, since when targets are gone. Losing it costs
// time only; what is gone is counted anew.
type Cache interface {
	// CacheGet returns nil and no error when there is nothing under the name.
	CacheGet(ctx context.Context, bucket, name string) ([]byte, error)
	// CachePut stores the value, replacing an earlier one; nil removes it.
	CachePut(ctx context.Context, bucket, name string, value []byte) error
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
// that somebody took away, or a recreated devlog, are written again.
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
// refuses one that lies inside a repository it documents, unless it is ignored there, and keeps their paths out of
// prompts and pages.
type SinkFolders interface {
	Folders() []string
}

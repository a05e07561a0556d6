package index

import (
	"context"

	"github.com/codeworm/codeworm/source"
)

// MaxSource is more than any file has that an index has an outline of, in bytes: nothing larger is read again.
const MaxSource = 64 << 20

// Parser reads source files. It is used from several goroutines at a time.
type Parser interface {
	// Language returns the language of a file by its path; ok is false when the parser
	// does not know it.
	Language(path string) (language string, ok bool)
	// Parse returns the outline of a source. A *source.ParseError skips the file, any
	// other error ends the reading.
	Parse(ctx context.Context, path string, src []byte) (*source.Outline, error)
}

// Classifier is a Parser that tells which files are not worth reading.
type Classifier interface {
	// Classify returns why a file is not read, by its path alone when content is nil; ""
	// when it is.
	Classify(path string, content []byte) source.SkipReason
}

// Detector is a Parser that tells the language of some files by their content.
type Detector interface {
	// DetectLanguage says whether the content decides when it is nil. Otherwise it returns the language, ok being false for one that the parser cannot read.
	DetectLanguage(path string, content []byte) (language string, ok bool)
}

// Versioner is a Parser whose outlines can be kept.
type Versioner interface {
	// Version changes when the outlines of a language do; those of a language whose version is "" are not used again.
	Version(language string) string
}

// Keeper is a Versioner that has a say in which of its outlines are kept.
type Keeper interface {
	// KeepsPath reports whether the path of a file may be kept, with its outline.
	KeepsPath(path string) bool
	// KeepsOutline reports whether an outline may be.
	KeepsOutline(o *source.Outline) bool
}

// Cache is where outlines are kept.
type Cache interface {
	// CacheGet returns nil without an error for what is not there.
	CacheGet(ctx context.Context, bucket, name string) ([]byte, error)
	// CachePut replaces what is there; nil removes it.
	CachePut(ctx context.Context, bucket, name string, value []byte) error
}

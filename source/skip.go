package source

import (
	"fmt"
)

// SkipReason says why a file, or a part of one, is not read. It is data, not
// an error: Plan.Skipped lists such files.
type SkipReason string

// The reasons.
const (
	SkipExcluded    SkipReason = "excluded by configuration"
	SkipAttributes  SkipReason = "excluded by .gitattributes"
	SkipLanguage    SkipReason = "no parser for this language"
	SkipVendored    SkipReason = "vendored"
	SkipGenerated   SkipReason = "generated"
	SkipMinified    SkipReason = "minified"
	SkipBinary      SkipReason = "binary"
	SkipTooLarge    SkipReason = "too large"
	SkipTooDeep     SkipReason = "nested too deeply"
	SkipUndecodable SkipReason = "not UTF-8 text"
	SkipSyntax      SkipReason = "syntax the grammar does not know"
	SkipRepetitive  SkipReason = "repeats itself more than source does"
	SkipTimeout     SkipReason = "took too long to parse"
	SkipMemory      SkipReason = "took too much memory to parse"
	SkipCrash       SkipReason = "crashed the parser"
	SkipUnreadable  SkipReason = "cannot be read"
	SkipNotRegular  SkipReason = "not a regular file"
	// SkipSubmodule is why a folder is not read that belongs to another repository.
	SkipSubmodule  SkipReason = "a submodule, which is a repository of its own"
	SkipName       SkipReason = "name with hidden characters or not UTF-8"
	SkipSecretName SkipReason = "a secret in its name"
)

// SkippedFile is a file that is not read, or only in part, and why.
type SkippedFile struct {
	Path   string     `json:"path"` // slash-separated, inside the repository
	Reason SkipReason `json:"reason"`
	// Partial says that the rest of the file is read.
	Partial bool `json:"partial,omitempty"`
}

// ParseError says why a file has no outline. A parser returns it for what is wrong with
// the file, so that the file is skipped; any other error ends the reading of the repository.
type ParseError struct {
	Path   string // of the file, as the parser was given it
	Reason SkipReason
	Err    error // the cause; nil when the reason says it all
}

// Error names the file, the reason and the cause, if there is one.
func (e *ParseError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %s", e.Path, e.Reason)
	}
	return fmt.Sprintf("%s: %s: %v", e.Path, e.Reason, e.Err)
}

// Unwrap returns the cause.
func (e *ParseError) Unwrap() error { return e.Err }

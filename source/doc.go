// Package source holds what is known about a source file without running it: the
// outline that a parser makes of it, excerpts of its text, and why a file was skipped.
// It is to CodeWorm what go/ast is to Go, for every language at once, and
// imports the standard library alone. The author of a parser needs this package and
// no other.
//
//   - outline.go: [Outline], what a parser returns, and what a file refers to
//   - symbol.go: [Symbol], a named definition with its place, signature and metrics
//   - excerpt.go, shorten.go: [NewExcerpt], a piece of a file within a budget
//   - skip.go: [SkipReason], [SkippedFile] and [ParseError], why a file has no outline
//   - history.go, relation.go: a file's commits, and how definitions are related
//
// All lines are 1-based and inclusive, all bytes are 0-based and half-open. Values are plain
// data: they may be copied, compared and encoded, and read from several goroutines at once.
package source

package check

import "github.com/codeworm/codeworm/source"

// Names tells what a repository holds, as far as a check asks for it. Its methods have to be safe for use by several
// goroutines at a time.
type Names interface {
	// Has reports whether the identifier stands anywhere in the repository.
	Has(name string) bool
	// Path reports whether the repository has the file or folder, by its path or by the last components of it.
	Path(path string) bool
	// Nearest returns the identifier that differs least from the name; "" when none is near.
	Nearest(name string) string
	// Lines returns how many lines the file has; 0 when that is not known.
	Lines(path string) int
}

// TextNames are Names that can look into the text of all files: comments, strings, and files that
// no parser reads. A check uses it, where it is implemented, for what no identifier explains.
type TextNames interface {
	Names
	// Occurs returns which of the words stand in the text of a file, as whole words.
	Occurs(words []string) map[string]bool
}

// PathNames are Names that tell a path from the end of one. A check of a text of people's uses it, where it is implemented.
type PathNames interface {
	Names
	// HoldsPath reports whether the repository has a file or folder by exactly this path, from its root.
	HoldsPath(path string) bool
}

// BuiltNames are Names that know which paths are left to builds. A check of a text of people's uses it, where it is implemented.
type BuiltNames interface {
	Names
	// Ignored reports whether the repository's rules leave a path out, such as that of a file that a build makes.
	Ignored(path string) bool
}

// Scope is what a text may name. Of its fields only Names has to be given.
type Scope struct {
	// Generated says that a model wrote the text about the source: it is judged strictly. People may
	// speak of what is elsewhere.
	Generated bool
	// Strict says of a text of people's that all it names is the repository's: nothing in it is taken for an example, for what
	// others have, or for what was.
	Strict bool
	// TellsChanges says that the text is about what was changed. Any other text that was generated must not
	// say that code was.
	TellsChanges bool
	// Reviews says that the text weighs the source and proposes changes, so that its numbers and claims may be those of
	// a proposal.
	Reviews bool

	// Language is the language of the source; "" when there is none or it is not known.
	Language string
	// Languages are further ones whose keywords, built-ins and libraries may be named.
	Languages []string

	// Names is the repository; it must not be nil.
	Names Names
	// Repo is the repository's name; it may be named as well.
	Repo string

	// Path is the file that the text describes, or the Markdown file itself; "" for none. Relative paths start
	// from its folder.
	Path string
	// Source is the text of the described file: every word in it exists, and lines are counted in it.
	Source string
	// Imports are those of the described file.
	Imports []source.Import
	// Facts is further text whose words exist: what the text was written from besides the source.
	Facts string

	// Span are the lines that the text describes and that its line references have to lie in; zero for all of
	// the source.
	Span source.Span
	// Symbols are the definitions that the text describes, such as a type and its methods; it may refer to their
	// lines, wherever they are.
	Symbols []source.Symbol
	// Also are further lines of the file that the text may refer to.
	Also []source.Span

	// Done ends a check early when it is closed, such as a context's Done channel: a text of people's may be of any length. The
	// report is then of a part of the text, and worth nothing. Nil never ends one.
	Done <-chan struct{}
}

// ended reports whether the check is to end early.
func (s *Scope) ended() bool {
	select {
	case <-s.Done:
		return true
	default:
		return false
	}
}

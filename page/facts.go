package page

import (
	"time"

	"github.com/codeworm/codeworm/source"
)

// Facts is all that is known about a target without a model: what a page shows
// beside its prose, what a prompt tells the model, and all that the facts-only writer makes
// a page from. Everything in it exists in the repository.
type Facts struct {
	Target Target
	// SourceCommit is the commit the facts were read at, in full; "" when the
	// repository has no history.
	SourceCommit string
	// Dirty says that the target's file differs from SourceCommit.
	Dirty bool
	// Source is the excerpt of the target's source that the prompt and the page hold.
	Source source.Excerpt
	// Module is the name under which other code imports the package that the target is, or is in: "net/http",
	// "codeworm.core"; "" when that cannot be told.
	Module string
	// FileDoc is the doc comment of the file or package.
	FileDoc string
	// Members are the symbols of a class, a file or a module, in order.
	Members []Member
	// Files are the files of a module, sorted by path.
	Files []FileFacts
	// Imports are what the target's file brings in, in order.
	Imports []source.Import
	// Calls are what the target calls or uses, Callers what calls or uses it,
	// Tests the tests among its callers; each sorted by path and line. Names
	// that are not defined in the repository are left out.
	Calls, Callers, Tests []source.Relation
	// Owner is the type the symbol belongs to; nil when there is none.
	Owner *source.Relation
	// Evidence is what shows the pattern that a pattern_analysis page is about, by path and line.
	Evidence []Evidence
	// Period is what a summary is about; nil for other pages.
	Period *PeriodFacts
	// Commits are the last commits that touched the target's file, or those of the period, newest first.
	Commits []source.Commit
	// Diff is the text of the change that a code_evolution page is about.
	Diff source.Excerpt
	// Churn counts the commits that touched the file.
	Churn source.Churn
	// HistoryFrom is the moment before which the clone that was read lacks commits, so that Commits and Churn may lack some;
	// zero when it lacks none.
	HistoryFrom time.Time
}

// Member is a symbol of the thing a page is about.
type Member struct {
	Path string // the file it is in
	source.Symbol
}

// FileFacts is one file of a module.
type FileFacts struct {
	Path    string
	NLOC    int
	Symbols int    // number of symbols in it
	Doc     string // first sentence of the file's doc comment
}

// Evidence is a piece of structure that shows a pattern.
type Evidence struct {
	Path string
	Line int    // 1-based, of the definition's name
	Name string // of the definition, qualified
	What string // what it does in the pattern: "implements Sink"
}

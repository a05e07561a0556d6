package check

import (
	"fmt"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// Finding is something in a text that does not exist.
type Finding struct {
	Line, Column int          // 1-based, in the text that was checked; the column in bytes
	Start, End   int          // its bytes there
	Text         string       // as it stands there
	Class        MentionClass // what it was taken for
	Reason       string       // what is wrong, as a clause
	Nearest      string       // the nearest name that exists; "" when none is near
	// Possible says that a text of people's may name somebody else's here: nothing shows that it means the repository, which
	// the others do by a link, a line, a path below one of its folders, or a name that is nearly one of its own. Most of the
	// possible ones are false alarms, most of the others are not.
	Possible bool
}

// LastLine returns the line on which the finding ends, in the text that was checked.
func (f Finding) LastLine(text string) int {
	return f.Line + strings.Count(text[min(f.Start, len(text)):max(min(f.End, len(text)), min(f.Start, len(text)))], "\n")
}

// String returns the finding on one line, without its position.
func (f Finding) String() string {
	quote := "`"
	if f.Class == ClassStatement || f.Class == ClassChange {
		quote = `"`
	}
	s := fmt.Sprintf("%s%s%s: %s", quote, strings.Join(strings.Fields(f.Text), " "), quote, f.Reason)
	if f.Nearest != "" {
		s += fmt.Sprintf("; did you mean `%s`?", f.Nearest)
	}
	return s
}

// Report is what a check found in a text. Renumber and Drop take it together with that same text.
type Report struct {
	Checked  int       // how many things were looked at
	Mentions []Mention // each of them, in their order in the text
	Findings []Finding // what must not be published: names in their order in the text, then sentences
	// Notes are what else is to be said of the text: what could not be looked at, and comments that ask to ignore what is
	// not there.
	Notes []Note
	// Statements are what a generated text asserts of what it describes, as far as syntax could decide it.
	Statements []Statement
	// Fillers are the sentences of a generated text that say what is true of any code. Drop takes them out, too.
	Fillers []Finding

	scope       Scope
	renumbering []markdown.Edit // puts line numbers right that count from the start of the quoted source
}

// Note is something to be said of a text that is nothing wrong in it.
type Note struct {
	Line int // 1-based
	Text string
}

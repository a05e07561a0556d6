package render

import (
	"fmt"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
)

// MovedSubject returns the commit subject of such a note, at most 72 characters.
func MovedSubject(m page.Meta) string {
	subject := []rune(words.Apart(markdown.OneLine("Say where the page about " + m.Key.Title() + " moved to")))
	return strings.TrimSpace(string(subject[:min(len(subject), maxSubject)]))
}

// Moved returns the Markdown of the note that stands where a page was until what it is about moved to m.MovedTo, with the meta in a comment
// at its end.
func Moved(m page.Meta) ([]byte, error) {
	comment, err := m.Comment()
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("# %s\n\nWhat this page was about was renamed: %s is %s now, and has %s.\n%s*Noted by CodeWorm on %s*\n\n%s\n",
		markdown.HeadingText(m.Title), markdown.Code(m.Key.Path), markdown.Code(m.MovedTo.Path),
		markdown.LinkTo("its page there", page.LinkTo(m.Key.PagePath(), m.MovedTo.PagePath())), divider, m.GeneratedAt.Format("2006-01-02 15:04 MST"), comment)
	return []byte(text), nil
}

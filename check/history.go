package check

import (
	"regexp"
	"sort"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// historyForms are words of headings, and of names of files, under which a text tells what was: what it names may be gone.
var historyForms = words.Forms{
	{`change ?-?_?logs?|changes|what'?s new|news`, "Changelog"},
	{`history|histories`, "History"},
	{`release(?:[ _-]?notes?|s)`, "Release notes"},
	{`migrat\w*`, "Migration guide"},
	{`upgrad\w*`, "Upgrading from v1"},
	{`breaking`, "Breaking changes"},
	{`deprecat\w*|removed|removals?|renamed`, "Deprecated"},
	{`v?\d+\.\d+(?:\.\d+)?(?:\b.*\d{4}.*)?$`, "1.4.0 / 2020-01-31"},
	{`unreleased`, "Unreleased"},
	{`(?:from|to) v?\d+(?:\.\w+)*`, "From v4 to v5"},
	{`roadmap|planned`, "Roadmap"},
}

var (
	historyHeading = historyForms.Compile(`(?i)(?:^|[^\w])(?:`, `)(?:[^\w]|$)`)
	historyFile    = historyForms.Compile(`(?i)(?:^|[/_.-])(?:`, `)(?:[/_.-]|$)`)
	// goneForms say in a sentence that what it names is gone.
	gone = regexp.MustCompile(`(?i)\b(?:removed?|removes|deprecated|deprecates?|renamed|no longer|formerly|previously|used to|obsolete|dropped|replaced|replaces|superseded|until version|before version|prior to|in older versions)\b`)
)

// findHistories tells for each node whether it stands under a heading that tells what was.
func findHistories(d *markdown.Doc) []bool {
	marks := make([]bool, len(d.Nodes))
	var open [7]bool
	for i := range d.Nodes {
		if n := &d.Nodes[i]; n.Kind == markdown.Heading {
			level := min(max(n.Level, 1), 6)
			clear(open[level:])
			open[level] = historyHeading.MatchString(d.Text(n.Inner))
		}
		for _, is := range open {
			marks[i] = marks[i] || is
		}
	}
	return marks
}

// inHistory reports whether a mention stands in a text, or under a heading, that tells what was. Where it leads is no history.
func (a *aside) inHistory(s *section, m *Mention) bool {
	return !s.isLink(m) && (a.history || s.history[m.node])
}

// saidGone reports whether the sentence, or the row, says that what it names is gone.
func (a *aside) saidGone(s *section, m *Mention) bool {
	b := a.block(s, m)
	if b == nil {
		return false
	}
	at := m.Start - s.Offset
	k := sort.Search(len(b.sentences), func(k int) bool { return b.sentences[k].End > at })
	return k < len(b.sentences) && b.sentences[k].Start <= at && b.gone[k]
}

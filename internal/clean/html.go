package clean

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// formTags say nothing that Markdown would not: where they come in pairs the tags go and
// what they hold stays.
var formTags = words.Set(`b i u em strong p div span details summary sub sup center font small big mark ins del kbd
	h1 h2 h3 h4 h5 h6 ul ol li section article body html`)

// tagName takes the name out of a tag.
var tagName = regexp.MustCompile(`^</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^>]*)?/?>$`)

// activeTags are the elements that go with all that they hold.
const activeTags = `script|style|iframe|object|embed|svg|template|noscript`

var (
	htmlComment = regexp.MustCompile(`(?s)<!--.*?(-->|$)`)
	activeHTML  = regexp.MustCompile(`(?is)<(` + activeTags + `)\b.*?(</(` + activeTags + `)\s*>|$)`)
	anyTag      = regexp.MustCompile(`(?s)</?[a-zA-Z][^<>]*>`)
)

// dropHTML leaves no raw HTML: comments and scripts go, tags of mere form go,
// what is left is shown as text ("List<String>").
func (c *cleaner) dropHTML() error {
	return c.untilStable("HTML", func() error { // what stands in a block of HTML is Markdown afterwards
		return c.edit(func(d *markdown.Doc) []markdown.Edit {
			var edits []markdown.Edit
			for i, n := range d.Nodes {
				switch n.Kind {
				case markdown.RawHTML:
					around := d.Text(d.Nodes[d.Within(i, markdown.Paragraph, markdown.Heading, markdown.Cell)].Range)
					edits = append(edits, markdown.Edit{Range: n.Range, New: plainTag(d.Text(n.Range), around)})
				case markdown.HTMLBlock:
					if text := plainBlock(d.Text(n.Range), d.Source); text != "" {
						edits = append(edits, markdown.Edit{Range: n.Range, New: text})
					} else {
						edits = append(edits, d.Remove(i))
					}
				}
			}
			return edits
		})
	})
}

// plainBlock returns what is shown for a block of HTML: its text, with the tags that may be content.
func plainBlock(block, around string) string {
	text := activeHTML.ReplaceAllString(htmlComment.ReplaceAllString(block, ""), "")
	text = anyTag.ReplaceAllStringFunc(text, func(tag string) string { return plainTag(tag, around) })
	return strings.TrimSpace(strings.ReplaceAll(text, "<", "&lt;"))
}

// plainTag returns what is shown for a tag that stands in a text: nothing for one of mere form,
// the tag itself for what may be content.
func plainTag(tag, around string) string {
	if strings.HasPrefix(tag, "<!") || strings.HasPrefix(tag, "<?") {
		return ""
	}
	if m := tagName.FindStringSubmatch(tag); m != nil {
		name := strings.ToLower(m[1])
		if name == "br" || name == "hr" {
			return " "
		}
		if formTags[name] {
			if around := strings.ToLower(around); strings.Contains(around, "</"+name+">") && strings.Contains(around, "<"+name) {
				return ""
			}
		}
	}
	return strings.ReplaceAll(tag, "<", "&lt;")
}

package clean

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// markdownInfos are the languages that a fence around a whole page is given.
var markdownInfos = words.Set("markdown md mdx gfm")

// looksLikeMarkdown finds a heading, a label, or a list with labels at the start of a line.
var looksLikeMarkdown = regexp.MustCompile("(?m)^(#{1,6} [A-Z]|\\*\\*[^*\\n]+\\*\\*|[-*] (\\*\\*|`))")

// unwrap takes off a fence around the whole. Fences inside it would have ended it for the
// parser, so the first and the last line are looked at.
func (c *cleaner) unwrap() error {
	text := strings.TrimSpace(c.text)
	first, rest, found := strings.Cut(text, "\n")
	info := strings.TrimLeft(strings.TrimSpace(first), "`")
	mark := strings.TrimSpace(first)[:len(strings.TrimSpace(first))-len(info)]
	if !found || len(mark) < 3 || strings.Contains(info, "`") {
		return nil
	}
	info = strings.ToLower(strings.TrimSpace(info))
	named := markdownInfos[info]
	inside := rest
	if trimmed := strings.TrimRight(rest, " \n"); strings.HasSuffix(trimmed, "\n"+mark) {
		inside = strings.TrimSuffix(trimmed, mark)
		if d, err := markdown.Parse(inside); err != nil || unclosed(d) >= 0 {
			inside = rest // the last fence is one of the page's own
		}
	} else if named {
		// The outer fence may end before a remark.
		if d, err := markdown.Parse(rest); err == nil {
			if open := unclosed(d); open >= 0 {
				r := d.Nodes[open].Range
				inside = rest[:d.LineStart(r.Start)] + rest[d.LineEnd(r.Start):]
			}
		}
	}
	if !named && (info != "" && info != "text" && info != "plaintext" || inside == rest || !looksLikeMarkdown.MatchString(inside)) {
		return nil
	}
	c.text = strings.TrimSpace(inside)
	return nil
}

// unclosed returns the index of the code block whose fence is never closed, or -1.
func unclosed(d *markdown.Doc) int {
	return slices.IndexFunc(d.Nodes, func(n markdown.Node) bool { return n.Kind == markdown.CodeBlock && n.Fenced && !n.Closed })
}

// proseInCode is a line that only prose has.
var proseInCode = regexp.MustCompile(`(?m)^(#{2,6} \S.*|\*\*[^*\n]+\*\*:?\s*)$`)

// closeFences ends a code block that the answer forgot to end: before the
// heading that it swallowed, or at the end.
func (c *cleaner) closeFences() error {
	for range 8 {
		d, err := markdown.Parse(c.text)
		if err != nil {
			return err
		}
		i := unclosed(d)
		if i < 0 {
			return nil
		}
		n := d.Nodes[i]
		lead := c.text[d.LineStart(n.Range.Start):n.Range.Start]
		mark := strings.TrimRight(c.text[n.Range.Start:d.LineEnd(n.Range.Start)], "\n")
		mark = mark[:len(mark)-len(strings.TrimLeft(mark, mark[:1]))]
		lead = strings.Map(func(r rune) rune {
			if r == '>' || r == ' ' || r == '\t' {
				return r
			}
			return ' ' // the marker of an item
		}, lead)
		code := d.Text(n.Inner)
		if strings.TrimSpace(code) == "" {
			c.text = markdown.Apply(c.text, []markdown.Edit{d.Remove(i)})
			continue
		}
		at, tail := len(strings.TrimRight(c.text[:n.Range.End], " \n")), "\n"
		if m := proseInCode.FindStringIndex(code); m != nil && m[0] > 1 && strings.HasSuffix(code[:m[0]], "\n\n") {
			at, tail = n.Inner.Start+len(strings.TrimRight(code[:m[0]], " \n")), "\n\n"
		}
		c.text = c.text[:at] + "\n" + lead + mark + tail + strings.TrimLeft(c.text[at:], "\n")
	}
	return nil
}

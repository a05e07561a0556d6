package clean

import (
	"html"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// dropLinks keeps the text of images and of links that lead elsewhere than to
// the web or into the page.
func (c *cleaner) dropLinks() error {
	return c.untilStable("links", func() error { // links hold images, and those others
		return c.edit(func(d *markdown.Doc) []markdown.Edit {
			var edits []markdown.Edit
			for _, n := range d.Nodes {
				switch {
				case n.Kind == markdown.Image,
					n.Kind == markdown.Link && !webAddress(n.Dest):
					edits = append(edits, markdown.Edit{Range: n.Range, New: d.Text(n.Inner)})
				case n.Kind == markdown.AutoLink && !webAddress(n.Dest):
					edits = append(edits, markdown.Edit{Range: n.Range, New: markdown.Code(d.Text(n.Inner))})
				}
			}
			return edits
		})
	})
}

// webAddress reports whether a link leads to the web or into the page, however it is written.
func webAddress(dest string) bool {
	dest = strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, html.UnescapeString(dest)))
	return strings.HasPrefix(dest, "http://") || strings.HasPrefix(dest, "https://") || strings.HasPrefix(dest, "#") && len(dest) > 1
}

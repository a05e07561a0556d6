package page

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// LinkTo returns the link from the page at one path to the page at another, as both stand below the root of a sink:
// "../../classes/store.go/store-0123456789ab.md".
func LinkTo(from, to string) string {
	here, there := strings.Split(path.Dir(from), "/"), strings.Split(to, "/")
	for len(here) > 0 && len(there) > 1 && here[0] == there[0] {
		here, there = here[1:], there[1:]
	}
	return strings.Repeat("../", len(here)) + path.Join(there...)
}

var (
	// pageLink is a link that LinkTo made, with its text.
	pageLink = regexp.MustCompile(`\[((?:[^\[\]\\\n]|\\.)+)\]\(((?:\.\./)*[a-z0-9._/-]+-[0-9a-f]{12}\.md)\)`)
	fence    = regexp.MustCompile("^(`{3,}|~{3,})")
)

// Relink calls to with the path, below the sink's root, of each page that the text of the page at a path links to, and puts
// what it returns in the place of the link's destination; of a link with "" only its text stays. What stands in quoted code
// is no link. The result is the text itself when nothing changes.
//
// With it a sink keeps links true that lead to pages which it does not hold, or holds under other names.
func Relink(text []byte, at string, to func(path string) string) []byte {
	var out bytes.Buffer
	open, changed := "", false
	for line := range bytes.Lines(text) {
		mark := string(fence.Find(line))
		switch {
		case open == "" && mark != "":
			open = mark
		case open != "":
			if strings.HasPrefix(mark, open) && strings.Trim(string(line), mark[:1]+" \r\n") == "" {
				open = ""
			}
		default:
			linked := pageLink.ReplaceAllFunc(line, func(link []byte) []byte {
				m := pageLink.FindSubmatch(link)
				dest := to(path.Join(path.Dir(at), string(m[2])))
				switch dest {
				case "":
					return m[1]
				case string(m[2]):
					return link
				}
				return []byte("[" + string(m[1]) + "](" + dest + ")")
			})
			changed = changed || !bytes.Equal(linked, line)
			line = linked
		}
		out.Write(line)
	}
	if !changed {
		return text
	}
	return out.Bytes()
}

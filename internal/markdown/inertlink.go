package markdown

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// link writes a link to the web or into the page, and of others the text.
func (w *rewriter) link(l *line, n ast.Node, destination string) {
	to := webAddress(decode([]byte(destination)))
	if to == "" || issueAddress.MatchString(to) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			w.add(l, c)
		}
		if to != "" { // an address that closes an issue is only shown
			l.decoded()
			l.runs = append(l.runs, run{text: " ("}, run{text: to, code: true}, run{text: ")"})
		}
		return
	}
	if inner := strings.TrimSpace(w.inline(n, l.also+"]")); inner != "" {
		l.linked(inner, to)
	}
}

// linked writes a link. An exclamation mark before it would make an image.
func (l *line) linked(inner, to string) {
	l.flush()
	if before := l.Builder.String(); strings.HasSuffix(before, "!") && !strings.HasSuffix(before, `\!`) {
		l.Builder.Reset()
		l.WriteString(before[:len(before)-1] + `\!`)
	}
	l.WriteString("[" + linkText(inner) + "](" + to + ")")
}

// bareAddress is an address that no reader takes for anything else, whether it makes a link of it or not.
var bareAddress = regexp.MustCompile(`^https?://[A-Za-z0-9./:?=&%+,_-]*[A-Za-z0-9/]$`)

// address writes an address that stands in the text.
func (w *rewriter) address(l *line, n *ast.AutoLink) {
	shown := string(n.Label(w.source))
	issue := issueAddress.MatchString(shown)
	if !issue && bareAddress.MatchString(shown) && escape(shown, "") == shown {
		l.write(shown)
		return
	}
	if to := webAddress(string(n.URL(w.source))); !issue && to != "" && n.AutoLinkType == ast.AutoLinkURL {
		l.linked(plain(OneLine(shown), l.also+"]"), to)
		return
	}
	l.decoded()
	l.runs = append(l.runs, references(OneLine(shown))...)
}

// webAddress returns an address of the web, or a place in the page, so that it can stand in a link of any dialect; "" for another one. One
// that names a user is another one: it leads elsewhere than it seems.
func webAddress(destination string) string {
	destination = strings.TrimSpace(destination)
	u, err := url.Parse(destination)
	if err != nil || u.User != nil || strings.ContainsFunc(destination, func(r rune) bool { return r < ' ' || Hidden(r) }) {
		return ""
	}
	scheme := strings.ToLower(u.Scheme)
	if (scheme == "http" || scheme == "https") && u.Host != "" || u.Scheme == "" && strings.HasPrefix(destination, "#") && len(destination) > 1 {
		var b strings.Builder
		for i := range len(destination) {
			if c := destination[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"'`()<>{}[]|\\^*$@!;", c) >= 0 {
				b.WriteString("%" + strings.ToUpper(strconv.FormatInt(int64(c)+0x100, 16)[1:]))
			} else if c == '&' && entity.MatchString(destination[i:]) {
				b.WriteString("&amp;")
			} else {
				b.WriteByte(c)
			}
		}
		return b.String()
	}
	return ""
}

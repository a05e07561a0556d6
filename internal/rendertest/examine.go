//go:build unix

package rendertest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Harm is what a rendered page does besides being read.
type Harm struct {
	Active  []string // what runs: scripts, handlers, addresses of scripts, elements that hold other pages or take input
	Loading []string // what a browser fetches when the page is opened
	Acting  []string // what a forge acts on: mentions, numbers of issues
}

// None reports whether there is no harm.
func (h Harm) None() bool { return len(h.Active)+len(h.Loading)+len(h.Acting) == 0 }

// What elements and attributes do.
var (
	activeElements = strings.Fields(`script style iframe frame frameset object embed applet svg math template form button select textarea
		base meta link noscript dialog portal foreignobject animate set title body`)
	loadingElements   = strings.Fields("img image picture audio video source track input use")
	loadingAttributes = strings.Fields("src srcset background poster data lowsrc dynsrc xlink:href action formaction ping style manifest codebase")
	addressAttributes = strings.Fields("href cite longdesc")
)

// Examine reads the HTML of a page.
func Examine(page string) (Harm, string, error) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return Harm{}, "", err
	}
	e := &examiner{}
	body := root.LastChild.LastChild // html, body
	for head := root.LastChild.FirstChild.FirstChild; head != nil; head = head.NextSibling {
		e.node(head, false) // what the parser moved there
	}
	if len(body.Attr) > 0 {
		e.active("an attribute of the body")
	}
	for c := body.FirstChild; c != nil; c = c.NextSibling {
		e.node(c, false)
	}
	return e.harm, e.text.String(), nil
}

type examiner struct {
	harm Harm
	text strings.Builder
}

func (e *examiner) active(format string, args ...any) {
	e.harm.Active = append(e.harm.Active, fmt.Sprintf(format, args...))
}

// node looks at a node. inert says that it stands where no forge looks for references: in code.
func (e *examiner) node(n *html.Node, inert bool) {
	switch n.Type {
	case html.TextNode:
		e.text.WriteString(n.Data)
		if !inert {
			e.references(n.Data)
		}
		return
	case html.ElementNode:
		if harmlessInput(n) {
			return
		}
		e.element(n)
	default:
		return
	}
	class := " " + attribute(n, "class") + " "
	if strings.Contains(class, " mermaid ") || strings.Contains(class, " language-mermaid ") {
		e.mermaid(textOf(n))
	}
	if slices.Contains([]string{"p", "li", "br", "tr", "td", "th", "div", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}, n.Data) {
		e.text.WriteByte(' ')
	}
	inert = inert || n.Data == "code" || n.Data == "pre"
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		e.node(c, inert)
	}
}

// harmlessInput is the box of a list of tasks.
func harmlessInput(n *html.Node) bool {
	return n.Data == "input" && attribute(n, "type") == "checkbox" && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		return !slices.Contains([]string{"type", "checked", "disabled", "class", "id"}, a.Key)
	})
}

func (e *examiner) element(n *html.Node) {
	if slices.Contains(activeElements, n.Data) || n.Namespace != "" {
		e.active("<%s>", n.Data)
	}
	if slices.Contains(loadingElements, n.Data) {
		e.harm.Loading = append(e.harm.Loading, "<"+n.Data+">")
	}
	for _, a := range n.Attr {
		value := strings.ToLower(strings.Map(func(r rune) rune {
			if r <= ' ' {
				return -1
			}
			return r
		}, a.Val))
		switch {
		case strings.HasPrefix(a.Key, "on"):
			e.active("%s=%q", a.Key, a.Val)
		case a.Key == "style" && harmlessStyle.MatchString(a.Val):
		case slices.Contains(loadingAttributes, a.Key) || strings.HasPrefix(a.Key, "data-") && n.Data != "a" && strings.Contains(value, ":"):
			e.harm.Loading = append(e.harm.Loading, fmt.Sprintf("%s=%q", a.Key, a.Val))
		case slices.Contains(addressAttributes, a.Key) && !harmlessAddress.MatchString(value):
			e.active("%s=%q", a.Key, a.Val)
		}
	}
	if class := attribute(n, "class"); strings.Contains(class, "critic") { // the marks around it are not shown, or its text is not
		e.active("a change to the text: <%s class=%q>", n.Data, class)
	}
	if n.Data == "a" && strings.Contains(attribute(n, "class"), "magiclink-") && !strings.Contains(attribute(n, "class"), "magiclink-commit") {
		e.harm.Acting = append(e.harm.Acting, "a link to "+attribute(n, "href"))
	}
}

var (
	harmlessStyle   = regexp.MustCompile(`^text-align: ?(?:left|right|center);?$`)
	harmlessAddress = regexp.MustCompile(`^(?:https?://|#|(?:\.\./)*[a-z0-9._/-]+\.md$)`)
	// What forges act on in text, GitHub, GitLab and Gitea alike: mentions, references, issues after a word that closes them, what
	// stops CI, smart commits and trailers.
	reference = regexp.MustCompile(`(?:^|[^A-Za-z.` + "`" + `])[@＠][A-Za-z0-9_]|(?:^|[^\w&])[#＃]\p{Nd}|(?i:\bGH-\d)|(?:^|[\s(\[])[!%&$]\d|[\w.-]+/[\w.-]+[#!]\d` +
		`|(?i:\b(?:clos|fix|resolv)(?:es|ed|e|ing)?:? +(?:(?:issue|bug|ticket|pull request)s? +\d|https?://\S+/\d))|/(?:issues|pull|merge_requests)/\d` +
		`|(?i:\[ *(?:(?:skip|no)[ -]ci|ci[ -]skip) *\]|\bskip-checks:)|\b[A-Z][A-Z0-9]+-\d+ #[a-z]|(?m:^(?:Signed-off|Co-authored)-by:|^/(?:close|assign|merge)(?: |$))`)
)

func (e *examiner) references(text string) {
	if m := reference.FindString(text); m != "" {
		e.harm.Acting = append(e.harm.Acting, fmt.Sprintf("%q", m))
	}
}

var mermaidActs = regexp.MustCompile(`(?im)^\s*(?:click|href|call|link|links|callback|properties|details)\b|%%\{|^---|javascript:|<[a-z/!]|@\{`)

// mermaid looks at the text of a diagram, which a script would draw.
func (e *examiner) mermaid(text string) {
	if m := mermaidActs.FindString(text); m != "" && !strings.HasPrefix(strings.ToLower(m), "<br") {
		e.active("a diagram with %q", m)
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c))
	}
	return b.String()
}

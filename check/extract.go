package check

import (
	"path"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// checker is one check under way.
type checker struct {
	doc      *markdown.Doc
	scope    Scope
	language *langdata.Language
	others   []*langdata.Language // further ones that may be named
	common   *langdata.Language
	sql      *langdata.Language
	words    map[string]bool   // of the source and the facts
	folded   map[string]string // the words by their folded form
	imports  map[string]string // what a bound name is imported from
	lines    []string          // of the source
	suggests []bool            // by node: it stands in a part that makes suggestions
	singles  map[string]part
	nearest  map[string]string
	mentions []Mention
	shifts   []Shift
	refs     []lineRef
	// sourceLines are the lines of the source without white space around them, made when first asked for.
	sourceLines map[string]bool
}

func newChecker(doc *markdown.Doc, s Scope) *checker {
	c := &checker{doc: doc, scope: s, language: langdata.For(s.Language), common: langdata.For("common"), sql: langdata.For("sql"),
		words: map[string]bool{}, folded: map[string]string{}, imports: map[string]string{}, singles: map[string]part{}, nearest: map[string]string{}}
	for _, text := range []string{s.Source, s.Facts} {
		words.EachWord(text, func(w string) {
			if !c.words[w] {
				c.words[w] = true
				c.folded[fold(w)] = w
			}
		})
	}
	if s.Source != "" {
		c.lines = strings.Split(s.Source, "\n")
	}
	for _, imp := range s.Imports {
		for _, name := range imp.Names {
			c.imports[name] = imp.Path
		}
		if len(imp.Names) == 0 {
			c.imports[lastOfImport(imp.Path)] = imp.Path
		}
	}
	for _, name := range s.Languages {
		if l := langdata.For(name); l != c.language {
			c.others = append(c.others, l)
		}
	}
	c.suggests = c.findSuggestions()
	return c
}

// fold makes names that differ in their case style alone the same.
func fold(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// suggesting are headings under which a text says what could be.
var suggesting = regexp.MustCompile(`(?i)\b(recommend|suggest|improve|optimi[sz]|mitigat|remed|fix(es|ed)?\b|proposed|best practice|alternative|future|next step|refactor|enhance|opportunit|harden|elsewhere|possible change)`)

// findSuggestions tells for each node whether it stands in a part that makes suggestions: under such a
// heading or emphasised label, or in an item or paragraph that begins with such a label.
func (c *checker) findSuggestions() []bool {
	d := c.doc
	marks := make([]bool, len(d.Nodes))
	if c.scope.Suggests {
		for i := range marks {
			marks[i] = true
		}
		return marks
	}
	var open [7]bool // by level of heading
	label, until := false, -1
	for i := range d.Nodes {
		n := &d.Nodes[i]
		if n.Kind == markdown.Heading {
			level := min(max(n.Level, 1), 6)
			for l := level; l < len(open); l++ {
				open[l] = false
			}
			open[level] = suggesting.MatchString(d.Text(n.Inner))
			label = false
		}
		if n.Kind == markdown.Paragraph {
			text, alone := d.Label(i)
			switch {
			case alone && d.Nodes[n.Parent].Kind == markdown.Document:
				label = suggesting.MatchString(text)
			case text != "" && suggesting.MatchString(text):
				until = max(until, n.Last)
				if p := d.Nodes[n.Parent]; p.Kind == markdown.Item {
					until = max(until, p.Last)
				}
			case text != "" && n.Parent == 0:
				label = false
			}
		}
		marks[i] = label || i <= until
		for _, o := range open {
			marks[i] = marks[i] || o
		}
	}
	return marks
}

// extract makes the mentions of the text, in order.
func (c *checker) extract() {
	for i := range c.doc.Nodes {
		n := &c.doc.Nodes[i]
		switch {
		case n.Kind == markdown.CodeSpan:
			code, _ := c.doc.Code(i)
			c.span(i, n.Range, code)
		case n.Kind == markdown.CodeBlock:
			c.block(i)
		case n.Kind == markdown.Link || n.Kind == markdown.Image:
			c.link(i)
		case n.Kind.HoldsText():
			c.prose(i)
		}
	}
}

// span classifies and resolves the text of a code span.
func (c *checker) span(node int, r markdown.Range, code string) {
	m := c.mention(node, r, strings.Join(strings.Fields(code), " "))
	for _, class := range classes {
		if class.is(c, m.Text) {
			m.Class = class.class
			class.resolve(c, &m)
			break
		}
	}
	c.mentions = append(c.mentions, m)
}

func (c *checker) mention(node int, r markdown.Range, text string) Mention {
	m := Mention{Start: r.Start, End: r.End, Text: text, Suggestion: c.suggests[node]}
	m.Line, m.Column = c.doc.Position(r.Start)
	return m
}

// link checks where a link to a file leads.
func (c *checker) link(i int) {
	n := &c.doc.Nodes[i]
	dest, _, _ := strings.Cut(n.Dest, "#")
	dest, _, _ = strings.Cut(dest, "?")
	if dest == "" || strings.Contains(dest, ":") || strings.HasPrefix(dest, "//") {
		return
	}
	m := c.mention(i, n.Range, dest)
	m.Class = ClassPath
	c.resolvePath(&m)
	c.mentions = append(c.mentions, m)
}

// proseToken is what may be a name in running text.
var proseToken = regexp.MustCompile(`[\p{L}_$@./~][\p{L}\p{N}_$@./:~-]*(\(\))?`)

// address is what is no name in running text whatever it looks like.
var address = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\S+@\S+\.\w+|\\\(.*?\\\)|\$[^$ ][^$]*\$`)

var (
	proseCall  = regexp.MustCompile(`^` + id + `((\.|::)` + id + `)*\(\)$`)
	snake      = regexp.MustCompile(`^_{0,2}[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)+_{0,2}$`)
	snakeChain = regexp.MustCompile(`^` + id + `(\.` + id + `)+$`)
	lowerCamel = regexp.MustCompile(`^[a-z]{2,}[0-9]*([A-Z][a-z0-9]+)+[A-Z]*$`)
	upperCamel = regexp.MustCompile(`^[A-Z][a-z0-9]+([A-Z][a-z0-9]+)+[A-Z]*$`)
	subscript  = regexp.MustCompile(`^[A-Za-z]_[A-Za-z0-9]$`) // x_i
	filePath   = regexp.MustCompile(`^\.{0,2}/?[\w@.-]+(/[\w@.-]+)*\.[A-Za-z]+$`)
)

// prose looks for names, calls, paths and line references in the running text of a node.
func (c *checker) prose(i int) {
	p := c.doc.Plain(i)
	if p.Text == "" {
		return
	}
	text := []byte(p.Text)
	blank := func(from, to int) {
		for k := from; k < to; k++ {
			text[k] = ' '
		}
	}
	for k, code := range p.Code {
		if code {
			text[k] = 0
		}
	}
	for _, a := range address.FindAllIndex(text, -1) {
		blank(a[0], a[1])
	}
	c.findLines(i, p, string(text))
	for _, at := range proseToken.FindAllIndex(text, -1) {
		token := strings.TrimRight(string(text[at[0]:at[1]]), ".:/-@~$")
		if token == "" || at[0] > 0 && (text[at[0]-1] == 0 || words.IsWordByte(text[at[0]-1])) || at[1] < len(text) && text[at[1]] == 0 {
			continue
		}
		m := c.mention(i, p.Source(at[0], at[0]+len(token)), token)
		if c.proseName(&m) {
			c.mentions = append(c.mentions, m)
		}
	}
}

// proseName resolves a word of running text and reports whether it is certainly a name. Where a text may
// speak of other things than the repository, only what exists, and what is nearly a name of the
// repository, is.
func (c *checker) proseName(m *Mention) bool {
	t := m.Text
	file, _, _ := strings.Cut(t, ":")
	strict := c.scope.Generated && !m.Suggestion
	switch {
	case proseCall.MatchString(t):
		m.Class = ClassCall
		c.resolveChains(m)
	case filePath.MatchString(file) && words.SourceExtensions[strings.TrimPrefix(path.Ext(file), ".")] && !c.productName(file):
		if fileLine.MatchString(t) {
			m.Class = ClassLine
			c.resolveLineSpan(m)
			return true
		}
		m.Class, m.Text = ClassPath, file
		m.End -= len(t) - len(file)
		c.resolvePath(m)
		first, _, below := strings.Cut(strings.TrimPrefix(file, "./"), "/")
		return strict || m.Origin.exists() || below && c.scope.Names.Path(first) || c.slip(file) != ""
	case subscript.MatchString(t):
		return false
	case snake.MatchString(t), lowerCamel.MatchString(t):
		m.Class = ClassName
		c.resolveChains(m)
	case snakeChain.MatchString(t) && strings.ContainsAny(t, "_"):
		m.Class = ClassDotted
		c.resolveChains(m)
	case upperCamel.MatchString(t):
		m.Class = ClassName
		c.resolveChains(m)
		// Products are written so, too: only what is nearly one of ours is certainly meant to be it.
		return m.Origin.exists() || c.slipOfType(t)
	default:
		return false
	}
	return strict || m.Origin.exists() || c.slip(m.missing) != ""
}

// productName tells names such as Node.js from files.
func (c *checker) productName(t string) bool {
	stem := strings.TrimSuffix(t, path.Ext(t))
	return path.Ext(t) == ".js" && !strings.Contains(t, "/") && (stem != strings.ToLower(stem) || langdata.Package("javascript", stem)) || t == "e.g"
}

// slipOfType reports whether a word is nearly a name of the repository that is written like it, but for
// the plural of one.
func (c *checker) slipOfType(t string) bool {
	near := c.slip(t)
	return upperCamel.MatchString(near) && fold(near) != fold(t) && strings.TrimSuffix(near, "s") != strings.TrimSuffix(t, "s")
}

func lastOfImport(p string) string { return p[strings.LastIndexAny(p, "/.:\\")+1:] }

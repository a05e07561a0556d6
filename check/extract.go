package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// extractor makes the mentions of one text and resolves each.
type extractor struct {
	doc      *markdown.Doc
	resolver *resolver            // for the language of the source
	byFamily map[string]*resolver // for those of quoted code
	suggests []bool               // by node: it stands in a part that makes suggestions
	index    int                  // where the index of a devlog begins, whose links lead to its pages; -1 for none
	mentions []Mention
	refs     []lineRef // line references in running text, not yet resolved
}

func newExtractor(doc *markdown.Doc, r *resolver) *extractor {
	return &extractor{doc: doc, resolver: r, byFamily: map[string]*resolver{}, suggests: findSuggestions(doc),
		index: strings.Index(doc.Source, "<!-- codeworm:index -->")}
}

// extract makes the mentions of the text, in order.
func (x *extractor) extract() {
	for i := range x.doc.Nodes {
		if x.resolver.scope.ended() {
			return
		}
		n := &x.doc.Nodes[i]
		switch {
		case n.Kind == markdown.CodeSpan:
			x.span(i)
		case n.Kind == markdown.CodeBlock:
			x.block(i)
		case n.Kind == markdown.Link:
			x.link(i)
		case n.Kind == markdown.Image:
			x.link(i)
			x.raw(i, n.Inner)
		case n.Kind == markdown.HTMLBlock && x.resolver.scope.Generated && !ownMarkup.MatchString(x.doc.Text(n.Range)):
			x.raw(i, n.Range)
		case n.Kind.HoldsText():
			x.prose(i)
		}
	}
}

// mention returns the mention of a text at a place in a node.
func (x *extractor) mention(node int, r markdown.Range, text string) Mention {
	m := Mention{Start: r.Start, End: r.End, Text: text, Suggestion: x.suggests[node], node: node}
	m.Line, m.Column = x.doc.Position(r.Start)
	return m
}

// span classifies and resolves the text of a code span.
func (x *extractor) span(i int) {
	code, _ := x.doc.Code(i)
	m := x.mention(i, x.doc.Nodes[i].Range, strings.Join(strings.Fields(code), " "))
	classify(x.resolver, &m)
	x.mentions = append(x.mentions, m)
}

// ownMarkup is the HTML that a page is given when it is rendered: the fold around its source, and the comment at its end.
var ownMarkup = regexp.MustCompile(`^\s*(?:<details>\s*<summary>[A-Z][a-z]+, [0-9]+ lines</summary>|</details>|<!-- codeworm:page \{.*\} -->)\s*$`)

// devlogPage is the path of a page of a devlog, which is in no repository.
var devlogPage = regexp.MustCompile(`(^|/)[a-z0-9._-]+-[0-9a-f]{12}\.md$`)

// link checks where a link to a file leads.
func (x *extractor) link(i int) {
	n := &x.doc.Nodes[i]
	dest, _, _ := strings.Cut(n.Dest, "#")
	dest, _, _ = strings.Cut(dest, "?")
	if dest == "" || strings.Contains(dest, ":") || strings.HasPrefix(dest, "//") || devlogPage.MatchString(dest) || x.index >= 0 && n.Range.Start > x.index {
		return
	}
	m := x.mention(i, n.Range, dest)
	m.Class = ClassPath
	x.resolver.resolvePath(&m)
	x.mentions = append(x.mentions, m)
}

// block checks the names in a code block, as its kind has them: each that does not exist is a mention, or else the block
// as a whole is one. People quote programs and output of others: without a label that names a language, theirs is not
// checked.
func (x *extractor) block(i int) {
	n := &x.doc.Nodes[i]
	code, offsets := x.doc.Code(i)
	b := &block{code: code, family: labelFamily(n.Info), suggestion: x.suggests[i], own: x.resolver, read: x.resolver}
	if b.labelled = b.family != "" && !uncheckedCode[b.family]; b.labelled {
		b.read = x.in(b.family)
	}
	var missing []codeMention
	if r := x.resolver; r.scope.Generated || b.labelled {
		missing = kindOf(b).missing(b)
	}
	for _, found := range missing {
		m := x.mention(i, markdown.Range{Start: offsets[found.start], End: offsets[found.end-1] + 1}, found.text)
		m.Class = ClassCode
		m.fail(found.name, "%s", found.reason)
		x.mentions = append(x.mentions, m)
	}
	if len(missing) == 0 {
		whole := x.mention(i, n.Range, firstLine(x.doc.Text(n.Inner)))
		whole.Class = ClassCode
		whole.found(OriginSource, "its names exist")
		x.mentions = append(x.mentions, whole)
	}
}

// in returns the resolver for a language of quoted code.
func (x *extractor) in(family string) *resolver {
	if x.byFamily[family] == nil {
		x.byFamily[family] = x.resolver.in(family)
	}
	return x.byFamily[family]
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	return line
}

// addressForms are what is no name in running text, whatever it looks like.
var addressForms = words.Forms{
	{`\b[a-z][a-z0-9+.-]*://\S+`, "https://example.com/a_b"},
	{`\bwww\.\S+`, "www.example.com"},
	{`\S+@\S+\.\w+`, "a_b@c.example"},
	{`\\\(.*?\\\)`, `\(x_i\)`},
	{`\$[^$ ][^$]*\$`, "$x_i$"},
}

var (
	address = addressForms.Compile(`(?i)`, ``)
	// proseToken is what may be a name in running text.
	proseToken = regexp.MustCompile(`[\p{L}_$@./~][\p{L}\p{N}_$@./:~-]*(\(\))?`)
)

// prose looks for names, calls, paths and line references in the running text of a node.
func (x *extractor) prose(i int) {
	p := x.doc.Plain(i)
	if p.Text == "" {
		return
	}
	text := proseOnly(p)
	for _, ref := range x.resolver.findLines(p, string(text)) {
		m := x.mention(i, p.Source(ref.words[0], ref.words[1]), p.Text[ref.words[0]:ref.words[1]])
		m.Class = ClassLine
		ref.mention = len(x.mentions)
		x.mentions = append(x.mentions, m)
		x.refs = append(x.refs, ref)
	}
	said := x.resolver.missingKeys(p.Text, saidKeys, x.suggests[i])
	for _, key := range said {
		m := x.mention(i, p.Source(key.start, key.end), key.text)
		m.Class = ClassKey
		m.fail(key.name, "%s", key.reason)
		x.mentions = append(x.mentions, m)
	}
	eachProseToken(text, func(start, end int) {
		x.resolver.eachName(text, start, end, x.suggests[i], func(m Mention) {
			at := x.mention(i, p.Source(m.Start, m.End), m.Text)
			m.Start, m.End, m.Line, m.Column, m.node = at.Start, at.End, at.Line, at.Column, at.node
			if !overlaps(said, start, end) {
				x.mentions = append(x.mentions, m)
			}
		})
	})
}

// raw looks for names in what is no text of Markdown's but may be shown as such.
func (x *extractor) raw(i int, r markdown.Range) {
	for _, found := range missingIn(x.resolver, x.doc.Text(r), x.suggests[i]) {
		m := x.mention(i, markdown.Range{Start: r.Start + found.start, End: r.Start + found.end}, found.text)
		m.Class = ClassName
		m.fail(found.name, "%s", found.reason)
		x.mentions = append(x.mentions, m)
	}
}

// eachProseToken calls fn with the place of everything in a text that may be a name.
func eachProseToken(text []byte, fn func(start, end int)) {
	for _, at := range proseToken.FindAllIndex(text, -1) {
		token := strings.TrimRight(string(text[at[0]:at[1]]), ".:/-@~$")
		if token != "" && !partOfMore(text, at[0], at[1]) {
			fn(at[0], at[0]+len(token))
		}
	}
}

// joints are what joins words in running text: settle/refund, Store-based.
const joints = "/-:~@$"

// eachName resolves a token of running text and calls fn for each name in it: for the token when it is one as a whole, or
// else, in a text that has to be right, for those of its words that are.
func (r *resolver) eachName(text []byte, start, end int, suggestion bool, fn func(Mention)) {
	m := Mention{Start: start, End: end, Text: string(text[start:end]), Suggestion: suggestion}
	switch {
	case r.resolveProse(&m):
		fn(m)
		return
	case !r.strict(suggestion), !strings.ContainsAny(m.Text, joints) && !strings.Contains(m.Text, ".."),
		strings.Contains(m.Text, "/") && (r.repoPath(m.Text) || r.inSource(m.Text)):
		return
	}
	for at := start; at < end; {
		next := at
		for next < end && strings.IndexByte(joints, text[next]) < 0 && (text[next] != '.' || next+1 < end && text[next+1] != '.') {
			next++
		}
		for at < next && text[at] == '.' {
			at++
		}
		if at < next {
			part := Mention{Start: at, End: next, Text: string(text[at:next]), Suggestion: suggestion}
			if r.resolveProse(&part) {
				fn(part)
			}
		}
		at = max(next, at) + 1
	}
}

// proseOnly returns the visible text with zero bytes in the place of code spans and blanks in that of addresses.
func proseOnly(p markdown.Plain) []byte {
	text := []byte(p.Text)
	for k, code := range p.Code {
		if code {
			text[k] = 0
		}
	}
	return proseBytes(text)
}

// longWord is one that no formula has.
var longWord = regexp.MustCompile(`(^|[^\\\w])\w{5,}`)

// proseBytes puts blanks in the place of addresses and formulas. What has long words is no formula but stands between
// two signs of a currency, or of variables.
func proseBytes(text []byte) []byte {
	for _, a := range address.FindAllIndex(text, -1) {
		if text[a[0]] == '$' && longWord.Match(text[a[0]:a[1]]) {
			continue
		}
		for k := a[0]; k < a[1]; k++ {
			text[k] = ' '
		}
	}
	return text
}

// partOfMore reports whether a token stands right beside a code span, or begins within a word.
func partOfMore(text []byte, start, end int) bool {
	return start > 0 && (text[start-1] == 0 || words.IsWordByte(text[start-1])) || end < len(text) && text[end] == 0
}

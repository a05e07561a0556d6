package check

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// absence is what is missing of a mention.
type absence struct {
	name, reason string
}

// fail makes the mention a finding.
func (m *Mention) fail(name, format string, args ...any) {
	m.Origin, m.Reason = OriginNone, fmt.Sprintf(format, args...)
	m.missing = name
	m.absent = append(m.absent, absence{name, m.Reason})
}

// chain is a name with the names in it: a.b.c. Its first part is "" when it is a value
// without a name.
type chain struct {
	parts []string
	call  bool
}

var chainToken = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`|//.*|\\d[\\w.]*|%[-+# 0]*\\d*[a-z]\\b|" +
	`(?:[)\]]?\??(?:\.|::|->))?` + id + `(?:(?:\.|::|->|\?\.|!\.|#)` + id + `)*[!?]?`)

var separator = regexp.MustCompile(`\.|::|->|\?\.|!\.|#`)

// chains are the names in code.
func chains(code string) []chain {
	var found []chain
	for _, at := range chainToken.FindAllStringIndex(code, -1) {
		t := code[at[0]:at[1]]
		switch t[0] {
		case '"', '\'', '`', '/', '%':
			continue
		}
		if '0' <= t[0] && t[0] <= '9' {
			continue
		}
		var parts []string
		if strings.IndexByte(")]?.:-", t[0]) >= 0 {
			parts = append(parts, "")
			t = strings.TrimLeft(t, ")]?.:->")
		}
		for _, p := range separator.Split(strings.TrimRight(t, "!?"), -1) {
			if p = strings.TrimLeft(p, "$"); p != "" {
				parts = append(parts, p)
			}
		}
		if len(parts) == 0 || len(parts) == 1 && parts[0] == "" {
			continue
		}
		found = append(found, chain{parts, strings.HasPrefix(strings.TrimLeft(code[at[1]:], " "), "(")})
	}
	return found
}

// resolveChains resolves every name in a mention.
func (c *checker) resolveChains(m *Mention) {
	if m.Class == ClassMarkup && c.markupName(m) {
		return
	}
	text := m.Text
	if cut, shortened := strings.CutSuffix(text, "…"); shortened && c.inSource(strings.TrimSpace(cut)) {
		m.Origin, m.Reason = OriginSource, "the source begins so"
		return
	}
	found := chains(text)
	m.Origin, m.Reason = OriginValue, "it names nothing"
	failed := false
	for _, ch := range found {
		parts, missing := c.resolve(ch, m.Suggestion)
		m.parts = append(m.parts, parts...)
		if missing != nil {
			if !failed {
				m.fail(missing.name, "%s", missing.reason)
			} else {
				m.absent = append(m.absent, *missing)
			}
			failed = true
			continue
		}
		if last := parts[len(parts)-1]; !failed && (m.Origin == OriginValue || !last.origin.Ours()) {
			m.Origin, m.Reason = last.origin, reasonOf(last)
		}
	}
}

func reasonOf(p part) string {
	switch p.origin {
	case OriginSource:
		return fmt.Sprintf("%q is in the source", p.name)
	case OriginRepository:
		return fmt.Sprintf("%q is in the repository", p.name)
	case OriginImport:
		return fmt.Sprintf("an import brings in %q", p.name)
	case OriginLanguage:
		return fmt.Sprintf("%q is part of the language", p.name)
	}
	return fmt.Sprintf("%q is known: %s", p.name, p.origin)
}

// resolve resolves the parts of a chain one in the other. The absence tells what does not
// exist, nil when all does.
func (c *checker) resolve(ch chain, suggestion bool) ([]part, *absence) {
	var done []part
	rest := ch.parts
	in := c.container(rest)
	switch {
	case in.taken > 0: // modules of the standard library, by their full name
		for _, name := range rest[:in.taken] {
			done = append(done, part{name: name, origin: OriginLibrary})
		}
		rest = rest[in.taken:]
	case rest[0] == "":
		rest = rest[1:]
	default:
		head := c.single(rest[0])
		if head.origin == OriginPackage && !suggestion {
			return done, &absence{head.name, fmt.Sprintf("%q is a library that the source does not use; only suggestions may name it", head.name)}
		}
		if !head.origin.exists() {
			if p := strings.Join(rest, "/"); len(rest) > 1 && (c.scope.Names.Path(p) || c.scope.Names.Path(p+path.Ext(c.scope.Path))) {
				return append(done, part{name: strings.Join(rest, "."), origin: OriginRepository}), nil
			}
			return done, &absence{head.name, fmt.Sprintf("%q is not a name of the repository%s", head.name, c.languageClause())}
		}
		if head.loose && in.module == "" && c.scope.Generated && !suggestion {
			return done, &absence{head.name, fmt.Sprintf("%q is not a name of the repository%s that the source uses", head.name, c.languageClause())}
		}
		done = append(done, head)
		rest = rest[1:]
	}
	for _, name := range rest {
		p, missing := c.member(&in, name, suggestion)
		if missing != nil {
			return done, missing
		}
		done = append(done, p)
	}
	return done, nil
}

func (c *checker) languageClause() string {
	if c.scope.Language == "" {
		return ""
	}
	return ", nor of " + c.scope.Language
}

// container is what a member is looked for in.
type container struct {
	name    string
	module  string // of the standard library; "" for none
	sure    bool   // it can be nothing but that module
	outside bool   // of a library whose members are not known
	typ     bool   // a type of the repository
	taken   int    // how many parts the module's name takes
}

// container tells what the first part of a chain is for the next one.
func (c *checker) container(parts []string) container {
	head := parts[0]
	in := container{name: head}
	if head == "" || len(parts) == 1 {
		return in
	}
	for n := min(len(parts)-1, 5); n >= 2; n-- {
		for _, by := range []string{".", "::", "/"} {
			if full := strings.Join(parts[:n], by); c.language.Module(full) && !c.ours(head).exists() {
				return container{name: full, module: full, sure: true, taken: n}
			}
		}
	}
	from := c.imports[head]
	switch {
	case from != "" && c.language.Module(from):
		in.module, in.sure = from, !c.isOurs(from)
	case from != "" && c.isOurs(from):
	case from != "" && c.language.Module(strings.TrimSuffix(from, "."+head)) && c.language.Module(head):
		in.module = head
	case from != "":
		in.outside = true
	case c.language.Module(head):
		in.module = head
		in.sure = !c.ours(head).exists()
	case langdata.Package(c.scope.Language, head):
		in.outside = true
	case c.ours(head).exists() && head[0] >= 'A' && head[0] <= 'Z':
		in.typ = true
	}
	return in
}

// isOurs reports whether an import means a part of the repository.
func (c *checker) isOurs(imported string) bool {
	if strings.HasPrefix(imported, ".") {
		return true
	}
	p := strings.NewReplacer("::", "/", "\\", "/").Replace(imported)
	if !strings.Contains(p, "/") {
		p = strings.ReplaceAll(p, ".", "/")
	}
	for _, own := range []string{"crate/", "self/", "super/", "@/", "~/"} {
		if strings.HasPrefix(p, own) {
			return true
		}
	}
	ext := path.Ext(c.scope.Path)
	for rest := p; ; {
		if c.scope.Names.Path(rest) || ext != "" && c.scope.Names.Path(rest+ext) {
			return rest == p || strings.Contains(rest, "/") || c.scope.Language == "go"
		}
		_, next, more := strings.Cut(rest, "/")
		if !more || next == "" {
			return false
		}
		rest = next
	}
}

// member resolves a name in what stands before it, which it then is for the next one.
func (c *checker) member(in *container, name string, suggestion bool) (part, *absence) {
	found := func(o MentionOrigin) (part, *absence) {
		outer := in.module
		*in = container{name: name}
		if o == OriginLibrary && outer != "" {
			for _, by := range []string{".", "::"} {
				if full := outer + by + name; c.language.Module(full) {
					in.module = full
				}
			}
		}
		return part{name: name, origin: o}, nil
	}
	if in.module != "" {
		if exists, _ := c.language.Member(in.module, name); exists || c.language.MemberOfType(in.module, name) {
			return found(OriginLibrary)
		}
	}
	if in.sure && !c.words[name] && !c.language.Builtin(in.name) {
		return part{}, &absence{name, fmt.Sprintf("%q has no %q", in.name, name)}
	}
	if o := c.ours(name); o.exists() {
		outside := in.outside
		p, _ := found(o)
		in.outside = outside
		return p, nil
	}
	switch {
	case in.outside && c.slip(name) != "":
		return part{}, &absence{name, fmt.Sprintf("%q of %q is used nowhere in the repository", name, in.name)}
	case in.outside && suggestion:
		return part{name: name, origin: OriginPackage}, nil
	case in.outside:
		return part{}, &absence{name, fmt.Sprintf("%q of %q is used nowhere in the repository; only suggestions may name it", name, in.name)}
	case c.language.Method(name), in.module != "" && c.language.Builtin(in.name) && c.language.Anywhere(name):
		return found(OriginLibrary)
	case c.misspelt(name):
		return part{}, &absence{name, fmt.Sprintf("%q is not a member of %q, nor any name of the repository", name, in.name)}
	case !in.typ && c.language.Anywhere(name), len(name) == 1:
		return found(OriginLibrary)
	}
	if in.name == "" {
		return part{}, &absence{name, fmt.Sprintf("%q is not a name of the repository", name)}
	}
	return part{}, &absence{name, fmt.Sprintf("%q is not a member of %q, nor any name of the repository", name, in.name)}
}

// resolveWords resolves words without punctuation: those that look like names have to be some.
func (c *checker) resolveWords(m *Mention) {
	m.Origin, m.Reason = OriginText, "it is text"
	for w := range strings.FieldsFuncSeq(m.Text, func(r rune) bool { return strings.ContainsRune(" ,.!?:…'’*%-", r) }) {
		if !snake.MatchString(w) && !lowerCamel.MatchString(w) && !upperCamel.MatchString(w) {
			continue
		}
		if p := c.single(w); p.origin.exists() && p.origin != OriginPackage {
			m.parts = append(m.parts, p)
		} else if len(m.absent) == 0 {
			m.fail(w, "%q is not a name of the repository%s", w, c.languageClause())
		}
	}
}

// resolveKey resolves names with hyphens: headers, configuration keys, packages, style classes.
func (c *checker) resolveKey(m *Mention) {
	switch {
	case c.inSource(m.Text):
		m.Origin, m.Reason = OriginSource, "it is in the source"
	case c.common.Keyword(m.Text), c.common.Keyword(strings.ToLower(m.Text)), langdata.For("css").Keyword(m.Text):
		m.Origin, m.Reason = OriginConvention, "it is well known"
	case c.scope.Names.Path(m.Text), m.Text == c.scope.Repo:
		m.Origin, m.Reason = OriginRepository, "it is a path of the repository"
	case langdata.Package(c.scope.Language, m.Text) && m.Suggestion:
		m.Origin, m.Reason = OriginPackage, "it is a library"
	case c.allOurs(m.Text):
		m.Origin, m.Reason = OriginRepository, "its words are names of the repository"
	default:
		m.fail(m.Text, "%q is nowhere in the repository", m.Text)
	}
}

// allOurs reports whether each word of a name with hyphens is a name of the repository.
func (c *checker) allOurs(text string) bool {
	for w := range strings.SplitSeq(text, "-") {
		if w == "" || w[0] >= '0' && w[0] <= '9' {
			continue
		}
		if !c.single(w).origin.exists() {
			return false
		}
	}
	return true
}

// inSource reports whether the text stands in the source.
func (c *checker) inSource(text string) bool {
	return strings.Contains(c.scope.Source, text) || strings.Contains(c.scope.Facts, text)
}

// resolveFlag resolves options of a command line.
func (c *checker) resolveFlag(m *Mention) {
	name, _, _ := strings.Cut(strings.TrimLeft(m.Text, "-"), "=")
	name, _, _ = strings.Cut(name, " ")
	switch {
	case len(name) == 1, c.inSource(name):
		m.Origin, m.Reason = OriginSource, "it is in the source"
	case c.ours(strings.ReplaceAll(name, "-", "_")).exists(), c.allOurs(name):
		m.Origin, m.Reason = OriginRepository, "its words are names of the repository"
	case c.folded[fold(name)] != "":
		m.Origin, m.Reason = OriginSource, "a name of the source stands for it"
	default:
		m.fail(name, "no flag %q is known in the repository", m.Text)
	}
}

// markupName resolves a tag without attributes: one of HTML, or a component.
func (c *checker) markupName(m *Mention) bool {
	name, _, _ := strings.Cut(strings.Trim(m.Text, "</> "), " ")
	if !strings.Contains(m.Text, "=") && (langdata.For("html").Keyword(strings.ToLower(name)) || c.inSource(m.Text)) {
		m.Origin, m.Reason = OriginConvention, "it is a tag"
		return true
	}
	return false
}

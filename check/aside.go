package check

import (
	"path"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
)

// aside tells what a text of people's mentions that is none of the repository's and nothing wrong: its own examples, what
// others have, what is gone and said to be.
type aside struct {
	*resolver
	declared map[string]bool // names that the text's blocks of code declare
	used     map[string]bool // all words in them
	linked   map[string]bool // what links to elsewhere are called, and their addresses end with
	named    map[string]bool // what the text says it calls something
	history  bool            // the whole text tells what was
	built    map[string]bool // what isBuilt has answered
	pieces   map[string]bool // of names, those that the repository writes
	front    int             // where the front matter ends
}

// asideKind is a kind of things that are known for what they are.
type asideKind struct {
	name string
	is   func(a *aside, s *section, m *Mention) bool
	// sure says that it holds whatever is near: a guess gives way to what is certainly meant to be the repository's, and to
	// what the repository had once.
	sure    bool
	example string // a text in which it holds for the last mention
}

// asideKinds are asked in order; the reason is the name of the first one that holds.
var asideKinds = []asideKind{
	{"the text tells what was", (*aside).inHistory, true, "## Changelog\n\n- `oldTotal` was made faster"},
	{"the text says that it is gone", (*aside).saidGone, true, "`oldTotal` was removed in favour of `total`."},
	{"it is front matter", (*aside).inFront, true, "---\nsettleRefunds: no\n---\n"},
	{"a template puts something in there", (*aside).inTag, true, "{{< list renewLeese=a >}}"},
	{"it stands for many paths", (*aside).isTemplate, true, "See `internal/store/{name}.go`."},
	{"the repository puts it together", (*aside).isPutTogether, true, "It sets `label_wait_time`."},
	{"an example in the text declares it", (*aside).isDeclared, true, "```go\nfunc ourTotal() int { return 1 }\n```\n\nSee `ourTotal`."},
	{"a page of a site is called so", (*aside).isPageOfSite, true, "See [it](design.html)."},
	{"a link leads elsewhere", (*aside).isLinked, true, "See [`wrenchTool`](https://example.com)."},
	{"it is output", formOf(outputForms.Whole()), false, "It says `TypeError: x is not a function`."},
	{"it is how something is said", formOf(notationForms.Whole()), false, "Press `Ctrl+Shift+P`."},
	{"it is a placeholder", (*aside).isPlaceholder, false, "Set it to `YOUR_TOKEN`."},
	{"it is a command", (*aside).isOthersCommand, false, "Run `wrench [FILE]...`."},
	{"it is a variable of an environment", formOf(environmentForms.Whole()), false, "Set `KUBE_HOME=/x`."},
	{"a link beside it leads elsewhere", (*aside).isBesideLink, false, "See `wrenchTool` of [theirs](https://example.com)."},
	{"an example in the text uses it", (*aside).isUsed, false, "```go\nx := wrenchTotal(y)\n```\n\nThen `wrenchTotal` returns."},
	{"it is an example", (*aside).isExample, false, "```go\nx := wrenchTotal(y)\n```"},
	{"the text says what it calls so", (*aside).isNamed, false, "One called `baseTable` holds all."},
	{"it is a path of others", (*aside).isOthersPath, false, "Import `@acme/server-kit`."},
	{"it is of a library", (*aside).isOfLibrary, false, "Like `fmt.TotalOf` does."},
	{"it is a word", (*aside).isPlain, false, "It is a `thunk`."},
	{"a build makes it", (*aside).isBuilt, true, "It is written to `build/total.js`."},
}

// setAside makes what is known for what it is exist. In a text that is compared with what the repository was, guesses do not count.
func setAside(sections []section, r *resolver, report *Report) {
	a := newAside(sections, r)
	eachIn(sections, report.Mentions, func(s *section, m *Mention) {
		if at, ok := s.listed(m); ok && m.Origin == OriginRepository {
			s.paths[at] = true
		}
	})
	a.findPieces(report.Mentions)
	eachIn(sections, report.Mentions, func(s *section, m *Mention) {
		if m.Origin.exists() || r.scope.ended() {
			return
		}
		if strings.Contains(m.Text, ".") && a.repoPath(strings.TrimPrefix(m.Text, "@")) {
			m.found(OriginRepository, "the repository has it")
			return
		}
		evident := r.drift || a.evident(s, m)
		for _, kind := range asideKinds {
			if (kind.sure || !evident) && kind.is(a, s, m) {
				m.found(OriginAside, kind.name)
				return
			}
		}
		m.possible = !r.drift && !a.certain(s, m)
	})
	if !r.drift {
		a.doubt(report.Mentions)
	}
}

// eachIn calls fn with each mention of what was parsed, and its section.
func eachIn(sections []section, mentions []Mention, fn func(s *section, m *Mention)) {
	k := 0
	for i := range mentions {
		m := &mentions[i]
		for k+1 < len(sections) && sections[k+1].Offset <= m.Start {
			k++
		}
		if sections[k].doc != nil {
			fn(&sections[k], m)
		}
	}
}

func newAside(sections []section, r *resolver) *aside {
	a := &aside{resolver: r, declared: map[string]bool{}, used: map[string]bool{}, linked: map[string]bool{}, named: map[string]bool{}, built: map[string]bool{}}
	a.history = historyFile.MatchString(r.scope.Path)
	if body := sections[0].Text; strings.HasPrefix(body, "---\n") {
		a.front = strings.Index(body, "\n---\n")
	}
	for i := range sections {
		s := &sections[i]
		if s.doc == nil {
			continue
		}
		s.history, s.paths = findHistories(s.doc), map[listed]bool{}
		s.blocks = map[int]*blockFacts{}
		for n := range s.doc.Nodes {
			a.learn(s.doc, n)
		}
	}
	return a
}

// learn takes from a node what the text says itself.
func (a *aside) learn(d *markdown.Doc, i int) {
	n := &d.Nodes[i]
	switch n.Kind {
	case markdown.CodeBlock:
		code, _ := d.Code(i)
		for name, origin := range declaredIn(maskCode(code, labelFamily(n.Info)), labelFamily(n.Info)) {
			if origin == OriginPage {
				a.declared[name] = true
			}
		}
		words.EachWord(code, func(w string) { a.used[w] = true })
	case markdown.Link, markdown.AutoLink:
		if !a.elsewhere(n.Dest) {
			return
		}
		a.linked[strings.Trim(d.Text(n.Inner), "`*_ ")] = true
		words.EachWord(d.Text(n.Inner), func(w string) { a.linked[w] = true })
		address := strings.TrimRight(strings.SplitN(n.Dest, "#", 2)[0], "/")
		a.linked[address[strings.LastIndexByte(address, '/')+1:]] = true
	case markdown.Paragraph:
		for _, at := range naming.FindAllStringSubmatch(d.Text(n.Inner), -1) {
			a.named[at[1]] = true
			if at[2] != "" {
				a.named[at[2]] = true
			}
		}
	}
}

// elsewhere reports whether a link leads out of the repository: where its own files are shown is no such place.
func (a *aside) elsewhere(dest string) bool {
	return strings.Contains(dest, "//") && !strings.Contains(dest, "/"+a.scope.Repo+"/blob/") && !strings.Contains(dest, "/"+a.scope.Repo+"/tree/")
}

// naming is how a text gives something a name.
var naming = regexp.MustCompile("(?i)\\b(?:called|named|known as|call (?:it|this|them)|refer(?:red)? to as|dubbed|abbreviated|short for)[ \\n](?:an? |the )?[*_]{0,2}`([^`\\n]+)`[*_]{0,2}(?:,? or [*_]{0,2}`([^`\\n]+)`)?")

// minSlip is the length from which on a name that differs in a letter from one of the repository is meant to be it.
const minSlip = 6

// evident reports whether a mention is certainly meant to be something of the repository.
func (a *aside) evident(s *section, m *Mention) bool {
	switch {
	case s.isLink(m):
		return !a.isLabel(m.Text)
	case m.Class == ClassLine:
		return true
	case m.Class == ClassPath:
		return a.evidentPath(m.Text) || a.besidePaths(s, m)
	case m.Class == ClassCode:
		head := headOf(m.Text)
		return head != m.missing && a.ours(head).exists() && !a.declared[head] && a.slipped(m.missing)
	case hasSure(m):
		return !a.used[m.missing] && !a.isOfLibrary(s, m)
	}
	return a.slipped(m.missing) || (m.Class == ClassName || m.Class == ClassDotted) && a.slippedWord(m.missing)
}

// isLink reports whether a mention is where a link or an image leads.
func (s *section) isLink(m *Mention) bool {
	kind := s.doc.Nodes[m.node].Kind
	return kind == markdown.Link || kind == markdown.Image
}

// isLabel reports whether a link leads to a route of a site, or to a label that its generator knows.
func (a *aside) isLabel(dest string) bool {
	first, _, below := strings.Cut(strings.Trim(dest, "/"), "/")
	return path.Ext(dest) == "" && (strings.HasPrefix(dest, "/") || below && !strings.HasPrefix(first, ".") && !a.scope.Names.Path(first))
}

// slipped reports whether a name differs by a slip of the pen from one of several words in the repository.
func (a *aside) slipped(name string) bool {
	if len(name) < minSlip || name == strings.ToUpper(name) || a.declared[name] {
		return false
	}
	near := a.slip(name)
	if near == "" || !styled(near) || product(near) {
		return false
	}
	if fold(near) == fold(name) {
		return !styled(name) && !strings.Contains(name, "-")
	}
	return styled(name) && strings.TrimSuffix(near, "s") != strings.TrimSuffix(name, "s") && !numbered(near, name)
}

// slippedWord reports whether a word that begins with a capital differs by a slip of the pen from one of the repository.
func (a *aside) slippedWord(name string) bool {
	if !capitalized.MatchString(name) || a.declared[name] {
		return false
	}
	near := a.slip(name)
	return capitalized.MatchString(near) && near[0] == name[0] && !strings.HasPrefix(near, name) && !strings.HasPrefix(name, near)
}

// capitalized is a word of some length that names of types are as well: too long to be near another by chance.
var capitalized = regexp.MustCompile(`^[A-Z][a-z]{6,}$`)

// numbered reports whether two names differ in a number alone: item1, item2.
func numbered(x, y string) bool {
	return strings.TrimRight(x, "0123456789") == strings.TrimRight(y, "0123456789")
}

// everyonesFolders are the folders that most projects have, so that a file in one may be the reader's.
var everyonesFolders = words.Set("src test tests app lib example examples public spec config templates static scripts")

// evidentPath reports whether a path begins in a folder that the repository has, or is nearly one of its files.
func (a *aside) evidentPath(p string) bool {
	p = strings.TrimPrefix(p, "./")
	folder, file := path.Split(p)
	folder = strings.Trim(folder, "/")
	if folder != "" && !everyonesFolders[folder] && strings.Contains(file, ".") && a.scope.Names.Path(folder) && !strings.HasPrefix(p, ".") {
		return true
	}
	if folder == "" && !strings.Contains(p, ".") || a.used[file] {
		return false
	}
	near := a.slip(p)
	return near != "" && strings.Contains(near, ".")
}

// listed is a kind of paths in a list, a table or a paragraph: files by their extension, others by the folder that they are in.
type listed struct {
	node int
	kind string
}

// listed returns which kind of paths a mention is of, and where; false for what is no path, or is in no folder and has no extension.
func (s *section) listed(m *Mention) (listed, bool) {
	node := s.doc.Within(m.node, markdown.List, markdown.Table)
	if node < 0 {
		node = s.doc.Within(m.node, markdown.Paragraph)
	}
	kind := path.Ext(m.Text)
	if kind == "" {
		kind, _ = path.Split(strings.Trim(m.Text, "/"))
	}
	return listed{node, kind}, node >= 0 && kind != "" && m.Class == ClassPath
}

// besidePaths reports whether a path stands with one of its kind that the repository has.
func (a *aside) besidePaths(s *section, m *Mention) bool {
	at, ok := s.listed(m)
	return ok && s.paths[at]
}

// blockFacts are what is known of a block of text.
type blockFacts struct {
	linked    bool // a link in it leads elsewhere
	sentences []markdown.Range
	gone      []bool // by sentence: it says that something is gone
}

// block returns what is known of the block that a mention stands in; nil for none.
func (a *aside) block(s *section, m *Mention) *blockFacts {
	i := s.doc.Within(m.node, markdown.Paragraph, markdown.Row, markdown.Heading)
	if i < 0 {
		return nil
	}
	if s.blocks[i] != nil {
		return s.blocks[i]
	}
	b := &blockFacts{sentences: s.doc.Sentences(i)}
	for k := i + 1; k <= s.doc.Nodes[i].Last; k++ {
		n := &s.doc.Nodes[k]
		b.linked = b.linked || (n.Kind == markdown.Link || n.Kind == markdown.AutoLink) && a.elsewhere(n.Dest)
	}
	if len(b.sentences) == 0 {
		b.sentences = []markdown.Range{s.doc.Nodes[i].Range}
	}
	for _, r := range b.sentences {
		b.gone = append(b.gone, gone.MatchString(s.doc.Text(r)))
	}
	s.blocks[i] = b
	return b
}

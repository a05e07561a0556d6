package check

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// notationForms are what stands in code and is no name of a program's.
var notationForms = words.Forms{
	{`(?:(?:Ctrl|Control|Cmd|Command|Alt|Option|Shift|Meta|Super|Win|Fn|[CMS])[+-])+(?:[A-Za-z0-9]|F\d\d?|[A-Z][a-z]+|[!-/:-@\[-` + "`" + `{-~])`, "Ctrl+Shift+P"},
	{`(?:Enter|Return|Esc|Escape|Tab|Space|Backspace|Delete|Del|Insert|Home|End|PgUp|PgDn|PageUp|PageDown|CapsLock|F\d\d?|Arrow(?:Up|Down|Left|Right))`, "PageUp"},
	{`[a-z]{2,3}(?:[-_][A-Z][a-z]{3})?(?:[-_][A-Z]{2})?(?:\.UTF-8|\.utf8)?`, "pt-BR"},
	{`E[A-Z]{3,}\d*|ENO[A-Z]+|SIG[A-Z]+\d*`, "EADDRINUSE"},
	{`[kKMGTPE]i?[Bb](?:/s|ps)?|[kMG]?[Hh]z|[mµun]s`, "MiB/s"},
	{`(?:[\w-]+\.)+(?:com|org|net|io|dev|ai|co|app|edu|gov|example|local|localhost|test|invalid|me|sh|xyz|eu|uk|de)(?::\d+)?(?:/\S*)?`, "example.com"},
	{`%[A-Za-z_()]\w*[)%](?:\\.*)?|[A-Z]:[\\/].*|\\\\.*`, `C:\Program Files\Acme`},
	{`:[a-z0-9_+-]+:`, ":tada:"},
	{`[A-Za-z]\d+[a-z]`, "i18n"},
	{`[A-Z][\w-]*: \S.*`, "Accept-Ranges: bytes"},
	{`X-[A-Z][\w-]*|(?:[A-Z][a-z]+-)+[A-Z][A-Za-z]*`, "Server-Timing"},
	{`(?:feature|feat|fix|bugfix|hotfix|release|chore|docs|topic|origin|upstream|refs)/[\w./-]+`, "feature/login"},
	{`[a-z]+(?:\([\w-]+\))?!?: .*`, "feat(parser): read more"},
	{`[A-Z]+\d+(?:-\d+)?|[A-Z]+-\d+|[A-Z]{2,}`, "RFC2119"},
	{`[@#][\w-]+`, "@someone"},
	{`v?\d[\w.+-]*|[\^~<>=!]+ ?v?\d.*|[\w-]+(?:==|>=|<=|~=|@)v?\d.*`, "name@1.2.3"},
	{`[^\x00-\x7F]+`, "日本語"},
	{`\{[{%].*|\$\{.*|<%.*`, "{{ name }}"},
	{`[\w*/.-]+[*][\w*/.-]*`, "*.test.js"},
}

// outputForms are what programs print.
var outputForms = words.Forms{
	{`(?:[A-Za-z.]*(?:Error|Exception|Warning)|error|warning|fatal|panic|Traceback|ERROR|WARN|INFO|DEBUG)(?:\[\w+\])?:? .*`, "TypeError: x is not a function"},
	{`(?:[\w'’,()-]+ ){3,}[\w'’,()-]+[.!?:]?`, "the file was not found"},
}

// environmentForms are variables of an environment, which other programs have as well.
var environmentForms = words.Forms{
	{`\$?\{?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\}?(?:=.*)?`, "NODE_ENV=production"},
	{`\$\{?[A-Za-z_]\w*\}?.*`, "$HOME/x"},
	{`[A-Z][A-Z0-9]*=.*`, "DEBUG=*"},
	{`process\.env\.\w+|os\.environ.*|ENV\[.*`, "process.env.VERBOSE"},
}

// placeholderForms are names that examples use, which stand for any other. None is a whole kind of names: what any repository's
// own might be called needs more than how it begins or ends.
var placeholderForms = words.Forms{
	{`<.*>|\{[\w -]+\}|\[[\w -]+\]`, "<name>"},
	{`(?i)(?:my|your|our|some|their)[-_]\w.*`, "my-app"},
	{`(?:my|your|our|some|their|another)[A-Z]\w*|(?:My|Your|Our|Some|Their|Another)[A-Z]\w*`, "myFlag"},
	{`(?i)(?:foo|bar|baz|qux|quux|foobar|spam|eggs|acme|lorem|ipsum|john|jane|alice|bob|xxx+|todo)(?:[-_.\d]\w*)?`, "foo_bar"},
	{`(?:foo|bar|baz|qux|Foo|Bar|Baz|Qux)[A-Z]\w*|\w+[_-](?:foo|bar|baz)|[a-z]+(?:Foo|Bar|Baz)`, "fooClient"},
	{`(?i)(?:examples?|samples?|dummy|demo|fake|hello|custom|tests?|users?)\d*`, "user2"},
	{`(?i)(?:example|sample|dummy|demo|fake|hello)[-_.]\w+|(?:example|sample|dummy|demo|fake|hello)[A-Z]\w*`, "example_app"},
	{`(?i)(?:` + countedWords + `)[-_]?\d{1,3}`, "value1"},
	{`[a-z]{1,2}_?\d{1,2}`, "x1"},
	{`[A-Za-z]+_[ijkmnN]|[^\x00-\x7F]`, "v_n"},
}

// countedWords are what examples number.
var countedWords = strings.Join(strings.Fields(`
	value values name names key keys item items arg args argument param params parameter opt option file files dir folder path node host server client
	service field col column columns row table db database group tag label id num number str string text word line page step task job worker thread proc process
	module package pkg project app plugin class func function method obj object model entry element elem part chunk block event message msg user account
	repo branch commit version env config input output in out result res ret err test case type var val data list map set prop attr route topic queue
	instance machine section title image img link tool cmd command sub replica shard region zone bucket token secret cert disk volume dev device net
	network port eth metric series rule query expr vec vector point pos left right prefix suffix`), "|")

// commandForms are what somebody types.
var commandForms = words.Forms{
	{`[\w./@-]+(?: [^()=;{}]*)? --?[A-Za-z][\w-]*.*`, "tool build --all"},
	{`[\w./-]+ (?:[\w./-]+ )*\[.*`, "tool [FILE]"},
	{`[a-z][\w.-]*(?: [a-z][\w:.-]*)* [A-Z]{2,}.*`, "tool add NAME"},
	{`--?[A-Za-z][\w-]*(?:[ =].*)?`, "--their-flag"},
	{`[$>#] .*`, "$ tool"},
}

var (
	placeholder = placeholderForms.Whole()
	typed       = commandForms.Whole()
)

// formOf recognizes a kind by how a mention as a whole is written.
func formOf(re *regexp.Regexp) func(*aside, *section, *Mention) bool {
	return func(_ *aside, _ *section, m *Mention) bool { return re.MatchString(m.Text) }
}

// isPlaceholder reports whether a mention, or the name in it that is missing, stands for any other.
func (a *aside) isPlaceholder(_ *section, m *Mention) bool {
	return placeholder.MatchString(m.Text) || m.missing != "" && (placeholder.MatchString(m.missing) ||
		m.missing == strings.ToLower(m.missing) && strings.Contains(m.Text, "<"+m.missing+">"))
}

// inFront reports whether a mention stands in the front matter, which is for the generator of a site.
func (a *aside) inFront(_ *section, m *Mention) bool { return m.Start < a.front }

// template is what generators and readers put something in for.
var template = regexp.MustCompile(`\{\{|\{%|\$\{|<%|\{[A-Za-z][\w -]*\}|<[A-Za-z][\w -]*>|\[[A-Za-z][\w -]*\]`)

// inTag reports whether a mention in running text stands in a tag of a template.
func (a *aside) inTag(s *section, m *Mention) bool {
	if s.tags == nil {
		s.tags = append([][]int{}, tag.FindAllStringIndex(s.Text, -1)...)
	}
	at, _ := slices.BinarySearchFunc(s.tags, m.Start-s.Offset, func(t []int, start int) int { return cmp.Compare(t[1], start+1) })
	return at < len(s.tags) && s.tags[at][0] <= m.Start-s.Offset && s.doc.Nodes[m.node].Kind.HoldsText()
}

// tag is a tag of a template that stands on one line.
var tag = regexp.MustCompile(`\{\{.*?\}\}|\{%.*?%\}`)

// isTemplate reports whether a path stands for many: a place in it is left open, its file is called as only files in examples
// are, or nothing in it is a name.
func (a *aside) isTemplate(s *section, m *Mention) bool {
	if m.Class != ClassPath {
		return false
	}
	stem, _, _ := strings.Cut(path.Base(m.Text), ".")
	return template.MatchString(m.Text) || !word.MatchString(m.Text) || !s.isLink(m) && placeholder.MatchString(stem)
}

// isOthersCommand reports whether a mention is a command line, or a flag that the repository's own programs do not have.
func (a *aside) isOthersCommand(_ *section, m *Mention) bool {
	first, _, several := strings.Cut(m.Text, " ")
	return typed.MatchString(m.Text) || several && commands[first]
}

// isDeclared reports whether an example of the text declares what is missing, or what it is a member of.
func (a *aside) isDeclared(_ *section, m *Mention) bool {
	if m.Class == ClassPath || m.Class == ClassLine {
		return false
	}
	head := headOf(m.Text)
	return a.declared[m.missing] || a.declared[head] && head != a.scope.Repo && (head == m.missing || !a.slipped(m.missing))
}

// headOf is the name that a mention begins with.
func headOf(text string) string {
	for _, before := range []string{"await ", "new ", "async ", "typeof "} {
		text = strings.TrimPrefix(text, before)
	}
	text = strings.TrimLeft(text, "@&*$#~")
	end := strings.IndexFunc(text, func(r rune) bool { return !words.IsWordByte(byte(r)) && r < 0x80 })
	if end < 0 {
		return text
	}
	return text[:end]
}

// isUsed reports whether the text's examples have the name that is missing.
func (a *aside) isUsed(_ *section, m *Mention) bool {
	return m.Class != ClassCode && m.Class != ClassPath && a.used[m.missing]
}

// isExample reports whether a mention stands in a block of code, in which people show what they would write.
func (a *aside) isExample(_ *section, m *Mention) bool { return m.Class == ClassCode }

func (a *aside) isNamed(_ *section, m *Mention) bool { return a.named[m.Text] || a.named[m.missing] }

// isLinked reports whether a mention is called as a link to elsewhere is.
func (a *aside) isLinked(s *section, m *Mention) bool {
	head := headOf(m.Text)
	return !s.isLink(m) && (a.linked[m.Text] || a.linked[m.missing] || a.linked[head] && !a.ours(head).exists())
}

// isBesideLink reports whether a mention stands in a block with a link to elsewhere.
func (a *aside) isBesideLink(s *section, m *Mention) bool {
	b := a.block(s, m)
	return b != nil && b.linked
}

// isOthersPath reports whether a path is that of a package, a route, or a file that a reader has.
func (a *aside) isOthersPath(_ *section, m *Mention) bool { return m.Class == ClassPath }

// isPageOfSite reports whether a path leads to what a generator of sites makes of a document of the repository.
func (a *aside) isPageOfSite(_ *section, m *Mention) bool {
	if m.Class != ClassPath {
		return false
	}
	p := strings.TrimSuffix(strings.TrimPrefix(m.Text, "/"), "/")
	stem := strings.TrimSuffix(p, ".html")
	if ext := path.Ext(p); ext != "" && ext != ".html" {
		return p != m.Text && a.repoPath(p)
	}
	below := strings.TrimPrefix(stem, "../") // a page of a site may be a folder of its own
	for _, end := range []string{".md", ".mdx", ".rst", "/index.md", "/README.md"} {
		if a.repoPath(stem+end) || below != "" && a.repoPath(below+end) {
			return true
		}
	}
	return false
}

// maxBuiltLookups bounds for how many paths of a text git is asked whether it ignores them.
const maxBuiltLookups = 100

// isBuilt reports whether a path is one that the repository's own rules leave to builds.
func (a *aside) isBuilt(_ *section, m *Mention) bool {
	names, ok := a.scope.Names.(BuiltNames)
	if !ok || m.Class != ClassPath {
		return false
	}
	p := strings.TrimPrefix(m.Text, "/")
	ignored, known := a.built[p]
	if !known && len(a.built) < maxBuiltLookups {
		ignored = names.Ignored(path.Join(path.Dir(a.scope.Path), p)) || names.Ignored(path.Clean(p))
		a.built[p] = ignored
	}
	return ignored
}

// isOfLibrary reports whether a mention begins with what a library or the language has.
func (a *aside) isOfLibrary(_ *section, m *Mention) bool {
	head := headOf(m.Text)
	origin := a.single(head).origin
	return head != "" && head != m.missing && m.Class != ClassPath && origin.exists() && !origin.ours()
}

// isPlain reports whether a mention is not written as only names of programs are.
func (a *aside) isPlain(_ *section, m *Mention) bool {
	switch m.Class {
	case ClassKey, ClassMarkup, ClassText, ClassExpression, ClassType:
		return true
	case ClassName, ClassDotted:
		return !styled(m.missing) && !mixed.MatchString(m.missing)
	}
	return false
}

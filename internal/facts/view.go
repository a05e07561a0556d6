package facts

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/source"
)

// maxListed is the most items of one list; how many more there are is said.
const maxListed = 40

// factsView is what the templates see: the facts, and the phrases that need
// more than a template can say.
type factsView struct {
	*page.Facts
	Symbol source.Symbol // zero for pages about something else
	Path   string
	Name   string // what the page is about, as it stands in a sentence
}

func newFactsView(f *page.Facts) (*factsView, error) {
	v := &factsView{Facts: f, Path: f.Target.Key.Path, Name: markdown.Code(f.Target.Title())}
	if v.Path == "." {
		v.Name = "The top folder of " + markdown.Prose(f.Target.Key.Repo)
	}
	if f.Target.Symbol != nil {
		v.Symbol = *f.Target.Symbol
		return v, nil
	}
	if t := f.Target.Key.Type; t == page.FunctionDoc || t == page.ClassDoc {
		return nil, fmt.Errorf("the facts of %s hold no symbol", f.Target.Key)
	}
	if v.Path == "" && f.Target.Key.Period == "" {
		return nil, errors.New("the facts name no path")
	}
	return v, nil
}

// shown is the start of a list.
type shown[T any] struct {
	Items []T
	More  int // how many are left out
}

func most[T any](items []T) shown[T] {
	n := min(len(items), maxListed)
	return shown[T]{Items: items[:n], More: len(items) - n}
}

// kindWords are the kinds that are called otherwise in prose.
var kindWords = map[source.SymbolKind]string{
	source.KindImpl:    "implementation block",
	source.KindObject:  "singleton object",
	source.KindMessage: "message type",
	source.KindType:    "named type",
}

func kindWord(kind source.SymbolKind) string {
	if word, ok := kindWords[kind]; ok {
		return word
	}
	return string(kind)
}

// article puts "a" or "an" before words of this package.
func article(words string) string {
	if strings.ContainsRune("aeio", rune(words[0])) { // no "u": a union
		return "an " + words
	}
	return "a " + words
}

// What says what a symbol is: "a private asynchronous method of `Daemon`".
func (v *factsView) What() string {
	s := v.Symbol
	var words []string
	for _, w := range []struct {
		is   bool
		word string
	}{
		{s.Visibility != "", string(s.Visibility)},
		{s.Abstract, "abstract"},
		{s.Static, "static"},
		{s.Async, "asynchronous"},
		{s.Generator, "generator"},
		{s.Test, "test"},
		{true, kindWord(s.Kind)},
	} {
		if w.is {
			words = append(words, w.word)
		}
	}
	what := article(strings.Join(words, " "))
	switch {
	case v.Owner != nil && v.Owner.Name == s.Parent:
		what += " of the " + kindWord(v.Owner.Kind) + " " + markdown.Code(s.Parent)
	case s.Parent != "":
		what += " of " + markdown.Code(s.Parent)
	}
	if len(s.Decorators) > 0 {
		what += ", decorated with " + list(spans(s.Decorators))
	}
	return what
}

func spans(texts []string) []string {
	var out []string
	for _, text := range texts {
		if span := markdown.Code(text); span != "" {
			out = append(out, span)
		}
	}
	return out
}

// receivers are the first parameters of methods that a caller does not give.
var receivers = map[string]bool{"self": true, "cls": true, "&self": true, "&mut self": true, "mut self": true, "this": true}

// Takes says what a function takes and gives: "takes one parameter, `x`, and returns `int`".
// It is "" when nothing is known about either.
func (v *factsView) Takes() string {
	var parts []string
	parameters := v.parameterList()
	switch {
	case parameters != "":
		parts = append(parts, "takes "+parameters)
	case v.Symbol.Kind.IsFunction() && v.Symbol.Kind != source.KindProperty:
		parts = append(parts, "takes no parameters")
	}
	if results := spans(v.Symbol.Results); len(results) > 0 {
		parts = append(parts, "returns "+list(results))
	}
	if len(parts) == 2 && parameters != "" {
		return parts[0] + ", and " + parts[1]
	}
	return list(parts)
}

// parameterList are the parameters that a caller gives: "two parameters, `x` (`int`) and `y`"; "" when there are none.
func (v *factsView) parameterList() string {
	var parameters []string
	for i, p := range v.Symbol.Parameters {
		if i == 0 && receivers[p.Name] {
			continue
		}
		text := markdown.Code(p.Name)
		if kind := markdown.Code(p.Type); kind != "" {
			text = strings.TrimSpace(text + " (" + kind + ")")
		}
		if text != "" {
			parameters = append(parameters, text)
		}
	}
	if len(parameters) == 0 {
		return ""
	}
	return count(len(parameters), "parameter", "parameters") + ", " + list(parameters)
}

// riskClasses are the ranges of cyclomatic complexity in the Software Engineering
// Institute's "C4 Software Technology Reference Guide" (1997), page 147.
var riskClasses = []struct {
	upTo  int
	words string
}{
	{10, "which counts as simple"},
	{20, "which counts as moderately complex"},
	{50, "which counts as complex"},
	{1 << 30, "which counts as hardly testable"},
}

func risk(complexity int) string {
	i := slices.IndexFunc(riskClasses, func(c struct {
		upTo  int
		words string
	}) bool {
		return complexity <= c.upTo
	})
	return riskClasses[i].words
}

// Size says in sentences how large and how complex the symbol is.
func (v *factsView) Size() string {
	m := v.Symbol.Metrics
	size := "It spans " + count(v.Target.Span.Lines(), "line", "lines")
	if m.NLOC > 0 && m.NLOC < v.Target.Span.Lines() {
		size += fmt.Sprintf(", %s of them code", number(m.NLOC))
	}
	sentences := []string{size + "."}
	switch {
	case m.Complexity == 1:
		sentences = append(sentences, "Its cyclomatic complexity is 1: it has no branches.")
	case m.Complexity > 1:
		sentences = append(sentences, fmt.Sprintf("Its cyclomatic complexity is %d, from %s, %s.",
			m.Complexity, count(m.Complexity-1, "decision point", "decision points"), risk(m.Complexity)))
	}
	if m.Nesting > 1 {
		sentences = append(sentences, fmt.Sprintf("Control structures stand inside each other up to %s deep.", number(m.Nesting)))
	}
	if m.Cognitive > 0 {
		sentences = append(sentences, fmt.Sprintf("Its cognitive complexity is %d.", m.Cognitive))
	}
	return strings.Join(sentences, " ")
}

// member is a symbol of the thing the page is about.
type member struct {
	Code  string // its signature, or its name
	Where string // "line 12", or a code span with the path; and how much is in it
	Doc   string // the first sentence of its doc comment; ""
}

// direct are the members that stand in the target itself, not in another member.
func (v *factsView) direct() []page.Member {
	parent := ""
	if v.Target.Symbol != nil {
		parent = v.Symbol.QualifiedName()
	}
	var own []page.Member
	for _, m := range v.Members {
		if m.Parent == parent {
			own = append(own, m)
		}
	}
	if own == nil && v.Target.Key.Type != page.ModuleDoc {
		return v.Members
	}
	return own
}

// hidden reports whether a member is no concern of those who use the module.
func hidden(m page.Member) bool {
	return m.Visibility == source.VisibilityPrivate || m.Visibility == source.VisibilityInternal || m.Test
}

func (v *factsView) members(keep func(source.SymbolKind) bool) shown[member] {
	own := slices.DeleteFunc(slices.Clone(v.direct()), func(m page.Member) bool { return !keep(m.Kind) })
	more := 0
	if open := slices.DeleteFunc(slices.Clone(own), hidden); v.Target.Key.Type == page.ModuleDoc && len(open) > 0 {
		own, more = open, len(own)-len(open)
	}
	list := shown[member]{More: more + max(0, len(own)-maxListed)}
	for _, m := range own[:min(len(own), maxListed)] {
		list.Items = append(list.Items, v.member(m))
	}
	return list
}

func (v *factsView) member(m page.Member) member {
	code := markdown.Code(m.Signature)
	if code == "" {
		code = markdown.Code(m.QualifiedName())
	}
	where := fmt.Sprintf("line %d", m.Span.StartLine)
	if m.Path != v.Path {
		where = markdown.Code(fmt.Sprintf("%s:%d", m.Path, m.Span.StartLine))
	}
	methods := 0
	for _, inner := range v.Members {
		if inner.Parent == m.QualifiedName() && inner.Kind.IsFunction() {
			methods++
		}
	}
	if m.Kind.IsType() && methods > 0 {
		where += ", " + count(methods, "method", "methods")
	}
	return member{code, where, firstSentence(m.Doc)}
}

// Types are the members that are types.
func (v *factsView) Types() shown[member] { return v.members(source.SymbolKind.IsType) }

// Functions are the members that hold code that is called.
func (v *factsView) Functions() shown[member] { return v.members(source.SymbolKind.IsFunction) }

// Holds counts the direct members by kind, in the order in which kinds first
// appear: "one class and three functions".
func (v *factsView) Holds() string {
	var kinds []source.SymbolKind
	counts := map[source.SymbolKind]int{}
	for _, m := range v.direct() {
		if counts[m.Kind] == 0 {
			kinds = append(kinds, m.Kind)
		}
		counts[m.Kind]++
	}
	var parts []string
	for _, kind := range kinds {
		parts = append(parts, count(counts[kind], kindWord(kind), plural(kindWord(kind))))
	}
	return list(parts)
}

func plural(word string) string {
	switch {
	case strings.HasSuffix(word, "ss"):
		return word + "es"
	case strings.HasSuffix(word, "y"):
		return strings.TrimSuffix(word, "y") + "ies"
	}
	return word + "s"
}

// Busiest is the function with the highest complexity among all members; nil
// when none stands out by more than simple code.
func (v *factsView) Busiest() *page.Member {
	var top *page.Member
	for i, m := range v.Members {
		if m.Kind.IsFunction() && (top == nil || m.Metrics.Complexity > top.Metrics.Complexity) {
			top = &v.Members[i]
		}
	}
	if top == nil || top.Metrics.Complexity < 5 {
		return nil
	}
	return top
}

// Brings are what the file imports, each once; not the own package ("from . import x").
func (v *factsView) Brings() shown[string] {
	var all []string
	for _, i := range v.Imports {
		if span := markdown.Code(i.Path); strings.Trim(i.Path, "./") != "" && !slices.Contains(all, span) {
			all = append(all, span)
		}
	}
	return most(all)
}

// Shown is the evidence of a pattern.
func (v *factsView) Shown() shown[page.Evidence] { return most(v.Evidence) }

// EvidenceFiles is the number of files with evidence.
func (v *factsView) EvidenceFiles() int {
	files := map[string]bool{}
	for _, e := range v.Evidence {
		files[e.Path] = true
	}
	return len(files)
}

// FileList is the files of a module.
func (v *factsView) FileList() shown[page.FileFacts] { return most(v.Files) }

// Code is the number of lines of code in the module's files.
func (v *factsView) Code() int {
	sum := 0
	for _, f := range v.Files {
		sum += f.NLOC
	}
	return sum
}

// Changed says how often the file changed lately: "two commits in the last 30 days"; "" when
// it did not.
func (v *factsView) Changed() string {
	c := v.Churn
	switch {
	case c.Commits90 == 0:
		return ""
	case c.Commits30 == c.Commits90:
		return count(c.Commits30, "commit", "commits") + " in the last 30 days"
	case c.Commits30 == 0:
		return count(c.Commits90, "commit", "commits") + " in the last 90 days"
	}
	return count(c.Commits90, "commit", "commits") + " in the last 90 days, " + number(c.Commits30) + " of them in the last 30"
}

// HistoryBegins is the day before which a shallow clone knows no history; "" where the history is whole.
func (v *factsView) HistoryBegins() string {
	if v.HistoryFrom.IsZero() {
		return ""
	}
	return v.HistoryFrom.Format("2006-01-02")
}

// maxCommits is the most commits a page lists.
const maxCommits = 8

// Recent are the last commits.
func (v *factsView) Recent() []source.Commit { return v.Commits[:min(len(v.Commits), maxCommits)] }

// Short is a commit's abbreviated hash.
func (v *factsView) Short(hash string) string { return hash[:min(len(hash), 10)] }

package index

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// maxHeritage is how many levels of inheritance are followed.
const maxHeritage = 6

// Member reports whether a type of the repository has the member, its own or an inherited one: a definition, or a
// name in the type's own text, where fields are. The owner is the type's name, perhaps qualified. Of several types of
// the name, those of the file from which it is named are meant when there are any, or else each may be. Sure is false
// when there is no such type, or when not all members can be known: a base of another library, members made while
// the program runs.
func (x *Index) Member(from, owner, name string) (has, sure bool) {
	last := graph.LastComponent(owner)
	var here, all []graph.SymbolID
	sure = true
	others, language := false, ""
	if f := x.ByPath[from]; f != nil {
		language = f.Language
	}
	for _, id := range x.Graph.Definitions(last) {
		f, s := x.Graph.Symbol(id)
		if language != "" && graph.Family(f.Language) != graph.Family(language) {
			continue
		}
		if !s.Kind.IsType() {
			// A member needs something before it; anything else may be what is meant.
			if s.Kind != source.KindConstructor && s.Kind != source.KindMethod && s.Kind != source.KindProperty {
				others = true
				sure = sure && path.Dir(f.Path) != path.Dir(from)
			}
			continue
		}
		if q := s.QualifiedName(); q != owner && !strings.HasSuffix(owner, "."+q) && !strings.HasSuffix(q, "."+last) && q != last {
			continue
		}
		all = append(all, id)
		if f.Path == from {
			here = append(here, id)
		}
	}
	if len(here) > 0 {
		all = here
	} else {
		sure = sure && !others
	}
	if len(all) == 0 {
		return false, false
	}
	look := memberLookup{index: x, name: name, seen: map[graph.SymbolID]bool{}}
	for _, id := range all {
		has, closed := look.in(id, maxHeritage)
		if has {
			return true, true
		}
		sure = sure && closed
	}
	return false, sure
}

// memberLookup looks for one member in a type and in what it inherits from.
type memberLookup struct {
	index *Index
	name  string
	seen  map[graph.SymbolID]bool
}

// in reports whether the type has the member, and whether all of its members are known.
func (l *memberLookup) in(id graph.SymbolID, depth int) (has, closed bool) {
	f, s := l.index.Graph.Symbol(id)
	if l.seen[id] {
		return false, true
	}
	l.seen[id] = true
	how, listed := memberRules[f.Language]
	known := listed && depth > 0 && f.Outline.Problem == "" && len(f.Outline.Errors) == 0
	if l.defines(f, s) {
		return true, true
	}
	text, ok := l.index.Text(f.Path)
	if !ok || s.Span.EndByte > len(text) {
		return false, false
	}
	own := text[s.Span.StartByte:s.Span.EndByte]
	if l.inText(f, s, text) {
		return true, true
	}
	closed = known && !how.open.MatchString(own) && !l.universal(f.Language) && !openDecorators(how, s)
	bases := graph.Heritage(f.Language, s)
	if f.Language == "go" {
		var known bool
		bases, known = goBases(s, own)
		closed = closed && known
	}
	for _, base := range bases {
		has, known := l.inBase(f, base, depth)
		if has {
			return true, true
		}
		closed = closed && known
	}
	return false, closed
}

// defines reports whether the member is a definition whose parent is the type.
func (l *memberLookup) defines(f *graph.File, s *source.Symbol) bool {
	for _, id := range l.index.Graph.Definitions(l.name) {
		other, m := l.index.Graph.Symbol(id)
		if graph.Family(other.Language) != graph.Family(f.Language) || graph.LastComponent(m.Parent) != s.Name {
			continue
		}
		if m.Parent != s.QualifiedName() && other == f {
			continue // a type of the same name in another one
		}
		if graph.MemberScope(other) == graph.MemberScope(f) || f.Language != "go" && f.Language != "python" {
			return true
		}
	}
	return false
}

// inText reports whether the name stands in the type's own text outside of its methods, or is said to be of the
// object in them, or is given to the type elsewhere in the file.
func (l *memberLookup) inText(f *graph.File, s *source.Symbol, text string) bool {
	if words.ContainsWord(text, s.Name+"."+l.name) || words.ContainsWord(text, s.Name+".prototype."+l.name) {
		return true
	}
	own := []byte(text[s.Span.StartByte:s.Span.EndByte])
	blank := func(span source.Span) {
		for k := max(span.StartByte-s.Span.StartByte, 0); k < min(span.EndByte-s.Span.StartByte, len(own)); k++ {
			own[k] = ' '
		}
	}
	whole := string(own)
	blank(s.DocSpan)
	for i := range f.Outline.Symbols {
		m := &f.Outline.Symbols[i]
		if m == s || !s.Span.Contains(m.Span) || !m.Kind.IsFunction() {
			continue
		}
		blank(m.DocSpan)
		if m.Kind == source.KindConstructor && f.Language != "python" {
			blank(m.BodySpan) // its parameters may be fields
			continue
		}
		blank(m.Span)
	}
	if words.ContainsWord(comments(f.Language).ReplaceAllString(string(own), " "), l.name) {
		return true
	}
	for _, object := range []string{"self.", "this.", "cls.", "Self::", "this->", "$this->", "@"} {
		if words.ContainsWord(whole, object+l.name) {
			return true
		}
	}
	return false
}

// inBase looks in the types that a base may be: of the repository, or of the standard library when an import says so.
func (l *memberLookup) inBase(f *graph.File, base string, depth int) (has, closed bool) {
	name := graph.LastComponent(base)
	closed, found := true, false
	for _, id := range l.index.Graph.Definitions(name) {
		other, s := l.index.Graph.Symbol(id)
		if !s.Kind.IsType() || graph.Family(other.Language) != graph.Family(f.Language) {
			continue
		}
		if pkg, _, qualified := strings.Cut(base, "."); f.Language == "go" {
			if dir := path.Dir(other.Path); qualified && path.Base(dir) != pkg || !qualified && dir != path.Dir(f.Path) {
				continue
			}
		}
		found = true
		has, known := l.in(id, depth-1)
		if has {
			return true, true
		}
		closed = closed && known
	}
	if found {
		return false, closed
	}
	return l.inLibrary(f, base, name)
}

// inLibrary looks in a type of the standard library or of the language.
func (l *memberLookup) inLibrary(f *graph.File, base, name string) (has, closed bool) {
	lang := langdata.For(f.Language)
	if f.Language == "go" {
		return l.inGoLibrary(f, base)
	}
	if !lang.Builtin(name) && !slices.ContainsFunc(f.Outline.Imports, func(i source.Import) bool {
		exists, _ := lang.Member(i.Path, name)
		return exists || strings.HasSuffix(i.Path, "."+name) && lang.FullModule(i.Path)
	}) {
		return false, false
	}
	for _, scope := range []string{base, name} {
		if exists, _ := lang.Member(scope, l.name); exists {
			return true, true
		}
	}
	// What is inherited there, and what is not public, the data do not have.
	return false, !lang.Method(l.name) && !lang.Anywhere(l.name) && !strings.HasPrefix(l.name, "_")
}

// inGoLibrary looks in a type of a package that the file imports. Of the language's own types only error has a member.
func (l *memberLookup) inGoLibrary(f *graph.File, base string) (has, closed bool) {
	lang := langdata.For("go")
	pkg, name, qualified := strings.Cut(base, ".")
	if !qualified {
		return base == "error" && l.name == "Error", lang.Builtin(base)
	}
	for _, i := range f.Outline.Imports {
		if slices.Contains(i.Names, pkg) {
			return lang.Member(i.Path+"."+name, l.name)
		}
	}
	return false, false
}

// universal reports whether a value of any type may have the member in the language.
func (l *memberLookup) universal(language string) bool {
	lang := langdata.For(language)
	switch graph.Family(language) {
	case "go":
		return false
	case "python":
		return strings.HasPrefix(l.name, "__")
	case "java", "javascript":
		exists, _ := lang.Member("Object", l.name)
		return exists || l.name == "constructor" || l.name == "class"
	}
	return lang.Method(l.name) || lang.Builtin(l.name) || lang.Keyword(l.name)
}

// memberRule says when the members of a type cannot all be known.
type memberRule struct {
	open *regexp.Regexp // what in the type's text makes members at run time or elsewhere
	mild *regexp.Regexp // the decorators that add none; of all others it is not known
}

// memberRules are the languages in which a type's members can be told. In the others methods come from anywhere.
var memberRules = map[string]memberRule{
	"go":         {never, always},
	"python":     {regexp.MustCompile(`__getattr__|__getattribute__|\bsetattr\(|__dict__|\bmetaclass\b|\bnamedtuple\(|\bglobals\(`), pythonMild},
	"javascript": {dynamicScript, never},
	"typescript": {dynamicScript, never},
	"tsx":        {dynamicScript, never},
	"java":       {never, regexp.MustCompile(`^(Override|Deprecated|FunctionalInterface|SuppressWarnings|SafeVarargs|Nullable|Service|Component|Repository|Configuration)\b`)},
	"php":        {regexp.MustCompile(`__call|__get\b|\buse \w`), always},
	"cpp":        {regexp.MustCompile(`#|[A-Z_]{4,}\(`), always},
	"c":          {regexp.MustCompile(`#|[A-Z_]{4,}\(`), always},
}

var (
	never         = regexp.MustCompile(`[^\s\S]`)
	always        = regexp.MustCompile(``)
	pythonMild    = regexp.MustCompile(`^(dataclass|dataclasses\.dataclass|final|runtime_checkable|total_ordering|functools\.total_ordering|unique|enum\.unique)\b`)
	dynamicScript = regexp.MustCompile(`\bProxy\(|Object\.(assign|definePropert)|\[Symbol|\[\w+: |this\[|&`)
)

// openDecorators reports whether a decorator may add members to the type.
func openDecorators(how memberRule, s *source.Symbol) bool {
	return slices.ContainsFunc(s.Decorators, func(d string) bool { return !how.mild.MatchString(strings.TrimLeft(d, "@")) })
}

var (
	hashComment  = regexp.MustCompile(`#.*`)
	slashComment = regexp.MustCompile(`//.*|(?s:/\*.*?\*/)` + "|`[^`\n]*`")
)

// comments matches the comments of a language, and Go's tags.
func comments(language string) *regexp.Regexp {
	if language == "python" || language == "ruby" {
		return hashComment
	}
	return slashComment
}

var (
	// goEmbedded is a line of a struct or an interface that embeds a type.
	goEmbedded = regexp.MustCompile(`(?m)^\s*\*?((?:\w+\.)?\w+)(?:\[[^\]\n]*\])?\s*$`)
	// goArray begins an array or a slice, not the type's parameters.
	goArray = regexp.MustCompile(`^\[[^\s\]]*\]`)
	// goUnderlying is what a named type is made of.
	goUnderlying = regexp.MustCompile(`^\s*=?\s*\*?((?:\w+\.)?\w+)`)
)

// goBases returns the types whose members a Go type has, too; known is false when it has those of a type that its text
// does not name.
func goBases(s *source.Symbol, text string) (bases []string, known bool) {
	text = slashComment.ReplaceAllString(text, " ")
	if s.Kind == source.KindType {
		_, rest, _ := strings.Cut(text, s.Name)
		m := goUnderlying.FindStringSubmatch(rest)
		if m == nil || m[1] == "map" || m[1] == "func" || m[1] == "chan" || langdata.For("go").Builtin(m[1]) {
			rest = strings.TrimSpace(rest)
			return nil, !strings.HasPrefix(rest, "[") || goArray.MatchString(rest)
		}
		return []string{m[1]}, true
	}
	for _, m := range goEmbedded.FindAllStringSubmatch(text, -1) {
		bases = append(bases, m[1])
	}
	return bases, !strings.Contains(text, "|") && !strings.Contains(text, "~")
}

package graph

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// receiver is what can be told about the thing before a name.
type receiver struct {
	typeName string // the type it is or is a value of; "" when that cannot be told
	known    bool   // typeName is sure, so that nothing else can be meant
	own      bool   // it is the type around the use
	above    bool   // it is that type's bases
	from     string // the name of the package that the type is qualified with
	outside  bool   // it is a value of the language's own types
}

// receiver says what the names tell about a qualifier: a literal, the object itself, a
// parameter with a type, a type, a constructor's call.
func (g *Graph) receiver(from *File, u Use, qualifier string) receiver {
	if literal(qualifier) {
		return receiver{outside: true}
	}
	var around *source.Symbol
	if u.Symbol >= 0 {
		around = &from.Outline.Symbols[u.Symbol]
	}
	above := superNames[qualifier] || qualifier == Scopings[from.Language].super && qualifier != ""
	if around != nil && (above || SelfNames[qualifier] || qualifier == goReceiver(from, around)) {
		for s := around; s != nil; s = enclosing(from, s) {
			if s.Kind.IsType() {
				return receiver{typeName: s.Name, own: true, above: above, known: above}
			}
			if isMember(s) {
				return receiver{typeName: LastComponent(s.Parent), own: true, above: above, known: above}
			}
		}
		return receiver{}
	}
	if around != nil {
		for _, p := range around.Parameters {
			if strings.TrimLeft(p.Name, "*&$.") == strings.TrimLeft(qualifier, "$") && p.Type != "" {
				return g.typed(from, p.Type)
			}
		}
	}
	if m := construction.FindStringSubmatch(qualifier); m != nil {
		if name := LastComponent(m[1]); g.isType(from, name) {
			return receiver{typeName: name, known: true}
		}
		return receiver{}
	}
	if from.Language == "go" {
		return receiver{} // a variable may well have its type's name
	}
	name := LastComponent(qualifier)
	return receiver{typeName: name, known: g.isType(from, name)}
}

// visible reports whether the file can mean the type of the receiver's name that is in the other file.
func (g *Graph) visible(from, other *File, r receiver) bool {
	how := Scopings[from.Language]
	together := packageDir(from) == packageDir(other)
	switch {
	case other == from:
		return true
	case r.own:
		return MemberPlace(from) == MemberPlace(other)
	case from.Language == "go" && r.from == "":
		return together
	case from.Language == "go":
		return slices.ContainsFunc(from.Outline.Imports, func(i source.Import) bool {
			return slices.Contains(i.Names, r.from) && g.Meets(from, other, i.Path) != NotReached
		})
	}
	return how.global || how.folder && together || g.near(from, other)
}

// sourceRoot matches the folder that the packages of Java's family are below, of code and of tests.
var sourceRoot = regexp.MustCompile(`^(?:.*/)?src/[^/]+/(?:java|kotlin|scala|groovy)/`)

// packageDir is the folder of a file, or what of it says the package.
func packageDir(f *File) string {
	dir := path.Dir(f.Path)
	if Family(f.Language) == "java" {
		return strings.TrimPrefix(dir+"/", sourceRoot.FindString(dir+"/"))
	}
	return dir
}

// near reports whether the files are in one folder, or one imports the other.
func (g *Graph) near(from, other *File) bool {
	return packageDir(from) == packageDir(other) || slices.ContainsFunc(from.Outline.Imports, func(i source.Import) bool {
		return g.Meets(from, other, i.Path) != NotReached
	})
}

// construction matches what makes a value of a type: "Queue()", "new Queue(3)", "Queue{}", "(&Queue{})".
var construction = regexp.MustCompile(`^[(&]*(?:new )?([\p{L}_][\p{L}\d_.:]*)(?:<[^()]*>)?(?:\(.*\)|\{.*\})\)*$`)

// literal reports whether an expression is a value that is written down.
func literal(expression string) bool {
	if c := expression[0]; strings.IndexByte("\"'`[{", c) >= 0 || '0' <= c && c <= '9' {
		return true
	}
	// Prefixes of strings: f"...", rb'...'.
	i := strings.IndexAny(expression, `"'`)
	return 0 < i && i <= 2 && strings.Trim(expression[:i], "bBfFrRuUcLs@$") == ""
}

// unknownTypes say nothing about a value.
var unknownTypes = map[string]bool{
	"any": true, "Any": true, "object": true, "Object": true, "interface{}": true, "auto": true, "var": true, "unknown": true, "mixed": true, "dynamic": true,
	"id": true, "T": true,
}

// typed says what a declared type tells: its own methods, or those of nothing here.
func (g *Graph) typed(from *File, declared string) receiver {
	text := strings.Trim(declared, "*&?\"' ")
	if strings.Contains(text, "|") || strings.Contains(text, " & ") {
		return receiver{} // one of several
	}
	for _, prefix := range []string{"mut ", "dyn ", "const ", "impl ", "final ", "struct ", "&", "*"} {
		text = strings.TrimPrefix(text, prefix)
	}
	for _, wrapper := range []string{"Optional[", "Box<", "Arc<", "Rc<", "shared_ptr<", "unique_ptr<", "std::shared_ptr<", "std::unique_ptr<"} {
		if inner, ok := strings.CutPrefix(text, wrapper); ok {
			text = strings.TrimRight(inner, ">]")
		}
	}
	if strings.HasPrefix(text, "[") || strings.HasPrefix(text, "map[") || strings.HasSuffix(text, "[]") {
		return receiver{outside: true}
	}
	if i := strings.IndexAny(text, "<[("); i > 0 {
		text = text[:i]
	}
	name := strings.Trim(LastComponent(strings.TrimSpace(text)), "*&? ")
	switch {
	case name == "" || unknownTypes[name]:
		return receiver{}
	case g.isType(from, name):
		qualified, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(text), name), ".")
		return receiver{typeName: name, known: true, from: qualified}
	case len(name) == 1: // a type parameter
		return receiver{}
	}
	return receiver{outside: true}
}

// isType reports whether the repository has a type of that name in the language's family.
func (g *Graph) isType(from *File, name string) bool {
	for _, id := range g.Defs.Of(g.Table.Find(name)) {
		if f, s := g.Symbol(id); s.Kind.IsType() && Family(f.Language) == Family(from.Language) {
			return true
		}
	}
	return false
}

// goReceiver is the name of a Go method's receiver, "-" when there is none.
func goReceiver(f *File, s *source.Symbol) string {
	if f.Language == "go" && s.Kind == source.KindMethod {
		if inner, ok := strings.CutPrefix(s.Signature, "func ("); ok {
			if name, _, ok := strings.Cut(inner, " "); ok {
				return name
			}
		}
	}
	return "-"
}

// enclosing is the symbol that is the other's parent in its file, or nil.
func enclosing(f *File, s *source.Symbol) *source.Symbol {
	if s.Parent == "" {
		return nil
	}
	for i := range f.Outline.Symbols {
		if p := &f.Outline.Symbols[i]; p.QualifiedName() == s.Parent && p.Span.Contains(s.Span) && p != s {
			return p
		}
	}
	return nil
}

// maxBases is how many levels of inheritance are looked through.
const maxBases = 5

// ofBases are the candidates that are members of a base of the type, the nearest one.
func (g *Graph) ofBases(typeName string, from *File, candidates []SymbolID) []SymbolID {
	level := []string{typeName}
	for range maxBases {
		var next []string
		for _, name := range level {
			for _, id := range g.Defs.Of(g.Table.Find(name)) {
				if f, s := g.Symbol(id); s.Kind.IsType() && Family(f.Language) == Family(from.Language) {
					next = append(next, Heritage(f.Language, s)...)
				}
			}
		}
		var found []SymbolID
		for _, id := range candidates {
			_, s := g.Symbol(id)
			for _, base := range next {
				if LastComponent(s.Parent) == base {
					found = append(found, id)
					break
				}
			}
		}
		if len(found) > 0 || len(next) == 0 {
			return found
		}
		level = next
	}
	return nil
}

// inherits reports whether the members of the type named by parent can be called by their bare
// names where the symbol stands.
func (g *Graph) inherits(from *File, symbol int32, parent string) bool {
	if symbol < 0 {
		return false
	}
	own := from.Outline.Symbols[symbol].QualifiedName()
	if own == parent || strings.HasPrefix(own, parent+".") {
		return true
	}
	owner := LastComponent(from.Outline.Symbols[symbol].Parent)
	level := []string{owner}
	for range maxBases {
		var next []string
		for _, name := range level {
			for _, id := range g.Defs.Of(g.Table.Find(name)) {
				if f, s := g.Symbol(id); s.Kind.IsType() {
					next = append(next, Heritage(f.Language, s)...)
				}
			}
		}
		for _, base := range append(next, owner) {
			if base != "" && base == LastComponent(parent) {
				return true
			}
		}
		if len(next) == 0 {
			return false
		}
		level = next
	}
	return false
}

// typeNames are the parts of a type's head that are names.
var typeNames = regexp.MustCompile(`[\p{L}_$][\p{L}\d_$]*(?:(?:\.|::|\\)[\p{L}_$][\p{L}\d_$]*)*`)

// headWords are words in the head of a type that are no base's name.
var headWords = map[string]bool{
	"extends": true, "implements": true, "with": true, "public": true, "private": true, "protected": true, "virtual": true, "final": true,
	"permits": true, "derives": true, "by": true, "struct": true, "interface": true, "enum": true, "class": true, "metaclass": true, "sealed": true, "dyn": true,
}

// Heritage are the names of the types that a type's head says it is made from, their last
// components: bases, interfaces, traits.
func Heritage(language string, s *source.Symbol) []string {
	if language == "go" || !s.Kind.IsType() || s.Kind == source.KindType {
		return nil
	}
	_, head, ok := strings.Cut(s.Signature, s.Name)
	if !ok {
		return nil
	}
	head, _, _ = strings.Cut(head, " where ")
	parens := "(["
	if language == "python" {
		parens = "["
	}
	head = OutsideOf(head, parens)
	var bases []string
	for _, name := range typeNames.FindAllString(head, -1) {
		if name = LastComponent(name); !headWords[name] {
			bases = append(bases, name)
		}
	}
	return bases
}

// OutsideOf is the text without what is in brackets of these kinds and in angle brackets that
// are closed.
func OutsideOf(text, open string) string {
	closers := map[byte]byte{'(': ')', '[': ']', '<': '>'}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if closer, bracket := closers[c]; bracket && (c == '<' || strings.IndexByte(open, c) >= 0) {
			if end := closing(text[i:], c, closer); end > 0 {
				i += end
				continue
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// closing is where the bracket at the beginning of the text is closed, or 0.
func closing(text string, open, closer byte) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case open:
			depth++
		case closer:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}

// reachable keeps the members of types that the file can see under the name, where there are
// several types of it.
func (g *Graph) reachable(from *File, typeName string, ids []SymbolID) []SymbolID {
	if len(ids) < 2 {
		return ids
	}
	best := NotReached
	var kept []SymbolID
	for _, id := range ids {
		f, _ := g.Symbol(id)
		near := g.Reach(from, f, typeName, false)
		if f == from {
			near = reachHere
		}
		if near > best {
			best, kept = near, nil
		}
		if near == best {
			kept = append(kept, id)
		}
	}
	return kept
}

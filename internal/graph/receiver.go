package graph

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// receiver is what can be told about what stands before a name.
type receiver struct {
	typeName string // the type that it is, or that it is a value of; "" when that cannot be told
	known    bool   // typeName is sure, so that nothing else can be meant
	own      bool   // it is the type around the use
	above    bool   // it is that type's bases
	from     string // the name of the package that the type is qualified with
	outside  bool   // it is a value of the language's own types
}

// receiver returns what the names tell about a qualifier: a literal, the object itself, a
// parameter with a type, a type, a constructor's call.
func (g *Graph) receiver(from *File, u Use, qualifier string) receiver {
	if literal(qualifier) {
		return receiver{outside: true}
	}
	var around *source.Symbol
	if u.Symbol >= 0 {
		around = &from.Outline.Symbols[u.Symbol]
	}
	above := superNames[qualifier] || qualifier == scopings[from.Language].super && qualifier != ""
	if around != nil && (above || selfNames[qualifier] || qualifier == goReceiver(from, around)) {
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

// visible reports whether the file can mean the type of the receiver's name that the other file defines.
func (g *Graph) visible(from, other *File, r receiver) bool {
	how := scopings[from.Language]
	together := packageDir(from) == packageDir(other)
	switch {
	case other == from:
		return true
	case r.own:
		return MemberScope(from) == MemberScope(other)
	case from.Language == "go" && r.from == "":
		return together
	case from.Language == "go":
		return slices.ContainsFunc(from.Outline.Imports, func(i source.Import) bool {
			return slices.Contains(i.Names, r.from) && g.meets(from, other, i.Path) != notReached
		})
	}
	return how.global || how.folder && together || g.near(from, other)
}

// near reports whether the files are in one folder, or the first imports the other.
func (g *Graph) near(from, other *File) bool {
	return packageDir(from) == packageDir(other) || slices.ContainsFunc(from.Outline.Imports, func(i source.Import) bool {
		return g.meets(from, other, i.Path) != notReached
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

// typed returns what a declared type tells of a value: it has that type's methods, or none of the repository's.
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
	for _, id := range g.Definitions(name) {
		if f, s := g.Symbol(id); s.Kind.IsType() && Family(f.Language) == Family(from.Language) {
			return true
		}
	}
	return false
}

// goReceiver returns the name of a Go method's receiver, "-" when there is none.
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

// enclosing returns the symbol that is the parent of s in its file, or nil.
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

package check

import (
	"path"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// RelatedNames are Names that know how names belong together. A check of a generated text uses it, where it is
// implemented, to tell what a text puts in the wrong place. Each answer may be that it is not known, which never
// makes a finding.
type RelatedNames interface {
	Names
	// Definitions returns where the unqualified name is defined.
	Definitions(name string) []source.Definition
	// Member reports whether a type of the repository has the member, as the file names the type. Sure is false when
	// there is no such type or when not all of its members are known.
	Member(from, owner, name string) (has, sure bool)
	// Holds reports whether the name is an identifier of the file, or of a file in the folder. Known is false
	// when there is none, or when not all of its identifiers are known.
	Holds(path, name string) (holds, known bool)
	// Text returns the text of a file of source.
	Text(path string) (text string, ok bool)
	// OccursUnread returns which of the words stand in the text of a file whose identifiers are not all known.
	OccursUnread(words []string) map[string]bool
}

// relatedNames returns the names of the scope when relations are to be checked, or nil.
func relatedNames(s Scope) RelatedNames {
	if !s.Generated {
		return nil
	}
	names, _ := s.Names.(RelatedNames)
	return names
}

// owners returns the qualified names of the types that have the name as a member by its definition, each once.
func (v *vocabulary) owners(name string) []string {
	var found []string
	for _, d := range v.related.Definitions(name) {
		if d.Symbol.Parent != "" && isMemberKind(d.Symbol.Kind) && !slices.Contains(found, d.Symbol.Parent) {
			found = append(found, d.Symbol.Parent)
		}
	}
	return found
}

func isMemberKind(k source.SymbolKind) bool {
	return k == source.KindMethod || k == source.KindProperty || k == source.KindConstructor
}

// belongs says where a name belongs, as a clause after a semicolon; "" when it is defined nowhere or in many places.
func (v *vocabulary) belongs(name string) string {
	if owners := v.owners(name); len(owners) > 0 && len(owners) <= 3 {
		return "; `" + name + "` belongs to `" + strings.Join(owners, "`, `") + "`"
	}
	if places := v.placesOf(name); len(places) > 0 && len(places) <= 3 {
		return "; `" + name + "` is in `" + strings.Join(places, "`, `") + "`"
	}
	return ""
}

// placesOf returns the files that define the name, each once.
func (v *vocabulary) placesOf(name string) []string {
	var found []string
	for _, d := range v.related.Definitions(name) {
		if !slices.Contains(found, d.Path) {
			found = append(found, d.Path)
		}
	}
	return found
}

// isType reports whether the repository has a type of the name, and nothing else of it but members of types. What the
// described file defines is meant by the name, whatever others define.
func (v *vocabulary) isType(name string) bool {
	types, others, here := false, false, false
	for _, d := range v.related.Definitions(name) {
		is := d.Symbol.Kind.IsType()
		if !is && !isMemberKind(d.Symbol.Kind) {
			if path.Dir(d.Path) == path.Dir(v.scope.Path) {
				return false
			}
			others = true
		}
		types, here = types || is, here || is && d.Path == v.scope.Path
	}
	return here || types && !others
}

// subject returns the symbol that the text describes, or nil.
func (v *vocabulary) subject() *source.Symbol {
	if len(v.scope.Symbols) == 0 {
		return nil
	}
	return &v.scope.Symbols[0]
}

// subjectType returns the name of the type that the text describes, or to which the function belongs that it
// describes; "" for none.
func (v *vocabulary) subjectType() string {
	switch s := v.subject(); {
	case s == nil:
		return ""
	case s.Kind.IsType():
		return s.QualifiedName()
	case isMemberKind(s.Kind):
		return s.Parent
	}
	return ""
}

// verbatim reports whether the source or the facts have the member as it is written.
func (v *vocabulary) verbatim(owner, name string) bool {
	return slices.ContainsFunc([]string{".", "::", "->", "?.", "!."}, func(by string) bool { return v.inSource(owner + by + name) })
}

package check

import (
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// wrongStyle returns how the source writes a name that the repository has elsewhere only, in another case style; "" when
// both may be meant. First letters alone tell a type from a value of it, capitals a constant, and a definition or a file
// elsewhere may be what the text speaks of where people would name it so.
func (r *resolver) wrongStyle(name string) string {
	if r.related == nil || r.words[name] || r.imports[name] != "" {
		return ""
	}
	here := r.folded[fold(name)]
	if here == "" || here == name || strings.EqualFold(here, name) && strings.EqualFold(here[1:], name[1:]) && here[1:] == name[1:] {
		return ""
	}
	if !snake.MatchString(name) && !lowerCamel.MatchString(name) || name == strings.ToUpper(name) || here == strings.ToUpper(here) {
		return ""
	}
	if strings.Trim(here, "_") == strings.Trim(name, "_") || r.scope.Names.Path(name) || r.scope.Names.Path(name+path.Ext(r.scope.Path)) {
		return ""
	}
	for _, d := range r.related.Definitions(name) {
		if langdata.Family(d.Language) == r.family() && !r.bothValues(here, name) {
			return ""
		}
	}
	return here
}

// family is that of the language of the source.
func (r *resolver) family() string { return langdata.Family(r.scope.Language) }

// bothValues reports whether two names are written as what is no type is, in two styles: no source mixes them for
// one thing.
func (r *resolver) bothValues(a, b string) bool {
	return snake.MatchString(a) && lowerCamel.MatchString(b) || lowerCamel.MatchString(a) && snake.MatchString(b)
}

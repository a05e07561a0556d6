package check

import (
	"path"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// resolver tells what names are as one language reads them: the source's, or that of a block of quoted code.
type resolver struct {
	*vocabulary
	name     string // of the language, as langdata knows it
	language *langdata.Language
	others   []*langdata.Language // further ones that may be named
	common   *langdata.Language
	sql      *langdata.Language
	singles  map[string]part // what single has answered
}

// newResolver returns the resolver for the source's own language.
func newResolver(v *vocabulary) *resolver {
	r := &resolver{vocabulary: v, common: langdata.For("common"), sql: langdata.For("sql")}
	r = r.in(v.scope.Language)
	for _, name := range v.scope.Languages {
		if l := langdata.For(name); l != r.language {
			r.others = append(r.others, l)
		}
	}
	return r
}

// in returns a resolver of the same vocabulary for another language.
func (r *resolver) in(language string) *resolver {
	other := *r
	other.name, other.language, other.singles = language, langdata.For(language), map[string]part{}
	return &other
}

// single tells what a name that stands for itself is.
func (r *resolver) single(name string) part {
	if p, ok := r.singles[name]; ok {
		return p
	}
	p := part{name: name, origin: r.originOf(name)}
	p.loose = p.origin == OriginLibrary && !r.language.FullModule(name) && !r.language.Method(name) && !r.importedMember(name)
	r.singles[name] = p
	return p
}

// originOf tells where a name is known from; what is nearer to the source comes first.
func (r *resolver) originOf(name string) MentionOrigin {
	if o := r.ours(name); o.exists() {
		return o
	}
	l := r.language
	switch {
	case len(name) == 1:
		return OriginNotation
	case r.imports[name] != "":
		return OriginImport
	case l.Keyword(name), l.Builtin(name):
		return OriginLanguage
	case l.FullModule(name):
		return OriginLibrary
	case r.capitals(name):
		return OriginConvention
	case r.misspelt(name):
		return OriginNone
	case l.Module(name), l.Library(name), l.Method(name):
		return OriginLibrary
	case r.common.Keyword(name):
		return OriginConvention
	case r.modulePath(name):
		return OriginRepository
	case langdata.Package(r.name, name):
		return OriginPackage
	}
	return r.originInOthers(name)
}

// originInOthers tells where one of the further languages has the name.
func (r *resolver) originInOthers(name string) MentionOrigin {
	for _, l := range r.others {
		switch {
		case l.Keyword(name), l.Builtin(name):
			return OriginLanguage
		case l.FullModule(name), l.Method(name), l.Library(name):
			return OriginLibrary
		}
	}
	return OriginNone
}

// capitals reports whether a name is a well-known one that is written in capitals: GET, SELECT.
func (r *resolver) capitals(name string) bool {
	return name == strings.ToUpper(name) && (r.common.Keyword(name) || r.sql.Keyword(name) || r.sql.Builtin(name))
}

// misspelt reports whether a name is one of the repository or the language in another case style: then that is
// meant, and not what something far away happens to be called.
func (r *resolver) misspelt(name string) bool {
	lower := strings.ToLower(name)
	if lower != name && (r.language.Keyword(lower) || r.language.Builtin(lower)) {
		return true
	}
	if r.ours("__" + name + "__").exists() { // Python's own methods without their underscores
		return true
	}
	near := r.nearestTo(name)
	return near != "" && near != name && fold(near) == fold(name)
}

// importedMember reports whether a module that the source imports has the name.
func (r *resolver) importedMember(name string) bool {
	for i := range r.scope.Imports {
		if exists, _ := r.language.Member(r.scope.Imports[i].Path, name); exists {
			return true
		}
	}
	return false
}

// isOurs reports whether an import means a part of the repository.
func (r *resolver) isOurs(imported string) bool {
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
	ext := path.Ext(r.scope.Path)
	for rest := p; ; {
		if r.scope.Names.Path(rest) || ext != "" && r.name != "go" && r.scope.Names.Path(rest+ext) {
			return rest == p || strings.Contains(rest, "/") || r.name == "go"
		}
		_, next, more := strings.Cut(rest, "/")
		if !more || next == "" {
			return false
		}
		rest = next
	}
}

// languageClause ends the reason why a name does not exist: the language neither the language nor the repository has it.
func (r *resolver) languageClause() string {
	if r.name == "" {
		return ""
	}
	return ", nor of " + r.name
}

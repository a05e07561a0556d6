package check

import (
	"path"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// resolvePath resolves paths: of the repository, from the root or from the file's own folder, or routes
// and import paths that the source holds.
func (r *resolver) resolvePath(m *Mention) {
	p := m.Text
	switch {
	case r.repoPath(p):
		m.found(OriginRepository, "the repository has it")
	case r.inSource(strings.TrimSuffix(p, "/")) && strings.Contains(p, "/"):
		m.found(OriginSource, "it is in the source")
	case r.words[strings.TrimSuffix(p, path.Ext(p))] && r.inSource(p):
		m.found(OriginSource, "it is in the source")
	case knownFiles[path.Base(p)] && !strings.Contains(strings.Trim(p, "./"), "/"), p == "/", strings.Trim(p, "./") == "":
		m.found(OriginConvention, "it is a well-known file")
	case systemPath(p), systemHeader.MatchString(p):
		m.found(OriginConvention, "it is a path of the machine")
	case r.language.Module(p), langdata.For("go").Module(p) && r.name == "go":
		m.found(OriginLibrary, "it is of the standard library")
	case langdata.Package(r.name, p) && m.Suggestion, r.imports[lastOfImport(p)] == p && p != "":
		m.found(OriginPackage, "it is a library")
	case !strings.Contains(p, "/") && dotted.MatchString(p):
		r.resolveChains(m) // a member whose name is like an extension
		if !m.Origin.exists() {
			m.forget()
			m.fail(p, "the repository has no file %q", p)
		}
	case r.memberOfPath(m):
	case !r.scope.Generated && r.standsForMany(p):
		m.found(OriginValue, "a word in capitals stands for a name")
	case r.alternatives(p):
		m.found(OriginText, "it joins words that exist")
	case r.routeOfNames(p):
		m.found(OriginRepository, "its parts are names of the repository")
	case strings.HasPrefix(p, "/") && !strings.Contains(path.Base(p), "."):
		m.fail(p, "neither a path nor a route %q is known in the repository", p)
	default:
		m.fail(p, "the repository has no file or folder %q", p)
	}
}

// resolveRoute resolves a route with its method: GET /users/{id}.
func (r *resolver) resolveRoute(m *Mention) {
	whole := m.Text
	m.Text = route.FindStringSubmatch(whole)[2]
	r.resolvePath(m)
	m.Text = whole
}

// routeValue is a part of a route that stands for a value.
var routeValue = regexp.MustCompile(`^([{<\[(:$*].*|v?\d+)$`)

// routeOfNames reports whether each part of a route is a name of the repository: routes are put together
// from prefixes.
func (r *resolver) routeOfNames(p string) bool {
	if !strings.HasPrefix(p, "/") || strings.Contains(path.Base(p), ".") {
		return false
	}
	for name := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
		if routeValue.MatchString(name) {
			continue
		}
		if !r.ours(name).exists() && !(kebab.MatchString(name) && r.allExist(name)) {
			return false
		}
	}
	return true
}

// memberOfPath resolves a name after the path of its package, as in net/http.Client.Do, and reports
// whether the text is one.
func (r *resolver) memberOfPath(m *Mention) bool {
	folder, base := path.Split(m.Text)
	names := strings.Split(base, ".")
	if folder == "" || len(names) < 2 || names[0] == "" || !dotted.MatchString(base) {
		return false
	}
	p := folder + names[0]
	in := container{name: p, outside: true}
	switch {
	case r.language.Module(p):
		in = container{name: p, module: p, sure: !r.repoPath(p)}
	case r.repoPath(p):
		in = container{name: p}
	case !langdata.Package(r.name, p):
		return false
	}
	for _, name := range names[1:] {
		member, missing := r.member(&in, name, m.Suggestion)
		if missing != nil {
			m.fail(missing.name, "%s", missing.reason)
			return true
		}
		m.parts = append(m.parts, member)
		m.found(member.origin, reasonOf(member))
	}
	return true
}

// capitalStem is a file's name that stands for many: TYPE.tmpl.
var capitalStem = regexp.MustCompile(`^[A-Z]{3,}(_[A-Z]+)*(\.[a-z]+)?$`)

// standsForMany reports whether a part of a path in capitals stands for a name, and what comes before it exists.
func (r *resolver) standsForMany(p string) bool {
	parts := strings.Split(p, "/")
	for i, name := range parts {
		if i > 0 && capitalStem.MatchString(name) {
			return r.repoPath(strings.Join(parts[:i], "/"))
		}
	}
	return false
}

// alternatives reports whether a path is none but joins names, as in read/write.
func (r *resolver) alternatives(p string) bool {
	if strings.HasPrefix(p, ".") || strings.HasPrefix(p, "/") || strings.HasSuffix(p, "/") {
		return false
	}
	parts := strings.Split(p, "/")
	for _, name := range parts {
		if identifier.MatchString(name) {
			if !r.single(name).origin.exists() {
				return false
			}
		} else if !literalShape.MatchString(name) {
			return false
		}
	}
	return len(parts) == 2
}

// resolvePattern resolves globs and other patterns: what stands before the first special sign has
// to exist.
func (r *resolver) resolvePattern(m *Mention) {
	m.found(OriginValue, "it is a pattern")
	fixed := m.Text
	if k := strings.IndexAny(fixed, "*<"); k >= 0 {
		fixed = fixed[:k]
	}
	folder := path.Dir(fixed + "x")
	if strings.ContainsAny(m.Text, "\\^$()[]|") || folder == "." || folder == "/" || strings.HasPrefix(fixed, "/") || r.repoPath(folder) || r.inSource(m.Text) {
		return
	}
	if strings.Contains(fixed, "/") && pathShape.MatchString(folder) {
		m.fail(folder, "the repository has no folder %q", folder)
	}
}

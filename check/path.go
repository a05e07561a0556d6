package check

import (
	"path"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// resolvePath resolves paths: of the repository, from the root or from the file's own folder, or routes
// and import paths that the source holds.
func (c *checker) resolvePath(m *Mention) {
	p := m.Text
	switch {
	case c.repoPath(p):
		m.Origin, m.Reason = OriginRepository, "the repository has it"
	case c.inSource(strings.TrimSuffix(p, "/")) && strings.Contains(p, "/"):
		m.Origin, m.Reason = OriginSource, "it is in the source"
	case c.words[strings.TrimSuffix(p, path.Ext(p))] && c.inSource(p):
		m.Origin, m.Reason = OriginSource, "it is in the source"
	case knownFiles[path.Base(p)] && !strings.Contains(strings.Trim(p, "./"), "/"), p == "/", strings.Trim(p, "./") == "":
		m.Origin, m.Reason = OriginConvention, "it is a well-known file"
	case c.systemPath(p), systemHeader.MatchString(p):
		m.Origin, m.Reason = OriginConvention, "it is a path of the machine"
	case c.language.Module(p), langdata.For("go").Module(p) && c.scope.Language == "go":
		m.Origin, m.Reason = OriginLibrary, "it is of the standard library"
	case langdata.Package(c.scope.Language, p) && m.Suggestion, c.imports[lastOfImport(p)] == p && p != "":
		m.Origin, m.Reason = OriginPackage, "it is a library"
	case !strings.Contains(p, "/") && dotted.MatchString(p):
		c.resolveChains(m) // a member whose name is like an extension
		if !m.Origin.exists() {
			m.absent, m.parts = nil, nil
			m.fail(p, "the repository has no file %q", p)
		}
	case c.memberOfPath(m):
	case !c.scope.Generated && c.standsForMany(p):
		m.Origin, m.Reason = OriginValue, "a word in capitals stands for a name"
	case c.alternatives(p):
		m.Origin, m.Reason = OriginText, "it joins words that exist"
	case c.routeOfNames(p):
		m.Origin, m.Reason = OriginRepository, "its parts are names of the repository"
	case strings.HasPrefix(p, "/") && !strings.Contains(path.Base(p), "."):
		m.fail(p, "neither a path nor a route %q is known in the repository", p)
	default:
		m.fail(p, "the repository has no file or folder %q", p)
	}
}

// resolveRoute resolves a route with its method: GET /users/{id}.
func (c *checker) resolveRoute(m *Mention) {
	whole := m.Text
	m.Text = route.FindStringSubmatch(whole)[2]
	c.resolvePath(m)
	m.Text = whole
}

// routeValue is a part of a route that stands for a value.
var routeValue = regexp.MustCompile(`^([{<\[(:$*].*|v?\d+)$`)

// routeOfNames reports whether each part of a route is a name of the repository: routes are put together
// from prefixes.
func (c *checker) routeOfNames(p string) bool {
	if !strings.HasPrefix(p, "/") || strings.Contains(path.Base(p), ".") {
		return false
	}
	for name := range strings.SplitSeq(strings.Trim(p, "/"), "/") {
		if routeValue.MatchString(name) {
			continue
		}
		if !c.ours(name).exists() && !(kebab.MatchString(name) && c.allOurs(name)) {
			return false
		}
	}
	return true
}

// memberOfPath resolves a name behind the path of its package, as in net/http.Client.Do, and reports
// whether the text is one.
func (c *checker) memberOfPath(m *Mention) bool {
	folder, base := path.Split(m.Text)
	names := strings.Split(base, ".")
	if folder == "" || len(names) < 2 || names[0] == "" || !dotted.MatchString(base) {
		return false
	}
	p := folder + names[0]
	in := container{name: p, outside: true}
	switch {
	case c.language.Module(p):
		in = container{name: p, module: p, sure: !c.repoPath(p)}
	case c.repoPath(p):
		in = container{name: p}
	case !langdata.Package(c.scope.Language, p):
		return false
	}
	for _, name := range names[1:] {
		found, missing := c.member(&in, name, m.Suggestion)
		if missing != nil {
			m.fail(missing.name, "%s", missing.reason)
			return true
		}
		m.parts = append(m.parts, found)
		m.Origin, m.Reason = found.origin, reasonOf(found)
	}
	return true
}

// repoPath reports whether the repository has the path: from its root, from the folder of the
// file described, or as the end of a longer one.
func (c *checker) repoPath(p string) bool {
	p = strings.TrimSuffix(strings.TrimSuffix(p, "/"), "/...")
	names := c.scope.Names
	if strings.HasPrefix(p, "/") {
		return names.Path(strings.TrimPrefix(p, "/")) && path.Ext(p) != "" || c.inSource(p)
	}
	if p == "." || p == ".." {
		return true
	}
	if c.scope.Path != "" {
		if joined := path.Join(path.Dir(c.scope.Path), p); !strings.HasPrefix(joined, "..") && names.Path(joined) {
			return true
		}
	}
	p = path.Clean(p)
	return !strings.HasPrefix(p, "..") && (names.Path(p) || c.scope.Repo != "" && strings.HasPrefix(p, c.scope.Repo+"/") && names.Path(strings.TrimPrefix(p, c.scope.Repo+"/")))
}

// capitalStem is a file's name that stands for many: TYPE.tmpl.
var capitalStem = regexp.MustCompile(`^[A-Z]{3,}(_[A-Z]+)*(\.[a-z]+)?$`)

// standsForMany reports whether a part of a path in capitals stands for a name, and what comes before it exists.
func (c *checker) standsForMany(p string) bool {
	parts := strings.Split(p, "/")
	for i, name := range parts {
		if i > 0 && capitalStem.MatchString(name) {
			return c.repoPath(strings.Join(parts[:i], "/"))
		}
	}
	return false
}

// systemHeader are header files of the C library and of kernels.
var systemHeader = regexp.MustCompile(`^((sys|linux|asm|net|netinet|arpa|mach|machine)/\w+|std(arg|bool|def|int|io|lib)|unistd|string|errno|fcntl|signal|pthread|math|time)\.h$`)

// systemPath reports whether a path is one of the machine or the user.
func (c *checker) systemPath(p string) bool {
	if strings.HasPrefix(p, "~/") || strings.HasPrefix(p, "$") {
		return true
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	return strings.HasPrefix(p, "/") && systemRoots[first]
}

// alternatives reports whether a path is none but joins names, as in read/write.
func (c *checker) alternatives(p string) bool {
	if strings.HasPrefix(p, ".") || strings.HasPrefix(p, "/") || strings.HasSuffix(p, "/") {
		return false
	}
	parts := strings.Split(p, "/")
	for _, name := range parts {
		if !identifier.MatchString(name) && !literalShape.MatchString(name) || identifier.MatchString(name) && !c.single(name).origin.exists() {
			return false
		}
	}
	return len(parts) == 2
}

// resolvePattern resolves globs and other patterns: what stands before the first special sign has
// to exist.
func (c *checker) resolvePattern(m *Mention) {
	m.Origin, m.Reason = OriginValue, "it is a pattern"
	fixed := m.Text
	if k := strings.IndexAny(fixed, "*<"); k >= 0 {
		fixed = fixed[:k]
	}
	folder := path.Dir(fixed + "x")
	if strings.ContainsAny(m.Text, "\\^$()[]|") || folder == "." || folder == "/" || strings.HasPrefix(fixed, "/") || c.repoPath(folder) || c.inSource(m.Text) {
		return
	}
	if strings.Contains(fixed, "/") && pathShape.MatchString(folder) {
		m.fail(folder, "the repository has no folder %q", folder)
	}
}

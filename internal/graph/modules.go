package graph

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// manifest is how a file that says that its folder is a package or module is found and read.
type manifest struct {
	file     string         // its name, or "*" and the end of it
	language string         // the family
	name     *regexp.Regexp // its first group is the module's name; nil means that the file does not say
	section  string         // what stands before the name where there are several; "" begins at the top
}

// manifests are the files of package managers and build tools that name what they describe.
var manifests = []manifest{
	{"go.mod", "go", regexp.MustCompile(`(?m)^\s*module\s+["` + "`" + `]?([^\s"` + "`" + `]+)`), ""},
	{"package.json", "javascript", regexp.MustCompile(`(?m)^\s{0,4}\{?\s*"name"\s*:\s*"([^"]+)"`), ""},
	{"deno.json", "javascript", regexp.MustCompile(`"name"\s*:\s*"([^"]+)"`), ""},
	{"Cargo.toml", "rust", regexp.MustCompile(`(?m)^\s*name\s*=\s*["']([^"']+)["']`), "[package]"},
	{"pyproject.toml", "python", regexp.MustCompile(`(?m)^\s*name\s*=\s*["']([^"']+)["']`), "["},
	{"setup.cfg", "python", regexp.MustCompile(`(?m)^\s*name\s*=\s*(\S+)`), "[metadata]"},
	{"pom.xml", "java", regexp.MustCompile(`<artifactId>\s*([^<\s]+)\s*</artifactId>`), "</parent>"},
	{"settings.gradle", "java", regexp.MustCompile(`rootProject\.name\s*=\s*["']([^"']+)["']`), ""},
	{"settings.gradle.kts", "java", regexp.MustCompile(`rootProject\.name\s*=\s*["']([^"']+)["']`), ""},
	{"build.gradle", "java", nil, ""},
	{"build.gradle.kts", "java", nil, ""},
	{"build.sbt", "java", regexp.MustCompile(`(?m)^\s*name\s*:=\s*"([^"]+)"`), ""},
	{"*.csproj", "csharp", regexp.MustCompile(`<AssemblyName>([^<]+)</AssemblyName>`), ""},
	{"composer.json", "php", regexp.MustCompile(`"name"\s*:\s*"([^"]+)"`), ""},
	{"*.gemspec", "ruby", regexp.MustCompile(`\.name\s*=\s*["']([^"']+)["']`), ""},
	{"mix.exs", "elixir", regexp.MustCompile(`\bapp:\s*:(\w+)`), ""},
	{"Package.swift", "swift", regexp.MustCompile(`\bname:\s*"([^"]+)"`), ""},
	{"CMakeLists.txt", "c", regexp.MustCompile(`(?i)\bproject\s*\(\s*([\w.+-]+)`), ""},
	{"meson.build", "c", regexp.MustCompile(`\bproject\s*\(\s*'([^']+)'`), ""},
	{"dune-project", "ocaml", regexp.MustCompile(`\(name\s+([^\s)]+)\)`), ""},
	{"*.rockspec", "lua", regexp.MustCompile(`(?m)^\s*package\s*=\s*["']([^"']+)["']`), ""},
	{"elm.json", "elm", regexp.MustCompile(`"name"\s*:\s*"([^"]+)"`), ""},
}

// manifestOf returns the row for a file, by its name; nil when it is no manifest.
func manifestOf(file string) *manifest {
	base := path.Base(file)
	for i := range manifests {
		m := &manifests[i]
		if m.file == base {
			return m
		}
		if m.file[0] == '*' && strings.HasSuffix(base, m.file[1:]) {
			return m
		}
	}
	return nil
}

// IsManifest reports whether a file says that its folder is a package or module, by its name.
func IsManifest(file string) bool { return manifestOf(file) != nil }

// named returns the name that the manifest's text gives, or "".
func (m *manifest) named(text string) string {
	if m.name == nil {
		return ""
	}
	if i := strings.Index(text, m.section); i >= 0 {
		text = text[i+len(m.section):]
	}
	if found := m.name.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// Module is a folder that a manifest describes.
type Module struct {
	Dir      string // "." at the top
	Name     string // as others import it; "" when the manifest does not say
	Manifest string // the path of the file that says so
	language string // the family
}

// NewModule returns what a manifest of that path and text says. The text may end early: names stand
// near the beginning. IsManifest has to hold.
func NewModule(file, text string) Module {
	m := manifestOf(file)
	return Module{Dir: path.Dir(file), Name: m.named(text), Manifest: file, language: m.language}
}

// Modules are the modules of a repository, by the paths of their manifests.
type Modules []Module

// any reports whether a module of the language family has a name.
func (ms Modules) any(family string) bool {
	return slices.ContainsFunc(ms, func(m Module) bool { return m.language == family && m.Name != "" })
}

// standard reports whether the repository is Go's standard library, whose packages have no prefix.
func (ms Modules) standard() bool {
	return slices.ContainsFunc(ms, func(m Module) bool { return m.language == "go" && m.Name == "std" })
}

// named returns where an import of a module's name, or of something below it, may point. Python's imports do not name
// modules, see pythonTops.
func (ms Modules) named(family, imported, separator string) []location {
	var found []location
	for i := range ms {
		m := &ms[i]
		if m.language != family || m.Name == "" {
			continue
		}
		name := m.Name
		if family == "rust" {
			name = strings.ReplaceAll(name, "-", "_")
		}
		rest, ok := strings.CutPrefix(imported, name)
		if !ok || rest != "" && !strings.HasPrefix(rest, separator) {
			continue
		}
		rest = strings.ReplaceAll(strings.TrimPrefix(rest, separator), separator, "/")
		found = append(found, location{path: path.Join(m.Dir, rest), anchored: true, folder: family == "go"})
		if family == "rust" || family == "javascript" {
			found = append(found, location{path: path.Join(m.Dir, "src", rest), anchored: true})
		}
	}
	return found
}

// of returns the innermost module of the family that the folder is in; nil when there is none.
func (ms Modules) of(dir, family string) *Module {
	var best *Module
	for i := range ms {
		m := &ms[i]
		if m.language != family || m.Dir != "." && dir != m.Dir && !strings.HasPrefix(dir, m.Dir+"/") {
			continue
		}
		if best == nil || len(m.Dir) > len(best.Dir) || m.Dir == best.Dir && best.Name == "" {
			best = m
		}
	}
	return best
}

// PackageName returns how code outside calls the package in a folder, by the manifests and the
// language's customs: "net/http", "codeworm.core", "@acme/ui/forms", "acme_queue::store"; "" when that
// cannot be told. has reports whether the repository has a file.
func (ms Modules) PackageName(dir, language string, has func(file string) bool) string {
	family := Family(language)
	name, rest := "", dir
	if m := ms.of(dir, family); m != nil {
		name = m.Name
		if m.Dir != "." {
			rest = strings.TrimPrefix(strings.TrimPrefix(dir, m.Dir), "/")
		}
	}
	if rest == "." {
		rest = ""
	}
	switch family {
	case "python":
		return ms.pythonPackage(dir, has) // a distribution's name is not imported
	case "java":
		name, rest = "", withoutSource(rest)
	case "rust":
		name, rest = strings.ReplaceAll(name, "-", "_"), withoutSource(rest)
	case "go", "javascript":
	default:
		if rest != "" {
			return ""
		}
		return name
	}
	if name == "" && family != "java" {
		return ""
	}
	separator := importStyleOf(family).separator
	rest = strings.ReplaceAll(rest, "/", separator)
	if name == "" || rest == "" {
		return name + rest
	}
	return name + separator + rest
}

// withoutSource drops the folder that the sources of a module are in by custom.
func withoutSource(dir string) string {
	for _, src := range sourceFolders {
		if dir == src {
			return ""
		}
		if rest, ok := strings.CutPrefix(dir, src+"/"); ok {
			return rest
		}
	}
	return dir
}

package codeworm

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// manifest is a file that says that its folder is a package or module, and how it is called.
type manifest struct {
	file     string // a name, or a pattern of path.Match
	language string
	name     *regexp.Regexp // the first group is the name; nil means the folder's name
	section  string         // what the name stands behind, where there are several names
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

// maxManifest is how many bytes of a manifest are read.
const maxManifest = 64 << 10

// manifestOf returns the row of a file's name, or nil.
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

// module is a folder that a manifest describes.
type module struct {
	dir      string // "." at the top
	name     string // as others import it; "" when the manifest does not say
	language string // the family
	manifest string // the path of the file that says so
	stamp    fileStamp
	settled  bool // see indexedFile
}

// modules are those of a repository, by the path of the manifest.
type modules []module

// readModules reads the manifests that changed. One that cannot be read names nothing.
func readModules(ctx context.Context, root string, files []scanned, previous modules) (modules, error) {
	found := make(modules, 0, len(files))
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(previous, func(m module) bool { return m.manifest == f.path && m.stamp == f.stamp && m.settled }); i >= 0 {
			found = append(found, previous[i])
			continue
		}
		m := manifestOf(f.path)
		text, err := readStart(filepath.Join(root, filepath.FromSlash(f.path)))
		if err != nil {
			continue // gone, or not ours to read
		}
		found = append(found, module{path.Dir(f.path), m.named(text), m.language, f.path, f.stamp, f.stamp.settledAt(time.Now())})
	}
	return found, nil
}

func readStart(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	start := make([]byte, maxManifest)
	n := 0
	for n < len(start) {
		more, err := f.Read(start[n:])
		n += more
		if more == 0 || err != nil {
			break
		}
	}
	return strings.ToValidUTF8(string(start[:n]), ""), nil
}

// any reports whether there is a module of the language family.
func (ms modules) any(family string) bool {
	return slices.ContainsFunc(ms, func(m module) bool { return m.language == family && m.name != "" })
}

// standard reports whether the repository is Go's standard library, whose packages have no prefix.
func (ms modules) standard() bool {
	return slices.ContainsFunc(ms, func(m module) bool { return m.language == "go" && m.name == "std" })
}

// named returns where an import of a module's name, or of something below it, may point.
func (ms modules) named(family, imported, separator string) []importPlace {
	var places []importPlace
	for i := range ms {
		m := &ms[i]
		if m.language != family || m.name == "" {
			continue
		}
		name := m.name
		if family == "rust" {
			name = strings.ReplaceAll(name, "-", "_")
		}
		rest, ok := strings.CutPrefix(imported, name)
		if !ok || rest != "" && !strings.HasPrefix(rest, separator) {
			continue
		}
		rest = strings.ReplaceAll(strings.TrimPrefix(rest, separator), separator, "/")
		places = append(places, importPlace{path: path.Join(m.dir, rest), anchored: true, folder: family == "go"})
		if family == "rust" || family == "javascript" || family == "python" {
			places = append(places, importPlace{path: path.Join(m.dir, "src", rest), anchored: true})
		}
	}
	return places
}

// of returns the module of the family that the folder is in, the innermost; nil when there is none.
func (ms modules) of(dir, family string) *module {
	var best *module
	for i := range ms {
		m := &ms[i]
		if m.language != family || m.dir != "." && dir != m.dir && !strings.HasPrefix(dir, m.dir+"/") {
			continue
		}
		if best == nil || len(m.dir) > len(best.dir) || m.dir == best.dir && best.name == "" {
			best = m
		}
	}
	return best
}

// sourceFolders are folders that are no part of a module's name.
var sourceFolders = []string{"src/main/java", "src/main/kotlin", "src/main/scala", "src/main/groovy", "src", "lib", "python", "java", "app"}

// moduleName is how code outside calls the package in a folder: "net/http", "codeworm.core",
// "@acme/ui/forms", "acme_queue::store"; "" when that cannot be told.
func (x *Index) moduleName(dir, language string) string {
	fam := family(language)
	m := x.modules.of(dir, fam)
	rest := dir
	if m != nil && m.dir != "." {
		rest = strings.TrimPrefix(strings.TrimPrefix(dir, m.dir), "/")
	}
	if rest == "." {
		rest = ""
	}
	style, ok := importStyles[fam]
	if !ok {
		style = plainImports
	}
	name := ""
	if m != nil {
		name = m.name
	}
	switch fam {
	case "python", "java":
		name = "" // a distribution's name is not imported
		rest = withoutSource(rest)
		if fam == "python" {
			rest = x.pythonPackage(dir)
		}
	case "rust":
		name = strings.ReplaceAll(name, "-", "_")
		rest = withoutSource(rest)
	case "go", "javascript":
	default:
		if rest != "" {
			return ""
		}
		return name
	}
	if name == "" && fam != "python" && fam != "java" {
		return ""
	}
	rest = strings.ReplaceAll(rest, "/", style.separator)
	if name == "" || rest == "" {
		return name + rest
	}
	return name + style.separator + rest
}

// withoutSource drops the folder that sources of a module are in by custom.
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

// pythonPackage is the folder's path from the outermost folder on that is a package; "" when it is
// none itself.
func (x *Index) pythonPackage(dir string) string {
	top := dir
	for x.byPath[path.Join(top, "__init__.py")] != nil && top != "." {
		top = path.Dir(top)
	}
	if top == dir {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(dir, top), "/")
}

// markers are files whose presence makes their folder a package, without extension.
var markers = map[string]bool{"__init__": true, "index": true, "mod": true, "lib": true, "package-info": true, "doc": true}

// declared are the folders that say themselves that they are packages, and how.
func (x *Index) declared() map[string]string {
	folders := map[string]string{}
	for _, m := range x.modules {
		folders[m.dir] = m.manifest
	}
	for _, f := range x.files {
		if base := path.Base(f.path); markers[strings.TrimSuffix(base, path.Ext(base))] {
			folders[path.Dir(f.path)] = f.path
		}
	}
	return folders
}

// Module is how code outside calls the package in a folder of the repository ("." for its top), by
// its manifests and the language's customs: "net/http", "codeworm.core", "@acme/ui/forms",
// "acme_queue::store". It is "" when that cannot be told.
func (x *Index) Module(dir string) string {
	languages := map[string]int{}
	for _, f := range x.files {
		if path.Dir(f.path) == dir {
			languages[f.language]++
		}
	}
	if len(languages) == 0 {
		for _, m := range x.modules {
			if m.dir == dir && m.name != "" {
				return m.name
			}
		}
		return ""
	}
	return x.moduleName(dir, mostCommon(languages))
}

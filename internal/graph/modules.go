package graph

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

// ManifestOf returns the row of a file's name, or nil.
func ManifestOf(file string) *manifest {
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
	Dir      string // "." at the top
	Name     string // as others import it; "" when the manifest does not say
	language string // the family
	Manifest string // the path of the file that says so
	stamp    FileStamp
	settled  bool // see indexedFile
}

// Modules are those of a repository, by the path of the manifest.
type Modules []module

// ReadModules reads the manifests that changed. One that cannot be read names nothing.
func ReadModules(ctx context.Context, root string, files []Scanned, previous Modules) (Modules, error) {
	found := make(Modules, 0, len(files))
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(previous, func(m module) bool { return m.Manifest == f.Path && m.stamp == f.Stamp && m.settled }); i >= 0 {
			found = append(found, previous[i])
			continue
		}
		m := ManifestOf(f.Path)
		text, err := readStart(filepath.Join(root, filepath.FromSlash(f.Path)))
		if err != nil {
			continue // gone, or not ours to read
		}
		found = append(found, module{path.Dir(f.Path), m.named(text), m.language, f.Path, f.Stamp, f.Stamp.SettledAt(time.Now())})
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
func (ms Modules) any(family string) bool {
	return slices.ContainsFunc(ms, func(m module) bool { return m.language == family && m.Name != "" })
}

// standard reports whether the repository is Go's standard library, whose packages have no prefix.
func (ms Modules) standard() bool {
	return slices.ContainsFunc(ms, func(m module) bool { return m.language == "go" && m.Name == "std" })
}

// named returns where an import of a module's name, or of something below it, may point.
func (ms Modules) named(family, imported, separator string) []importPlace {
	var places []importPlace
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
		places = append(places, importPlace{path: path.Join(m.Dir, rest), anchored: true, folder: family == "go"})
		if family == "rust" || family == "javascript" || family == "python" {
			places = append(places, importPlace{path: path.Join(m.Dir, "src", rest), anchored: true})
		}
	}
	return places
}

// Of returns the module of the family that the folder is in, the innermost; nil when there is none.
func (ms Modules) Of(dir, family string) *module {
	var best *module
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

// sourceFolders are folders that are no part of a module's name.
var sourceFolders = []string{"src/main/java", "src/main/kotlin", "src/main/scala", "src/main/groovy", "src", "lib", "python", "java", "app"}

// WithoutSource drops the folder that sources of a module are in by custom.
func WithoutSource(dir string) string {
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

// Markers are files whose presence makes their folder a package, without extension.
var Markers = map[string]bool{"__init__": true, "index": true, "mod": true, "lib": true, "package-info": true, "doc": true}

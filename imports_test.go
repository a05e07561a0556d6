package codeworm_test

import (
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/codeworm/codeworm"

// goList runs `go list` and returns its non-empty lines.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Env = os.Environ()
	out, err := cmd.Output()
	require.NoError(t, err, "go list %v", args)
	var lines []string
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	require.NotEmpty(t, lines)
	return lines
}

// layer is packages that stand beside each other, none of which imports another one.
type layer struct {
	packages []string // below the module; "." is the root, "x/..." all below x
	// outside are the modules that they may import besides the standard library.
	outside []string
}

// layers are the house, from the ground up: a package imports packages of lower layers only. Adapters stand on
// the root and on what is below it, and never import each other.
var layers = []layer{
	{packages: []string{"source", "schedule", "internal/words", "internal/langdata", "internal/pathmatch", "internal/git", "internal/redact", "internal/tokens", "internal/plainfile", "internal/faultpoint", "internal/pause", "internal/gather", "internal/filelock"}},
	{packages: []string{"internal/markdown", "internal/chatmark"}, outside: []string{"github.com/yuin/goldmark"}},
	{packages: []string{"page", "internal/clean"}},
	{packages: []string{"internal/render", "internal/facts", "check", "prompt", "internal/graph", "internal/breaker", "internal/pusher"}},
	{packages: []string{"internal/pattern"}},
	{packages: []string{"internal/index"}, outside: []string{"golang.org/x/sync"}},
	{packages: []string{"internal/target", "internal/conceal"}},
	{packages: []string{"internal/compose", "internal/link"}},
	{packages: []string{"."}, outside: []string{"golang.org/x/sync"}},
	{packages: []string{"internal/columns"}},
}

// adapters stand beside each other above the root; each may import modules of its own.
var adapters = map[string]layer{
	"parser": {packages: []string{"parser", "parser/..."}, outside: []string{"github.com/smacker/go-tree-sitter", "github.com/go-enry/go-enry/v2"}},
	"llm":    {packages: []string{"llm", "llm/..."}, outside: []string{"github.com/tmc/langchaingo", "github.com/cenkalti/backoff/v5", "github.com/sony/gobreaker/v2"}},
	"state":  {packages: []string{"state/sqlite"}, outside: []string{"modernc.org/sqlite", "github.com/pressly/goose/v3"}},
	"server": {packages: []string{"state/postgres"}, outside: []string{"github.com/jackc/pgx/v5", "github.com/pressly/goose/v3"}},
	"devlog": {packages: []string{"devlog"}},
	"fetch":  {packages: []string{"fetch"}},
	"redact": {packages: []string{"redact"}, outside: []string{"github.com/zricethezav/gitleaks/v8", "github.com/spf13/viper"}},
	"tests": {packages: []string{"codewormtest", "internal/childtest", "internal/corpus", "internal/deplist", "internal/ollamatest", "internal/planted", "internal/postgrestest", "internal/realpart", "internal/rendertest", "internal/repotest", "internal/secretgen", "internal/testlog"},
		outside: []string{"github.com/stretchr/testify", "github.com/yuin/goldmark", "golang.org/x/net", "github.com/jackc/pgx/v5"}},
	"examples": {packages: []string{"examples/..."}, outside: []string{"github.com/goccy/go-yaml", "github.com/mattn/go-isatty", "github.com/owenrumney/go-sarif/v3", "github.com/spf13/cobra", "github.com/spf13/pflag"}},
}

func (l layer) holds(pkg string) bool {
	return slices.ContainsFunc(l.packages, func(p string) bool {
		below, all := strings.CutSuffix(p, "/...")
		return p == pkg || all && strings.HasPrefix(pkg, below+"/")
	})
}

// floor is the number of the layer of a package below the root or of the root, or -1.
func floor(pkg string) int {
	return slices.IndexFunc(layers, func(l layer) bool { return l.holds(pkg) })
}

// adapterOf names the group above the root that a package belongs to, or "".
func adapterOf(pkg string) string {
	for name, l := range adapters {
		if l.holds(pkg) {
			return name
		}
	}
	return ""
}

// mayImport says why a package must not import another one of the module, or "".
func mayImport(from, to string) string {
	above, group := floor(from), adapterOf(from)
	below, other := floor(to), adapterOf(to)
	switch {
	case above >= 0 && (below < 0 || below >= above):
		return "imports point down"
	case group == other && group != "", group == "examples", group == "tests":
		return ""
	case group != "" && below < 0:
		return "adapters import the root and what is below it, never each other"
	}
	return ""
}

// Imports point down, layer by layer, and what is heavy stays in the adapters.
func TestImportsPointDown(t *testing.T) {
	seen := map[string]bool{}
	for _, line := range goList(t, "-f", "{{$p := .ImportPath}}{{$p}} -\n{{range .Imports}}{{$p}} {{.}}\n{{end}}", "./...") {
		from, to, _ := strings.Cut(line, " ")
		from = inModule(from)
		seen[from] = true
		allowed := adapters[adapterOf(from)].outside
		if f := floor(from); f >= 0 {
			allowed = layers[f].outside
		} else if adapterOf(from) == "" {
			t.Errorf("%s stands in no layer: give it its place in this test, in .golangci.yml and in docs/design.md", from)
		}
		switch {
		case to == "-" || !strings.Contains(strings.Split(to, "/")[0], "."): // the standard library
		case to == module || strings.HasPrefix(to, module+"/"):
			assert.Empty(t, mayImport(from, inModule(to)), "%s imports %s", from, to)
		default:
			assert.True(t, slices.ContainsFunc(allowed, func(m string) bool { return to == m || strings.HasPrefix(to, m+"/") }),
				"%s imports %s, which is not for its layer", from, to)
		}
	}
	for _, l := range layers {
		for _, p := range l.packages {
			assert.True(t, seen[p], "there is no package %s", p)
		}
	}
	for name, l := range adapters {
		assert.True(t, slices.ContainsFunc(slices.Collect(maps.Keys(seen)), l.holds), "there is no %s", name)
	}
}

// The rule itself refuses what it is for.
func TestImportRule(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"page", "source", true}, {"source", "page", false}, {"check", "prompt", false}, {"check", ".", false}, {".", "check", true},
		{".", "llm", false}, {"internal/graph", "internal/index", false}, {"internal/index", "internal/graph", true},
		{"parser/all", "parser", true}, {"parser", "source", true}, {"devlog", "page", true}, {"devlog", "llm", false}, {"state/sqlite", "redact", false},
		{"state/sqlite", "state/postgres", false}, {"state/postgres", "state/sqlite", false}, {"state/postgres", "page", true},
		{"internal/render", "internal/repotest", false}, {"examples/daemon", "devlog", true}, {"codewormtest", ".", true}, {"llm", "codewormtest", false},
	} {
		assert.Equal(t, c.ok, mayImport(c.from, c.to) == "", "%s imports %s", c.from, c.to)
	}
}

// inModule is a package's path below the module.
func inModule(pkg string) string {
	if pkg == module {
		return "."
	}
	return strings.TrimPrefix(pkg, module+"/")
}

// A program that brings its own parser links no cgo.
func TestRootBuildsWithoutCgo(t *testing.T) {
	for _, pkg := range goList(t, "-deps", "-f", "{{if and .CgoFiles (not .Standard)}}{{.ImportPath}}{{else}}-{{end}}", ".") {
		assert.Equal(t, "-", pkg, "uses cgo")
	}
	cmd := exec.Command("go", "build", ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// A program links the driver of the store that it uses, and no other.
func TestStoresLinkTheirOwnDriver(t *testing.T) {
	drivers := map[string]string{"./state/sqlite": "modernc.org/sqlite", "./state/postgres": "github.com/jackc/pgx/v5"}
	for store := range drivers {
		deps := goList(t, "-deps", store)
		for of, driver := range drivers {
			assert.Equal(t, of == store, slices.Contains(deps, driver), "%s links %s", store, driver)
		}
	}
}

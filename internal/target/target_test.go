package target_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/codewormtest"
	"github.com/codeworm/codeworm/internal/index"
	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/page"
)

// targetsOf lists the paths and symbols of the targets of a type.
func targetsOf(x *index.Index, docType page.Type) []string {
	var found []string
	for _, t := range repotest.Targets(x) {
		if t.Key.Type == docType {
			found = append(found, strings.TrimSuffix(t.Key.Path+"#"+t.Key.Symbol, "#"))
		}
	}
	slices.Sort(found)
	return found
}

// A folder is a module when it has several files, or says that it is a package and has others below it.
func TestModuleTargets(t *testing.T) {
	repo := repotest.Empty(t)
	for _, name := range []string{
		"top.py", "app/__init__.py", "app/core/__init__.py", "app/core/a.py", "lone/__init__.py", "script/only.py",
		"web/package.json", "web/index.ts", "web/parts/a.ts", "web/parts/b.ts",
		"crate/Cargo.toml", "crate/src/lib.rs", "crate/src/deep/mod.rs", "crate/src/deep/er/x.rs",
		"tests/test_a.py", "tests/test_b.py",
	} {
		repotest.Write(t, repo, name, "")
	}
	repotest.Write(t, repo, "crate/Cargo.toml", "[package]\nname = \"my-crate\"\n")
	repotest.Write(t, repo, "web/package.json", `{"name": "@acme/web"}`)
	x := repotest.Index(t, repo, repotest.Parser(t), nil)
	assert.Equal(t, []string{"app", "app/core", "crate/src", "crate/src/deep", "web", "web/parts"}, targetsOf(x, page.ModuleDoc))
	for dir, name := range map[string]string{
		"app": "app", "app/core": "app.core", "script": "", "web": "@acme/web", "web/parts": "@acme/web/parts",
		"crate": "my-crate", "crate/src": "my_crate", "crate/src/deep": "my_crate::deep",
	} {
		assert.Equal(t, name, x.Module(dir), dir)
	}

	// A manifest that changes changes the names, and nothing is parsed for it.
	repotest.Write(t, repo, "web/package.json", `{"name": "@acme/site"}`)
	x = repotest.Refresh(t, x)
	assert.Equal(t, "@acme/site/parts", x.Module("web/parts"))
}

// Every definition that is long enough is a target of each type that is about functions, and all of
// them are in the plan: no limit comes before what is done.
func TestEveryTargetIsReached(t *testing.T) {
	r := repotest.NewToy(t)
	var src strings.Builder
	for i := range 500 {
		name := "f" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + string(rune('a'+i/26))
		src.WriteString("func " + name + "(a)\n  g(a)\n  h(a)\n  i(a)\nend\n\n")
	}
	r.Write("many.toy", src.String())
	x := r.Index(nil)
	functions := targetsOf(x, page.FunctionDoc)
	require.Len(t, functions, 500)
	d, err := codeworm.New(codeworm.Config{Repos: []codeworm.Repo{r.Repo}, Parser: r.Parser(), LLM: codewormtest.NewLLM(), Store: codewormtest.NewStore(nil), Sink: codewormtest.NewSink(),
		Types: map[page.Type]int{page.FunctionDoc: 1}})
	require.NoError(t, err)
	plan, err := d.Plan(t.Context())
	require.NoError(t, err)
	assert.Len(t, plan.Due, 500)
	assert.Equal(t, 500, plan.Targets)
}

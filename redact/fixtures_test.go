package redact

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fixture is a text that gitleaks' authors try a rule on.
type fixture struct {
	Rule   string
	Path   string
	Text   string
	Secret bool
}

const gitleaks = "github.com/zricethezav/gitleaks/v8"

// fixtures are built once from gitleaks' source: what its rules are tried on is computed there, and in
// this repository it would look like secrets to every scanner.
var fixtures = sync.OnceValues(func() ([]fixture, error) {
	dir, err := output(".", "list", "-m", "-f", "{{.Dir}}", gitleaks)
	source := strings.TrimSpace(string(dir))
	if err != nil {
		return nil, err
	}
	if source == "" {
		return nil, errors.New("their source is not in the module cache (run: go mod download)")
	}
	tmp, err := os.MkdirTemp("", "fixtures")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	if err := writeModule(tmp, source); err != nil {
		return nil, err
	}
	out, err := output(tmp, "run", ".")
	if err != nil {
		return nil, err
	}
	var all []fixture
	return all, json.Unmarshal(out, &all)
})

func output(dir string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return out, err
}

var ruleFunc = regexp.MustCompile(`(?m)^func (\w+)\(\) \*config\.Rule`)

// writeModule makes a module of gitleaks' rules that prints what they are tried on.
func writeModule(tmp, source string) error {
	own := strings.NewReplacer(gitleaks+"/cmd/generate/config/", "fixtures/", gitleaks+"/cmd/generate/secrets", "fixtures/secrets")
	var calls strings.Builder
	for _, pkg := range []string{"rules", "utils"} {
		paths, err := filepath.Glob(filepath.Join(source, "cmd/generate/config", pkg, "*.go"))
		if err != nil {
			return err
		}
		if len(paths) == 0 {
			return fmt.Errorf("%s has no package %s any more (see where its rules are now)", source, pkg)
		}
		for _, p := range paths {
			if strings.HasSuffix(p, "_test.go") || filepath.Base(p) == "validate.go" {
				continue
			}
			code, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			if err := write(filepath.Join(tmp, pkg, filepath.Base(p)), own.Replace(string(code))); err != nil {
				return err
			}
			for _, m := range ruleFunc.FindAllStringSubmatch(string(code), -1) {
				fmt.Fprintf(&calls, "\t%s,\n", m[1])
			}
		}
	}
	files := map[string]string{"rules/all.go": "package rules\n\nimport \"" + gitleaks + "/config\"\n\nvar All = []func() *config.Rule{\n" + calls.String() + "}\n"}
	for to, from := range map[string]string{
		"main.go": "testdata/fixtures/main.go", "utils/validate.go": "testdata/fixtures/validate.go", "secrets/secrets.go": "testdata/fixtures/secrets.go",
		"go.mod": "../go.mod", "go.sum": "../go.sum",
	} {
		text, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		files[to] = strings.Replace(string(text), "module github.com/codeworm/codeworm\n", "module fixtures\n", 1)
	}
	for name, text := range files {
		if err := write(filepath.Join(tmp, name), text); err != nil {
			return err
		}
	}
	return nil
}

func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

func gitleaksFixtures(t *testing.T) []fixture {
	t.Helper()
	all, err := fixtures()
	if err != nil {
		t.Skipf("needs real part: gitleaks' fixtures: %v", err)
	}
	require.Greater(t, len(all), 1000)
	return all
}

// missed are the fixtures with a secret that stay, by rule.
var missed = map[string]string{
	"pkcs12-file":           "it is about a file's name",
	"gcp-service-account":   "gitleaks does not use it: it finds the type of a key file, whose key the rule for private keys finds",
	"hashicorp-tf-password": "its password is a placeholder by the built-in rule",
}

// alarmed are the rules that find something in a fixture of theirs without a secret.
var alarmed = map[string]string{
	"freemius-secret-key":   "the text is a secret in a file with the wrong ending",
	"nuget-config-password": "the text is a secret in a file with the wrong name",
	"private-key":           "the built-in rule takes out what stands in a private key's place too",
}

// What gitleaks' rules have to find is taken out, and what they must not find is not, at
// least not by them: another rule may know better.
func TestGitleaksFixtures(t *testing.T) {
	r := newRedactor(t)
	secrets, others, byOthers := 0, 0, 0
	seen := map[string]bool{}
	for _, f := range gitleaksFixtures(t) {
		got := r.Redact(f.Text)
		redactions := redactionsIn(got)
		require.Equal(t, strings.Count(f.Text, "\n"), strings.Count(got, "\n"), "%q", f.Text)
		again := r.Redact(got)
		require.Equal(t, got, again)
		byRule := slices.ContainsFunc(redactions, func(x redaction) bool { return x.kind == f.Rule })
		switch {
		case f.Secret && len(redactions) == 0 && missed[f.Rule] == "":
			t.Errorf("%s: missed %q", f.Rule, f.Text)
		case !f.Secret && byRule && alarmed[f.Rule] == "":
			t.Errorf("%s: took out %q", f.Rule, f.Text)
		case f.Secret && len(redactions) == 0, !f.Secret && byRule:
			seen[f.Rule] = true
		case f.Secret:
			secrets++
		case len(redactions) == 0:
			others++
		default:
			byOthers++
		}
	}
	t.Logf("%d secrets taken out, %d other texts left, %d taken out by another rule", secrets, others, byOthers)
	assert.Greater(t, secrets, 6000)
	assert.Greater(t, others, 250)
	for _, table := range []map[string]string{missed, alarmed} {
		for id := range table {
			assert.True(t, seen[id], "%s is no exception any more", id)
		}
	}
}

package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// peoplesScope is that of a document of people's about a small repository.
func peoplesScope() Scope {
	return Scope{Language: "go", Repo: "leases", Path: "docs/guide.md",
		Names: textNames{storeNames{nameSet{"Claim": true, "renewLease": true, "LeaseTable": true, "settleRefund": true, "Store": true, "Settlement": true}}}}
}

// textNames have, in strings, what a name is put together from.
type textNames struct{ storeNames }

func (textNames) Occurs(words []string) map[string]bool {
	found := map[string]bool{}
	for _, w := range words {
		found[w] = w == "label_" || w == "wait_" || w == "time" || w == "leases" || w == "claimed_in_total"
	}
	return found
}

// Each row of asideKinds holds for its example, and a strict check finds what it is about.
func TestAsideKinds(t *testing.T) {
	for _, k := range asideKinds {
		if k.name == "a build makes it" {
			continue // see TestAsideBuilt
		}
		s := peoplesScope()
		r := Markdown(k.example, s)
		require.NotEmpty(t, r.Mentions, k.name)
		last := r.Mentions[len(r.Mentions)-1]
		assert.Equal(t, OriginAside, last.Origin, "%s: %s", k.name, last.Text)
		assert.Equal(t, k.name, last.Reason, "%s: %s", k.name, last.Text)
		assert.Empty(t, r.Findings, k.name)
		s.Strict = true
		assert.NotEmpty(t, Markdown(k.example, s).Findings, k.name)
		s.Strict, s.Generated = false, true
		assert.NotEmpty(t, Markdown(k.example, s).Findings, k.name)
	}
}

// builtNames leave what stands in a folder to builds.
type builtNames struct{ storeNames }

func (builtNames) Ignored(p string) bool { return strings.HasPrefix(p, "build/") }

func TestAsideBuilt(t *testing.T) {
	s := peoplesScope()
	s.Names = builtNames{s.Names.(textNames).storeNames}
	assert.Empty(t, Markdown("See [it](../build/total.md).", s).Findings)
	assert.Len(t, Markdown("See [it](../built/total.md) and `internal/store/total.go`.", s).Findings, 2)
}

// What people's documents hold that is none of the repository's, in one sentence each.
func TestAside(t *testing.T) {
	for _, text := range []string{
		"Press `Ctrl+C`, `Cmd-K`, `Alt+F4`, `Shift+Tab`, `Esc` or `PageUp`.",
		"Locales are `ja`, `pt-BR`, `en_US.UTF-8` and `zh-Hant-TW`.",
		"It fails with `EADDRINUSE`, `ENOENT`, or gets `SIGTERM`.",
		"Sizes in `kB`, `MiB/s`; see `example.com`, `sub.example.org:8080/x` and `localhost`.",
		"It is in `%APPDATA%\\Acme`, `C:\\Program Files\\Acme` or `\\\\server\\share`.",
		"Branch `feature/login`, title `feat(parser): read more`, emoji `:tada:`, and `i18n`.",
		"Send `X-Request-Id`, `Content-Security-Policy` and `Cache-Control: no-store`.",
		"It prints `panic: runtime error: index out of range` or `2 files were written to disk.`",
		"Set `NODE_ENV=production`, `THEIR_TOKEN`, `$HOME/.config` or `process.env.VERBOSE`.",
		"Replace `<name>`, `YOUR_TOKEN`, `my-app`, `myHandler`, `foo`, `foo_bar` and `example-project`.",
		"Run `kubectl get pods -n kube-system`, `tool [FILE]...`, `their-tool add NAME` or `--no-color`.",
		"Use [`otherTool`](https://example.com/otherTool), and `otherTool` runs.",
		"Compare with `their_function` of [the other library](https://example.com).",
		"Install `@acme/server-kit`, `github.com/acme/kit/v2` or `lodash.debounce`.",
		"Serve `/api/users/{id}` and `/healthz`, from `main.py` and `src/app.js`.",
		"It is a `thunk`, or a `closure` in the words of `ocaml`.",
		"```go\nfunc startServer(portNumber int) { listenOn(portNumber) }\n```\n\n`startServer` calls `listenOn` with `portNumber`.",
		"```python\nclient = TheirClient()\nclient.send_all()\n```\n\nThen call `client.send_all()`, or `client.close_all()`.",
		"`oldName` was renamed to `renewLease`, and `olderName` is deprecated.",
		"## Migrating from v1\n\nReplace `oldName` by `renewLease`.\n\n### Details\n\nAnd `olderName()`.",
		"# Changelog\n\n## 1.2.0 - 2020-01-31\n\n- `oldName` is faster\n",
		"The rest is called `theRest`, and `theRest` is kept.",
		"Like `strings.NoSuchThing` or `fmt.Printify`.",
		"See [the guide](../docs/design) and [that](/design.html).",
		"See [a](), [b]({{< ref >}}), `cmd/app/{name}.go`, `internal/store/foo.go` and `@Makefile`.",
		"It is `label_wait_time`, or `leases_claimed_in_total`.",
		"The sum of `v_n` and `φ(x)`, for `label_of_<zone>`.",
	} {
		r := Markdown(text, peoplesScope())
		assert.Empty(t, r.Findings, text)
		assert.NotZero(t, r.Checked, text)
	}
}

// What is certainly meant to be the repository's is found, also beside what is not.
func TestAsideKeepsFindings(t *testing.T) {
	for text, want := range map[string]string{
		"Fill the `Settlmeent`.": "Settlmeent",
		"- `internal/store` holds them\n- `internal/stoore` does not":               "internal/stoore",
		"Call `renewLeese` first.":                                                  "renewLeese",
		"Call `renewlease` first.":                                                  "renewlease",
		"The `SettleRefunds.settelRefund` of it.":                                   "SettleRefunds.settelRefund",
		"The function `no_such_function` returns.":                                  "no_such_function",
		"It is `chargeCustomer()`.":                                                 "chargeCustomer()",
		"It sets `leasse_claimed_in_total`.":                                        "leasse_claimed_in_total",
		"It sets `label_waits_time`.":                                               "label_waits_time",
		"---\ntitle: x\n---\n\nIt is `renewLeese`.":                                 "renewLeese",
		"See [it](../internal/store/stor.go).":                                      "../internal/store/stor.go",
		"See `internal/store/leases.go`.":                                           "internal/store/leases.go",
		"- `store.go` holds them\n- `cache.go` makes it fast":                       "cache.go",
		"At `internal/store/store.go:500`.":                                         "internal/store/store.go:500",
		"```go\nrenewLeese(1)\n```\n\nCall `renewLeese`.":                           "renewLeese",
		"```go\nx := Store.renewLeese(1)\n```\n":                                    "Store.renewLeese",
		"# Changelog\n\nSee [it](../internal/store/none.go) and `gone_function`.\n": "../internal/store/none.go",
		"## Upgrading\n\n`oldName` went.\n\n## Use\n\nCall `chargeCustomer`.":       "chargeCustomer",
	} {
		r := Markdown(text, peoplesScope())
		require.Len(t, r.Findings, 1, text)
		assert.Equal(t, want, r.Findings[0].Text, text)
	}
}

// No form of a placeholder excuses a whole kind of invented names.
func TestPlaceholdersAreFew(t *testing.T) {
	const rows = 300
	for _, name := range []string{"no_such_%d", "lantern%dOf", "userLantern%d", "customWalrus%d", "testVelvet%d", "any_lantern_%d", "LanternV%d", "readLantern%d"} {
		var table strings.Builder
		table.WriteString("| name | meaning |\n| --- | --- |\n")
		for k := range rows {
			fmt.Fprintf(&table, "| `"+name+"` | text |\n", k)
		}
		assert.Len(t, Markdown(table.String(), peoplesScope()).Findings, rows, name)
	}
}

// Of what was the repository's once, only what the text itself says to be gone or to be its own is known for what it is.
func TestAsideOfDrift(t *testing.T) {
	now, before := peoplesScope(), peoplesScope()
	before.Names = storeNames{nameSet{"THEIR_TOKEN": true, "oldName": true, "thunk": true, "Claim": true}}
	assert.Len(t, Drift("Set `THEIR_TOKEN`, call `oldName`, it is a `thunk`.", now, before).Findings, 3)
	assert.Empty(t, Drift("`oldName` was removed.\n\n```go\nfunc oldName() {}\n```\n", now, before).Findings)
	assert.Empty(t, Drift("# Changelog\n\nSet `THEIR_TOKEN`, call `oldName`, it is a `thunk`.", now, before).Findings)
}

package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/codeworm/codeworm/internal/repotest"
	"github.com/codeworm/codeworm/source"
)

// valued are files whose functions are named without being called.
var valued = map[string]string{
	"go/go.mod": "module example.com/app\n",
	"go/cmd.go": `package app

import "example.com/app/web"

type Command struct{ RunE func() error }

var root = Command{RunE: runIdeate}

var table = map[string]func() error{"clean": runClean, "web": web.Serve}

var list = []func() error{runClean, nil}

func runIdeate() error { return nil }
func runClean() error  { return nil }
func name() string     { return "" }

type worker struct{ items []int }

func (w *worker) loop() error { return nil }
func (w *worker) size() int   { return len(w.items) }

func start(f func() error, w *worker) func() error {
	do(runIdeate)
	do(w.loop)
	do(f)
	h := runClean
	for _, name := range []string{"a"} {
		use(name)
	}
	use(w.items)
	if h != nil {
		return runIdeate
	}
	return web.Serve
}

func do(f func() error) {}
func use(any)           {}

func label() any {
	name, err := "x", 1
	return []any{name, err}
}
`,
	"go/web/serve.go": "package web\n\nfunc Serve() error { return nil }\n\nfunc items() {}\n",
	"py/__init__.py":  "",
	"py/work.py": `import threading
from .jobs import target, audit
from . import jobs


def handle(x):
    return x


def key(x):
    return x


class Base:
    pass


HANDLERS = {"a": handle, "b": jobs.target}


@audit(handle)
def run(items, handle2=handle):
    threading.Thread(target=target, args=(items,)).start()
    sorted(items, key=key)
    callback = jobs.target
    return callback


def shadow(handle):
    key = 3
    for audit in handle:
        print(audit, key)
    print(handle)
    return [target for target in handle if print(target)]
`,
	"py/jobs.py": "def target():\n    pass\n\n\ndef audit(f):\n    return f\n\n\ndef items():\n    pass\n",
	"js/app.jsx": `import { load } from './load'
import * as api from './load'

function handler() {}
const toggle = () => {}

export function Panel(props) {
  const close = handler
  setTimeout(load, 10)
  window.addEventListener('x', api.load)
  const routes = { open: handler, load, items: [toggle] }
  return <button onClick={toggle} onBlur={api.load}>{close}{routes}</button>
}

export function shadow({ load }, toggle) {
  const handler = 3
  use(handler, load, toggle)
}
`,
	"js/load.js": "export function load() {}\nexport function use() {}\n",
}

// TestValuesAreUses resolves what is named and called elsewhere. What a function binds itself is not meant.
func TestValuesAreUses(t *testing.T) {
	repo := repotest.Empty(t)
	for name, text := range valued {
		repotest.Write(t, repo, name, text)
	}
	repotest.Git(t, repo.Path, "add", ".")
	x := repotest.Index(t, repo, repotest.Parser(t), nil)
	found := map[string][]string{}
	for _, file := range []string{"go/cmd.go", "py/work.py", "js/app.jsx"} {
		outline := x.Outline(file)
		for _, m := range meanings(x, file) {
			if m.Kind != source.ReferenceValue || len(m.Places) == 0 {
				continue
			}
			in := ""
			if m.Symbol >= 0 {
				in = outline.Symbols[m.Symbol].Name
			}
			text := fmt.Sprintf("%s>%s@%s", in, m.Places[0].Name, m.Places[0].Path[strings.Index(m.Places[0].Path, "/")+1:])
			if !m.Sure {
				text = "?" + text
			}
			found[file] = append(found[file], text)
		}
		slices.Sort(found[file])
		found[file] = slices.Compact(found[file])
	}
	assert.Equal(t, []string{">Serve@web/serve.go", ">runClean@cmd.go", ">runIdeate@cmd.go", "start>Serve@web/serve.go", "start>runClean@cmd.go", "start>runIdeate@cmd.go", "start>worker.loop@cmd.go"}, found["go/cmd.go"])
	assert.Equal(t, []string{">handle@work.py", ">target@jobs.py", "run>handle@work.py", "run>key@work.py", "run>target@jobs.py"}, found["py/work.py"])
	assert.Equal(t, []string{"Panel>handler@app.jsx", "Panel>load@load.js", "Panel>toggle@app.jsx"}, found["js/app.jsx"])
}

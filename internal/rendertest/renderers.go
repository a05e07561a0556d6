//go:build unix

package rendertest

import (
	"bufio"
	"bytes"
	_ "embed" // the scripts
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/codeworm/codeworm/internal/realpart"
)

//go:embed render.py
var pythonScript string

//go:embed render.mjs
var nodeScript string

// Renderers are the names of all renderers: what people read pages with. "python-markdown" has the extensions "extra" alone,
// "material" those that people of MkDocs switch on, with its macros; "liquid" is Liquid and then cmark-gfm, as on GitHub Pages.
var Renderers = []string{"goldmark", "cmark-gfm", "python-markdown", "material", "mistune", "marked", "markdown-it", "mdx", "liquid"}

// Set renders Markdown. It may be used by several goroutines at a time.
type Set struct {
	python, node *worker
}

// Start starts the renderers until the test ends. A test that cannot have them is skipped, or fails when CODEWORM_REQUIRE_REAL
// is 1.
func Start(t testing.TB) *Set {
	t.Helper()
	folder, err := find()
	realpart.Need(t, "renderers", err)
	scripts := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(scripts, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatalf("rendertest: %v", err)
		}
		return path
	}
	python := exec.Command("python3", write("render.py", pythonScript))
	python.Env = append(os.Environ(), "PYTHONPATH="+filepath.Join(folder, "python"), "TMPDIR="+scripts, "PYTHONDONTWRITEBYTECODE=1")
	node := exec.Command("node", write("render.mjs", nodeScript), folder)
	node.Env = append(os.Environ(), "TMPDIR="+scripts)
	return &Set{python: startWorker(t, python), node: startWorker(t, node)}
}

// Render renders a text, with raw HTML passed through wherever the renderer can. The error says that the renderer failed on it.
func (s *Set) Render(renderer, text string) (string, error) {
	switch renderer {
	case "goldmark":
		var out bytes.Buffer
		err := lenient.Convert([]byte(text), &out)
		return out.String(), err
	case "marked", "markdown-it", "mdx":
		return s.node.render(renderer, text)
	case "liquid":
		text, err := s.node.render(renderer, text)
		if err != nil {
			return "", err
		}
		return s.python.render("cmark-gfm", text)
	}
	return s.python.render(renderer, text)
}

var lenient = goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList), goldmark.WithRendererOptions(html.WithUnsafe()))

// worker is a process that renders one text at a time: a line of JSON in, a line of JSON out.
type worker struct {
	mu  sync.Mutex
	in  io.Writer
	out *bufio.Reader
	log *bytes.Buffer
}

func startWorker(t testing.TB, command *exec.Cmd) *worker {
	t.Helper()
	w := &worker{log: &bytes.Buffer{}}
	command.Stderr = w.log
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatalf("rendertest: %v", err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatalf("rendertest: %v", err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("rendertest: start %s: %v", command.Path, err)
	}
	w.in, w.out = in, bufio.NewReader(out)
	t.Cleanup(func() {
		_ = in.Close() // it ends with its input
		if err := command.Wait(); err != nil {
			t.Errorf("rendertest: %s: %v\n%s", filepath.Base(command.Path), err, realpart.Tail(w.log.String(), 2000))
		}
	})
	return w
}

func (w *worker) render(renderer, text string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := json.NewEncoder(w.in).Encode(map[string]string{"renderer": renderer, "text": text}); err != nil {
		return "", err
	}
	line, err := w.out.ReadBytes('\n')
	if err != nil {
		return "", fmt.Errorf("the renderer ended: %w", err)
	}
	var answer struct{ HTML, Error string }
	if err := json.Unmarshal(line, &answer); err != nil {
		return "", err
	}
	if answer.Error != "" {
		return "", errors.New(answer.Error)
	}
	return answer.HTML, nil
}

package codeworm_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/codeworm/codeworm"
	"github.com/codeworm/codeworm/devlog"
	"github.com/codeworm/codeworm/internal/secretgen"
	"github.com/codeworm/codeworm/page"
	"github.com/codeworm/codeworm/parser"
	"github.com/codeworm/codeworm/parser/lang/golang"
	"github.com/codeworm/codeworm/parser/lang/javascript"
	"github.com/codeworm/codeworm/redact"
	"github.com/codeworm/codeworm/state/sqlite"
)

// Secrets in contents, names, messages and diffs reach nothing that leaves: prompts, pages, their paths and subjects, the state with
// its cache, events, the log.
func TestNoSecretLeavesTheDaemon(t *testing.T) {
	w := newWorld(t, 1)
	var planted []string
	body := func(samples []secretgen.Sample) string {
		var b strings.Builder
		for _, s := range samples {
			planted = append(planted, s.Secrets...)
			b.WriteString("\n// " + strings.ReplaceAll(s.Text, "\n", "\n// ") + "\n//\n")
		}
		return b.String()
	}
	token := func(n int) string { return "gh" + "p_q7Zp2VtK9xWm4LcR8nYb3HdF6sJg1TaE5u" + fmt.Sprintf("%02d", n) }
	write := func(name, text string) {
		path := filepath.Join(w.dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	all := secretgen.Secrets(7, 2*secretgen.Kinds())
	function := func(n int, secrets string) string {
		return fmt.Sprintf("package sums\n\n// Load%d loads.%s\nfunc Load%d(a int) int {\n\tif a > %d {\n\t\treturn a\n\t}\n\treturn 2 * a\n}\n", n, secrets, n, n)
	}
	for i := range 8 {
		part := all[i*len(all)/8 : (i+1)*len(all)/8]
		write(fmt.Sprintf("load%d.go", i), function(i, body(part)))
	}
	planted = append(planted, token(1), token(2), token(3), token(4))
	write("methods.js", "// names\nclass A {\n  '"+token(1)+"'(a) { if (a) { return 1 } return 2 }\n}\nfunction "+token(2)+"(b) { if (b) { return 1 } return 2 }\n")
	write("keys/"+token(3)+".go", "package keys\n\n// Sum adds.\nfunc Sum(a int) int {\n\tif a > 0 {\n\t\treturn 1\n\t}\n\treturn a\n}\n")
	w.git("add", "-A")
	w.git("commit", "-qm", "Take "+token(4)+" along")
	for i := range 8 { // the secrets of the first are deleted lines of the next
		write(fmt.Sprintf("load%d.go", i), function(i, "\n// It is quick."))
	}
	w.git("add", "-A")
	w.git("commit", "-qm", "Set DB_PASSWORD=xK93vmQp71s")
	planted = append(planted, "xK93vmQp71s")
	for i := range 4 {
		write(fmt.Sprintf("load%d.go", i), function(i, body(secretgen.Secrets(uint64(20+i), 40))))
	}
	w.git("commit", "-qam", "Load more")

	dir := t.TempDir()
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "state", "state.db"))
	require.NoError(t, err)
	sink, err := devlog.NewFolder(filepath.Join(dir, "pages"))
	require.NoError(t, err)
	p, err := parser.New(golang.Language, javascript.Language)
	require.NoError(t, err)
	r, err := redact.New()
	require.NoError(t, err)
	var log bytes.Buffer
	w.config.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.config.Store, w.config.Sink, w.config.Parser, w.config.Redactor = store, sink, p, r
	w.config.Types = map[page.Type]int{page.FunctionDoc: 1, page.FileDoc: 1, page.CodeEvolution: 1, page.ModuleDoc: 1, page.WeeklySummary: 1}
	echo := strings.Join(planted[:20], " ")
	w.llm.OnGenerate(func(_ context.Context, p codeworm.Prompt) (string, error) {
		if p.Facts.Target.Key.Symbol == "Load1" {
			return "", fmt.Errorf("refused: password=%s", "xK93vmQp71s")
		}
		return fmt.Sprintf(goodAnswer, p.Facts.Target.Key.Symbol) + " " + echo[:60], nil
	})
	d := w.daemon()
	events := d.Subscribe(10_000)
	_, err = d.RunN(t.Context(), 60)
	failed := fmt.Sprint(err)
	events.Close()
	require.NoError(t, store.Close())

	left := map[string]string{"the log": log.String(), "the error": failed}
	n := 0
	for _, p := range w.llm.Prompts() {
		n++
		text := p.System + p.Shared + p.Request
		for _, turn := range p.Turns {
			text += turn.Answer + turn.Request
		}
		left[fmt.Sprintf("prompt %d", n)] = text
	}
	require.Greater(t, n, 10)
	for e := range events.C {
		left["events"] += fmt.Sprintf("%+v\n", e)
	}
	pages := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		left[path] = path + "\n" + string(content)
		pages++
		return err
	}))
	require.Greater(t, pages, 10)
	t.Logf("%d secrets, %d prompts, %d files", len(planted), n, pages)
	for name, text := range left {
		for _, s := range planted {
			if strings.Contains(text, s) {
				i := strings.Index(text, s)
				t.Errorf("%q is in %s: …%q", s, name, text[max(0, i-60):min(len(text), i+len(s)+20)])
			}
		}
	}
	assert.Contains(t, log.String(), "page published")
}

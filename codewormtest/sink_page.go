package codewormtest

import (
	"fmt"
	"strings"
	"time"

	"github.com/codeworm/codeworm/page"
)

// Page returns a valid page of the key: heading, metadata, prose and the
// comment that ParsePageMeta reads. The edits change what the page says about
// itself before it is rendered, so that text and comment agree. It panics on a
// fingerprint or a summary that JSON cannot hold, which is a mistake of the test.
func Page(key page.Key, fingerprint string, edits ...func(*page.Meta)) page.Page {
	meta := page.Meta{
		Key:           key,
		Fingerprint:   fingerprint,
		Title:         key.Title(),
		Summary:       "Says what " + key.Title() + " is for.",
		Language:      "go",
		SourceCommit:  strings.Repeat("0123456789", 4),
		Model:         "facts-only",
		PromptVersion: "1",
		Check:         page.CheckSummary{Checked: 3},
		GeneratedAt:   time.Date(2026, 2, 27, 21, 49, 0, 0, time.UTC),
	}
	for _, edit := range edits {
		edit(&meta)
	}
	comment, err := meta.Comment()
	if err != nil {
		panic(fmt.Sprintf("codewormtest: page of %s: %v", key, err))
	}
	markdown := fmt.Sprintf("# %s\n\n**Type:** %s\n**Repository:** %s\n\n---\n\n## Documentation\n\n%s\n\nState %s.\n\n%s\n",
		meta.Title, key.Type.Label(), key.Repo, meta.Summary, fingerprint, comment)
	subject := []rune("Document " + meta.Title)
	return page.Page{
		Meta:     meta,
		Path:     key.PagePath(),
		Subject:  string(subject[:min(len(subject), 72)]),
		Markdown: []byte(markdown),
	}
}

// SinkKeys returns n different keys in several repositories and of several
// document types, the awkward ones first: names that differ by case alone, that no
// file system likes, that Markdown or git would read as something else.
func SinkKeys(n int) []page.Key {
	keys := []page.Key{
		{Type: page.FunctionDoc, Repo: "Demo", Path: "src/run.go", Symbol: "Worker.Run"},
		{Type: page.FunctionDoc, Repo: "Demo", Path: "src/run.go", Symbol: "worker.run"},
		{Type: page.FunctionDoc, Repo: "Demo", Path: "src/run.go", Symbol: "Worker.Run~2"},
		{Type: page.FileDoc, Repo: "Demo", Path: "src/run.go"},
		{Type: page.ModuleDoc, Repo: "Demo", Path: "."},
		{Type: page.WeeklySummary, Repo: "Demo", Period: "2026-W08"},
		{Type: page.ClassDoc, Repo: "Demo", Path: "src/läufer.py", Symbol: "Größe|`x`<b>"},
		{Type: page.TIL, Repo: "Demo", Path: "a b/[c](d)/e.go", Symbol: "operator\n=="},
		{Type: page.FileDoc, Repo: "Demo", Path: "README.md"},
		{Type: page.FileDoc, Repo: "Demo", Path: ".git/config"},
		{Type: page.FileDoc, Repo: "..", Path: "../../up.go"},
		{Type: page.FileDoc, Repo: "con", Path: "nul/aux.go"},
		{Type: page.FileDoc, Repo: "-f", Path: strings.Repeat("very/long/", 30) + "path.go"},
	}
	types := page.Types()
	for i := len(keys); i < n; i++ {
		keys = append(keys, page.Key{
			Type: types[i%len(types)], Repo: fmt.Sprintf("repo%d", i%3),
			Path: fmt.Sprintf("pkg%d/file%d.go", i%5, i), Symbol: fmt.Sprintf("Func%d", i),
		})
	}
	return keys[:n]
}

package codewormtest

import (
	"fmt"
	"strings"
	"time"

	"github.com/codeworm/codeworm"
)

// Page returns a valid page of the key: heading, metadata, prose and the
// comment that ParsePageMeta reads. The edits change what the page says about
// itself before it is rendered, so that text and comment agree. It panics on a
// fingerprint or a summary that JSON cannot hold, which is a mistake of the test.
func Page(key codeworm.Key, fingerprint string, edits ...func(*codeworm.PageMeta)) codeworm.Page {
	meta := codeworm.PageMeta{
		Key:           key,
		Fingerprint:   fingerprint,
		Title:         key.Title(),
		Summary:       "Says what " + key.Title() + " is for.",
		Language:      "go",
		SourceCommit:  strings.Repeat("0123456789", 4),
		Model:         "facts-only",
		PromptVersion: "1",
		Check:         codeworm.CheckSummary{Checked: 3},
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
	return codeworm.Page{
		PageMeta: meta,
		Path:     key.PagePath(),
		Subject:  string(subject[:min(len(subject), 72)]),
		Markdown: []byte(markdown),
	}
}

// SinkKeys returns n different keys in several repositories and of several
// document types, the awkward ones first: names that differ by case alone, that no
// file system likes, that Markdown or git would read as something else.
func SinkKeys(n int) []codeworm.Key {
	keys := []codeworm.Key{
		{Type: codeworm.FunctionDoc, Repo: "Demo", Path: "src/run.go", Symbol: "Worker.Run"},
		{Type: codeworm.FunctionDoc, Repo: "Demo", Path: "src/run.go", Symbol: "worker.run"},
		{Type: codeworm.FunctionDoc, Repo: "Demo", Path: "src/run.go", Symbol: "Worker.Run~2"},
		{Type: codeworm.FileDoc, Repo: "Demo", Path: "src/run.go"},
		{Type: codeworm.ModuleDoc, Repo: "Demo", Path: "."},
		{Type: codeworm.WeeklySummary, Repo: "Demo", Period: "2026-W08"},
		{Type: codeworm.ClassDoc, Repo: "Demo", Path: "src/läufer.py", Symbol: "Größe|`x`<b>"},
		{Type: codeworm.TIL, Repo: "Demo", Path: "a b/[c](d)/e.go", Symbol: "operator\n=="},
		{Type: codeworm.FileDoc, Repo: "Demo", Path: "README.md"},
		{Type: codeworm.FileDoc, Repo: "Demo", Path: ".git/config"},
		{Type: codeworm.FileDoc, Repo: "..", Path: "../../up.go"},
		{Type: codeworm.FileDoc, Repo: "con", Path: "nul/aux.go"},
		{Type: codeworm.FileDoc, Repo: "-f", Path: strings.Repeat("very/long/", 30) + "path.go"},
	}
	types := codeworm.DocTypes()
	for i := len(keys); i < n; i++ {
		keys = append(keys, codeworm.Key{
			Type: types[i%len(types)], Repo: fmt.Sprintf("repo%d", i%3),
			Path: fmt.Sprintf("pkg%d/file%d.go", i%5, i), Symbol: fmt.Sprintf("Func%d", i),
		})
	}
	return keys[:n]
}

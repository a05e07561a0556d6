package index

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/words"
)

// Limits of what is searched for words, in bytes.
const (
	maxSearchedFile = 1 << 20
	maxSearched     = 256 << 20
)

// proseFiles are the extensions of files that are about code instead of being it: a name does not exist because
// one of them has it.
var proseFiles = words.Set(".md .mdx .markdown .rst .txt .adoc .org .html .svg .ipynb .lock .sum .sarif")

// knownFindings begins a file in which a check keeps what it found: those names do not exist.
var knownFindings = []byte(`"codeworm": "baseline"`)

// Occurs returns the words that stand, whole, in the text of a file that is code or configuration: in its
// comments and strings, too. Files are read as they are now, about 256 MiB of them at most.
func (x *Index) Occurs(words []string) map[string]bool {
	return x.occurs(words, func(string) bool { return true })
}

// occurs searches the files that are wanted.
func (x *Index) occurs(words []string, wanted func(path string) bool) map[string]bool {
	found := map[string]bool{}
	left := slices.Clone(words)
	read := 0
	for _, p := range x.paths().all {
		if len(left) == 0 || read > maxSearched {
			break
		}
		if !wanted(p) {
			continue
		}
		content, ok := x.searchable(p)
		if !ok {
			continue
		}
		read += len(content)
		text := string(content)
		left = slices.DeleteFunc(left, func(w string) bool {
			if containsText(text, w) {
				found[w] = true
			}
			return found[w]
		})
	}
	return found
}

// searchable returns the content of a file that is searched for words.
func (x *Index) searchable(p string) (content []byte, ok bool) {
	if proseFiles[strings.ToLower(path.Ext(p))] || strings.HasPrefix(path.Base(p), "CHANGELOG") {
		return nil, false
	}
	file := filepath.Join(x.Repo.Path, filepath.FromSlash(p))
	info, err := os.Lstat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSearchedFile {
		return nil, false
	}
	content, err = os.ReadFile(file)
	if err != nil || bytes.Contains(content[:min(len(content), 100)], knownFindings) {
		return nil, false
	}
	return content, bytes.IndexByte(content[:min(len(content), 8000)], 0) < 0
}

// containsText reports whether a text stands in another one, not inside of longer words.
func containsText(text, part string) bool {
	if part == "" {
		return false
	}
	wordAt := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	first, _ := utf8.DecodeRuneInString(part)
	last, _ := utf8.DecodeLastRuneInString(part)
	for at := 0; ; {
		i := strings.Index(text[at:], part)
		if i < 0 {
			return false
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(part):])
		if !(wordAt(first) && wordAt(before)) && !(wordAt(last) && wordAt(after)) {
			return true
		}
		at = i + len(part)
	}
}

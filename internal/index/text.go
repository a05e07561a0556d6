package index

import (
	"bytes"
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/git"
	"github.com/codeworm/codeworm/internal/words"
)

// PathList is every path of a repository, those included that no parser reads.
type PathList struct {
	all  []string
	Ends map[string]bool // each file and folder by each end of its path
}

// listedPaths is the list of an index, made when first asked for.
type listedPaths struct {
	once sync.Once
	list PathList
}

// paths lists what git lists. When that fails now, the files that the index read and skipped
// are all there is.
func (x *Index) paths() *PathList {
	x.listed.once.Do(func() {
		var all []string
		if x.InGit {
			all, _ = git.ListFiles(context.Background(), x.Repo.Path)
		} else {
			files, _ := walkFiles(context.Background(), x.Repo.Path)
			for _, f := range files {
				all = append(all, f.Path)
			}
		}
		for _, f := range x.Files {
			all = append(all, f.Path)
		}
		for _, s := range x.NotRead {
			all = append(all, s.Path)
		}
		slices.Sort(all)
		x.listed.list = NewPathList(slices.Compact(all))
	})
	return &x.listed.list
}

func NewPathList(all []string) PathList {
	l := PathList{all: all, Ends: make(map[string]bool, 4*len(all))}
	folders := map[string]bool{}
	for _, p := range all {
		for whole := p; whole != "." && whole != "/" && !folders[whole]; whole = path.Dir(whole) {
			folders[whole] = true
			for end := whole; ; {
				l.Ends[end] = true
				_, rest, more := strings.Cut(end, "/")
				if !more {
					break
				}
				end = rest
			}
		}
	}
	return l
}

// nearestPath is the path whose end differs least from the one given: the same file name, or
// nearly the same.
func (x *Index) nearestPath(p string) string {
	p = strings.Trim(path.Clean(p), "/")
	base := path.Base(p)
	best, bestDistance := "", 1+len(base)/4
	for _, candidate := range x.paths().all {
		d := words.EditDistance(strings.ToLower(base), strings.ToLower(path.Base(candidate)), bestDistance)
		if d > bestDistance || d == bestDistance && best != "" &&
			words.EditDistance(p, candidate, len(p)) >= words.EditDistance(p, best, len(p)) {
			continue
		}
		best, bestDistance = candidate, d
	}
	return best
}

// Limits of what is searched for words, in bytes.
const (
	maxSearchedFile = 1 << 20
	maxSearched     = 256 << 20
)

// proseFiles are extensions of files that are about code instead of being it: that a name stands
// in one does not make it exist.
var proseFiles = words.Set(".md .mdx .markdown .rst .txt .adoc .org .html .svg .ipynb .lock .sum")

// Occurs returns which of the words stand in the text of a file that is code or configuration: in its
// comments and strings, too. Files are read as they are now, at most 256 MiB of them.
func (x *Index) Occurs(words []string) map[string]bool {
	found := map[string]bool{}
	left := slices.Clone(words)
	read := 0
	for _, p := range x.paths().all {
		if len(left) == 0 || read > maxSearched {
			break
		}
		if proseFiles[strings.ToLower(path.Ext(p))] || strings.HasPrefix(path.Base(p), "CHANGELOG") {
			continue
		}
		file := filepath.Join(x.Repo.Path, filepath.FromSlash(p))
		info, err := os.Lstat(file)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxSearchedFile {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil || bytes.IndexByte(content[:min(len(content), 8000)], 0) >= 0 {
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

package index

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/graph"
	"github.com/codeworm/codeworm/internal/plainfile"
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
// comments and strings, too. Files are read as they are now, about 256 MiB of them at most; those that are as they were when they
// were searched before are read again only where a word may be in them.
func (x *Index) Occurs(words []string) map[string]bool {
	return x.occurs(words, func(string) bool { return true })
}

// occurs searches the files that are wanted.
func (x *Index) occurs(words []string, wanted func(path string) bool) map[string]bool {
	found := map[string]bool{}
	search := newTextSearch(words)
	remember := x.words.worth()
	read := 0
	for i, p := range x.listed.all {
		if search.left == 0 || read > maxSearched {
			break
		}
		if !wanted(p) {
			continue
		}
		stamp := x.listed.stamps[i]
		if known, ok := x.words.of(p, stamp); ok {
			read += max(known.size, 0)
			if known.size >= 0 && search.mayBeIn(known.words, x.words) {
				if content, ok := x.searchable(p); ok {
					search.in(string(content), found)
				}
			}
			continue
		}
		content, ok := x.searchable(p)
		if remember && trusted(stamp, time.Now()) && x.stampNow(p) == stamp {
			x.words.keep(p, stamp, string(content), ok, len(x.listed.all))
		}
		if !ok {
			continue
		}
		read += len(content)
		search.in(string(content), found)
	}
	return found
}

// stampNow returns what the file system says about a file now; nothing of one that is gone.
func (x *Index) stampNow(p string) graph.Stamp {
	info, err := os.Lstat(filepath.Join(x.Repo.Path, filepath.FromSlash(p)))
	if err != nil {
		return graph.Stamp{}
	}
	return stampOf(info)
}

// textSearch looks for many words at a time: by the longest run of ASCII letters, digits and underscores in each, so that a text
// is read once, however many they are. What has no such run is not found.
type textSearch struct {
	byRun map[string][]searched
	left  int // how many were not found
	// open are the sums of the runs in byRun that a file may have of those that were kept so often; nil until a filter is asked.
	open []uint64
	kept int
}

// fewRuns is up to how many runs are looked for one after another, which is fast for each, instead of all at once.
const fewRuns = 12

// searched is what is looked for, and where in it that run begins.
type searched struct {
	text   string
	offset int
}

func newTextSearch(texts []string) *textSearch {
	s := &textSearch{byRun: map[string][]searched{}}
	for _, text := range texts {
		longest, offset := "", 0
		for at := 0; at < len(text); {
			run, skipped := firstRun(text[at:])
			if at += skipped; len(run) > len(longest) {
				longest, offset = run, at
			}
			at += len(run)
		}
		if longest != "" {
			s.byRun[longest] = append(s.byRun[longest], searched{text, offset})
			s.left++
		}
	}
	return s
}

// firstRun returns the first run of ASCII word bytes in a text, and its offset.
func firstRun(text string) (run string, offset int) {
	start := 0
	inRun := func(b byte) bool { return b < utf8.RuneSelf && words.IsWordByte(b) }
	for start < len(text) && !inRun(text[start]) {
		start++
	}
	end := start
	for end < len(text) && inRun(text[end]) {
		end++
	}
	return text[start:end], start
}

// in looks in one text for what was not found yet.
func (s *textSearch) in(text string, found map[string]bool) {
	if len(s.byRun) <= fewRuns {
		for run := range s.byRun {
			s.take(run, func(c searched) bool { return wholeIn(text, c.text) }, found)
		}
		return
	}
	for at := 0; at < len(text); {
		run, skipped := firstRun(text[at:])
		at += skipped
		if len(s.byRun[run]) > 0 {
			s.take(run, func(c searched) bool {
				return at >= c.offset && strings.HasPrefix(text[at-c.offset:], c.text) && wholeAt(text, at-c.offset, c.text)
			}, found)
		}
		at += len(run)
	}
}

// take notes what is found of what has the run.
func (s *textSearch) take(run string, is func(searched) bool, found map[string]bool) {
	s.byRun[run] = slices.DeleteFunc(s.byRun[run], func(c searched) bool {
		if !is(c) {
			return false
		}
		found[c.text] = true
		s.left--
		return true
	})
	if len(s.byRun[run]) == 0 {
		delete(s.byRun, run)
		s.open = nil
	}
}

// mayBeIn reports whether a text with the words may have one that was not found yet; all is what is known of all files.
func (s *textSearch) mayBeIn(words wordFilter, all *textWords) bool {
	if s.open == nil || all.changed(s.kept) {
		sums := make([]uint64, 0, len(s.byRun))
		for run := range s.byRun {
			sums = append(sums, wordSum(run))
		}
		s.open, s.kept = all.possible(sums)
	}
	return slices.ContainsFunc(s.open, words.has)
}

// wholeIn reports whether a text holds another one that is not a part of longer words there.
func wholeIn(text, part string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], part)
		if i < 0 {
			return false
		}
		if at += i; wholeAt(text, at, part) {
			return true
		}
		at++
	}
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
	content, err = plainfile.ReadNamed(file, maxSearchedFile)
	if err != nil || bytes.Contains(content[:min(len(content), 100)], knownFindings) {
		return nil, false
	}
	return content, bytes.IndexByte(content[:min(len(content), 8000)], 0) < 0
}

// wholeAt reports whether a text that stands at an offset of another one is not a part of longer words there.
func wholeAt(text string, at int, part string) bool {
	wordAt := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	first, _ := utf8.DecodeRuneInString(part)
	last, _ := utf8.DecodeLastRuneInString(part)
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+len(part):])
	return !(wordAt(first) && wordAt(before)) && !(wordAt(last) && wordAt(after))
}

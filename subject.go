package codeworm

import (
	"path"
	"strings"
)

// maxSubject is the length of a commit subject in characters.
const maxSubject = 72

// subject is the commit subject of a page: what the page is, and its summary
// as far as whole words fit.
func subject(k Key, summary string) string {
	title := k.Title()
	if k.Type == FileDoc || k.Type == CodeEvolution || k.Type == ModuleDoc {
		title = path.Clean(title)
	}
	head := k.Type.info().Subject + " " + oneLine(title)
	if n := len([]rune(head)); n > maxSubject {
		return shortenedSubject(k, maxSubject)
	}
	tail := withoutName(strings.TrimRight(oneLine(summary), "."), k)
	full := head
	separator := ": "
	cut := false
	for word := range strings.FieldsSeq(tail) {
		if len([]rune(full+separator+word)) > maxSubject {
			cut = true
			break
		}
		full += separator + word
		separator = " "
	}
	if cut {
		full = strings.TrimRight(trimLoose(full, head), ",;:-(")
	}
	return full
}

// withoutName drops the target's own name from the start of a summary: it
// stands before it already.
func withoutName(summary string, k Key) string {
	title := k.Title()
	first, rest, _ := strings.Cut(summary, " ")
	first = strings.Trim(first, "`'\"")
	if rest != "" && (first == title || first == path.Base(title) || first == title[strings.LastIndexByte(title, '.')+1:]) {
		verb, object, _ := strings.Cut(rest, " ")
		if object != "" && (verb == "is" || verb == "are") {
			return object
		}
		return rest
	}
	return summary
}

// trimLoose takes words off the end of a cut summary that cannot end a line.
func trimLoose(full, head string) string {
	for len(full) > len(head) {
		i := strings.LastIndexByte(full, ' ')
		if i < len(head) {
			break
		}
		if !looseWords[strings.ToLower(full[i+1:])] {
			break
		}
		full = full[:i]
	}
	return full
}

var looseWords = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("a an the of to and or in on at by for from with as is are that which its it this into if when be has") {
		m[w] = true
	}
	return m
}()

// shortenedSubject names a target whose title alone is too long by its last part.
func shortenedSubject(k Key, limit int) string {
	title := oneLine(k.Title())
	head := k.Type.info().Subject + " "
	separator := "."
	switch {
	case k.Type == PatternAnalysis:
		title, separator = strings.TrimSuffix(title, path.Clean(k.Path))+path.Base(k.Path), "\x00"
	case k.Symbol == "":
		separator = "/"
	}
	if short := head + title[strings.LastIndex(title, separator)+1:]; len([]rune(short)) <= limit {
		return short
	}
	return string([]rune(head + title)[:limit])
}

// oneLine folds white space and drops what must not be in a commit subject.
func oneLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }

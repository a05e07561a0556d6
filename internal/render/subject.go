package render

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/codeworm/codeworm/internal/markdown"
	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/page"
)

// maxSubject is the length of a commit subject in characters.
const maxSubject = 72

// Subject is the commit subject of a page: what the page is, and its summary
// as far as whole clauses fit.
func Subject(k page.Key, summary string) string {
	title := k.Title()
	if k.Type == page.FileDoc || k.Type == page.CodeEvolution || k.Type == page.ModuleDoc {
		title = path.Clean(title)
	}
	head := k.Type.Subject() + " " + markdown.OneLine(title)
	if len([]rune(head)) > maxSubject {
		return shortenedSubject(k, maxSubject)
	}
	tail := withoutName(withoutLabel(strings.TrimRight(markdown.OneLine(summary), ".")), k)
	if tail == "" || claimsChange(tail) && k.Type != page.CodeEvolution {
		return head
	}
	const separator = ": "
	if tail = clause(tail, maxSubject-len([]rune(head+separator))); tail == "" {
		return head
	}
	return head + separator + tail
}

// withoutLabel drops a label such as "Purpose and behavior:" from the start of a summary.
func withoutLabel(summary string) string {
	label, rest, ok := strings.Cut(summary, ": ")
	if ok && len(strings.Fields(label)) <= maxLabel && len(strings.Fields(rest)) >= minClause {
		return rest
	}
	return summary
}

const (
	maxLabel  = 4 // words of a label
	minClause = 3 // words of a summary that is cut
)

// leads are what a summary says before it comes to the point; "@" stands for the target's name.
var leads = []string{
	"the latest change of @", "the last change of @", "the latest change to @", "the last change to @", "the latest changes of @",
	"this change", "the latest change", "the last change",
	"the function @", "the method @", "the class @", "the type @", "the struct @", "the interface @", "the module @", "the package @", "the file @",
	"the @ function", "the @ method", "the @ class", "the @ type", "the @ struct", "the @ interface", "the @ module", "the @ package", "the @ file",
	"this function", "this method", "this class", "this type", "this struct", "this interface", "this module", "this package", "this file", "this code",
	"the @", "@",
}

// withoutName drops the target's own name from the start of a summary, with what leads to it: it
// stands before the summary already.
func withoutName(summary string, k page.Key) string {
	title := markdown.OneLine(k.Title())
	names := []string{title, path.Base(title), title[strings.LastIndexByte(title, '.')+1:]}
	for _, lead := range leads {
		for _, name := range names {
			rest, ok := cutLead(summary, strings.ReplaceAll(lead, "@", name))
			if !ok {
				continue
			}
			verb, object, _ := strings.Cut(rest, " ")
			if object != "" && (verb == "is" || verb == "are") {
				return object
			}
			return rest
		}
	}
	if strings.Trim(summary, "`'\"()") == title {
		return ""
	}
	return summary
}

// cutLead cuts the words off the start of a text, whatever their case and whether there are
// quotation marks around them. What is left begins with a word.
func cutLead(text, lead string) (rest string, ok bool) {
	rest = text
	for word := range strings.FieldsSeq(lead) {
		var next string
		next, rest, _ = strings.Cut(rest, " ")
		if !strings.EqualFold(strings.TrimSuffix(strings.Trim(next, "`'\""), "()"), word) {
			return "", false
		}
	}
	return rest, rest != "" && (unicode.IsLetter(rune(rest[0])) || rest[0] >= utf8.RuneSelf || rest[0] == '`')
}

// changeWords begin sentences that say that code was changed.
var changeWords = words.Set(`fix fixed fixes refactor refactored refactors improve improved optimize optimized update updated
	change changed rename renamed remove removed add added implement implemented introduce introduced enhance enhanced clean cleaned
	migrate migrated bump bumped revert reverted simplify simplified rewrite rewrote`)

// claimsChange reports whether a summary reads like the subject of a commit that changed code.
func claimsChange(summary string) bool {
	first, _, _ := strings.Cut(summary, " ")
	return changeWords[strings.ToLower(strings.Trim(first, "`'\",:"))]
}

// clauseWords begin a part of a sentence without which the sentence is whole; placeWords do so
// less surely.
var (
	clauseWords = words.Set("that which who whose where when while and or but so because since although until unless if after before whether then using")
	placeWords  = words.Set("for with by from to in on at of into over under between through during without within as per via")
	// looseWords cannot end a line.
	looseWords = words.Set(`a an the its their his her this these those each every any all some no not is are was were be been has have had can may must will would
		related essential responsible used based designed associated such due able intended including required needed defined called`)
)

// openWords begin sentences that take some words more to say anything.
var openWords = map[string]int{"the": 2, "this": 2, "in": 4, "for": 4, "by": 4, "when": 4}

// clause is the text, or its longest part that fits and ends where a clause does; "" when
// there is none that says something.
func clause(text string, limit int) string {
	if len([]rune(text)) <= limit {
		return text
	}
	words := strings.Fields(text)
	length, strong, weak := 0, 0, 0 // so many words end a clause
	for i, w := range words {
		bare := strings.ToLower(strings.Trim(w, "`'\"()"))
		if i > 0 && (clauseWords[bare] || strings.HasPrefix(w, "(") || strings.ContainsAny(w[:1], "-–—")) {
			strong = i
		} else if i > 0 && placeWords[bare] {
			weak = i
		}
		length += len([]rune(w))
		if i > 0 {
			length++
		}
		if length > limit+1 || length > limit && !strings.ContainsAny(w[len(w)-1:], ",;:") {
			break
		}
		if strings.ContainsAny(w[len(w)-1:], ",;.)") {
			strong = i + 1
		}
	}
	for _, n := range []int{strong, weak} {
		for n > 0 && isLoose(words[n-1]) {
			n--
		}
		if n >= minClause+openWords[strings.ToLower(words[0])] {
			return strings.TrimRight(strings.Join(words[:n], " "), ",;:.-–—( ")
		}
	}
	return ""
}

func isLoose(word string) bool {
	bare := strings.ToLower(strings.Trim(word, ",;:-–—("))
	return bare == "" || looseWords[bare] || clauseWords[bare] || placeWords[bare]
}

// shortenedSubject names a target whose title alone is too long by its last part.
func shortenedSubject(k page.Key, limit int) string {
	title := markdown.OneLine(k.Title())
	head := k.Type.Subject() + " "
	separator := "."
	switch {
	case k.Type == page.PatternAnalysis:
		title, separator = strings.TrimSuffix(title, path.Clean(k.Path))+path.Base(k.Path), "\x00"
	case k.Symbol == "":
		separator = "/"
	}
	if short := head + title[strings.LastIndex(title, separator)+1:]; len([]rune(short)) <= limit {
		return short
	}
	return string([]rune(head + title)[:limit])
}

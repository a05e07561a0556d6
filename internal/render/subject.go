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

const (
	maxLabel  = 4 // words of a label
	minClause = 3 // words of a summary that is cut
)

// Subject returns the commit subject of a page, at most 72 characters: what the page is, and its summary
// as far as whole clauses fit. Words that a forge, a tracker or CI would act on are written apart.
func Subject(k page.Key, summary string) string {
	subject := []rune(words.Apart(subject(k, words.Apart(markdown.OneLine(summary)))))
	return strings.TrimSpace(string(subject[:min(len(subject), maxSubject)]))
}

func subject(k page.Key, summary string) string {
	title := k.Title()
	if k.Type == page.FileDoc || k.Type == page.CodeEvolution || k.Type == page.ModuleDoc {
		title = path.Clean(title)
	}
	head := k.Type.Subject() + " " + words.Apart(markdown.OneLine(title))
	if len([]rune(head)) > maxSubject {
		return shortSubject(k)
	}
	tail := withoutName(withoutLabel(strings.TrimRight(summary, ".")), k)
	if tail == "" || !k.Type.TellsChanges() && claimsChange(tail) {
		return head
	}
	const separator = ": "
	if tail = clause(tail, maxSubject-len([]rune(head+separator))); tail == "" {
		return head
	}
	return head + separator + tail
}

// shortSubject names a target whose title alone is too long by its last part.
func shortSubject(k page.Key) string {
	title := words.Apart(markdown.OneLine(k.Title()))
	head := k.Type.Subject() + " "
	separator := "."
	switch {
	case k.Type == page.PatternAnalysis:
		title, separator = strings.TrimSuffix(title, path.Clean(k.Path))+path.Base(k.Path), "\x00"
	case k.Symbol == "":
		separator = "/"
	}
	if short := head + title[strings.LastIndex(title, separator)+1:]; len([]rune(short)) <= maxSubject {
		return short
	}
	return string([]rune(head + title)[:maxSubject])
}

// withoutLabel drops a label such as "Purpose and behavior:" from the start of a summary.
func withoutLabel(summary string) string {
	label, rest, ok := strings.Cut(summary, ": ")
	if ok && len(strings.Fields(label)) <= maxLabel && len(strings.Fields(rest)) >= minClause {
		return rest
	}
	return summary
}

// withoutName drops the target's own name from the start of a summary, with what leads to it: the
// subject has named the target already.
func withoutName(summary string, k page.Key) string {
	title := words.Apart(markdown.OneLine(k.Title()))
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
// quotation marks around them. It reports whether they stood there and what is left begins with a word.
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

// claimsChange reports whether a summary reads like the subject of a commit that changed code, or says that code
// was changed.
func claimsChange(summary string) bool {
	return words.BeginsLikeChange(summary) || words.ChangeClaim(summary) != ""
}

// clause returns the text, or its longest part that fits into the limit in characters and ends
// where a clause does; "" when there is none that says something.
func clause(text string, limit int) string {
	if len([]rune(text)) <= limit {
		return text
	}
	words := strings.Fields(text)
	sure, likely := clauseEnds(words, limit)
	for _, n := range []int{sure, likely} {
		for n > 0 && isLoose(words[n-1]) {
			n--
		}
		if n >= minClause+openWords[strings.ToLower(words[0])] {
			return strings.TrimRight(strings.Join(words[:n], " "), ",;:.-–—( ")
		}
	}
	return ""
}

// clauseEnds returns the number of words up to the last end of a clause within the limit, one that surely is
// an end and one that likely is; 0 when there is none.
func clauseEnds(words []string, limit int) (sure, likely int) {
	length := -1 // of the words with a space between them
	for i, w := range words {
		switch bare := strings.ToLower(strings.Trim(w, "`'\"()")); {
		case i == 0:
		case clauseWords[bare] || strings.HasPrefix(w, "(") || strings.ContainsAny(w[:1], "-–—"):
			sure = i
		case placeWords[bare]:
			likely = i
		}
		length += 1 + len([]rune(w))
		last := w[len(w)-1:]
		if length > limit+1 || length > limit && !strings.ContainsAny(last, ",;:") {
			break // a sign at the end is cut off
		}
		if strings.ContainsAny(last, ",;.)") {
			sure = i + 1
		}
	}
	return sure, likely
}

// isLoose reports whether a word cannot be the last one of a subject.
func isLoose(word string) bool {
	bare := strings.ToLower(strings.Trim(word, ",;:-–—("))
	return bare == "" || looseWords[bare] || clauseWords[bare] || placeWords[bare]
}

package clean

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// maxSummaryRunes is the length of the longest summary; a longer first sentence is cut at a word.
const maxSummaryRunes = 300

// minSummaryWords is how many words a summary has at least.
const minSummaryWords = 3

// placing is a sentence that says of something what kind of definition it is and where it stands, and no more.
var placing = regexp.MustCompile(`(?i)^(?:the |this )?(?:(?:function|method|class|type|struct|interface|module) )?\S+(?: (?:function|method|class|type|struct|interface|module))? is an? (?:[\w-]+ ){0,4}` +
	`(?:function|method|constructor|class|type|struct|interface|trait|enum|record|module|property|macro|table|service)(?: (?:of|in|on|from) [^,.]+)?,? ` +
	`(?:that is |which is |and is )?(?:defined|declared|located|found|implemented|contained) (?:in|at|inside|within) [^,;]+$`)

// summarize returns the first sentence of the prose that tells something, plain and on one line; the very first when none does.
func summarize(body string) (string, error) {
	d, err := markdown.Parse(body)
	if err != nil {
		return "", err
	}
	first := ""
	for i, n := range d.Nodes {
		if n.Kind != markdown.Paragraph {
			continue
		}
		if _, alone := d.Label(i); alone {
			continue
		}
		plain := d.Plain(i)
		start := 0
		for _, sentence := range d.Sentences(i) {
			// A label or a "TIL." is not yet a sentence.
			end := plain.Before(sentence.End)
			if sentence.End < n.Inner.End && len(strings.Fields(plain.Text[start:end])) < minSummaryWords {
				continue
			}
			s := plainSummary(plain.Text[start:end])
			start = end
			switch {
			case len(strings.Fields(s)) < minSummaryWords:
			case !placing.MatchString(strings.TrimRight(s, ".")):
				return s, nil
			case first == "":
				first = s
			}
		}
	}
	return first, nil
}

// plainSummary takes off what leads to a sentence and shortens what is too long for one.
func plainSummary(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	for _, lead := range []string{"TIL:", "TIL that", "TL;DR:", "Summary:", "Purpose:", "Overview:"} {
		if len(s) > len(lead) && strings.EqualFold(s[:len(lead)], lead) {
			s = strings.TrimSpace(s[len(lead):])
		}
	}
	runes := []rune(strings.TrimRight(s, " :"))
	if len(runes) <= maxSummaryRunes {
		return string(runes)
	}
	cut := string(runes[:maxSummaryRunes])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, ",;:-(")
}

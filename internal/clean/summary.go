package clean

import (
	"strings"

	"github.com/codeworm/codeworm/internal/markdown"
)

// maxSummaryRunes is the length of the longest summary; a longer first sentence is cut at a word.
const maxSummaryRunes = 300

// summarize returns the first sentence of the prose, plain and on one line.
func summarize(body string) (string, error) {
	d, err := markdown.Parse(body)
	if err != nil {
		return "", err
	}
	for i, n := range d.Nodes {
		if n.Kind != markdown.Paragraph {
			continue
		}
		if _, alone := d.Label(i); alone {
			continue
		}
		plain := d.Plain(i)
		end := len(plain.Text)
		sentences := d.Sentences(i)
		for _, s := range sentences {
			// A label or a "TIL." is not yet a sentence.
			if at := plain.Before(s.End); len(strings.Fields(plain.Text[:at])) >= 3 {
				end = at
				break
			}
		}
		if s := plainSummary(plain.Text[:end]); len(strings.Fields(s)) >= 3 {
			return s, nil
		}
	}
	return "", nil
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

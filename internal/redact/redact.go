package redact

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
)

// Builtin is the built-in redactor. Its zero value is ready, and it is safe for concurrent use. It
// implements codeworm.Redactor and codeworm.ContextRedactor.
type Builtin struct{}

// secretMatch is a secret's place in a text.
type secretMatch struct {
	start, end int // bytes, half-open
	kind       string
}

// maxRounds is how often a text is looked at: a secret may only show once another one next to it is gone. A
// text that takes more of them is made to.
const maxRounds = 12

// Redact returns the text with a mark such as "[redacted: password]" in place of each secret. Lines keep
// their numbers, and what is redacted already stays as it is.
func (b Builtin) Redact(text string) string {
	redacted, _ := b.RedactContext(context.Background(), text)
	return redacted
}

// RedactContext is Redact, and returns "" and ctx's error when ctx is done before.
func (Builtin) RedactContext(ctx context.Context, text string) (string, error) {
	for range maxRounds {
		redacted, err := redactOnce(ctx, text)
		if err != nil || redacted == text {
			return redacted, err
		}
		text = redacted
	}
	return text, nil
}

// redactOnce replaces the secrets that all rules find in the text as it is. What overlaps a
// mark is none, except for a private key around it.
func redactOnce(ctx context.Context, text string) (string, error) {
	found, err := look(ctx, text, 0)
	if err != nil {
		return "", err
	}
	found = append(found, again(text, found)...)
	if len(found) > 0 {
		marks := redactedMark.FindAllStringIndex(text, -1)
		found = slices.DeleteFunc(found, func(m secretMatch) bool {
			i, _ := slices.BinarySearchFunc(marks, m.start, func(k []int, start int) int { return cmp.Compare(k[1], start+1) })
			return m.kind != privateKey && i < len(marks) && marks[i][0] < m.end
		})
	}
	return replaceSecrets(text, found), nil
}

// maxViews is how many views may lie above each other: a diff in a comment, with its strings joined, are three.
const maxViews = 3

// look returns the secrets in a text and in its views.
func look(ctx context.Context, text string, depth int) ([]secretMatch, error) {
	if err := ctx.Err(); err != nil || depth > maxViews {
		return nil, err
	}
	found := secretsIn(text, false)
	views := append(sides(text), uncommented(text), joined(text))
	for _, v := range views {
		if v == nil || len(v.text) == 0 {
			continue
		}
		more, err := look(ctx, string(v.text), depth+1)
		if err != nil {
			return nil, err
		}
		for _, m := range more {
			found = append(found, secretMatch{int(v.from[m.start]), int(v.from[m.end-1]) + 1, m.kind})
		}
	}
	return found, nil
}

// minAgain is the length from which a secret is looked for in the rest of the text, in bytes: shorter ones are in words.
const minAgain = 8

// again returns where else secrets stand that were found.
func again(text string, found []secretMatch) []secretMatch {
	kinds := map[string]string{}
	for _, m := range found {
		if s := text[m.start:m.end]; len(s) >= minAgain && len(s) <= maxValue && !strings.Contains(s, "\n") && hasDigitAndLetter(s) && !codelike(s) {
			kinds[s] = m.kind
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	byPrefix := map[string][]string{}
	for s := range kinds {
		byPrefix[s[:minAgain]] = append(byPrefix[s[:minAgain]], s)
	}
	for _, l := range byPrefix {
		slices.SortFunc(l, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	}
	var more []secretMatch
	for i := 0; i+minAgain <= len(text); i++ {
		for n, s := range byPrefix[text[i:i+minAgain]] {
			if strings.HasPrefix(text[i:], s) {
				more = append(more, secretMatch{i, i + len(s), kinds[s]})
				break
			} else if n > 20 {
				break
			}
		}
	}
	return more
}

// ASCIILower returns the text in lower case with every byte in its place; strings.ToLower may move them.
func ASCIILower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// redactedMark matches what stands for a secret that was taken out; redactedOpen begins it.
var redactedMark = regexp.MustCompile(`\[redacted: [a-z0-9-]+\]`)

const redactedOpen = "[redacted: "

// privateKey is the kind of secret that may hold others.
const privateKey = "private-key"

// replaceSecrets puts a mark in the place of each match. Of matches that
// overlap the first, and of those the longest, names what they cover together.
func replaceSecrets(text string, found []secretMatch) string {
	if len(found) == 0 {
		return text
	}
	slices.SortStableFunc(found, func(a, b secretMatch) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	merged := found[:1]
	for _, m := range found[1:] {
		if last := &merged[len(merged)-1]; m.start < last.end {
			last.end = max(last.end, m.end)
		} else {
			merged = append(merged, m)
		}
	}
	var b strings.Builder
	at := 0
	for _, m := range merged {
		b.WriteString(text[at:m.start])
		b.WriteString(redactedOpen + m.kind + "]")
		b.WriteString(strings.Repeat("\n", strings.Count(text[m.start:m.end], "\n")))
		at = m.end
	}
	b.WriteString(text[at:])
	return b.String()
}

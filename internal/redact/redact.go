package redact

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Builtin is the built-in redactor. Its zero value is ready, and it is safe for concurrent use. It
// implements codeworm.Redactor.
type Builtin struct{}

// secretMatch is a secret's place in a text.
type secretMatch struct {
	start, end int // bytes, half-open
	kind       string
}

// Redact returns the text with a mark such as "[redacted: password]" in place of each secret. Lines keep
// their numbers, and what is redacted already stays as it is. It looks again until it finds nothing,
// since a secret may only show once another one next to it is gone.
func (Builtin) Redact(text string) string {
	for {
		redacted := redactOnce(text)
		if redacted == text {
			return text
		}
		text = redacted
	}
}

// redactOnce replaces the secrets that all rules find in the text as it is. What overlaps a
// mark is none, except for a private key around it.
func redactOnce(text string) string {
	lower := asciiLower(text)
	var found []secretMatch
	for _, rule := range secretRules() {
		found = rule.find(text, lower, found)
	}
	if len(found) > 0 {
		marks := redactedMark.FindAllStringIndex(text, -1)
		found = slices.DeleteFunc(found, func(m secretMatch) bool {
			return m.kind != privateKey && slices.ContainsFunc(marks, func(k []int) bool { return m.start < k[1] && k[0] < m.end })
		})
	}
	return replaceSecrets(text, found)
}

// asciiLower returns the text in lower case with every byte in its place; strings.ToLower may move them.
func asciiLower(s string) string {
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

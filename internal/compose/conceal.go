package compose

import (
	"slices"
	"strings"
)

// minKnown is the length from which a secret of the source is taken out wherever it stands, in bytes: shorter ones are in words.
const minKnown = 6

const (
	openMark  = "[redacted: "
	closeMark = ']'
)

// removed returns what was taken out of a text, by what stands in its place.
func removed(text, redacted string) []string {
	var secrets []string
	for redacted != "" {
		open := strings.Index(redacted, openMark)
		if open < 0 || !strings.HasPrefix(text, redacted[:open]) {
			break
		}
		text, redacted = text[open:], redacted[open:]
		end := strings.IndexByte(redacted, closeMark)
		if end < 0 {
			break
		}
		if strings.HasPrefix(text, redacted[:end+1]) { // it was there before
			text, redacted = text[end+1:], redacted[end+1:]
			continue
		}
		redacted = strings.TrimLeft(redacted[end+1:], "\n") // those of a secret of several lines
		next := redacted
		if i := strings.Index(next, openMark); i >= 0 {
			next = next[:i]
		}
		at := len(text)
		if next != "" {
			if at = strings.Index(text, next[:min(len(next), 200)]); at < 0 {
				break
			}
		}
		for secret := range strings.SplitSeq(text[:at], "\n") {
			if secret = strings.TrimSpace(secret); len(secret) >= minKnown {
				secrets = append(secrets, secret)
			}
		}
		text = text[at:]
	}
	slices.Sort(secrets)
	secrets = slices.Compact(secrets)
	slices.SortStableFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	return secrets
}

// Conceal takes the secrets of the target's source out of a text that may repeat them without what gave them away.
func (c *Composition) Conceal(text string) string {
	for _, s := range c.secrets {
		if strings.Contains(text, s) {
			text = strings.ReplaceAll(text, s, openMark+"secret]")
		}
	}
	return text
}

package compose

import (
	"slices"
	"strings"

	"github.com/codeworm/codeworm/source"
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

// ConcealOutline returns the outline without secrets: its texts redacted, names that are secrets replaced. What is shared with the
// outline given is not changed.
func ConcealOutline(o *source.Outline, redact, neutral func(string) string) *source.Outline {
	changed := *o
	changed.Symbols = slices.Clone(o.Symbols)
	for i := range changed.Symbols {
		s := &changed.Symbols[i]
		s.Parameters, s.Results, s.Decorators = slices.Clone(s.Parameters), slices.Clone(s.Results), slices.Clone(s.Decorators)
	}
	changed.Imports, changed.References, changed.Identifiers = slices.Clone(o.Imports), slices.Clone(o.References), slices.Clone(o.Identifiers)
	texts := []*string{&changed.Doc}
	var names []*string
	for i := range changed.Symbols {
		s := &changed.Symbols[i]
		names = append(names, &s.Name, &s.Parent)
		texts = append(texts, &s.Doc, &s.Signature)
		for j := range s.Parameters {
			p := &s.Parameters[j]
			names = append(names, &p.Name)
			texts = append(texts, &p.Type)
		}
		for j := range s.Results {
			texts = append(texts, &s.Results[j])
		}
		for j := range s.Decorators {
			texts = append(texts, &s.Decorators[j])
		}
	}
	for i := range changed.Imports {
		texts = append(texts, &changed.Imports[i].Path)
	}
	for i := range changed.References {
		names = append(names, &changed.References[i].Name, &changed.References[i].Qualifier)
	}
	for i := range changed.Identifiers {
		names = append(names, &changed.Identifiers[i])
	}
	concealTexts(texts, redact)
	known := map[string]string{}
	for _, name := range names {
		*name = concealName(*name, known, redact, neutral)
	}
	slices.Sort(changed.Identifiers)
	changed.Identifiers = slices.Compact(changed.Identifiers)
	return &changed
}

// between stands between texts that are redacted together: what ends one and what begins the next have nothing to do with each other.
const between = "\n;\n"

// concealTexts redacts many short texts at once.
func concealTexts(texts []*string, redact func(string) string) {
	var whole strings.Builder
	for _, t := range texts {
		whole.WriteString(*t)
		whole.WriteString(between)
	}
	before := whole.String()
	after := redact(before)
	if after == before {
		return
	}
	lines := strings.Split(after, "\n")
	at := 0
	for _, t := range texts {
		n := strings.Count(*t, "\n") + 1
		if at+n > len(lines) {
			*t = ""
			continue
		}
		*t = strings.Join(lines[at:at+n], "\n")
		at += n + strings.Count(between, "\n") - 1
	}
}

// concealName returns what stands for a name, whose parts dots separate.
func concealName(name string, known map[string]string, redact, neutral func(string) string) string {
	if !mayBeSecret(name) {
		return name
	}
	if to, ok := known[name]; ok {
		return to
	}
	to := name
	if redact(name) != name {
		if to = neutral(name); strings.Contains(name, ".") {
			parts := strings.Split(name, ".")
			for i, part := range parts {
				if redact(part) != part {
					parts[i] = neutral(part)
				}
			}
			if dotted := strings.Join(parts, "."); dotted != name && redact(dotted) == dotted {
				to = dotted
			}
		}
	}
	known[name] = to
	return to
}

// mayBeSecret reports whether a name is worth asking a redactor about: it is long, and no run of letters alone.
func mayBeSecret(name string) bool {
	return len(name) >= 16 && strings.ContainsAny(name, "0123456789") || strings.ContainsAny(name, " =:/\"'")
}

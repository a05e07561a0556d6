package conceal

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// Outline returns the outline without secrets: its texts redacted, names that are secrets replaced. What is shared with the
// outline given is not changed.
func Outline(o *source.Outline, redact func(string) string) *source.Outline {
	changed := *o
	changed.Symbols = slices.Clone(o.Symbols)
	for i := range changed.Symbols {
		s := &changed.Symbols[i]
		s.Parameters, s.Results, s.Decorators = slices.Clone(s.Parameters), slices.Clone(s.Results), slices.Clone(s.Decorators)
	}
	changed.Imports, changed.References, changed.Identifiers = slices.Clone(o.Imports), slices.Clone(o.References), slices.Clone(o.Identifiers)
	texts, names := partsOf(&changed)
	concealTexts(texts, redact)
	known := map[string]string{}
	for _, name := range names {
		*name = concealName(*name, known, redact)
	}
	slices.Sort(changed.Identifiers)
	changed.Identifiers = slices.Compact(changed.Identifiers)
	return &changed
}

// partsOf returns where the texts and the names of an outline are.
func partsOf(o *source.Outline) (texts, names []*string) {
	texts = []*string{&o.Doc}
	for i := range o.Symbols {
		s := &o.Symbols[i]
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
	for i := range o.Imports {
		texts = append(texts, &o.Imports[i].Path)
	}
	for i := range o.References {
		names = append(names, &o.References[i].Name, &o.References[i].Qualifier)
	}
	for i := range o.Identifiers {
		names = append(names, &o.Identifiers[i])
	}
	return texts, names
}

// clean reports whether Outline would change nothing of the outline but the order of its identifiers.
func clean(o *source.Outline, redact func(string) string) bool {
	texts, names := partsOf(o)
	var whole strings.Builder
	for _, t := range texts {
		whole.WriteString(*t)
		whole.WriteString(between)
	}
	if redact(whole.String()) != whole.String() {
		return false
	}
	known := map[string]string{}
	return !slices.ContainsFunc(names, func(name *string) bool { return concealName(*name, known, redact) != *name })
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
func concealName(name string, known map[string]string, redact func(string) string) string {
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

// neutral is what stands for a name that is a secret. It is the same for the same name, and too short to find the name by.
func neutral(name string) string {
	sum := sha256.Sum256([]byte("codeworm name\x00" + name))
	return "redacted_" + hex.EncodeToString(sum[:4])
}

package page

import (
	"fmt"
	"net/url"
	"strings"
)

// Key is a target's stable identity: it does not change when the source does.
// Two targets are the same target when their keys are equal. Keys compare with == and
// may be the keys of a map.
type Key struct {
	Type Type
	Repo string // the repository's name, unique among those of a daemon
	// Path is the slash-separated path of the file inside the repository, or
	// of the directory for a module page ("." for the top); "" for summaries.
	Path string
	// Symbol is the qualified name, followed by "~2", "~3", ... for the second
	// and later definitions of that name in the file; "" when the page is about
	// the whole file, module or period.
	Symbol string
	// Period is what a summary covers: "2026-W08", "2026-02".
	Period string
}

// Title names the key's target as a page's heading does: the symbol's qualified name, or the path, or
// the repository with the period.
func (k Key) Title() string {
	switch {
	case k.Period != "":
		return k.Repo + " " + k.Period
	case k.Type == PatternAnalysis && k.Path == ".":
		return k.Symbol + " in " + k.Repo
	case k.Type == PatternAnalysis:
		return k.Symbol + " in " + k.Path
	case k.Symbol != "":
		return k.Symbol
	case k.Path == "." || k.Path == "":
		return k.Repo
	}
	return k.Path
}

// keyEscaper escapes what separates the parts of a key.
var keyEscaper = strings.NewReplacer("%", "%25", ":", "%3A", "#", "%23", "@", "%40", "\n", "%0A", "\r", "%0D")

// String returns the key in one line, "type:repo:path#symbol@period", the last two
// only where there are any. What separates the parts is escaped in them, as in a URL.
// ParseKey reads it.
func (k Key) String() string {
	var b strings.Builder
	b.WriteString(keyEscaper.Replace(string(k.Type)))
	b.WriteByte(':')
	b.WriteString(keyEscaper.Replace(k.Repo))
	b.WriteByte(':')
	b.WriteString(keyEscaper.Replace(k.Path))
	if k.Symbol != "" {
		b.WriteByte('#')
		b.WriteString(keyEscaper.Replace(k.Symbol))
	}
	if k.Period != "" {
		b.WriteByte('@')
		b.WriteString(keyEscaper.Replace(k.Period))
	}
	return b.String()
}

// ParseKey reads what Key.String wrote. It refuses keys of unknown document types.
func ParseKey(s string) (Key, error) {
	bad := func(why string) (Key, error) { return Key{}, fmt.Errorf("codeworm: %q is not a key: %s", s, why) }
	rest, period, _ := strings.Cut(s, "@")
	rest, symbol, _ := strings.Cut(rest, "#")
	parts := strings.Split(rest, ":")
	if len(parts) != 3 {
		return bad("it has to look like type:repo:path#symbol@period")
	}
	fields := [5]string{parts[0], parts[1], parts[2], symbol, period}
	for i, f := range fields {
		u, err := url.PathUnescape(f)
		if err != nil {
			return bad(err.Error())
		}
		fields[i] = u
	}
	if !Type(fields[0]).Valid() {
		return bad("unknown document type")
	}
	return Key{Type: Type(fields[0]), Repo: fields[1], Path: fields[2], Symbol: fields[3], Period: fields[4]}, nil
}

// MarshalText returns String, so that a key is a string in JSON, also as the key of a map.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads what MarshalText wrote, as ParseKey does.
func (k *Key) UnmarshalText(text []byte) error {
	parsed, err := ParseKey(string(text))
	if err != nil {
		return err
	}
	*k = parsed
	return nil
}

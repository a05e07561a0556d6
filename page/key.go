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
	// Symbol is the qualified name of a function or a type, "Shop.price"; the name of a design pattern; "" when the page is about
	// the whole file, module or period.
	//
	// Where a file has several functions of one name, or several types, each of them has what tells it from the others after
	// the name: its parameters' types, "Shop.price(int, string)", or their names or patterns where no types are written; where those are alike, also
	// its decorators and the rest of its head, "Shop.price(int) [int const]", "C.x(self) [@x.deleter def]"; types their kind, "Shop [object]",
	// and then their head. Default values, comments and white space do not count, and what is long is cut and has a hash at its end. Only what is
	// alike in all of that, as under #if and #else, is numbered, "main() [int]~2".
	//
	// So a key never passes from one definition to another that was beside it, whatever is added, removed or put elsewhere. It changes when
	// that is edited which tells its definition apart, and in one case that cannot be avoided: a lone definition has the bare name, whatever its
	// parameters, and gets another key as soon as there is a second one, as does the last that is left. The bare name cannot stay with either of
	// two, because each may have been the one that had it. Among those that are numbered, the number is that of the place.
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

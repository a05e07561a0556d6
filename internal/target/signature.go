package target

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/codeworm/codeworm/source"
)

// Lengths in bytes up to which parameters and the rest of a head stand in names.
const (
	maxList = 64
	maxHead = 48
)

// parameterList is what a function takes, in the form "(int, string)".
func parameterList(s *source.Symbol) string {
	return "(" + bounded(strings.Join(parameters(s), ", "), maxList) + ")"
}

// head is what stands around a function's name and parameters, in the form " [@property def]".
func head(s *source.Symbol) string {
	before, _, after, _ := splitSignature(s)
	return bracketed(s, before+" "+after)
}

// kind is what a type is, in the form " [class]".
func kind(s *source.Symbol) string { return " [" + string(s.Kind) + "]" }

// whole is the head of a type, in the form " [template <> struct hash<Point>]".
func whole(s *source.Symbol) string { return bracketed(s, s.Signature) }

// bracketed is a text after the decorators of a symbol.
func bracketed(s *source.Symbol, text string) string {
	var b strings.Builder
	for _, d := range s.Decorators {
		b.WriteString("@" + d + " ")
	}
	return " [" + bounded(folded(b.String()+text), maxHead) + "]"
}

// folded is a text with single blanks.
func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

// bounded is a text up to the limit; a longer one is its beginning, with a hash of all of it.
func bounded(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return strings.ToValidUTF8(s[:limit-12], "") + "…" + hex.EncodeToString(sum[:4])
}

// parameters are what tells each parameter of a function from others, without its default: its type with what belongs to it, as a label or
// "ref", or the pattern or name where there is no type.
func parameters(s *source.Symbol) []string {
	_, list, _, ok := splitSignature(s)
	pieces := splitList(list)
	ok = ok && len(pieces) == len(s.Parameters)
	out := make([]string, len(s.Parameters))
	for i, p := range s.Parameters {
		if ok {
			out[i] = withoutName(withoutDefault(pieces[i]), p)
		}
		if out[i] == "" {
			out[i] = folded(p.Type)
		}
		if out[i] == "" {
			out[i] = folded(p.Name)
		}
	}
	return out
}

// splitSignature divides a function's signature into what stands before its name, the list of its parameters, and what stands after that.
// Without a list all is before.
func splitSignature(s *source.Symbol) (before, list, after string, ok bool) {
	sig := s.Signature
	for from := 0; s.Name != ""; {
		i := wordIn(sig[from:], s.Name)
		if i < 0 {
			break
		}
		i += from
		from = i + len(s.Name)
		open := from + spaces(sig[from:])
		generic := open
		if open < len(sig) && sig[open] == '<' {
			open = closing(sig, open) + 1
			open += spaces(sig[min(open, len(sig)):])
		}
		if open < len(sig) && (sig[open] == '(' || sig[open] == '[') {
			end := closing(sig, open)
			return sig[:i], sig[open+1 : end], sig[generic:open] + " " + sig[min(end+1, len(sig)):], true
		}
	}
	return sig, "", "", false
}

// spaces is how many blanks a text begins with.
func spaces(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

// wordIn returns where a name stands in a text and is no part of a longer name, or -1.
func wordIn(text, name string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(name)
		if (i == 0 || !inWord(name[0]) || !inWord(text[i-1])) && (end == len(text) || !inWord(name[len(name)-1]) || !inWord(text[end])) {
			return i
		}
		from = i + 1
	}
}

// lastWordIn is wordIn for the last such place.
func lastWordIn(text, name string) int {
	last := -1
	for from := 0; from <= len(text); {
		i := wordIn(text[from:], name)
		if i < 0 {
			break
		}
		last = from + i
		from = last + len(name)
	}
	return last
}

// inWord reports whether a byte can stand in a name.
func inWord(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// closing returns where the bracket at a place is closed, or the text's length when it is not.
func closing(s string, open int) int {
	end := len(s)
	topLevel(s[open+1:], func(i, depth int) bool {
		if depth < 0 {
			end = open + 1 + i
		}
		return depth >= 0
	})
	return end
}

// topLevel calls fn for each byte outside of quotes and of brackets that were opened in the text, and for closing ones with
// a depth below 0, until it returns false.
func topLevel(s string, fn func(i, depth int) bool) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '`' || c == '\'' && i+3 < len(s) && (s[i+2] == c || s[i+1] == '\\'):
			if end := strings.IndexByte(s[i+1:], c); end >= 0 {
				i += end + 1
			}
			continue
		case strings.IndexByte("([{", c) >= 0, c == '<' && i > 0 && inWord(s[i-1]):
			depth++
			continue
		case strings.IndexByte(")]}", c) >= 0, c == '>' && (i == 0 || s[i-1] != '-' && s[i-1] != '='):
			if depth--; depth >= 0 {
				continue
			}
		}
		if depth <= 0 && !fn(i, depth) {
			return
		}
	}
}

// splitList divides a list of parameters at its commas.
func splitList(list string) []string {
	if strings.TrimSpace(list) == "" {
		return nil
	}
	var pieces []string
	from := 0
	topLevel(list, func(i, _ int) bool {
		if list[i] == ',' {
			pieces = append(pieces, list[from:i])
			from = i + 1
		}
		return true
	})
	if rest := list[from:]; strings.TrimSpace(rest) != "" {
		pieces = append(pieces, rest)
	}
	return pieces
}

// withoutDefault is a parameter without its default value, which stands after "=" or, in Elixir, after "\\".
func withoutDefault(piece string) string {
	end := len(piece)
	topLevel(piece, func(i, _ int) bool {
		rest := piece[i:]
		if strings.HasPrefix(rest, `\\`) || rest[0] == '=' && !strings.HasPrefix(rest, "=>") {
			end = i
		}
		return end == len(piece)
	})
	return folded(piece[:end])
}

// withoutName is a parameter that has a type without its name.
func withoutName(piece string, p source.Parameter) string {
	name := strings.TrimLeft(p.Name, "*&.")
	if p.Type == "" || name == "" {
		return piece
	}
	if i := lastWordIn(beforeType(piece, p), name); i >= 0 {
		piece = piece[:i] + " " + piece[i+len(name):]
	}
	piece = strings.ReplaceAll(folded(piece), " :", ":")
	return strings.TrimSpace(strings.TrimPrefix(piece, ":"))
}

// beforeType is the part of a parameter in which its name is looked for: what stands before a type that ends it, if the
// language puts the type there.
func beforeType(piece string, p source.Parameter) string {
	if rest, ok := strings.CutSuffix(piece, folded(p.Type)); ok && strings.TrimSpace(rest) != "" {
		return rest
	}
	return piece
}

package parser

import "strings"

// maxTail is the length in bytes up to which what follows a list of parameters stays when the list is shortened.
const maxTail = 60

// shortenSignature returns a signature of limit bytes at most, but for what follows its parameters: it ends behind the last
// parameter that fits, "def f(a, b, …) -> int", or without one behind a word.
func shortenSignature(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	comma, inside := -1, false // where to cut, and whether a list is open there
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 && comma >= 0 && inside && i >= limit {
				return s[:comma] + ", …" + tailOf(s[i:])
			}
			if depth == 0 && i < limit {
				inside = false
			}
		case '"', '`', '\'':
			i = endOfString(s, i)
		case ',':
			if depth <= 1 && i < limit {
				comma, inside = i, depth == 1
			}
		}
	}
	if comma >= 0 && depth == 0 {
		return s[:comma] + ", …"
	}
	if i := strings.LastIndexByte(s[:limit], ' '); i >= 0 {
		return s[:i] + " …"
	}
	return "…"
}

// tailOf returns what follows a list, its closing bracket included; that bracket alone when it is long.
func tailOf(s string) string {
	if len(s) > maxTail {
		return s[:1]
	}
	return s
}

// endOfString returns where the string that begins at i ends, or i when none does: a quote may be that of a lifetime or
// of a digit group.
func endOfString(s string, i int) int {
	quote := s[i]
	if quote == '\'' && i > 0 && strings.IndexByte("&<+ ", s[i-1]) >= 0 && !strings.HasSuffix(strings.TrimRight(s[:i], " "), "=") {
		return i
	}
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '\\':
			j++
		case quote:
			return j
		}
	}
	return i
}

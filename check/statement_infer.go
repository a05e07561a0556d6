package check

import (
	"regexp"
	"strings"
)

// results is what a definition gives back, as far as its head, or else its return statements, tell.
type results struct {
	kinds   []string // each that it certainly can return: "list"; "none" only when that is written
	unknown bool     // there may be others
	written bool     // the head says so
	ends    bool     // the body may end without a return statement
}

// has reports whether one of the kinds is returned.
func (r results) has(kinds ...string) bool {
	for _, kind := range kinds {
		for _, k := range r.kinds {
			if k == kind {
				return true
			}
		}
	}
	return false
}

func (r *results) add(kinds []string, unknown bool) {
	for _, k := range kinds {
		if !r.has(k) {
			r.kinds = append(r.kinds, k)
		}
	}
	r.unknown = r.unknown || unknown
}

// inferred are the families of which return statements are read, by how their blocks are told.
var inferred = map[string]bool{"python": true, "javascript": true}

var (
	returnStatement = regexp.MustCompile(`\breturn\b`)
	// stubs are bodies that only say that others have to do it.
	stub       = regexp.MustCompile(`NotImplemented|\bpass\b|\.\.\.\s*$|_unsupported|not implemented|\babstract|must override|@overload`)
	nestedHead = regexp.MustCompile(`^([ \t]*)(?:async\s+)?(?:def|class)\b`)
	nestedJS   = regexp.MustCompile(`=>\s*\{|\bfunction\b|\bclass\b|(?m)^\s*(?:async\s+|get\s+|set\s+|static\s+)*[\w$]+\s*\([^()]*\)\s*\{`)
	control    = regexp.MustCompile(`^\s*(?:if|for|while|switch|catch|with|function)\b`)
	onlyRaises = regexp.MustCompile(`^(?:raise|throw)\b`)
	endsWith   = regexp.MustCompile(`^\s*(?:return|raise|throw)\b`)
)

// inferResults reads what the return statements give back. The code of functions inside is left out.
func (d *described) inferResults() results {
	own, ok := d.ownBody()
	if !ok {
		return results{unknown: true}
	}
	if d.symbol.Generator {
		return results{kinds: []string{"iterator"}}
	}
	r := results{ends: !endsInReturn(own)}
	raw := d.rawBody()
	if !returnStatement.MatchString(own) && onlyRaises.MatchString(strings.TrimSpace(own)) {
		return results{unknown: true}
	}
	for _, at := range returnStatement.FindAllStringIndex(own, -1) {
		expr, masked := expressionAt(raw, own, at[1])
		r.add(d.kindsOf(expr, masked, 0))
	}
	if d.symbol.Async {
		r.kinds = append(r.kinds, "promise")
		if d.family == "python" {
			r.kinds[len(r.kinds)-1] = "coroutine"
		}
	}
	return r
}

// ownBody is the body without strings, comments and the definitions inside, each of the same length; false when it cannot tell.
func (d *described) ownBody() (string, bool) {
	s := d.symbol
	if !inferred[d.family] || strings.TrimSpace(d.body) == "" || s.Abstract || s.Recovered || s.BodySpan.StartLine == 0 || stub.MatchString(d.text) {
		return "", false
	}
	if d.family == "javascript" {
		for _, m := range nestedJS.FindAllString(d.body, -1) {
			if !control.MatchString(m) {
				return "", false
			}
		}
		return d.body, true
	}
	return withoutInner(d.body), true
}

// rawBody is the body with its strings and comments.
func (d *described) rawBody() string { return d.text[len(d.text)-len(d.body):] }

// withoutInner puts blanks in the place of the functions and classes in a body of Python.
func withoutInner(body string) string {
	var b strings.Builder
	skip := -1
	for line := range strings.Lines(body) {
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		blank := strings.TrimSpace(line) == ""
		if skip >= 0 && !blank && indent <= skip {
			skip = -1
		}
		if m := nestedHead.FindStringSubmatch(line); m != nil && skip < 0 {
			skip = len(m[1])
		}
		if skip >= 0 && !blank {
			line = strings.Repeat(" ", len(strings.TrimRight(line, "\n"))) + line[len(strings.TrimRight(line, "\n")):]
		}
		b.WriteString(line)
	}
	return b.String()
}

// endsInReturn reports whether the last statement of a body, at its outermost level, returns or raises.
func endsInReturn(body string) bool {
	first, last := -1, ""
	for line := range strings.Lines(body) {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || strings.Trim(trimmed, "})];,") == "" {
			continue
		}
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if first < 0 {
			first = indent
		}
		if indent <= first {
			last = trimmed
		}
	}
	return endsWith.MatchString(last)
}

// expressionAt returns the expression that begins at an offset, with and without its strings: to the end of its line, or of
// the line in which its brackets close.
func expressionAt(raw, masked string, at int) (expr, blank string) {
	depth, end := 0, at
	for ; end < len(masked); end++ {
		switch masked[end] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ';':
			if depth == 0 {
				return raw[at:end], masked[at:end]
			}
		case '\n':
			if depth <= 0 && !strings.HasSuffix(strings.TrimSpace(masked[at:end]), "\\") {
				return raw[at:end], masked[at:end]
			}
		}
		if depth < 0 {
			break
		}
	}
	return raw[at:end], masked[at:end]
}

// kindsOf returns what an expression may be, and whether it may be something else.
func (d *described) kindsOf(expr, masked string, deep int) (kinds []string, unknown bool) {
	expr, masked = trimBoth(expr, masked, d.family)
	if masked == "" && expr == "" {
		return []string{"none"}, false
	}
	if parts := splitBranches(masked, d.family); len(parts) > 0 && deep < maxDeep {
		var r results
		for _, p := range parts {
			r.add(d.kindsOf(expr[p[0]:p[1]], masked[p[0]:p[1]], deep+1))
		}
		return r.kinds, r.unknown
	}
	text := flatten(expr, masked, d.family)
	for _, row := range expressionRows {
		if (row.family == "" || row.family == d.family) && row.form.MatchString(text) {
			return []string{row.kind}, false
		}
	}
	if plainName.MatchString(expr) && deep < maxDeep {
		return d.kindsOfLocal(expr, deep+1)
	}
	return nil, true
}

// maxDeep is how many variables and branches are followed.
const maxDeep = 3

// trimBoth takes white space, and brackets around all of it, off an expression and its masked form.
func trimBoth(expr, masked, family string) (string, string) {
	for {
		left := len(expr) - len(strings.TrimLeft(expr, " \t\r\n"))
		expr, masked = expr[left:], masked[left:]
		expr = strings.TrimRight(expr, " \t\r\n")
		masked = masked[:len(expr)]
		if k := commentStart(expr, family); k >= 0 {
			expr, masked = expr[:k], masked[:k]
			continue
		}
		if len(masked) > 1 && masked[0] == '(' && closing(masked, 0) == len(masked)-1 && !strings.ContainsRune(topLevel(masked[1:len(masked)-1]), ',') && !strings.Contains(masked, " for ") {
			expr, masked = expr[1:len(expr)-1], masked[1:len(masked)-1]
			continue
		}
		return expr, masked
	}
}

// commentStart returns where a comment begins in the expression; -1 when none does.
func commentStart(expr, family string) int {
	for k := 0; k < len(expr); {
		end := maskedEnd(expr, k, family)
		if end > k && strings.IndexByte("#/-", expr[k]) >= 0 {
			return k
		}
		k = max(end, k+1)
	}
	return -1
}

// closing returns where the bracket closes that stands at an offset; the length when it does not.
func closing(masked string, at int) int {
	depth := 0
	for k := at; k < len(masked); k++ {
		switch masked[k] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return k
			}
		}
	}
	return len(masked)
}

// topLevel is the text with blanks in the place of what stands in brackets.
func topLevel(masked string) string {
	out := []byte(masked)
	depth := 0
	for k := range out {
		switch out[k] {
		case '(', '[', '{':
			depth++
			if depth > 1 {
				out[k] = ' '
			}
		case ')', ']', '}':
			depth--
			if depth > 0 {
				out[k] = ' '
			}
		default:
			if depth > 0 {
				out[k] = ' '
			}
		}
	}
	return string(out)
}

// flatten is an expression in which every string is a pair of quotes with its prefix, and every bracket is empty but for a
// mark of what it holds at its first level: ";" for several, ":" for pairs, "*" for a comprehension, "." for one.
func flatten(expr, masked, family string) string {
	var b strings.Builder
	for k := 0; k < len(masked); {
		switch c := masked[k]; {
		case c == '(' || c == '[' || c == '{':
			end := closing(masked, k)
			b.WriteByte(c)
			if end > k+1 {
				b.WriteString(holds(masked[k+1:end], expr[k+1:end]))
			}
			if end < len(masked) {
				b.WriteByte(masked[end])
			}
			k = end + 1
		case expr[k] != c && (expr[k] == '"' || expr[k] == '\'' || expr[k] == '`'):
			k = maskedEnd(expr, k, family)
			b.WriteString(`""`)
		default:
			b.WriteByte(c)
			k++
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// holds is the mark of what stands in brackets.
func holds(masked, expr string) string {
	top := topLevel(masked)
	switch {
	case strings.TrimSpace(expr) == "":
		return ""
	case comprehensionFor.MatchString(top) && strings.Contains(strings.SplitN(top, " for ", 2)[0], ":"):
		return ":*"
	case comprehensionFor.MatchString(top):
		return "*"
	case strings.Contains(top, ":") || strings.HasPrefix(strings.TrimSpace(top), "**"):
		return ":"
	case strings.Contains(top, ","):
		return ";"
	}
	return "."
}

var comprehensionFor = regexp.MustCompile(`\bfor\b`)

package redact

import (
	"regexp"
	"strings"
)

// named reports whether what stands before a name on its line says that it is one: `- name: `.
func named(before string) bool {
	before = strings.TrimRight(before, "\"' \t")
	for _, n := range []string{"name:", "key:", "id:", "variable:", "var:", "name\":", "key\":"} {
		if strings.HasSuffix(before, n) {
			return true
		}
	}
	return false
}

// comparing reports whether a function that compares begins at the end of the text.
func comparing(before string) bool {
	before = strings.TrimRight(before, " ")
	if !strings.HasSuffix(before, "(") {
		return false
	}
	name := before[:len(before)-1]
	name = name[strings.LastIndexAny(name, " .;=(!")+1:]
	return strings.Contains(name, "cmp") || strings.Contains(name, "compare") || strings.Contains(name, "equal")
}

// before looks at a literal that a name is compared with and that stands before it: "x".equals(password), "x" == password. In a
// comment that says what its line holds, it looks at the literals before it.
func (s *scan) before(start int, c class) bool {
	line := s.lineStart(start)
	p := start
	for p > line && s.text[p-1] == ' ' {
		p--
	}
	switch {
	case p > line && s.text[p-1] == '(' && comparing(s.lower[max(line, p-30):p]):
		p = line + strings.LastIndexByte(s.text[line:p], '.')
	case strings.HasSuffix(s.text[line:p], "=="):
		for p > line && strings.IndexByte("=! ", s.text[p-1]) >= 0 {
			p--
		}
	default:
		return s.commented(line, start, c)
	}
	if p <= line || !isQuote(s.text[p-1]) {
		return false
	}
	from := line + strings.LastIndexByte(s.text[line:p-1], s.text[p-1]) + 1
	return from > line && s.judge(from, p-1, c, true, false)
}

func (s *scan) commented(line, start int, c class) bool {
	if start < s.commentEnd || c < tokenClass {
		return false
	}
	if start-line > 300 {
		return false
	}
	code := s.text[line:start]
	i := max(strings.LastIndex(code, " # "), strings.LastIndex(code, " // "), strings.LastIndex(code, " -- "))
	if i <= 0 || start-line-i > 60 {
		return false
	}
	s.commentEnd = start + 1
	found := false
	for p := line; p < line+i; {
		from, to, end, ok := s.literal(p)
		if !ok {
			p++
			continue
		}
		if v := s.text[from:to]; strict(v) && !strings.ContainsAny(v, " :=") {
			s.add(from, to, c.kind())
			found = true
		}
		p = end
	}
	return found
}

// typed is the pattern of that name, where a sign of an assignment is near.
func (s *scan) typed(p int) []int {
	near := s.text[p:min(len(s.text), p+80)]
	if strings.IndexByte(near, '=') < 0 {
		return nil
	}
	return typed.FindStringIndex(near)
}

// errorAfter leads from a name over the one of an error to the sign of an assignment.
var errorAfter = regexp.MustCompile(`^, ?(?:_|e|ok|err\w{0,5}) ?:?= ?[^=\s]`)

// cell looks at the next cell of a table's row.
func (s *scan) cell(p int, c class) {
	end := strings.IndexByte(s.text[p:s.lineEnd(p)], '|')
	if end < 0 {
		return
	}
	from, to := s.trimmed(p, p+end)
	if from, to = s.unquoted(from, to); from < to && (strict(s.text[from:to]) || chosen(s.text[from:to])) {
		s.add(from, to, c.kind())
	}
}

// inTag reports whether a name is that of an element of XML that begins.
func (s *scan) inTag(start int) bool {
	if s.at(start-1) == ':' {
		for start--; start > 0 && isWord(s.text[start-1]); start-- {
			continue
		}
	}
	return s.at(start-1) == '<'
}

// envName reports whether a name is one of the environment's.
func (s *scan) envName(start, end int) bool {
	name := s.text[start:end]
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	return len(name) > 3 && name == strings.ToUpper(name)
}

// parallel looks at the last of some literals that are assigned to as many names at once: user, password = "x", "y".
func (s *scan) parallel(start, p int, c class) bool {
	names := s.text[max(s.lineStart(start), start-60):start]
	n := strings.Count(names, ",")
	if n == 0 || n > 3 || !strings.HasSuffix(names, ", ") || strings.ContainsAny(names, "=({[\"'") {
		return false
	}
	for ; n > 0; n-- {
		_, _, end, ok := s.literal(p)
		if !ok || s.at(s.blanks(end)) != ',' {
			return false
		}
		p = s.blanks(s.blanks(end) + 1)
	}
	from, to, _, ok := s.literal(s.literalPrefix(p))
	return ok && s.judge(from, to, c, false, false)
}

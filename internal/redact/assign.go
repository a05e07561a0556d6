package redact

import (
	"regexp"
	"strings"
)

// typed leads from a name over its type to the sign of an assignment: `: Optional[str] = `, ` string = `, `[] = `.
var typed = regexp.MustCompile(`^(?:\[\w*\])?(?:[ \t]*\{[ \t]*get;[^}\n]{0,20}\}|[ \t]{0,4}(?::|\?:|!:)[ \t]{0,4}(?:&'?\w* ?|\*)?[A-Za-z][\w\[\]|.?<>:&* ]{0,50}?|[ \t]{1,4}As [A-Za-z]{1,20}|[ \t]{1,4}(?:string|String|\*?\w{1,20}|\[\]byte))?[ \t]{0,4}=[ \t]?`)

// operators lead from a name to its value; longer ones stand before those that begin them.
var operators = []string{"===", "!==", "?:=", "||=", "??=", ":=", "=>", "==", "!=", "<-", "?=", "+=", ".=", "~=", "=", ":", "%3D", "%3d"}

// follow looks for the values that a name is given.
func (s *scan) follow(start, end int, c class, w *nameWords) {
	p := end
	quoted := isQuote(s.at(p)) || s.at(p) == '\\' && isQuote(s.at(p+1))
	if quoted {
		p++
	}
	for n := 0; n < 4 && strings.IndexByte("])}*_?!", s.at(p)) >= 0 && s.at(p) != 0; n++ { // config["password"], **Password**, password?
		p++
	}
	if isQuote(s.at(p)) && p > end && (quoted || s.at(p-1) == ']' || s.at(p-1) == ')') {
		p, quoted = p+1, true
	}
	q := s.blanks(p)
	switch next := s.at(q); {
	case s.inTag(start):
		if next == ' ' || q > p { // <password value="x"/>
			s.paired(q, c)
		}
		s.element(q, c)
		return
	case next == '|' && q > p && c >= tokenClass && s.at(s.lineStart(start)) == '|': // | password | x |
		s.cell(q+1, c)
		return
	case next == '-' && s.at(q+1) == '>' && isQuote(s.at(s.blanks(q+2))):
		s.statement(s.blanks(q+2), c, false)
		return
	case next == '<' && s.hasPrefix(q, "</"), next == '>' && q == p && (quoted || p == end):
		s.element(q, c)
		return
	case next == '(' && q == p && !quoted:
		s.argument(q+1, c, w)
		return
	case next == '\n' || next == '\r':
		if named(s.lower[s.lineStart(start):start]) {
			s.paired(q, c)
		}
		return
	}
	if start+maxNested < s.bareEnd || s.before(start, c) {
		return
	}
	if m := s.typed(p); m != nil && (!quoted || m[1] < 4) && !strings.HasPrefix(s.text[p+m[1]:], "=") && p+m[1] < s.lineEnd(p) {
		at := p + m[1]
		if s.at(at) == '>' { // =>
			at = s.blanks(at + 1)
		}
		s.value(start, at, c, "=")
		return
	}
	for _, op := range operators {
		if s.hasPrefix(q, op) {
			if op == ":" && s.hasPrefix(q, "://") {
				return
			}
			s.value(start, q+len(op), c, op)
			return
		}
	}
	switch next := s.at(q); {
	case !quoted && next == ',' && (s.at(start-1) == '{' || s.hasPrefix(start-2, "{:")): // {password, "x"}
		s.statement(s.blanks(q+1), c, false)
	case !quoted && next == ',' && (c >= tokenClass || s.hasPrefix(end-3, "key") || s.hasPrefix(end-3, "Key")) && errorAfter.MatchString(s.text[q:min(len(s.text), q+24)]): // key, err := f("x")
		s.statement(q+strings.IndexByte(s.text[q:], '=')+1, c, false)
	case !quoted && next == ',' && comparing(s.lower[max(0, start-40):start]):
		s.statement(s.blanks(q+1), c, true)
	case quoted && (next == ',' || next == ';'): // ("password", "x"), or a value called "password" with its own value after it
		s.paired(q+1, c)
	case quoted || s.envName(start, end) && (next == ')' || next == '|' || next == '?' || next == '.'):
		s.paired(q, c)
	case !quoted && isQuote(next) && q > p: // PASSWORD 'x', password "x"
		s.spaced(start, q, c)
	case q > p && (isAlnum(next) || next != 0):
		s.prose(start, end, q, c)
	}
	if next := s.at(q); next == '{' && q > p && !quoted && c >= secretClass {
		s.blockDefault(q, c)
	}
	if s.at(end) == '}' || s.at(end) == '-' && s.hasPrefix(start-2, "${") {
		s.shellDefault(end, c)
	}
}

// value looks at what stands after the sign of an assignment.
func (s *scan) value(start, p int, c class, op string) {
	if op == ":" && s.at(p) == '-' || op == ":" && s.at(p) == '=' && s.hasPrefix(start-2, "${") { // ${X:-default}
		s.shellDefault(p-1, c)
		return
	}
	if op == ":=" && s.hasPrefix(start-2, "${") { // ${X:=default}
		s.shellDefault(p-2, c)
		return
	}
	if s.at(p) == '*' && s.hasPrefix(p, "**") { // **Password:** x
		p += 2
	}
	p = s.blanks(p)
	if s.hasPrefix(start-2, "${") && op == ":" { // ${password:default}
		s.shellDefault(p-1, c)
		return
	}
	lineEnd := s.lineEnd(p)
	if p >= lineEnd || s.at(p) == '|' && op == ":" || s.at(p) == '>' && op == ":" {
		s.nextLine(p, lineEnd, c, op)
		return
	}
	if (s.at(p) == '!' || s.at(p) == '&' && isLetter(s.at(p+1)) && strings.IndexByte(s.text[p:lineEnd], ' ') > 0) && op == ":" { // a YAML tag, an anchor
		for p < lineEnd && s.text[p] != ' ' {
			p++
		}
		p = s.blanks(p)
	}
	at := s.literalPrefix(p)
	if isQuote(s.at(at)) && (op == "=" || op == ":=") && s.parallel(start, at, c) {
		return
	}
	if isQuote(s.at(at)) {
		s.statement(at, c, false)
		return
	}
	braced := op == "=" && s.at(at) == '{'
	if s.hasPrefix(at, "$(echo ") {
		p = at + len("$(echo ")
		if isQuote(s.at(p)) {
			s.statement(p, c, false)
		} else if n := strings.IndexByte(s.text[p:lineEnd], ')'); n > 0 && c.accepts(s.text[p:p+n]) {
			s.add(p, p+n, c.kind())
		}
		return
	}
	if braced {
		n := strings.IndexAny(s.text[at:lineEnd], "} \"':,")
		braced = n > 4 && s.text[at+n] == '}' && strict(s.text[at+1:at+n])
		if braced { // Pwd={x}
			s.add(at+1, at+n, "connection-string")
			return
		}
	}
	if s.braces(at, c) {
		return
	}
	if s.at(at) == '{' || s.at(at) == '[' || s.at(at) == '(' {
		s.byteList(start, at, c)
		s.statement(at, c, false)
		return
	}
	if nested := start < s.bareEnd; s.bare(start, p, lineEnd, c, op) || nested {
		return
	}
	s.statement(p, c, false)
}

// literalPrefix returns where the quotes begin after a prefix such as b"x", N'x', @"x" or []byte("x").
func (s *scan) literalPrefix(p int) int {
	if s.hasPrefix(p, "[]byte(") {
		return p + len("[]byte(")
	}
	for n := 0; n < 2; n++ {
		if isQuote(s.at(p + n)) {
			return p + n
		}
		if strings.IndexByte("bruflnBRUFLN@$&*", s.at(p+n)) < 0 || s.at(p+n) == 0 {
			return p
		}
	}
	if isQuote(s.at(p + 2)) {
		return p + 2
	}
	return p
}

// wrappers are functions whose argument is the value itself.
var wrappers = set(`secretstr secret password string str some bytes fromhex from decodestring getbytes new byte array quote of just ok value literal text b64decode decode frombase64string buffer
	encode to_string tochararray chararray trim strip sensitive mustparse securestring hash sha256 md5 bcrypt jsonencode base64decode unhexlify atob hextobytes decodehex concat join parse`)

// statement looks at the literals from an offset to the statement's end. A literal is what the name is given, unless a call
// stands before it that takes names; then it has to look like a secret.
func (s *scan) statement(p int, c class, careful bool) {
	limit := min(len(s.text), p+reach)
	depth, strictAt, newlines := 0, -1, 0
	first := true
	wrapped, ternary := false, false
	for p < limit {
		ch := s.text[p]
		switch {
		case isQuote(ch):
			from, to, end, ok := s.literal(p)
			if !ok {
				return
			}
			if next := s.blanks(end); !ternary && s.at(next) == ':' && s.at(next+1) != ':' || s.hasPrefix(next, "=>") {
				if depth == 0 {
					if s.blanks(next+1) == s.lineEnd(next) { // if password == "x":
						s.judge(from, to, c, careful, wrapped)
					}
					return
				}
				if key := s.lower[from:to]; !valueNames[key] { // another name's value
					if _, _, skipped, ok := s.literal(s.blanks(next + len("=>") - strings.Count(s.text[next:next+1], ":"))); ok {
						end = skipped
					}
				}
				p = end
				continue
			}
			doubtful := careful || strictAt >= 0 && depth >= strictAt
			s.judge(from, to, c, doubtful, wrapped)
			first = false
			p = end
			continue
		case ch == '?' && s.at(p+1) == ' ' && s.at(p-1) == ' ':
			ternary = true
		case ch == '\n':
			newlines++
			if depth == 0 && !first || newlines > 6 {
				return
			}
		case ch == '(' || ch == '[' || ch == '{':
			depth++
		case ch == ')' || ch == ']' || ch == '}':
			if depth--; depth < 0 {
				return
			}
			if depth < strictAt {
				strictAt = -1
			}
		case ch == ';' || ch == ',' && depth == 0 || ch == '#' && depth == 0:
			return
		case (ch == '/' || ch == '-') && s.at(p+1) == ch && depth == 0:
			return
		case isWord(ch):
			j := p
			for j < limit && (isWord(s.text[j]) || s.text[j] == '.') {
				j++
			}
			callee := s.lower[p:j]
			switch s.at(j) {
			case '(', '[', '!':
				last := callee[strings.LastIndexByte(callee, '.')+1:]
				if wrappers[last] {
					wrapped = true
				} else if strictAt < 0 {
					strictAt = depth + 1
				}
			case '=', ':':
				if depth > 0 && !(s.at(j) == ':' && s.at(j+1) == ':') { // another name is given something
					if w := split(s.text[p:j], callee); w.classify() == noClass && callee != "default" && callee != "value" {
						strictAt = max(depth, 1)
					} else {
						strictAt = -1
					}
				} else if depth == 0 && s.at(j+1) != ':' && s.at(j+1) != '=' && !first {
					return
				}
			}
			p = j
			continue
		}
		p++
	}
}

// judge redacts a literal that is a secret.
func (s *scan) judge(from, to int, c class, doubtful, wrapped bool) bool {
	from, to = s.trimmed(from, to)
	v := s.text[from:to]
	if strings.HasPrefix(v, redactedOpen) { // the first of strings that are joined is gone
		mark := strings.IndexByte(v, ']') + 1
		if v = v[mark:]; mark == 0 || len(v) < 6 || !strict(v) {
			return false
		}
		s.add(from+mark, to, c.kind())
		return true
	}
	var ok bool
	switch {
	case c >= tokenClass && salted(v):
		ok = true
	case doubtful && c == weakClass:
		ok = certain(v)
	case doubtful:
		ok = strict(v) || (c == passwordClass || c == secretClass && !strings.ContainsAny(v, "-_")) && chosen(v)
	case wrapped && c == weakClass:
		ok = certain(v) || len(v) >= 32 && isHex(v) && !sequential(v)
	default:
		ok = c.accepts(v)
	}
	if ok {
		s.add(from, to, c.kind())
	}
	return ok
}

// paired looks at the values after a name in quotes: arguments after it, and what is taken when there is none of that name.
func (s *scan) paired(p int, c class) {
	depth := 0
	limit := min(len(s.text), p+reach)
	newlines, seen := 0, 0
	for p < limit {
		ch := s.text[p]
		switch {
		case isQuote(ch):
			from, to, end, ok := s.literal(p)
			if !ok {
				return
			}
			next := s.blanks(end)
			v := s.text[from:to]
			if s.at(next) == ':' || s.hasPrefix(next, "=>") {
				if valueNames[ASCIILower(v)] { // "name": "password", "value": "x"
					s.value(from, next+1, c, ":")
				}
				return
			}
			seen++
			s.judge(from, to, c, seen > 1 || wordlike(v), false)
			p = end
			continue
		case ch == '\n':
			if newlines++; newlines > 3 || depth < 0 {
				return
			}
		case ch == '(' || ch == '[' || ch == '{':
			depth++
		case ch == ')' || ch == ']' || ch == '}':
			if depth--; depth < -2 {
				return
			}
		case ch == ';', ch == '#', ch == ',' && depth < 0:
			return
		case ch == '=' && seen > 0:
			return
		case ch == '>' && depth <= 0:
			s.element(p, c)
			return
		case isWord(ch):
			j := p
			for j < limit && isWord(s.text[j]) {
				j++
			}
			q := s.blanks(j)
			if valueNames[s.lower[p:j]] && (s.at(q) == '=' || s.at(q) == ':') {
				s.value(p, q+1, c, s.text[q:q+1])
				return
			}
			if s.at(q) == ':' && s.at(q+1) != ':' || s.at(q) == '=' {
				if newlines > 0 || s.at(q) == ':' {
					if typeNames[s.lower[p:j]] && newlines > 0 {
						p = s.lineEnd(q)
						continue
					}
					if s.at(q) == ':' && !typeNames[s.lower[p:j]] && s.lower[p:j] != "with" {
						return
					}
				}
			}
			p = j
			continue
		}
		p++
	}
}

// valueNames are those of what a name in quotes is given elsewhere: value="x", default = "x".
var valueNames = set(`value val default defaultvalue default_value envdefault parametervalue content secret_string secretstring plaintext string example with to text`)

// typeNames are those of what else is said of a name.
var typeNames = set(`type description sensitive required in format title nullable label is_secret desc`)

package redact

import (
	"regexp"
	"strings"
)

// connection matches what stands beside a password in a connection string.
var connection = regexp.MustCompile(`(?i)\b(?:server|host|hostname|data source|addr|address|user id|uid|user|username|database|dbname|initial catalog|endpoint|accountname|port|trusted_connection|encrypt|pooling|sharedaccesskeyname|persist security info|sslmode)\s?=`)

// opening are what may stand before a name at the beginning of a line that gives it a value.
var opening = regexp.MustCompile(`^[\s+*>#/-]*(?:(?:export|ENV|ARG|env|set|declare -x|local|readonly|\$env:|val|-e|RUN)\s*)*["']?(?:[\w.-]+=\S+ )*$`)

// indexed matches code that takes something out of something: request.headers[, get(.
var indexed = regexp.MustCompile(`^[A-Za-z_][\w.]*[\[(]`)

// maxNested is how long what stands in another value may be, in bytes: a chain of names is not looked at again for each.
const maxNested = 200

// bare looks at a value without quotes, and reports whether it is a secret.
func (s *scan) bare(start, p, lineEnd int, c class, op string) bool {
	if s.at(p) == '{' || p >= lineEnd || start+maxNested < s.bareEnd { // Pwd={x}
		return false
	}
	rest := s.text[p:lineEnd]
	if i := strings.Index(rest, " #"); i > 0 {
		rest = rest[:i]
	}
	rest = strings.TrimRight(rest, " \t\\")
	if c == phraseClass && phrase(strings.Trim(rest, `"'`)) && len(rest) < 300 {
		s.add(p, p+len(rest), c.kind())
		return true
	}
	anchored := s.opens(start)
	end := 0
	for end < len(rest) && strings.IndexByte(" \t\"'`<", rest[end]) < 0 {
		end++
	}
	whole := end
	nested := start < s.bareEnd // in what another name was given
	if nested && whole > maxNested {
		return false
	}
	s.bareEnd = max(s.bareEnd, p+whole)
	if !nested && whole == len(rest) && anchored && s.acceptsBare(rest, start, c, op, true) {
		s.add(p, p+whole, c.kind())
		return true
	}
	cut := strings.IndexAny(rest[:end], ";,)}]&|\\")
	if n := strings.IndexByte(rest[:end], ';'); cut > 0 && n > cut && op == "=" && strings.IndexByte("&,)", rest[cut]) >= 0 && connection.MatchString(s.text[max(s.lineStart(start), start-200):start]) {
		cut = n // a connection string: the sign is of the password
	}
	if cut > 0 {
		end = cut
	}
	for end > 1 && (rest[end-1] == '.' || rest[end-1] == ':') { // a sentence's end
		end--
	}
	if end == 0 || !s.acceptsBare(rest[:end], start, c, op, end == len(rest) || end < len(rest) && strings.IndexByte(" \"'`&;", rest[end]) >= 0 && !strings.HasSuffix(rest, ";")) {
		return false
	}
	if cut > 0 && whole > end && anchored && strings.IndexByte(",)]}", rest[end]) >= 0 { // signs of the password itself
		end = whole
	}
	kind := c.kind()
	from := max(s.lineStart(start), start-200)
	if around := s.text[from:min(s.lineEnd(p), p+200)]; op == "=" && strings.ContainsAny(around, "; ") && connection.MatchString(s.text[from:start]+" "+s.text[p+end:p+len(rest)]) {
		kind = "connection-string"
		if n := strings.IndexByte(rest[end:max(end, whole)], ';'); n > 0 && strings.IndexByte("&,)", rest[end]) >= 0 { // signs of the password
			end += n
		}
	}
	s.add(p, p+end, kind)
	return true
}

// opens reports whether a name begins its line.
func (s *scan) opens(start int) bool {
	line := s.lineStart(start)
	return line == start || start-line < 100 && opening.MatchString(s.text[line:start])
}

// acceptsBare reports whether a value without quotes is a secret. At a line's end it is less likely to be code.
func (s *scan) acceptsBare(v string, start int, c class, op string, ends bool) bool {
	if len(v) < 4 || strings.IndexByte("([{<$%|", v[0]) >= 0 || strings.IndexByte("&*!@", v[0]) >= 0 && (len(v) < 6 || !strict(v[1:]) || strings.ContainsAny(v, "{(.")) {
		return cryptHash(v)
	}
	if indexed.MatchString(v) || c != passwordClass && codelike(v) || !ends && codelike(v) || dottedName.MatchString(v) && !strings.ContainsAny(v, "0123456789") {
		return false
	}
	if s.at(start-1) == '?' || s.at(start-1) == '&' { // of an address
		c = max(c, tokenClass)
	}
	i := start
	for i < len(s.text) && (isWord(s.text[i]) || s.text[i] == '.' || s.text[i] == '-') {
		i++
	}
	name := s.text[start:i]
	if (!ends || strings.HasSuffix(v, ",")) && passedOn(v) {
		return false
	}
	upper := len(name) > 2 && strings.ToUpper(name) == name
	switch c {
	case phraseClass, passwordClass:
		if upper && op == "=" {
			return isSecret(v) && (ends || strict(v))
		}
		return isSecret(v) && (strict(v) || s.at(start-1) == ',' && chosen(v) || ends && (len(v) >= 6 && hasDigitAndLetter(v) || len(v) >= 8 && strings.ContainsAny(v, "!@#%^*+=~") && !codelike(v)))
	case secretClass, tokenClass:
		if upper && ends && isToken(v, 12) {
			return true
		}
		return c.accepts(v) && !wordlike(v)
	default:
		return c.accepts(v)
	}
}

// passedOn reports whether a value is the name of a variable with a number in it: testP256PrivateKey, password16.
func passedOn(v string) bool {
	v = strings.TrimRight(ASCIILower(v), ",)")
	for i := 0; i < len(v); i++ {
		if !isWord(v[i]) {
			return false
		}
	}
	for _, name := range []string{"password", "secret", "token", "privatekey", "apikey"} {
		if strings.Contains(v, name) {
			return true
		}
	}
	return false
}

// nextLine looks at a value that begins on the line after its name: a YAML block, or a string that is wrapped.
func (s *scan) nextLine(p, lineEnd int, c class, op string) {
	if p < lineEnd && len(strings.TrimSpace(s.text[p:lineEnd])) > 3 {
		s.statement(p, c, false)
		return
	}
	if lineEnd >= len(s.text) || lineEnd-p >= lineReach {
		return
	}
	block := p < lineEnd
	at := lineEnd
	for n := 0; n < 2 && (s.at(at) == '\n' || s.at(at) == '\r'); n++ {
		at++
		if s.at(at) == '\n' && s.at(at-1) == '\r' {
			at++
		}
	}
	if op == ":" && !block && c >= tokenClass {
		s.yamlList(at, c)
	}
	at = s.blanks(at)
	if q := s.literalPrefix(at); isQuote(s.at(q)) {
		if _, _, end, ok := s.literal(q); ok && (op == "=" || s.at(s.blanks(end)) != ':') {
			s.statement(q, c, false)
		}
		return
	}
	if op == "=" && !block {
		s.statement(at, c, true)
		return
	}
	end := s.lineEnd(at)
	from, to := s.trimmed(at, end)
	v := s.text[from:to]
	switch {
	case block && c.accepts(v):
		s.add(from, to, c.kind())
	case strings.ContainsAny(v, " :="): // type: string, default: x
		if word, _, _ := strings.Cut(s.lower[from:to], ":"); !valueNames[word] && !typeNames[word] {
			return
		}
		s.paired(lineEnd, c)
	case strict(v) && c >= tokenClass:
		s.add(from, to, c.kind())
	}
}

// shellDefault looks at what a variable falls back to: ${X:-default}, ${X:default}.
func (s *scan) shellDefault(p int, c class) {
	for n := 0; n < 2 && strings.IndexByte(":-=?", s.at(p)) >= 0 && s.at(p) != 0; n++ {
		p++
	}
	end := min(len(s.text), p+reach)
	if n := strings.IndexAny(s.text[p:end], "}\n"); n < 0 {
		return
	} else if end = p + n; s.text[end] == '\n' {
		return
	}
	for p < end && isQuote(s.text[p]) {
		p++
	}
	for p < end && isQuote(s.text[end-1]) {
		end--
	}
	if v := s.text[p:end]; c.accepts(v) && !label(v) {
		s.add(p, end, c.kind())
	}
}

// element looks at the text of an element of XML or HTML after its name or one of its attributes.
func (s *scan) element(p int, c class) {
	for n := 0; n < 3; n++ { // <key>password</key> <string>x</string>, <value>x</value>
		open := strings.IndexByte(s.text[p:min(len(s.text), p+80)], '>')
		if open < 0 {
			return
		}
		p += open + 1
		for p < len(s.text) && strings.IndexByte(" \t\r\n", s.text[p]) >= 0 && n < 40 {
			p++
		}
		if s.hasPrefix(p, "<![CDATA[") {
			p += len("<![CDATA[")
		} else if s.at(p) == '<' {
			continue
		}
		end := strings.IndexAny(s.text[p:min(len(s.text), p+lineReach)], "<]")
		if end < 0 || s.at(p+end) == 0 {
			return
		}
		if v := strings.TrimSpace(s.text[p : p+end]); !strings.ContainsAny(v, "\n{;") && c.accepts(v) && !label(v) {
			s.judge(p, p+end, c, false, false)
		}
		return
	}
}

// argument looks at the first argument of a function that is named for a secret: setPassword("x"), password("x").
func (s *scan) argument(p int, c class, w *nameWords) {
	open := p - 1
	for p < len(s.text) && strings.IndexByte(" \t\r\n", s.text[p]) >= 0 && s.text[p] != 0 {
		p++
	}
	first := w.words[0]
	careful := w.n > 1 && asking[first] || c < tokenClass && w.n == 1
	if _, _, end, ok := s.literal(s.literalPrefix(p)); ok && s.at(s.blanks(end)) == ',' { // more than one argument
		s.statement(open, c, true)
		return
	}
	s.statement(p, c, careful)
}

// asking are the words that begin functions which return a secret, or judge one.
var asking = set(`get is has check verify validate hash compare find load read fetch generate create new make parse decode reset forgot change require with1 prompt ask input enter test assert`)

// spaced looks at a literal that stands behind a name: PASSWORD 'x', password "x".
func (s *scan) spaced(start, q int, c class) {
	from, to, _, ok := s.literal(q)
	if !ok {
		return
	}
	if v := s.text[from:to]; c >= tokenClass && s.lower[start:q-1] != "pass" && (strict(v) || c == passwordClass && chosen(v) || s.at(q) == '\'' && isSecret(v) && s.lower[start] == 'p' && hasDigitAndLetter(v) || c == phraseClass && phrase(v)) {
		s.add(from, to, c.kind())
	}
}

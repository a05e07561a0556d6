package redact

import "strings"

// prose looks at what a sentence says of a secret: "password is x", "password for the staging database: x", "token x", and at
// options and configuration with a blank between name and value.
func (s *scan) prose(start, end, p int, c class) {
	option := s.at(start-1) == '-'
	if name := s.lower[start:end]; c == weakClass || !option && (name == "pass" || name == "pw") && !saying[firstWord(s.lower[p:min(len(s.text), p+8)])] {
		return
	}
	lineEnd := s.lineEnd(p)
	said := false
	for n := 0; n < 7 && p < lineEnd; n++ {
		q := p
		for q < lineEnd && strings.IndexByte(" \t", s.text[q]) < 0 {
			q++
		}
		from, to := s.unquoted(p, q)
		v := s.text[from:to]
		w := s.lower[from:to]
		if n == 0 && len(v) == 1 && isDigits(v) { // password 7 x
			said = true
			p = s.blanks(q)
			continue
		}
		if c == pinClass && said && c.accepts(v) {
			s.add(from, to, "secret")
			return
		}
		if option && (strings.HasPrefix(v, "pass:") || strings.HasPrefix(v, "env:") || strings.HasPrefix(v, "file:")) { // the command's rule knows
			return
		}
		enough := option && n == 0 && isSecret(v) && len(v) >= 6 && v[0] != '-' || s.said(v, said || n == 0) || (said || n == 0 && telling[lastWord(s.lower[max(0, start-12):start])]) && c == passwordClass && chosen(v) ||
			c == passwordClass && (said || n == 0 && len(v) >= 9 && hasDigitAndLetter(v)) && strings.Trim(ASCIILower(v), "abcdefghijklmnopqrstuvwxyz0123456789-!#@") == "" && strict(v)
		if enough && c >= tokenClass {
			s.add(from, to, c.kind())
			return
		}
		if option {
			return
		}
		if isQuote(s.at(p)) && c == phraseClass {
			if f, t, _, ok := s.literal(p); ok && phrase(s.text[f:t]) {
				s.add(f, t, c.kind())
			}
			return
		}
		switch {
		case saying[w]:
			said = true
			if c == phraseClass && isQuote(s.at(s.blanks(q))) {
				if f, t, _, ok := s.literal(s.blanks(q)); ok && phrase(s.text[f:t]) {
					s.add(f, t, c.kind())
					return
				}
			}
		case said && !filling[w], strings.IndexByte(",;", s.at(q-1)) >= 0:
			return
		case strings.HasSuffix(s.text[p:q], ":"), strings.HasSuffix(s.text[p:q], "="):
			said = true
		}
		p = s.blanks(q)
	}
}

// telling are the words before a name that is followed by its value: use password x.
var telling = set(`temp temporary initial use using with try enter type default`)

func lastWord(s string) string {
	s = strings.TrimRight(s, " ")
	return s[strings.LastIndexAny(s, " \t\n")+1:]
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// said reports whether a word of a sentence is a secret that the sentence speaks of.
func (s *scan) said(v string, near bool) bool {
	if len(v) < 6 || !near || strings.ContainsAny(strings.TrimRight(v, "="), "<>\"'`(){}[]=;,|\\") {
		return false
	}
	digits, signs, lowers, uppers := 0, 0, 0, 0
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case isDigit(c):
			digits++
		case 'a' <= c && c <= 'z':
			lowers++
		case 'A' <= c && c <= 'Z':
			uppers++
		default:
			signs++
		}
	}
	mixed := digits >= 2 && (lowers > 0 || digits >= 6 && uppers == 0 && signs == 0 || uppers > 0 && len(v) >= 12) || digits+signs >= 2 && lowers > 0 && len(v) >= 8 || looksRandom(v) && len(v) >= 12 || digits > 0 && lowers > 1 && uppers > 1
	return mixed && (digits >= 2 && uppers > 0 || !dottedName.MatchString(v)) && strict(v)
}

// saying are the words between what a sentence is about and what it says of it.
var saying = set(`is was are be as to = : -> := lautet ist est es to: now: is:`)

// filling are words that may stand between them.
var filling = set(`now still currently set the a an "" my our for of in`)

// unquoted narrows a word to what stands in its quotes or before its sign of punctuation.
func (s *scan) unquoted(from, to int) (int, int) {
	for from < to && strings.IndexByte("\"'`(*<[", s.text[from]) >= 0 {
		from++
	}
	for from < to && strings.IndexByte("\"'`),.;:]>*", s.text[to-1]) >= 0 {
		to--
	}
	return from, to
}

// phrases are words that sentences, statements and files tell a secret with, each with how to find it from there.
var phrases = map[string]func(s *scan, start, end int){
	"as": asPassword, "login": slashed, "log": slashed, "creds": slashed, "credentials": slashed, "cred": slashed,
	"identified": identified, "insert": insertion, "aes_encrypt": lastArgument, "pgp_sym_encrypt": lastArgument, "pgp_sym_decrypt": lastArgument, "decryptbypassphrase": firstArgument,
	"encryptbypassphrase": firstArgument, "crypt": firstArgument, "authorization": header, "proxy-authorization": header, "cookie": cookie, "set-cookie": cookie,
	"bearer": bearer, "basic": basic, "convertto-securestring": spacedSecret, "echo": piped, "printf": piped, "kind": manifest, "user": table, "username": table, "auth": authCommand, "from": changed,
}

// asPassword: use x as the password.
func asPassword(s *scan, start, end int) {
	tail := s.lower[end:min(len(s.text), end+40)]
	ok := false
	for n, w := range strings.Fields(tail) {
		if c := headClass(strings.Trim(w, ".,;:!)")); c >= tokenClass {
			ok = true
		}
		if n == 3 {
			break
		}
	}
	if !ok || start == 0 {
		return
	}
	to := start
	for to > 0 && s.text[to-1] == ' ' {
		to--
	}
	from := to
	for from > 0 && to-from < 200 && strings.IndexByte(" \t\n", s.text[from-1]) < 0 {
		from--
	}
	if from, to = s.unquoted(from, to); s.said(s.text[from:to], true) {
		s.add(from, to, "password")
	}
}

// spacedSecret: a literal after the word.
func spacedSecret(s *scan, start, end int) {
	if from, to, _, ok := s.literal(s.blanks(end)); ok && isSecret(s.text[from:to]) {
		s.add(from, to, "password")
	}
}

// piped: echo x | sudo -S, echo user:x | chpasswd, echo x | docker login --password-stdin.
func piped(s *scan, start, end int) {
	lineEnd := min(s.lineEnd(end), end+reach)
	rest := s.lower[end:lineEnd]
	pipe := strings.IndexByte(rest, '|')
	if i := strings.IndexByte(rest, '>'); pipe < 0 && i > 0 { // echo x > password.txt
		name := strings.Trim(rest[i:], "> ")
		name, _, _ = strings.Cut(name[strings.LastIndexByte(name, '/')+1:], ".")
		w := split(name, name)
		from, to := s.trimmed(end, end+i)
		if from, to = s.unquoted(from, to); from < to && w.n > 0 && w.classify() >= tokenClass && strict(s.text[from:to]) {
			s.add(from, to, "password")
		}
		return
	}
	if pipe < 0 {
		return
	}
	pair := strings.Contains(rest[pipe:], "chpasswd")
	if !pair && !strings.Contains(rest[pipe:], "sudo -") && !strings.Contains(rest[pipe:], "stdin") && !strings.Contains(rest[pipe:], "passwd") {
		return
	}
	p := s.blanks(end)
	for s.at(p) == '-' { // echo -n
		for p < lineEnd && s.text[p] != ' ' {
			p++
		}
		p = s.blanks(p)
	}
	from, to := s.trimmed(p, end+pipe)
	if _, _, next, ok := s.literal(p); ok && next < to && isQuote(s.at(s.blanks(next))) { // printf '%s' 'x'
		from = s.blanks(next)
	}
	from, to = s.unquoted(from, to)
	v := strings.TrimSuffix(s.text[from:to], `\n`)
	to = from + len(v)
	if i := strings.IndexByte(v, ':'); pair && i > 0 {
		from, v = from+i+1, v[i+1:]
	}
	if len(v) >= 4 && isSecret(v) {
		s.add(from, to, "password")
	}
}

// slashed: log in with admin / x, credentials admin:x.
func slashed(s *scan, start, end int) {
	lineEnd := min(s.lineEnd(end), end+120)
	rest := s.text[end:lineEnd]
	for i := 0; i < len(rest); i++ {
		if c := rest[i]; c != '/' && c != ':' || i+1 >= len(rest) || i == 0 || rest[i+1] == '/' || rest[i-1] == '/' {
			continue
		}
		from := s.blanks(end + i + 1)
		to := from
		for to < lineEnd && strings.IndexByte(" \t,;()", s.text[to]) < 0 {
			to++
		}
		if from, to = s.unquoted(from, to); from < to && (s.said(s.text[from:to], true) || chosen(s.text[from:to])) && !strings.ContainsAny(s.text[from:to], "/:") {
			s.add(from, to, "password")
			return
		}
	}
}

// changed: the password changed from x to y.
func changed(s *scan, start, end int) {
	before := s.lower[max(s.lineStart(start), start-60):start]
	if !strings.Contains(s.lower[end:min(s.lineEnd(end), end+120)], " to ") || !strings.Contains(before, "password") && !strings.Contains(before, "token") && !strings.Contains(before, "secret") && !strings.Contains(before, "key") {
		return
	}
	for n, p := 0, s.blanks(end); n < 3 && p < s.lineEnd(end); n++ {
		q := p
		for q < len(s.text) && strings.IndexByte(" \t\n", s.text[q]) < 0 {
			q++
		}
		if from, to := s.unquoted(p, q); from < to && (strict(s.text[from:to]) || chosen(s.text[from:to])) {
			s.add(from, to, "password")
		}
		p = s.blanks(q)
	}
}

// table: | user | password | above its rows, and the same with commas.
func table(s *scan, start, end int) {
	lineEnd := s.lineEnd(end)
	line := s.lower[s.lineStart(start):lineEnd]
	sep := ""
	if strings.HasPrefix(strings.TrimSpace(line), "|") {
		sep = "|"
	} else if strings.Count(line, ",") >= 1 && strings.Trim(line, "abcdefghijklmnopqrstuvwxyz_, ;-\"") == "" {
		sep = ","
	}
	if sep == "" || start < s.tableEnd {
		return
	}
	var columns []int
	for i, cell := range strings.Split(line, sep) {
		cell = strings.Trim(cell, " \"`*")
		if w := split(cell, cell); w.n > 0 && w.n < 4 && w.classify() >= tokenClass {
			columns = append(columns, i)
		}
	}
	if len(columns) == 0 {
		return
	}
	at := lineEnd
	for n := 0; n < 50 && s.at(at) == '\n'; n++ {
		at++
		rowEnd := s.lineEnd(at)
		row := s.text[at:rowEnd]
		if !strings.Contains(row, sep) {
			return
		}
		from := at
		for i, cell := range strings.Split(row, sep) {
			for _, c := range columns {
				if f, t := s.trimmed(from, from+len(cell)); c == i && f < t {
					if f, t = s.unquoted(f, t); f < t && (strict(s.text[f:t]) || chosen(s.text[f:t])) {
						s.add(f, t, "password")
					}
				}
			}
			from += len(cell) + len(sep)
		}
		at, s.tableEnd = rowEnd, rowEnd
	}
}

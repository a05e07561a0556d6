package redact

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// header looks at what stands behind "Authorization".
func header(s *scan, start, end int) {
	limit := min(s.lineEnd(end), end+reach)
	p := end
	for p < limit && strings.IndexByte("\"'\\ :=,(>", s.text[p]) >= 0 {
		p++
	}
	scheme := p
	for p < limit && isWord(s.text[p]) {
		p++
	}
	switch s.lower[scheme:p] {
	case "basic", "bearer": // those have rules of their own
	case "token", "apikey", "digest", "key", "negotiate", "aws4", "splunk", "genie", "bot", "api":
		if s.at(p) == '-' { // Api-Key
			for p < limit && s.text[p] != ' ' {
				p++
			}
		}
		s.opaque(s.blanks(p), "secret")
	default:
		if !s.opaque(scheme, "secret") && s.at(p) == ' ' { // a scheme of an issuer's own
			s.opaque(s.blanks(p), "secret")
		}
	}
}

// opaque redacts what looks random at an offset.
func (s *scan) opaque(p int, kind string) bool {
	for p < len(s.text) && (s.text[p] == '"' || s.text[p] == '=') {
		p++
	}
	to := p
	for to < len(s.text) && (isAlnum(s.text[to]) || strings.IndexByte("._~+/=-", s.text[to]) >= 0) {
		to++
	}
	if v := s.text[p:to]; len(v) >= 16 && isToken(v, 16) && !wordlike(v) {
		s.add(p, to, kind)
		return true
	}
	return false
}

func bearer(s *scan, start, end int) {
	if p := s.blanks(end); p > end {
		s.opaque(p, "bearer-token")
	}
}

// basic: the base64 of a user and a password.
func basic(s *scan, start, end int) {
	p := s.blanks(end)
	if p == end {
		return
	}
	to := p
	for to < len(s.text) && (isAlnum(s.text[to]) || strings.IndexByte("+/=_-", s.text[to]) >= 0) {
		to++
	}
	if v := s.text[p:to]; len(v) >= 8 && strings.IndexByte(decoded(v), ':') >= 0 && strings.IndexByte(decoded(v), ' ') < 0 && credentials(decoded(v)) {
		s.add(p, to, "basic-auth")
	} else if decoded(v) == "" && len(v) >= 12 && isToken(v, 12) && !wordlike(v) && strings.Contains(s.lower[max(0, start-40):start], "authorization") {
		s.add(p, to, "basic-auth")
	}
}

// cookie: the values of a cookie that look random.
func cookie(s *scan, start, end int) {
	limit := min(s.lineEnd(end), end+4*reach)
	for p := end; p < limit; p++ {
		if s.text[p] == '=' && s.opaque(p+1, "secret") {
			p += 16
		}
	}
}

// authCommand: AUTH x of Redis, `auth = ("user", "x")` is a call.
func authCommand(s *scan, start, end int) {
	if s.text[start:end] != "AUTH" {
		return
	}
	p := end
	for p < len(s.text) && strings.IndexByte(" '\",", s.text[p]) >= 0 {
		p++
	}
	to := p
	for to < len(s.text) && strings.IndexByte(" \t\r\n'\"`),", s.text[to]) < 0 {
		to++
	}
	if to > p && p > end && strict(s.text[p:to]) {
		s.add(p, to, "password")
	}
}

// maxDecoded is how much of a base64 text is decoded, in bytes.
const maxDecoded = 64 << 10

// decoded returns the text that base64 stands for; "" when it is none.
func decoded(s string) string {
	s = strings.TrimRight(s, "=")
	if len(s) > maxDecoded {
		s = s[:maxDecoded]
	}
	if len(s)%4 == 1 { // no encoding ends so
		s = s[:len(s)-1]
	}
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(s, "-_") {
		encoding = base64.RawURLEncoding
	}
	raw, err := encoding.DecodeString(s)
	if err != nil || !utf8.Valid(raw) {
		return ""
	}
	for _, c := range raw {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f {
			return ""
		}
	}
	return string(raw)
}

// minEncoded is how long base64 has to be to be looked into.
const minEncoded = 16

// encoded looks into what is base64, one level deep.
func (s *scan) encoded() {
	if s.deep {
		return
	}
	for i := 0; i < len(s.text); {
		if !isBase64(s.text[i]) {
			i++
			continue
		}
		j := i
		for j < len(s.text) && isBase64(s.text[j]) {
			j++
		}
		end := j
		for end < len(s.text) && s.text[end] == '=' && end-j < 2 {
			end++
		}
		if j-i >= minEncoded {
			s.decode(i, j, end)
		}
		i = end
	}
}

func isBase64(c byte) bool { return isAlnum(c) || c == '+' || c == '/' || c == '-' || c == '_' }

func (s *scan) decode(i, j, end int) {
	plain := decoded(s.text[i:j])
	if plain == "" {
		return
	}
	if len(secretsIn(plain, true)) > 0 {
		s.add(i, end, "base64")
		return
	}
	// The base64 of user and password after a name such as auth.
	user, password, ok := strings.Cut(plain, ":")
	before := s.lower[max(0, i-24):i]
	called := strings.Contains(before, "atob(") || strings.Contains(before, "decode")
	if ok && len(user) < 64 && len(password) >= 4 && len(password) < 200 && (strict(password) || chosen(password) || called && hasDigitAndLetter(password) && isSecret(password)) && strings.Trim(ASCIILower(user), "abcdefghijklmnopqrstuvwxyz0123456789._@+-") == "" {
		if called || strings.Contains(before, "auth") {
			s.add(i, end, "basic-auth")
		}
	}
}

// manifest: in a Secret of Kubernetes everything under data is one.
func manifest(s *scan, start, end int) {
	if start < s.tableEnd || s.lineStart(start) != start || !strings.HasPrefix(strings.TrimLeft(s.text[end:min(len(s.text), end+20)], ": "), "Secret") {
		return
	}
	at := s.lineEnd(end)
	inData, base := false, 0
	for n := 0; n < 400 && s.at(at) != 0; n++ {
		if s.at(at) == '\r' {
			at++
		}
		if s.at(at) != '\n' {
			break
		}
		at++
		lineEnd := s.lineEnd(at)
		line := s.text[at:lineEnd]
		trimmed := strings.TrimLeft(line, " ")
		indent := len(line) - len(trimmed)
		switch {
		case strings.HasPrefix(line, "---"):
			s.tableEnd = at
			return
		case indent == 0 && trimmed != "":
			inData = strings.HasPrefix(trimmed, "data:") || strings.HasPrefix(trimmed, "stringData:")
			base = indent
		case inData && indent > base:
			from := at + indent
			if i := strings.Index(trimmed, ": "); i > 0 && !strings.ContainsAny(trimmed[:i], " \"") {
				from += i + 2
			}
			from, to := s.trimmed(from, lineEnd)
			for from < to && isQuote(s.text[from]) {
				from++
			}
			for from < to && isQuote(s.text[to-1]) {
				to--
			}
			if v := s.text[from:to]; len(v) >= 4 && (strict(v) || chosen(v) || isSecret(v) && decoded(v) != "" && len(v) >= 8) {
				s.add(from, to, "secret")
			}
		}
		at = lineEnd
	}
	s.tableEnd = at
}

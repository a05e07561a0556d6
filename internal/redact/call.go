package redact

import (
	"regexp"
	"strings"
)

// logins are words in the names of functions that take a user and a secret.
var logins = set(`login logon signin authenticate auth basic credential credentials connect pdo mysqli getconnection createuser adduser registeruser signup networkcredential
	passwordauthentication algoliasearch ldapbind signedstring usernamepwset usernamepassword userpassword plainauth basicauth httpbasicauth setbasicauth client session connection open dial wifi begin unlock`)

// keyed are words in the names of functions one of whose arguments is a key.
var keyed = set(`hmac jwt sign fernet encrypt decrypt cipher secretkeyspec aes totp createhmac verify createcipheriv createdecipheriv signature hotp wallet`)

// assigned matches options such as "charset=utf8mb4".
var assigned = regexp.MustCompile(`^[A-Za-z_-]+=`)

// call looks at the arguments of a function whose name says that it takes a secret.
func (s *scan) call(start, end int, w *nameWords) {
	takesUser, takesKey := false, false
	for _, word := range w.words[:w.n] {
		takesUser = takesUser || logins[word]
		takesKey = takesKey || keyed[word]
	}
	if s.at(s.blanks(end)) == '(' && w.n > 1 && !takesUser {
		joined := ""
		for _, word := range w.words[:w.n] {
			joined += word
		}
		takesUser = takesUser || logins[joined]
	}
	takesKey = takesKey || w.n > 2 && w.words[w.n-1] == "spec" && w.words[w.n-2] == "key"
	if lower := s.lower[start:end]; !takesKey && strings.Contains(lower, ".") { // hmac.new, jwt.encode, crypto.createHmac
		whole := split(s.text[start:end], lower)
		for _, word := range whole.words[:whole.n] {
			takesKey = takesKey || keyed[word]
			takesUser = takesUser || word == "wifi"
		}
	}
	if lower := s.lower[start:end]; s.at(end) == '(' && (strings.HasPrefix(lower, "auth.") || strings.Contains(lower, ".auth.") || lower == "smtp.start") { // auth.check("user", "x")
		takesUser = true
	}
	q := s.blanks(end)
	tuple := s.at(q) == '=' || s.at(q) == ':'
	if !takesUser && !takesKey {
		return
	}
	if tuple {
		q = s.blanks(q + 1)
		if next := s.at(q); next != '(' && next != '[' || !takesUser {
			return
		}
	}
	if isQuote(s.at(q)) && q > end && takesUser { // basic_auth "user", "x"
		if _, _, p, ok := s.literal(q); ok && s.at(s.blanks(p)) == ',' {
			if from, to, _, ok := s.literal(s.blanks(s.blanks(p) + 1)); ok && (strict(s.text[from:to]) || chosen(s.text[from:to])) {
				s.add(from, to, "secret")
			}
		}
		return
	}
	if next := s.at(q); next != '(' && next != '[' {
		return
	}
	s.arguments(q, takesUser, takesKey)
}

// arguments looks at the literals among a call's arguments.
func (s *scan) arguments(p int, takesUser, takesKey bool) {
	limit := min(len(s.text), p+reach)
	depth, literals, others := 0, 0, 0
	for p < limit {
		ch := s.text[p]
		switch {
		case isQuote(ch):
			from, to, end, ok := s.literal(p)
			if !ok {
				return
			}
			next := s.blanks(end)
			if s.at(next) != ':' && !s.hasPrefix(next, "=>") {
				v := s.text[from:to]
				credential := (strict(v) || chosen(v)) && !strings.ContainsAny(v, " :;,") && v[0] != '/' && !assigned.MatchString(v) && (literals+others > 0)
				if credential && (takesUser || len(v) >= 12 || len(v) >= 8 && strings.ContainsAny(v, "0123456789") && strict(v) && !label(v)) || certain(v) || takesKey && isChainKey(v) || takesKey && len(v) >= 16 && isToken(v, 16) && !isUUID(v) || literals > 0 && isToken(v, 20) && !isUUID(v) && !wordlike(v) && !isHost(v) {
					s.add(from, to, "secret")
				}
				literals++
			}
			p = end
			continue
		case ch == '(' || ch == '[' || ch == '{':
			depth++
		case ch == ')' || ch == ']' || ch == '}':
			if depth--; depth <= 0 {
				s.callEnd = p
				return
			}
		case ch == ';':
			return
		case isWord(ch):
			for p < limit && isWord(s.text[p]) {
				p++
			}
			others++
			continue
		}
		p++
	}
	s.callEnd = p
}

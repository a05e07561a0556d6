package redact

import (
	"strings"
)

// Bounds of an address, in bytes.
const (
	maxUserinfo = 400
	maxAddress  = 2048
)

// url looks at the address whose "://" is at the offset.
func (s *scan) url(i int) {
	if i == 0 || !isAlnum(s.text[i-1]) {
		return
	}
	p := i + len("://")
	if at := s.userinfo(p); at > p {
		user := s.text[p:at]
		next := s.at(at + 1)
		if isWord(next) || next == '[' || next == '$' || next == '{' || next == '%' {
			if strings.IndexByte(user, ':') >= 0 && credentials(user) || strings.IndexByte(user, ':') < 0 && len(user) >= 20 && isToken(user, 20) && !wordlike(user) {
				s.add(p, at, "url-credentials")
			}
		}
	}
	if p < s.urlEnd {
		return
	}
	end := p
	for end < len(s.text) && end-p < maxAddress && strings.IndexByte(" \t\r\n\"'`<>|\\)", s.text[end]) < 0 {
		end++
	}
	s.urlEnd = end
	if strings.HasPrefix(s.lower[p:end], "hooks.sl"+"ack.com/") && end-p > 40 {
		from := i
		for from > 0 && i-from < 8 && isAlnum(s.text[from-1]) {
			from--
		}
		s.add(from, end, "slack-webhook")
		return
	}
	s.hook(p, end)
}

// userinfo returns where the sign stands that ends the user and the password of an address; p when there is none.
func (s *scan) userinfo(p int) int {
	at := p
	for j := p; j < len(s.text) && j-p < maxUserinfo; j++ {
		switch s.text[j] {
		case '@':
			at = j
		case ' ', '\t', '\n', '\r', '/', '"', '\'', '`', '<', '>', '[', ']':
			return at
		}
	}
	return at
}

// hooks are parts of the addresses that anybody who knows them can post to, and issuers whose addresses hold a token.
var hooks = []string{"hook", "/integration/", "api.telegram.org/bot", "hc-ping.com/", "maker.ifttt.com/", "/robot/", "ntfy.sh/", "logic.azure.com", "pushover"}

// hook redacts the parts of a hook's path that look random.
func (s *scan) hook(p, end int) {
	lower := s.lower[p:end]
	at := -1
	for _, h := range hooks {
		if i := strings.Index(lower, h); i >= 0 && (at < 0 || i < at) {
			at = i + len(h)
		}
	}
	if at < 0 {
		return
	}
	zapier := strings.Contains(lower, "hooks.zapier.com/hooks/catch/")
	path := p + at
	if slash := strings.IndexByte(s.text[path:end], '/'); slash >= 0 && !strings.HasSuffix(lower[:at], "/") && !strings.HasSuffix(lower[:at], "bot") {
		path += slash
	}
	if q := strings.IndexByte(s.text[path:end], '?'); q >= 0 {
		end = path + q
	}
	for from := path; from < end; {
		to := from
		for to < end && s.text[to] != '/' {
			to++
		}
		v := s.text[from:to]
		random := len(v) >= 16 && (looksRandom(v) && !wordlike(v) || gibberish(v)) || len(v) >= 16 && isDigits(v) || zapier && len(v) >= 6 && v != "catch" || len(v) == 24 && gibberish(v)
		if random {
			s.add(from, to, "webhook")
		}
		from = to + 1
	}
}

// dsn: user:x@tcp(host)/db, user/x@//host/service.
func (s *scan) dsn(at int, sep string) {
	from := at
	for from > 0 && at-from < 200 && strings.IndexByte(" \t\n\"'`=", s.text[from-1]) < 0 {
		from--
	}
	if user, password, ok := strings.Cut(s.text[from:at], sep); ok && credentials(user+":"+password) {
		s.add(from+len(user)+1, at, "connection-string")
	}
}

// crypt: a password's hash as crypt writes it, after a colon or a quote.
func (s *scan) crypt(i int) {
	if i > 0 && strings.IndexByte(":\"'= >`", s.text[i-1]) < 0 || i+20 > len(s.text) {
		return
	}
	for _, id := range []string{"$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "$apr1$", "$argon2id$", "$argon2i$", "$$apr1$$", "$$2y$$", "$$2a$$", "$$2b$$", "$$5$$", "$$6$$", "$scrypt$", "$pbkdf2"} {
		if !s.hasPrefix(i, id) {
			continue
		}
		to := i
		for to < len(s.text) && to-i < 400 && (isAlnum(s.text[to]) || strings.IndexByte("$./+=,_-", s.text[to]) >= 0) {
			to++
		}
		if v := s.text[i:to]; len(v) >= 28 && looksRandom(v) {
			s.add(i, to, "password-hash")
		}
		return
	}
}

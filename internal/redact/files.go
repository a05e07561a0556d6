package redact

import "strings"

// wholeNames are names that are those of secrets only as they are.
var wholeNames = map[string]class{"sonar.login": tokenClass, "dsonar.login": tokenClass, "private_key_id": tokenClass, "neo4j_auth": passwordClass}

func init() {
	for word, rule := range map[string]func(s *scan, start, end int){
		"chpasswd": accounts, "kty": webKey, "send": answered, "createuser": snmpUser, "on": redisUser, "accounts": wallets, "passe": foreign, "contrase": foreign, "machine": netrc, "cookieparser": firstArgument,
	} {
		phrases[word] = rule
	}
}

// accounts: lines such as `root:x` below chpasswd.
func accounts(s *scan, start, end int) {
	if s.at(end) != ':' || start < s.tableEnd {
		return
	}
	at := s.lineEnd(end)
	for n := 0; n < 30 && s.at(at) == '\n'; n++ {
		lineEnd := s.lineEnd(at + 1)
		from, to := s.trimmed(at+1, lineEnd)
		for from < to && strings.IndexByte("-\"' ", s.text[from]) >= 0 {
			from++
		}
		user, password, ok := strings.Cut(s.text[from:to], ":")
		if from == at+1 && n > 0 || !ok {
			break
		}
		if password = strings.TrimRight(password, `"'`); len(password) >= 4 && password[0] != ' ' && !strings.Contains(user, " ") && isSecret(password) {
			s.add(from+len(user)+1, from+len(user)+1+len(password), "password")
		}
		at = lineEnd
	}
	s.tableEnd = at
}

// maxWebKey is how far around its type the members of a JSON Web Key are looked for, in bytes.
const maxWebKey = 3000

// webKey: the private members of a JSON Web Key.
func webKey(s *scan, start, end int) {
	from := max(s.tableEnd, start-maxWebKey)
	if open := strings.LastIndexByte(s.text[min(from, start):start], '{'); open >= 0 {
		from = min(from, start) + open
	} else {
		from = start
	}
	to := min(len(s.text), end+maxWebKey)
	if n := strings.IndexByte(s.text[end:to], '}'); n >= 0 {
		to = end + n
	}
	for p := from; p < to; {
		f, t, q, ok := s.literal(p)
		if !ok {
			p++
			continue
		}
		if colon := s.blanks(q); s.at(colon) == ':' && webKeyMembers[s.text[f:t]] {
			if f, t, q2, ok := s.literal(s.blanks(colon + 1)); ok && t-f >= 16 && isToken(s.text[f:t], 16) {
				s.add(f, t, privateKey)
				q = q2
			}
		}
		p = q
	}
	s.tableEnd = max(s.tableEnd, to)
}

var webKeyMembers = set(`d p q dp dq qi k`)

// answered: what expect sends when it is asked for a password.
func answered(s *scan, start, end int) {
	if !strings.Contains(s.lower[max(0, start-120):start], "assword") {
		return
	}
	p := s.blanks(end)
	if s.hasPrefix(p, "-- ") {
		p += len("-- ")
	}
	if from, to, _, ok := s.literal(p); ok {
		v := s.text[from:to]
		for strings.HasSuffix(v, `\r`) || strings.HasSuffix(v, `\n`) {
			v = v[:len(v)-2]
		}
		if len(v) >= 4 && isSecret(v) {
			s.add(from, from+len(v), "password")
		}
	}
}

// snmpUser: createUser name SHA "x" AES "y".
func snmpUser(s *scan, start, end int) {
	lineEnd := s.lineEnd(end)
	for p := end; p < lineEnd && p-end < reach; {
		w, next, ok := s.shellWord(p)
		if !ok || next <= p {
			return
		}
		p = next
		if name := s.lower[w.from:w.to]; name != "sha" && name != "md5" && name != "aes" && name != "des" && !strings.HasPrefix(name, "sha-") {
			continue
		}
		if w, next, ok = s.shellWord(p); ok {
			s.shellSecret(w, false)
			p = max(p, next)
		}
	}
}

// redisUser: user name on >x.
func redisUser(s *scan, start, end int) {
	p := s.blanks(end)
	if s.at(p) != '>' || p == end {
		return
	}
	to := p + 1
	for to < len(s.text) && to-p < maxValue && strings.IndexByte(" \t\r\n\"'`", s.text[to]) < 0 {
		to++
	}
	if v := s.text[p+1 : to]; strict(v) || chosen(v) {
		s.add(p+1, to, "password")
	}
}

// wallets: accounts: ["0x..."], the private keys of a chain's accounts.
func wallets(s *scan, start, end int) {
	p := s.blanks(end)
	if s.at(p) != ':' && s.at(p) != '=' {
		return
	}
	for limit := min(len(s.text), p+4*reach); p < limit && strings.IndexByte("]})", s.text[p]) < 0; {
		from, to, q, ok := s.literal(p)
		if !ok {
			p++
			continue
		}
		if isChainKey(s.text[from:to]) {
			s.add(from, to, privateKey)
		}
		p = q
	}
}

// isChainKey reports whether s is a number of 32 bytes as the keys of chains are written.
func isChainKey(s string) bool {
	s = strings.TrimPrefix(s, "0x")
	return len(s) == 64 && isHex(s) && Entropy(s) > 3
}

// foreign: names of passwords that are no ASCII word.
func foreign(s *scan, start, end int) {
	switch {
	case s.lower[start:end] == "passe":
		if !strings.HasSuffix(s.lower[max(0, start-7):start], "mot de ") {
			return
		}
	case s.hasPrefix(end, "ña"), s.hasPrefix(end, "nya"):
		end += len("ña")
	default:
		return
	}
	s.follow(start, end, passwordClass, &nameWords{words: [maxNameWords]string{"password"}, n: 1})
}

// netrc: machine host login user password x, on one line or more.
func netrc(s *scan, start, end int) {
	p := end
	for n := 0; n < 8; n++ {
		for p < len(s.text) && p-end < reach && strings.IndexByte(" \t\r\n", s.text[p]) >= 0 {
			p++
		}
		q := p
		for q < len(s.text) && q-p < maxValue && strings.IndexByte(" \t\r\n", s.text[q]) < 0 {
			q++
		}
		switch word := s.text[p:q]; {
		case n == 1 && word != "login" && word != "password" && word != "account":
			return
		case n > 0 && word == "password":
			p = s.blanks(q)
			to := p
			for to < len(s.text) && to-p < maxValue && strings.IndexByte(" \t\r\n", s.text[to]) < 0 {
				to++
			}
			if v := s.text[p:to]; len(v) >= 4 && isSecret(v) {
				s.add(p, to, "password")
			}
			return
		}
		p = q
	}
}

// hashSchemes begin the hashes of passwords in directories and in files of web servers.
var hashSchemes = []string{"{sha}", "{ssha}", "{ssha256}", "{ssha512}", "{sha256}", "{sha512}", "{md5}", "{smd5}", "{crypt}", "{pbkdf2}", "{bcrypt}", "{noop}", "{plain}"}

// scheme looks at the hash behind its scheme: {SSHA}x.
func (s *scan) scheme(i int) {
	for _, h := range hashSchemes {
		if !s.hasPrefixFold(i, h) {
			continue
		}
		from := i + len(h)
		to := from
		for to < len(s.text) && to-from < maxValue && (isAlnum(s.text[to]) || strings.IndexByte("+/=.$,-_", s.text[to]) >= 0) {
			to++
		}
		if v := s.text[from:to]; len(v) >= 6 && isSecret(v) && (len(v) >= 16 || h == "{noop}" || h == "{plain}") {
			s.add(from, to, "password-hash")
		}
		return
	}
}

// minKeyBytes is how many numbers make a list of them a key.
const minKeyBytes = 8

// byteList looks at a key that is given as a list of bytes: {0x3d, 0x39, ...}. It goes from the first number to the last.
func (s *scan) byteList(start, p int, c class) {
	if name := s.lower[start:p]; c < tokenClass || !strings.Contains(name, "key") && !strings.Contains(name, "secret") && !strings.Contains(name, "pass") {
		return
	}
	limit := min(len(s.text), p+4*reach)
	open := strings.IndexAny(s.text[p:min(limit, p+24)], "{[(\n\"'")
	for open >= 0 && p+open+1 < limit && !isDigit(s.text[p+open]) { // []byte{0x1
		p += open + 1
		for p < limit && strings.IndexByte(" \t\r\n", s.text[p]) >= 0 {
			p++
		}
		if p < limit && isDigit(s.text[p]) {
			break
		}
		open = strings.IndexAny(s.text[p:min(limit, p+24)], "{[(\"'")
	}
	from, to, n := p, p, 0
	same := true
	for p < limit {
		q := p
		for q < limit && isAlnum(s.text[q]) {
			q++
		}
		if q == p || q-p > 6 || !isDigit(s.text[p]) {
			break
		}
		same = same && s.text[p:q] == s.text[from:min(limit, from+q-p)]
		n++
		to, p = q, q
		for p < limit && strings.IndexByte(", \t\r\n", s.text[p]) >= 0 {
			p++
		}
	}
	if n >= minKeyBytes && !same && !strings.Contains(s.text[from:to], "0x01, 0x02, 0x03") && Entropy(s.text[from:to]) > 2.5 {
		s.add(from, to, c.kind())
	}
}

// yamlList looks at the items below a name: tokens:, - x, - y.
func (s *scan) yamlList(at int, c class) {
	for n := 0; n < 30; n++ {
		p := s.blanks(at)
		if s.at(p) != '-' || s.at(p+1) != ' ' {
			return
		}
		end := s.lineEnd(p)
		from, to := s.trimmed(p+1, end)
		if from, to = s.unquoted(from, to); from < to && strict(s.text[from:to]) && !strings.ContainsAny(s.text[from:to], " :") {
			s.add(from, to, c.kind())
		}
		if at = end; s.at(at) == '\r' {
			at++
		}
		at++
	}
}

// braces looks at a value that a template stands around: {{ x }}.
func (s *scan) braces(p int, c class) bool {
	if !s.hasPrefix(p, "{{") {
		return false
	}
	n := strings.Index(s.text[p:min(len(s.text), p+maxValue)], "}}")
	if n < 0 {
		return false
	}
	from, to := s.trimmed(p+2, p+n)
	v := s.text[from:to]
	if strings.ContainsAny(v, " \n|(){}\"'") || !(strict(v) || c == passwordClass && chosen(v)) {
		return false
	}
	s.add(from, to, c.kind())
	return true
}

// userList: lines that are a user and a password: "user" "x", "user" * "x", [host]:587 user:x.
func (s *scan) userList(at int, line string) {
	switch {
	case line == "":
	case line[0] == '"':
		from, to, end, ok := s.literal(at)
		if !ok || strings.IndexByte(s.text[from:to], ' ') >= 0 {
			return
		}
		p := s.blanks(end)
		if s.at(p) == '*' {
			p = s.blanks(p + 1)
		}
		from, to, end, ok = s.literal(p)
		if v := s.text[from:to]; ok && p > end-len(v)-3 && p > at && (strict(v) || chosen(v)) && (s.at(end) == '\n' || s.at(end) == '\r' || s.at(end) == ' ' || s.at(end) == 0) {
			s.add(from, to, "password")
		}
	case line[0] == '[':
		host, rest, _ := strings.Cut(line, " ")
		user, password, ok := strings.Cut(rest, ":")
		if ok && strings.Contains(host, "]") && strings.Contains(user, "@") && (strict(password) || chosen(password)) {
			s.add(at+len(line)-len(password), at+len(line), "password")
		}
	}
}

// blockDefault: property password { default "x" }, on one line.
func (s *scan) blockDefault(p int, c class) {
	p = s.blanks(p + 1)
	q := p
	for q < len(s.text) && isWord(s.text[q]) {
		q++
	}
	if !valueNames[s.lower[p:q]] {
		return
	}
	if from, to, _, ok := s.literal(s.blanks(q)); ok && c.accepts(s.text[from:to]) {
		s.add(from, to, c.kind())
	}
}

// inARN reports whether what stands at the offset is a part of the name of a resource of AWS.
func (s *scan) inARN(i int) bool {
	if s.at(i-1) != ':' {
		return false
	}
	before := s.lower[max(0, i-80):i]
	return strings.Contains(before[strings.LastIndexAny(before, " \t\n\"'=")+1:], "arn:")
}

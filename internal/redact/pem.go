package redact

import "strings"

const (
	pemDashes   = "-----"
	maxKey      = 64 << 10 // bytes of one key
	minKeyLine  = 16
	pgpLine     = 64
	opensshLine = 70
)

// keys looks for private keys: whole ones, ones whose begin or end is missing, and lines that can only be of one.
func (s *scan) keys() {
	s.blocks()
	s.keyLines()
}

// blocks looks for what a line begins that says so.
func (s *scan) blocks() {
	for at := 0; ; {
		i := strings.Index(s.text[at:], pemDashes+"BEGIN")
		if i < 0 {
			return
		}
		start := at + i
		at = start + len(pemDashes+"BEGIN")
		label, ok := s.pemLabel(at)
		if !ok || !strings.Contains(s.text[at:label], "PRIVATE KEY") {
			continue
		}
		body := label + len(pemDashes)
		limit := min(len(s.text), body+maxKey)
		if n := strings.Index(s.text[body:limit], pemDashes); n >= 0 && strings.HasPrefix(s.text[body+n:], pemDashes+"END") {
			if end, ok := s.pemLabel(body + n + len(pemDashes+"END")); ok && strings.Contains(s.text[body+n:end], "PRIVATE KEY") {
				s.add(start, end+len(pemDashes), privateKey)
				at = end
				continue
			}
		}
		if end := s.keyBody(body, limit); end > body {
			s.add(start, end, privateKey)
			at = end
		}
	}
}

// pemLabel returns where the dashes begin after a label.
func (s *scan) pemLabel(at int) (int, bool) {
	for end := at; end < len(s.text) && end-at < 48; end++ {
		switch c := s.text[end]; {
		case c == '-':
			return end, strings.HasPrefix(s.text[end:], pemDashes)
		case c != ' ' && (c < 'A' || c > 'Z') && !isDigit(c):
			return 0, false
		}
	}
	return 0, false
}

// keyBody returns where the base64 of a key ends that begins at the offset.
func (s *scan) keyBody(at, limit int) int {
	end := at
	for p := at; p < limit; {
		q := p
		for q < limit && q-p < 16 && strings.IndexByte(" \t\r\n\"'+\\,.*#>", s.text[q]) >= 0 {
			q++
		}
		if s.at(q) == 'n' && s.at(q-1) == '\\' {
			q++
		}
		r := q
		for r < limit && (isAlnum(s.text[r]) || strings.IndexByte("+/=", s.text[r]) >= 0) {
			r++
		}
		colon := s.at(r) == '-' || s.at(r) == ':' // Proc-Type: 4,ENCRYPTED
		switch {
		case colon && r-q < 20 && s.lineEnd(q)-q < 100 && strings.Contains(s.text[q:s.lineEnd(q)], ": "):
			p = s.lineEnd(q)
			continue
		case r-q < minKeyLine && (r == q || end == at || s.text[r-1] != '='):
			return end
		}
		end, p = r, r
	}
	return end
}

// keyLine returns the bounds of the base64 in a line, without what comments, strings and lists put around it.
func keyLine(line string) (from, to int) {
	to = len(line)
	for from < to && strings.IndexByte(" \t\"'*#>`", line[from]) >= 0 {
		from++
	}
	if strings.HasPrefix(line[from:], "// ") {
		from += len("// ")
	}
	for to > from && (strings.IndexByte(" \t\r\"'`,;\\)", line[to-1]) >= 0 || line[to-1] == '+' && to-from > 1 && strings.IndexByte(" \"'", line[to-2]) >= 0) {
		to--
	}
	if to-from > 2 && line[to-2] == '\\' && line[to-1] == 'n' {
		to -= 2
	}
	return from, to
}

// random64 reports whether a line is random base64.
func random64(s string) bool {
	upper, lower, digit := 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			upper++
		case 'a' <= c && c <= 'z':
			lower++
		case isDigit(c):
			digit++
		case c != '+' && c != '/' && c != '=':
			return false
		}
	}
	return upper > 0 && lower > 0 && digit > 0
}

// keyLines looks for lines of the length that private keys are written with, one below the other, and for those above a line that
// ends a key. What a certificate or a public key holds is none.
func (s *scan) keyLines() {
	type bounds struct{ from, to int }
	var run []bounds
	public := false
	flush := func(least int) {
		if len(run) >= least {
			for _, b := range run {
				s.add(b.from, b.to, privateKey)
			}
		}
		run = run[:0]
	}
	for at := 0; at < len(s.text); {
		end := len(s.text)
		if n := strings.IndexByte(s.text[at:], '\n'); n >= 0 {
			end = at + n
		}
		if line := s.text[at:end]; len(line) < 200 {
			s.pgpass(at, line)
			from, to := keyLine(line)
			content := line[from:to]
			switch {
			case strings.Contains(line, pemDashes+"BEGIN"):
				flush(2)
				public = !strings.Contains(line, "PRIVATE KEY")
			case strings.Contains(line, pemDashes+"END"):
				if strings.Contains(line, "PRIVATE KEY") && !public {
					flush(1)
				}
				run, public = run[:0], false
			case public:
			case (len(content) == pgpLine || len(content) == opensshLine) && random64(content) && Entropy(content) > 4.2:
				run = append(run, bounds{at + from, at + to})
			case len(run) > 0 && len(content) >= 4 && len(content) < opensshLine && (random64(content) || content[0] == '=' || strings.HasSuffix(content, "=")) && strings.IndexByte(content, ' ') < 0:
				run = append(run, bounds{at + from, at + to})
				if !s.endsKey(end) && content[0] != '=' {
					flush(3)
				}
			default:
				flush(2)
			}
		} else {
			flush(2)
		}
		at = end + 1
	}
	flush(2)
}

// pgpass: host:port:database:user:x on a line of its own.
func (s *scan) pgpass(at int, line string) {
	s.userList(at, line)
	if strings.Count(line, ":") != 4 || strings.IndexByte(line, ' ') >= 0 {
		return
	}
	fields := strings.Split(strings.TrimRight(line, "\r"), ":")
	if last := fields[4]; (isDigits(fields[1]) || fields[1] == "*") && fields[3] != "" && isSecret(last) && !isDigits(last) {
		s.add(at+len(line)-len(last), at+len(line), "password")
	}
}

// endsKey reports whether the line after the offset ends a key.
func (s *scan) endsKey(lineEnd int) bool {
	next := s.text[min(len(s.text), lineEnd+1):min(len(s.text), lineEnd+60)]
	return strings.Contains(next, pemDashes+"END") || strings.HasPrefix(strings.TrimLeft(next, " \t\"'*#+-"), "=")
}

package redact

import "strings"

// scan looks for secrets in one text. Everything in it goes forward: no place is looked at more often than a fixed number of
// times, so that the time grows with the text's length.
type scan struct {
	text, lower string
	found       []secretMatch
	deep        bool // the text was taken out of base64: what is in it is not decoded again
	commandEnd  int  // up to where a command's words were read
	callEnd     int  // up to where a call's arguments were read
	tableEnd    int  // up to where a table's rows were read
	commentEnd  int  // up to where a comment said what its line holds
	bareEnd     int  // up to where a value without quotes was read
	urlEnd      int  // up to where an address was read
	line        struct {
		start, low, high int // the start of the line that the places from low to high are in
	}
}

// Bounds of what belongs to one place, in bytes.
const (
	reach     = 400 // of a statement, from a name to its last value
	lineReach = 1024
)

// secretsIn returns the secrets in a text, in no order.
func secretsIn(text string, deep bool) []secretMatch {
	s := &scan{text: text, lower: ASCIILower(text), deep: deep}
	s.keys()
	s.marks()
	s.words()
	s.encoded()
	return s.found
}

func (s *scan) add(start, end int, kind string) {
	if start < end {
		s.found = append(s.found, secretMatch{start, end, kind})
	}
}

// words goes through the text from one name to the next.
func (s *scan) words() {
	text := s.text
	for i := 0; i < len(text); {
		c := text[i]
		if !isWord(c) {
			switch {
			case c == ':' && strings.HasPrefix(text[i:], "://"):
				s.url(i)
			case c == '@' && (strings.HasPrefix(text[i:], "@tcp(") || strings.HasPrefix(text[i:], "@unix(")):
				s.dsn(i, ":")
			case c == '@' && strings.HasPrefix(text[i:], "@//"):
				s.dsn(i, "/")
			case c == '{' && i+5 < len(text) && isLetter(text[i+1]):
				s.scheme(i)
			case c == '$':
				s.crypt(i)
			case c == '[' && strings.HasPrefix(text[i:], redactedOpen):
				if n := strings.IndexByte(text[i:min(len(text), i+80)], ']'); n > 0 {
					i += n
				}
			}
			i++
			continue
		}
		j := i + 1
		expanded := s.hasPrefix(i-2, "${") // ${X-default}
		for j < len(text) && (isWord(text[j]) || (text[j] == '-' && !expanded || text[j] == '.') && j+1 < len(text) && isWord(text[j+1])) {
			j++
		}
		s.token(i, j)
		if j-i <= 100 {
			s.word(i, j)
		}
		i = j
	}
}

// word looks at one name and what follows it.
func (s *scan) word(i, j int) {
	name, lower := s.text[i:j], s.lower[i:j]
	if name == "PASS" && s.hasPrefix(i-4, "--- ") { // a test's result
		return
	}
	if spec, ok := commands[lower]; ok && i >= s.commandEnd {
		s.command(spec, j)
	}
	if rule, ok := phrases[lower]; ok {
		rule(s, i, j)
	}
	segment := strings.LastIndexByte(lower, '.') + 1
	w := split(name[segment:], lower[segment:])
	if w.n == 0 {
		return
	}
	c := w.classify()
	if c == noClass && segment > 0 { // password.equals("x"), token.value = "x"
		if end := segment - 1; comparisons[lower[segment:]] || neutral[lower[segment:]] {
			from := strings.LastIndexByte(lower[:end], '.') + 1
			owner := split(name[from:end], lower[from:end])
			c = owner.classify()
		}
	}
	if lower == "appid" && (s.at(i-1) == '?' || s.at(i-1) == '&') {
		c = tokenClass
	}
	if whole, ok := wholeNames[lower]; ok {
		c = whole
	}
	if c == weakClass && segment > 0 && lower[segment:] == "key" { // secret.key
		from := strings.LastIndexByte(lower[:segment-1], '.') + 1
		if owner := split(name[from:segment-1], lower[from:segment-1]); owner.classify() >= tokenClass {
			c = tokenClass
		}
	}
	if c == weakClass && lower == "key" && spacedKey(s.lower[max(0, i-16):i]) {
		c = tokenClass
	}
	if c != noClass && !s.inARN(i) {
		s.follow(i, j, c, &w)
	}
	if j < len(s.text) && i >= s.callEnd {
		s.call(i, j, &w)
	}
}

// spacedKey reports whether a text ends with a word that makes the "key" behind it a secret: "api key".
func spacedKey(before string) bool {
	trimmed := strings.TrimRight(before, " ")
	word := trimmed[strings.LastIndexAny(trimmed, " \n\t\"'(")+1:]
	return len(trimmed) < len(before) && private[word] && word != "data" && word != "user"
}

// comparisons are methods of a value that compare it.
var comparisons = set(`equals equalsignorecase compareto compare eq eql tobe toequal contentequals matches send_keys sendkeys fill type setvalue setvaluesafe clear get set valueof append`)

// lineStart and lineEnd are the bounds of the line around an offset, at most lineReach away.
func (s *scan) lineStart(at int) int {
	from := max(0, at-lineReach)
	if l := &s.line; l.low <= at && at-l.high < lineReach && l.high > 0 { // most places are a little behind the last
		if at > l.high {
			if n := strings.LastIndexByte(s.text[l.high:at], '\n'); n >= 0 {
				l.start = l.high + n + 1
				l.low = l.start
			}
			l.high = at
		}
		return max(l.start, from)
	}
	n := strings.LastIndexByte(s.text[from:at], '\n')
	start := from + n + 1
	if at > s.line.high {
		s.line.start, s.line.low, s.line.high = start, start, at
		if n < 0 { // the line may begin before
			s.line.low = at
		}
	}
	return start
}

func (s *scan) lineEnd(at int) int {
	to := min(len(s.text), at+lineReach)
	if n := strings.IndexByte(s.text[at:to], '\n'); n >= 0 {
		to = at + n
	}
	if to > at && s.text[to-1] == '\r' {
		to--
	}
	return to
}

// at returns the byte at an offset, 0 outside of the text.
func (s *scan) at(i int) byte {
	if i < 0 || i >= len(s.text) {
		return 0
	}
	return s.text[i]
}

func (s *scan) hasPrefix(i int, prefix string) bool {
	return i >= 0 && strings.HasPrefix(s.text[min(i, len(s.text)):], prefix)
}

// blanks returns where the blanks end that begin at an offset.
func (s *scan) blanks(i int) int {
	for n := 0; i < len(s.text) && n < 64 && (s.text[i] == ' ' || s.text[i] == '\t'); n++ {
		i++
	}
	return i
}

func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }

// literal returns the bounds of what the quotes hold that begin at an offset, and where the closing one ends. It has none when
// the line ends before; triple quotes may go over lines.
func (s *scan) literal(i int) (from, to, end int, ok bool) {
	q := s.at(i)
	if !isQuote(q) {
		return 0, 0, 0, false
	}
	if s.at(i+1) == q && s.at(i+2) == q && q != '`' {
		from = i + 3
		n := strings.Index(s.text[from:min(len(s.text), from+reach)], s.text[i:i+3])
		if n < 0 {
			return 0, 0, 0, false
		}
		return from, from + n, from + n + 3, true
	}
	for to = i + 1; to < len(s.text) && to-i < 2*lineReach; to++ {
		switch s.text[to] {
		case q:
			return i + 1, to, to + 1, true
		case '\\':
			to++
		case '\n':
			return 0, 0, 0, false
		}
	}
	return 0, 0, 0, false
}

// trimmed narrows bounds to what is in them without blanks around it.
func (s *scan) trimmed(from, to int) (int, int) {
	for from < to && strings.IndexByte(" \t\r\n", s.text[from]) >= 0 {
		from++
	}
	for from < to && strings.IndexByte(" \t\r\n", s.text[to-1]) >= 0 {
		to--
	}
	return from, to
}

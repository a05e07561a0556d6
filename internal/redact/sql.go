package redact

import "strings"

// identified: IDENTIFIED BY 'x', IDENTIFIED WITH plugin BY 'x', IDENTIFIED BY x.
func identified(s *scan, start, end int) {
	i := strings.Index(s.lower[end:min(len(s.text), end+80)], "by ")
	if i < 0 {
		return
	}
	p := s.blanks(end + i + len("by "))
	if s.hasPrefixFold(p, "password ") {
		p = s.blanks(p + len("password "))
	}
	s.sqlValue(p)
}

func (s *scan) hasPrefixFold(i int, prefix string) bool {
	return i <= len(s.lower) && strings.HasPrefix(s.lower[i:], prefix)
}

// sqlValue redacts the value at an offset, in quotes or without.
func (s *scan) sqlValue(p int) {
	if s.at(p) == '\\' {
		p++
	}
	if from, to, _, ok := s.literal(s.literalPrefix(p)); ok {
		line := s.lower[s.lineStart(p):p]
		statement := strings.Contains(line, "user") || strings.Contains(line, "grant") || strings.Contains(line, "role")
		if v := s.text[from:to]; len(v) >= 4 && isSecret(strings.TrimSuffix(v, `\`)) && (statement || strict(v)) {
			s.add(from, to, "password")
		}
		return
	}
	to := p
	for to < len(s.text) && (isWord(s.text[to]) || strings.IndexByte("!#$.*~-", s.text[to]) >= 0) {
		to++
	}
	if v := s.text[p:to]; len(v) >= 4 && isSecret(v) && hasDigitAndLetter(v) {
		s.add(p, to, "password")
	}
}

// firstArgument and lastArgument are the keys of functions of databases.
func firstArgument(s *scan, start, end int) {
	if s.at(end) != '(' {
		return
	}
	if from, to, _, ok := s.literal(s.literalPrefix(s.blanks(end + 1))); ok && strict(s.text[from:to]) {
		s.add(from, to, "password")
	}
}

func lastArgument(s *scan, start, end int) {
	if s.at(end) != '(' {
		return
	}
	p := end + 1
	for limit := min(len(s.text), p+reach); p < limit && s.text[p] != ')'; p++ {
		if s.text[p] != ',' {
			continue
		}
		if from, to, _, ok := s.literal(s.literalPrefix(s.blanks(p + 1))); ok && strict(s.text[from:to]) {
			s.add(from, to, "password")
			return
		}
	}
}

// maxRows is how many rows of one INSERT are looked at.
const maxRows = 200

// insertion: INSERT INTO users (name, password) VALUES ('a', 'x').
func insertion(s *scan, start, end int) {
	if start < s.tableEnd {
		return
	}
	head := s.text[end:min(len(s.text), end+reach)]
	open := strings.IndexByte(head, '(')
	if open < 0 {
		return
	}
	closing := strings.IndexByte(head[open:], ')')
	if closing < 0 {
		return
	}
	var columns []int
	for i, name := range strings.Split(head[open+1:open+closing], ",") {
		name = strings.Trim(name, " \t\r\n`\"[]\\")
		if w := split(name, ASCIILower(name)); w.n > 0 && w.classify() >= tokenClass {
			columns = append(columns, i)
		}
	}
	values := strings.Index(ASCIILower(head[open+closing:]), "values")
	if len(columns) == 0 || values < 0 {
		return
	}
	p := end + open + closing + values + len("values")
	for range maxRows {
		for p < len(s.text) && strings.IndexByte(" \t\r\n,", s.text[p]) >= 0 {
			p++
		}
		if s.at(p) != '(' {
			break
		}
		p = s.row(p+1, columns)
	}
	s.tableEnd = p
}

// row redacts the values of a row that stand in the columns, and returns where it ends.
func (s *scan) row(p int, columns []int) int {
	column := 0
	for limit := min(len(s.text), p+4*reach); p < limit; {
		switch c := s.text[p]; {
		case isQuote(c):
			from, to, end, ok := s.literal(p)
			if !ok {
				return p + 1
			}
			for _, wanted := range columns {
				if v := s.text[from:to]; wanted == column && len(v) >= 4 && isSecret(v) {
					s.add(from, to, "password")
				}
			}
			p = end
			continue
		case c == ',':
			column++
		case c == ')' || c == ';':
			return p + 1
		}
		p++
	}
	return p
}

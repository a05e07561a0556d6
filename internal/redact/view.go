package redact

import "strings"

// view is a text as something else reads it: with its strings joined and their escapes read, or one side of a diff. Secrets that
// nothing shows in the text itself are found in it.
type view struct {
	text []byte
	// from are the places of the view's bytes in the text.
	from []int32
}

func (v *view) add(c byte, at int) {
	v.text = append(v.text, c)
	v.from = append(v.from, int32(at))
}

// glue returns where the next string begins that is joined to the one that ends before the offset; 0 when none is.
func glue(text string, p int, quote byte) int {
	i, operator, lines := p, false, 0
	for ; i < len(text) && i-p < 160; i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\r':
		case '\n':
			if lines++; lines > 2 {
				return 0
			}
		case '\\':
			if i+1 >= len(text) || text[i+1] != '\n' && text[i+1] != '\r' {
				return 0
			}
			operator = true
		case '+', '.', '&':
			if operator && text[i-1] != '.' {
				return 0
			}
			operator = true
		case 'b', 'f', 'r', 'u', 'L', 'N', '@':
			if i+1 >= len(text) || text[i+1] != quote {
				return 0
			}
		default:
			if c == quote && i > p && (operator || lines > 0) {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

// joined returns the view in which strings are joined and escapes read; nil when it is the text.
func joined(text string) *view {
	if strings.IndexByte(text, '\\') < 0 && !strings.Contains(text, "&quot;") && !hasGlue(text) {
		return nil
	}
	v := &view{text: make([]byte, 0, len(text)), from: make([]int32, 0, len(text))}
	changed := false
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case isQuote(c):
			if next := glue(text, i+1, c); next > 0 {
				i, changed = next, true
				continue
			}
		case c == '\\' && i+1 < len(text):
			to, skip := byte(0), 2
			switch text[i+1] {
			case 'n':
				to = '\n'
			case '"', '\'', '/', '`':
				to = text[i+1]
			case '\n':
				skip = 2
				for i+skip < len(text) && (text[i+skip] == ' ' || text[i+skip] == '\t') {
					skip++
				}
				if skip > 2 && i > 0 && text[i-1] == ' ' {
					to = ' '
				}
			case 'r', 't':
				to = ' '
			default:
				v.add(c, i)
				i++
				continue
			}
			if to != 0 {
				v.add(to, i)
			}
			i, changed = i+skip, true
			continue
		case c == '&' && strings.HasPrefix(text[i:], "&quot;"):
			v.add('"', i)
			i, changed = i+len("&quot;"), true
			continue
		}
		v.add(c, i)
		i++
	}
	if !changed {
		return nil
	}
	return v
}

func hasGlue(text string) bool {
	for i := 0; i < len(text); i++ {
		if isQuote(text[i]) && glue(text, i+1, text[i]) > 0 {
			return true
		}
	}
	return false
}

// sides returns what a diff in the text took away and what it put there, each with the lines around it; none when there is no diff.
func sides(text string) []*view {
	if !strings.Contains(text, "@@ -") {
		return nil
	}
	before, after := &view{}, &view{}
	hunk := false
	for at := 0; at < len(text); {
		end := len(text)
		if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		line := text[at:end]
		switch {
		case strings.HasPrefix(line, "@@ -"):
			hunk = true
		case !hunk:
		case line[0] == '-':
			before.line(text, at, end)
		case line[0] == '+':
			after.line(text, at, end)
		case line[0] == ' ':
			before.line(text, at, end)
			after.line(text, at, end)
		case line[0] != '\\' && line != "\n":
			hunk = false
		}
		at = end
	}
	return []*view{before, after}
}

// line adds a line of a diff without its sign.
func (v *view) line(text string, at, end int) {
	for i := at + 1; i < end; i++ {
		v.add(text[i], i)
	}
}

// signs are what comments and quotations begin their lines with.
var signs = []string{"//", "#", "*", "--", ">", ";"}

// uncommented returns what stands in comments of more than one line, without the signs that their lines begin with; nil when
// there is none.
func uncommented(text string) *view {
	v := &view{}
	sign, lines, last := "", 0, 0
	for at := 0; at < len(text); {
		end := len(text)
		if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		from := at
		for from < end && (text[from] == ' ' || text[from] == '\t') {
			from++
		}
		found := ""
		for _, s := range signs {
			if strings.HasPrefix(text[from:end], s) && end-from-len(s) > 0 && (text[from+len(s)] == ' ' || text[from+len(s)] == '\n' || text[from+len(s)] == '\t') {
				found = s
				break
			}
		}
		if found != sign {
			if lines < 2 {
				v.text, v.from = v.text[:last], v.from[:last]
			}
			sign, lines, last = found, 0, len(v.text)
		}
		if found != "" {
			lines++
			for i := min(from+len(found)+1, end-1); i < end; i++ {
				if i < from+len(found) {
					continue
				}
				v.add(text[i], i)
			}
		}
		at = end
	}
	if lines < 2 {
		v.text, v.from = v.text[:last], v.from[:last]
	}
	if len(v.text) == 0 {
		return nil
	}
	return v
}

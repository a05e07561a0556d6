package check

import (
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// Families of languages by what they have besides the strings and comments of C.
var (
	hashComments = words.Set("python ruby elixir bash hcl php")
	dashComments = words.Set("sql lua elm")
	rawStrings   = words.Set("javascript go")
	lifetimes    = words.Set("rust") // a single quote does not begin a string
)

// maskCode puts blanks in the place of strings and comments, byte by byte; line ends stay.
func maskCode(code, family string) string {
	masked := []byte(code)
	for k := 0; k < len(code); {
		end := maskedEnd(code, k, family)
		if end == k {
			k++
			continue
		}
		for ; k < end; k++ {
			if masked[k] != '\n' {
				masked[k] = ' '
			}
		}
	}
	return string(masked)
}

// commentsOf puts blanks in the place of everything but comments and texts of several lines, which document.
func commentsOf(code, family string) string {
	comments := []byte(strings.Repeat(" ", len(code)))
	for k := 0; k < len(code); {
		end := maskedEnd(code, k, family)
		rest := code[k:]
		if strings.IndexByte("/#-", code[k]) >= 0 || strings.HasPrefix(rest, `"""`) || strings.HasPrefix(rest, `'''`) {
			copy(comments[k:end], code[k:end])
		}
		k = max(end, k+1)
	}
	return string(comments)
}

// maskedEnd returns where the string or comment ends that begins at an offset; the offset itself when none does.
func maskedEnd(code string, at int, family string) int {
	rest := code[at:]
	after := func(skip int, end string) int {
		from := min(at+skip, len(code))
		if k := strings.Index(code[from:], end); k >= 0 {
			return from + k + len(end)
		}
		return len(code)
	}
	switch {
	case strings.HasPrefix(rest, "/*"):
		return after(2, "*/")
	case strings.HasPrefix(rest, "//") && !hashComments[family],
		strings.HasPrefix(rest, "#") && hashComments[family],
		strings.HasPrefix(rest, "--") && dashComments[family]:
		return after(0, "\n")
	case strings.HasPrefix(rest, `"""`), strings.HasPrefix(rest, `'''`):
		return after(3, rest[:3])
	case rest[0] == '`' && rawStrings[family]:
		return after(1, "`")
	case rest[0] == '"', rest[0] == '\'' && !lifetimes[family]:
		return quotedEnd(code, at)
	}
	return at
}

// quotedEnd returns where the string ends whose quote stands at an offset: after the next such quote, or after the line.
func quotedEnd(code string, at int) int {
	end := at + 1
	for end < len(code) && code[end] != code[at] && code[end] != '\n' {
		if code[end] == '\\' {
			end++
		}
		end++
	}
	return min(end+1, len(code))
}

package words

import "strings"

// EachWord calls fn for every word, of letters, digits and underscores, in the order of the text.
func EachWord(text string, fn func(w string)) {
	start := -1
	for i := range len(text) {
		switch in := IsWordByte(text[i]); {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			fn(text[start:i])
			start = -1
		}
	}
	if start >= 0 {
		fn(text[start:])
	}
}

// IsWordByte reports whether a byte may be part of a word: letters of any alphabet in UTF-8, digits and underscores.
func IsWordByte(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || b >= 0x80
}

// ContainsWord reports whether a word stands in a text, not as a part of a longer one.
func ContainsWord(text, word string) bool {
	for rest := text; word != ""; {
		i := strings.Index(rest, word)
		if i < 0 {
			return false
		}
		end := i + len(word)
		if (i == 0 || !IsWordByte(rest[i-1])) && (end == len(rest) || !IsWordByte(rest[end])) {
			return true
		}
		rest = rest[i+1:]
	}
	return false
}

// Count returns the number of words of a text, as white space divides them.
func Count(text string) int { return len(strings.Fields(text)) }

// EditDistance returns the Levenshtein distance of a and b in bytes, or limit+1 when
// it is above the limit.
func EditDistance(a, b string, limit int) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		previous, least := row[0], i
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := previous
			if a[i-1] != b[j-1] {
				cost++
			}
			previous = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
	}
	return row[len(b)]
}

// Set returns the set of the words of a text, as white space divides them.
func Set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// MostCommon returns the name with the greatest count, the first by alphabet where several have it; "" when there is none.
func MostCommon(counts map[string]int) string {
	best := ""
	for name, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && name < best {
			best = name
		}
	}
	return best
}

package pathmatch

import "fmt"

// maxExpanded is how many patterns one with braces may stand for.
const maxExpanded = 256

// expand returns the patterns that one with "{a,b}" stands for. Braces without a comma, or that nothing closes, are plain text, as in a shell.
func expand(text string) ([]string, error) {
	done, todo := []string{}, []string{text}
	for len(todo) > 0 {
		next := todo[0]
		todo = todo[1:]
		open, commas, end := braces(next)
		if open < 0 {
			done = append(done, next)
			continue
		}
		var alternatives []string
		from := open + 1
		for _, at := range append(commas, end) {
			alternatives = append(alternatives, next[:open]+next[from:at]+next[end+1:])
			from = at + 1
		}
		if todo = append(alternatives, todo...); len(todo)+len(done) > maxExpanded {
			return nil, fmt.Errorf("stands for more than %d patterns; write fewer braces", maxExpanded)
		}
	}
	return done, nil
}

// braces finds the first pair of braces with commas between them; open is -1 when there is none.
func braces(text string) (open int, commas []int, end int) {
	for open = 0; open < len(text); open++ {
		switch text[open] {
		case '\\':
			open++
		case '{':
			if commas, end = between(text, open); len(commas) > 0 {
				return open, commas, end
			}
		}
	}
	return -1, nil, 0
}

// between finds the commas between a brace and the one that closes it; none when none does.
func between(text string, open int) (commas []int, end int) {
	depth := 0
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '{':
			depth++
		case ',':
			if depth == 1 {
				commas = append(commas, i)
			}
		case '}':
			if depth--; depth == 0 {
				return commas, i
			}
		}
	}
	return nil, 0
}

package check

import (
	"regexp"
	"strings"
)

// missingInText returns the compound names and paths in a text without grammar that do not exist: data, output.
func missingInText(b *block) []codeMention { return missingIn(b.own, b.code, b.suggestion) }

// missingIn returns the compound names and paths in any text that do not exist.
func missingIn(r *resolver, text string, suggestion bool) []codeMention {
	var missing []codeMention
	masked := proseBytes([]byte(text))
	eachProseToken(masked, func(start, end int) {
		r.eachName(masked, start, end, suggestion, func(m Mention) {
			if !m.Origin.exists() {
				missing = append(missing, codeMention{absence{name: m.missing, reason: m.Reason}, m.Text, m.Start, m.End})
			}
		})
	})
	return missing
}

// missingInCode returns the names in a program that do not exist. In another language than the source's, names of both
// exist.
func missingInCode(b *block) []codeMention {
	missing := checkCode(b.read, b.code, b.suggestion)
	if b.read.language != b.own.language && len(missing) > 0 {
		own := checkCode(b.own, b.code, b.suggestion)
		missing = only(missing, func(m codeMention) bool { return overlaps(own, m.start, m.end) })
	}
	return missing
}

func only(missing []codeMention, keep func(codeMention) bool) []codeMention {
	var kept []codeMention
	for _, m := range missing {
		if keep(m) {
			kept = append(kept, m)
		}
	}
	return kept
}

// missingInDiff reads a diff as the program that its lines are of.
func missingInDiff(b *block) []codeMention {
	code := []byte(b.code)
	start := 0
	for line := range strings.Lines(b.code) {
		switch {
		case strings.HasPrefix(line, "@@"), strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"),
			strings.HasPrefix(line, "diff "), strings.HasPrefix(line, "index "):
			clearLine(code, start, start+len(line))
		case line[0] == '+' || line[0] == '-':
			code[start] = ' '
		}
		start += len(line)
	}
	inner := *b
	inner.code = string(code)
	return missingInCode(&inner)
}

// clearLine puts blanks in the place of a line's bytes, its line end stays.
func clearLine(code []byte, start, end int) {
	for k := start; k < end; k++ {
		if code[k] != '\n' && code[k] != '\r' {
			code[k] = ' '
		}
	}
}

// continued is a further line behind a prompt.
var continued = regexp.MustCompile(`^[ \t]*(?:\.\.\.:?|\.\.\.\.:|   \.\.\.:)(?: |$)`)

// missingInSession reads what stands behind prompts as programs or commands, and what does not as output.
func missingInSession(b *block) []codeMention {
	code, shell, output := []byte(b.code), []byte(b.code), []byte(b.code)
	start, typed := 0, false
	for line := range strings.Lines(b.code) {
		end := start + len(line)
		at := prompt.FindStringIndex(line)
		if at == nil && typed {
			at = continued.FindStringIndex(line)
		}
		typed = at != nil
		if typed {
			clearLine(code, start, start+at[1])
			clearLine(output, start, end)
		} else {
			clearLine(code, start, end)
		}
		if at := shellPrompt.FindStringIndex(line); at != nil && !typed {
			clearLine(shell, start, start+at[1])
			clearLine(output, start, end)
		} else {
			clearLine(shell, start, end)
		}
		start = end
	}
	inner := *b
	inner.code = string(code)
	missing := missingInCode(&inner)
	inner.code = string(shell)
	missing = append(missing, missingInShell(&inner)...)
	return append(missing, missingIn(b.own, string(output), b.suggestion)...)
}

// treeName is a folder in a tree of files.
var treeName = regexp.MustCompile(`^[ \t│├└─|` + "`" + `+-]*([\w.@-]+)/[ \t]*(?:#.*|←.*)?$`)

// missingInTree returns the files and folders of a tree that do not exist. Its root may be called anything.
func missingInTree(b *block) []codeMention {
	missing := missingIn(b.own, b.code, b.suggestion)
	start := 0
	for line := range strings.Lines(b.code) {
		at := treeName.FindStringSubmatchIndex(strings.TrimRight(line, "\r\n"))
		if at != nil && start > 0 && b.own.scope.Generated && !b.suggestion {
			m := Mention{Text: line[at[2]:at[3]]}
			if b.own.resolvePath(&m); !m.Origin.exists() {
				missing = append(missing, codeMention{m.absent[0], m.Text, start + at[2], start + at[3]})
			}
		}
		start += len(line)
	}
	return missing
}

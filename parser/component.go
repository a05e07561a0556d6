package parser

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
)

// components are the extensions of files of HTML whose scripts define something.
var components = []string{".vue", ".svelte"}

func isComponent(name string) bool {
	return slices.Contains(components, strings.ToLower(path.Ext(name)))
}

// script is a script with its beginning, its attributes, and its code.
var script = regexp.MustCompile(`(?is)<script\b((?:[^>"']|"[^"]*"|'[^']*')*)>(.*?)</script\s*>`)

// markupComment may hold a script that is none.
var markupComment = regexp.MustCompile(`(?s)<!--.*?-->`)

// typedLanguage is the attribute of a script in TypeScript.
var typedLanguage = regexp.MustCompile(`(?i)\blang\s*=\s*["']?(?:ts|tsx|typescript)\b`)

// scripts are the places of a component's scripts, as script has them.
func scripts(src []byte) [][]int {
	text := src
	if bytes.Contains(src, []byte("<!--")) {
		text = bytes.Clone(src)
		for _, at := range markupComment.FindAllIndex(src, -1) {
			if len(script.FindIndex(src[at[0]:at[1]])) > 0 {
				blank(text[at[0]:at[1]])
			}
		}
	}
	return script.FindAllSubmatchIndex(text, -1)
}

// typedScript reports whether a component's scripts are in TypeScript.
func typedScript(src []byte) bool {
	return slices.ContainsFunc(scripts(src), func(at []int) bool { return typedLanguage.Match(src[at[2]:at[3]]) })
}

// onlyScripts is a component with spaces for all but its scripts, so that offsets and lines stay.
func onlyScripts(src []byte) []byte {
	out := bytes.Clone(src)
	from := 0
	for _, at := range scripts(src) {
		blank(out[from:at[4]])
		from = at[5]
	}
	blank(out[from:])
	return out
}

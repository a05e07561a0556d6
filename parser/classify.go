package parser

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-enry/go-enry/v2"

	"github.com/codeworm/codeworm/source"
)

// Classify says why a file should not be read.
func (p *Parser) Classify(name string, content []byte) source.SkipReason {
	if p.entry(name) == nil && !p.open(name) {
		return source.SkipLanguage
	}
	if content == nil {
		if isVendored(name) {
			return source.SkipVendored
		}
		return ""
	}
	switch {
	case len(content) > MaxSize:
		return source.SkipTooLarge
	case isUTF16(content):
		return source.SkipUndecodable
	case isBinary(content):
		return source.SkipBinary
	case !utf8.Valid(content):
		return source.SkipUndecodable
	case isMinified(content):
		return source.SkipMinified
	case isGenerated(name, content):
		return source.SkipGenerated
	}
	return ""
}

// ownFolders and ownFiles are names that go-enry takes for other people's code, but that are as
// often a project's own: Go has packages called cache and dist. In
// JavaScript "dist" is what a build made.
var (
	ownFolders = []string{"cache", "env", "deps", "dependencies", "extern", "external", "externals", "debian", ".github"}
	ownFiles   = []string{"Jenkinsfile", "Vagrantfile", "fabfile.py", "effects.js", "controls.js", "dragdrop.js"}
	// foreignFolders are what go-enry misses.
	foreignFolders = []string{".venv", "venv", "site-packages", "__pypackages__"}
)

// isVendored reports whether a path is of code from elsewhere.
func isVendored(name string) bool {
	folders := strings.Split(name, "/")
	file := folders[len(folders)-1]
	var asked []string
	for _, f := range folders[:len(folders)-1] {
		switch {
		case slices.Contains(foreignFolders, f):
			return true
		case slices.Contains(ownFolders, strings.ToLower(f)):
		case f == "dist" && !slices.Contains([]string{".js", ".mjs", ".cjs", ".ts"}, path.Ext(file)):
		default:
			asked = append(asked, f)
		}
	}
	if !slices.Contains(ownFiles, file) {
		asked = append(asked, file)
	} else {
		asked = append(asked, "")
	}
	return enry.IsVendor(strings.Join(asked, "/"))
}

// isBinary reports whether the content holds a zero byte, as no text does.
func isBinary(content []byte) bool { return bytes.IndexByte(content, 0) >= 0 }

// generatedGo is the line that marks generated files in Go (go help generate).
var generatedGo = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.\r?$`)

// isGenerated reports whether a program wrote the file. Go says how to tell; go-enry
// would take a comment about generated code for the mark.
func isGenerated(name string, content []byte) bool {
	if path.Ext(name) == ".go" {
		return generatedGo.Match(content)
	}
	return enry.IsGenerated(name, content)
}

// isUTF16 reports whether the content says that it is UTF-16.
func isUTF16(content []byte) bool {
	return bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff"))
}

// Source written by people has short lines; what was packed for machines has
// few long ones. Both have to hold, so that a table of long lines in a file of
// ordinary ones stays.
const (
	minifiedLine    = 5000 // a line as long as this
	minifiedAverage = 300  // and this many bytes a line on average
)

func isMinified(content []byte) bool {
	if len(content) < minifiedLine {
		return false
	}
	longest, lines := 0, 0
	for line := range bytes.Lines(content) {
		longest = max(longest, len(line))
		lines++
	}
	return longest >= minifiedLine && len(content)/lines >= minifiedAverage
}

// decodable returns the source with bytes that are not UTF-8 replaced by '?', each by
// one so that offsets stay, and whether there were none.
func decodable(src []byte) ([]byte, bool) {
	if utf8.Valid(src) {
		return src, true
	}
	clean := slices.Clone(src)
	for i := 0; i < len(clean); {
		r, size := utf8.DecodeRune(clean[i:])
		if r == utf8.RuneError && size == 1 {
			clean[i] = '?'
		}
		i += size
	}
	return clean, false
}

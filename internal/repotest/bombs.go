package repotest

import (
	"fmt"
	"strings"
)

// Bomb is a file that is made to cost a parser all time or memory.
type Bomb struct {
	Path   string
	Source string
	// Exceeds says that it takes more than a second of the processor, or 128 MB. A few of these files are harmless: no text
	// that costs their grammar more was found.
	Exceeds bool
}

// bombSize is the length of a bomb in bytes. What costs by the square costs sixteen times what was found with a quarter of it.
const bombSize = 256 << 10

// bombTexts are the texts that bombs repeat, five for each language, the worst first; harmless ones come last, after an empty one. Most were found
// by TestFindBombs of parser/worker.
var bombTexts = []struct {
	extension, prefix string
	texts             []string
}{
	{"sh", "", []string{"a(b<", "<a>", "fn a(", "(a)", "("}},
	{"c", "", []string{"a=>", "'", "<|}+", "*|~#", ":+&}"}},
	{"cpp", "", []string{"a.b<", "x:a<", "'", "<|}+", "*|~#"}},
	{"cs", "", []string{"x:a<", "'", ":", "}^a\"", "^>["}},
	{"ex", "", []string{"\\=", ";}`+", "\"^@", "\"\\<", "[}\n"}},
	{"elm", "", []string{"a<", "a=>", "x:a<", "a?b:", "-?a~"}},
	{"go", "", []string{"a=>", "x:a<", "!,.<", "a?b:", "&<"}},
	{"groovy", "", []string{"a=>", "x:a<", "!,.<", "%~", "", "'"}},
	{"tf", "", []string{`"""`, `"`, "", "{", "${", "a=>"}},
	{"java", "", []string{"a<", "a=>", "${", "+}&'", "}["}},
	{"js", "", []string{"x:a<", "a b ", `"""`, "*11[", `"`}},
	{"kt", "", []string{"a=b<", "/*", "\\=", "=@", " /@}"}},
	{"lua", "", []string{"\\", "a<", "a=>", "<a ", "a=b<"}},
	{"ml", "", []string{"x:a<", "\"\\<", "~1", "${", "", "(a)"}},
	{"php", "<?php ", []string{"a=>", "x:a<", "!,.<", "%~", "", "(a)"}},
	{"proto", "", []string{"", "a<", "{", "\"", "a=>", "("}},
	{"py", "", []string{"a?b:", "@a(", "<|}+", "~:", "%~"}},
	{"rb", "", []string{"a?b:", "a->", "(a)", "x:a<", "`"}},
	{"rs", "", []string{"(;", "${", "a b ", "{", "'"}},
	{"scala", "", []string{"a<", "<a ", "a(b<", "a=b<", "a?b:"}},
	{"sql", "", []string{"(a)", "(;", "(", "", "a<", "'"}},
	{"swift", "", []string{"!,.<", "a?b:", "<a>", "~1", "", "(a)"}},
	{"tsx", "", []string{"%~", "*11[", "-?a~", "'", "", "(a)"}},
	{"ts", "", []string{"!,.<", "%~", "*11[", "'", "", "(a)"}},
}

// Bombs returns five bombs in each of the 24 languages. They are in pieces, so that a parser does not refuse them for their shape.
func Bombs() []Bomb {
	var bombs []Bomb
	for _, row := range bombTexts {
		exceeds, n := true, 0
		for _, text := range row.texts {
			if text == "" {
				exceeds = false
				continue
			}
			n++
			var b strings.Builder
			b.WriteString(row.prefix)
			for b.Len() < bombSize {
				b.WriteString(piece(text, b.Len()))
			}
			bombs = append(bombs, Bomb{Path: fmt.Sprintf("bomb%d.%s", n, row.extension), Source: b.String(), Exceeds: exceeds})
		}
	}
	return bombs
}

// piece is a line that repeats a text: with another name than the one before, or with a word at its end where the text has no name.
func piece(text string, offset int) string {
	varied := strings.ReplaceAll(text, "a", string(rune('a'+offset/1000%26)))
	if !strings.Contains(text, "a") {
		return strings.Repeat(text, 1000/len(text)) + fmt.Sprintf(" b%d \n", offset)
	}
	return strings.Repeat(varied, 1000/len(text)) + "\n"
}

// FirstBombs returns the first bomb in each language.
func FirstBombs() []Bomb {
	var first []Bomb
	for _, b := range Bombs() {
		if strings.HasPrefix(b.Path, "bomb1.") {
			first = append(first, b)
		}
	}
	return first
}

// PlainBombs returns those that were known first, in their plain form: half a megabyte that takes tens of gigabytes, or minutes.
func PlainBombs() []Bomb {
	var plain []Bomb
	for path, text := range map[string]string{"a.java": "a<", "a.c": "a=>", "a.cs": "<a ", "a.lua": `\`} {
		plain = append(plain, Bomb{Path: path, Source: strings.Repeat(text, 480<<10/len(text)), Exceeds: true})
	}
	return plain
}

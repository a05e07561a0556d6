package markdown

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// Text is the text for a piece of a line.
func Text(s string) string { return atLineStart(plain(OneLine(s), "")) }

// HeadingText is the text for what follows the '#' of a heading. A run of '#' at its end stays visible.
func HeadingText(s string) string {
	return closingHashes.ReplaceAllString(plain(OneLine(s), ""), `$1\$2`)
}

var closingHashes = regexp.MustCompile(`(^| )(#+)$`)

// CellText is the text for a cell of a table.
func CellText(s string) string { return plain(OneLine(s), "|") }

// LinkTo is a link with the text. Its destination is written as it is: it has to be a path or an address that holds neither
// blanks nor parentheses.
func LinkTo(text, destination string) string {
	return "[" + linkText(plain(OneLine(text), "|]")) + "](" + destination + ")"
}

// linkText is escaped text for the brackets of a link, which make a footnote with a '^'.
func linkText(s string) string {
	if strings.HasPrefix(s, "^") {
		return numbered(s[0]) + s[1:]
	}
	return s
}

// Linked makes Markdown that holds no link, such as a code span, a link to a path or an address.
func Linked(text, destination string) string {
	if strings.ContainsAny(destination, "()<> ") {
		destination = "<" + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(destination) + ">"
	}
	return "[" + text + "](" + destination + ")"
}

// Prose is Text for a text that may hold code spans of its own: those stay, all other markup is shown as it was typed.
func Prose(s string) string {
	s = OneLine(s)
	var runs []run
	text := "" // what was read since the last code span
	for s != "" {
		open := strings.IndexByte(s, '`')
		if open < 0 {
			break
		}
		ticks := len(s[open:]) - len(strings.TrimLeft(s[open:], "`"))
		text += s[:open]
		inner, rest, found := strings.Cut(s[open+ticks:], s[open:open+ticks])
		// Only what every reader takes for a code span: backticks of one length around a text without any.
		if !found || strings.Contains(inner, "`") || strings.HasPrefix(rest, "`") || strings.TrimSpace(inner) == "" {
			text += s[open : open+ticks]
			s = s[open+ticks:]
			continue
		}
		runs = append(append(runs, references(text)...), run{text: OneLine(inner), code: true})
		text, s = "", rest
	}
	return atLineStart(join(append(runs, references(text+s)...), ""))
}

// Code is the text as a code span, whatever backticks it holds; "" stays "". In a table it would need an escape for every '|'.
// What site generators run in code spans too is shown as text.
func Code(s string) string {
	s = OneLine(s)
	if s == "" {
		return ""
	}
	if isRun(s) {
		return atLineStart(plain(s, "]"))
	}
	ticks := FenceFor(1, s)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

// Fenced is the text as a block of code with a line end after it. Nothing in the text can end the block, and what site generators
// would run in it is written Apart. A language that is none of those that are only coloured is left out.
func Fenced(language, text string) string {
	fence := FenceFor(3, text)
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	return fence + FenceLabel(language) + "\n" + Apart(Visible(text)) + "\n" + fence + "\n"
}

// FenceLabel is the language for the first line of a block of code; "" for one that a web site would draw, run or include, and
// for one that is not known.
func FenceLabel(language string) string {
	if language = strings.ToLower(language); labels[language] {
		return language
	}
	return ""
}

// labels are the languages that are only coloured.
var labels = words.Set(`abap ada apex asm awk bash bat batch c c# c++ cc clj clojure cmake cobol coffee coffeescript console cpp cs csharp css
	csv cuda cxx cython d dart diff docker dockerfile elisp elixir elm erlang es6 ex exs f# fish fortran fs fsharp gitignore glsl go golang gomod
	gradle graphql groovy h haskell hcl hh hlsl hpp hs html http ini java javascript jinja jl js json json5 jsonc jsx julia kotlin kt kts latex less
	lisp log lua make makefile markdown matlab md mjs ml nasm nginx nim nix none objc objective-c objectivec objectpascal ocaml output pascal patch
	perl php pl plain plaintext postgresql powershell prolog properties proto protobuf ps1 pseudocode py py3 pycon pytb python python3 r racket rb regex
	rest rs rst ruby rust sas sass scala scheme scss sed sh shell shell-session sol solidity sql starlark svelte swift tcl terraform tex text tf
	thrift toml ts tsv tsx txt typescript v vala vb vbnet verilog vhdl vim vue wasm wat xml yaml yml zig zsh`)

// Folded is a block of Markdown, such as one that Fenced wrote, that opens with a click on the text. The block stands between
// empty lines, so that it is read as Markdown, and <details> on a line of its own, as MDX wants it; it stays in sight where raw HTML is not passed through.
func Folded(text, block string) string {
	return "<details>\n<summary>" + inHTML(OneLine(text)) + "</summary>\n\n" + WithLineEnd(block) + "\n</details>\n"
}

// inHTML is the text between two tags, where some readers see HTML and others Markdown: an entity is the same in both.
func inHTML(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("&<>\"'\\`*_[]{}~$^@#!|=:+%", r) {
			b.WriteString(numbered(byte(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// FenceFor is a run of at least atLeast backticks that is longer than any run of them in the texts.
func FenceFor(atLeast int, texts ...string) string {
	longest := atLeast - 1
	for _, text := range texts {
		run := 0
		for i := range len(text) {
			if text[i] == '`' {
				run++
				longest = max(longest, run)
			} else {
				run = 0
			}
		}
	}
	return strings.Repeat("`", longest+1)
}

package check

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/words"
)

// block is a code block: its code, the family of the language that its label names, and the resolver of that language;
// when the label names none, those of the source.
type block struct {
	code, family string
	labelled     bool // its label names a language of programs
	suggestion   bool
	own, read    *resolver // of the source, and of the block
}

// blockKind tells how a kind of code block is recognized and how its names are taken.
type blockKind struct {
	name    string
	is      func(b *block) bool
	missing func(b *block) []codeMention
	lines   bool // a line can go and the rest still makes sense
	example string
}

// blockKinds are asked in order, by what a block holds: its label says at most in which language code is written. The
// last one recognizes every block.
var blockKinds = []blockKind{
	{"session", isSession, missingInSession, false, ">>> total(1)\n3"},
	{"diagram", isDiagram, missingInDiagram, true, "graph TD\n  A[total] --> B"},
	{"file tree", firstLines(treeMark), missingInTree, true, "src\n├── total.py\n└── fees.py"},
	{"diff", allLines(diffLine), missingInDiff, false, "@@ -1,2 +1,2 @@\n-total(1)\n+total(2)"},
	{"query", firstLines(query), missingInText, false, "SELECT total FROM fees;"},
	{"markup", isMarkup, missingInText, false, "<div>\n</div>"},
	{"style sheet", allLines(styleSheet), missingInText, false, ".total {\n  color: red;\n}"},
	{"data", isData, missingInText, false, "total: 3\nfees:\n  - 1"},
	{"shell", isShell, missingInShell, true, "pip install fees"},
	{"code", isCode, missingInCode, false, "x = total(1)"},
	{"output", func(*block) bool { return true }, missingInText, false, "3 files were read"},
}

// kindOf returns the row of a block's kind.
func kindOf(b *block) blockKind {
	for _, k := range blockKinds {
		if k.is(b) {
			return k
		}
	}
	return blockKind{}
}

var labelWord = regexp.MustCompile(`[\w+#.-]+`)

// labelFamily returns the family of the language that the label of a block names: python for "{.python .numberLines}"
// and for "daemon.py"; "" for none.
func labelFamily(info string) string {
	for _, w := range labelWord.FindAllString(info, 2) {
		w = strings.TrimLeft(w, ".")
		for _, name := range []string{w, w[strings.LastIndexByte(w, '.')+1:]} {
			if f := langdata.Family(name); f != "common" && langdata.For(f) != langdata.For("") {
				return f
			}
		}
	}
	return ""
}

// uncheckedCode are languages that are not read as those of programs: commands, data, drawings.
var uncheckedCode = words.Set("bash html css hcl sql")

// The looks of lines by which kinds of blocks are told apart.
var (
	prompt      = regexp.MustCompile(`(?m)^[ \t]*(>>>|In \[\d+\]:|irb(?:\([^)]*\))?[:\d]*>|iex(?:\(\d+\))?>)(?: |$)`)
	shellPrompt = regexp.MustCompile(`(?m)^[ \t]*(?:[\w@:~/.-]*[$%]|C:\\[^>\n]*>) +`)
	treeMark    = regexp.MustCompile(`(?m)^[ \t│|]*(?:[├└]|\|--|` + "`" + `--|\+--)`)
	diffLine    = regexp.MustCompile(`^(?:[-+ @\\]|diff |index |$)`)
	diffMark    = regexp.MustCompile(`(?m)^(?:@@ |\+\+\+ |[-+] ?[\w\t ])`)
	query       = regexp.MustCompile(`(?i)^\s*(?:select\s+[\w*(]|insert\s+into|update\s+\w+\s+set|delete\s+from|(?:create|alter|drop)\s+(?:or|table|index|view|type|unique|function|trigger)\b|with\s+\w+\s+as\s*\()`)
	styleSheet  = regexp.MustCompile(`^\s*(?:[.#@:*]?[\w.#:, >-]+\{|[\w-]+:[^=()]*;|\}|/\*.*\*/|)\s*$`)
	yamlLine    = regexp.MustCompile(`^\s*(?:(?:- )*["']?[\w./$-]+["']?:(?:\s.*)?|- .*|#.*|---|\.\.\.|)$`)
	yamlKey     = regexp.MustCompile(`(?m)^\s*(?:- )*["']?[\w./$-]+["']?:(?:\s|$)`)
	codeEnd     = regexp.MustCompile(`[;{(]\s*$`)
	tomlLine    = regexp.MustCompile(`^\s*(?:\[{1,2}[\w."' -]+\]{1,2}|[\w."'-]+\s*=\s*\S.*|[#;].*|["'\d].*,?|\],?|)$`)
	tomlTable   = regexp.MustCompile(`(?m)^\s*\[{1,2}[\w."' -]+\]{1,2}\s*$`)
	variable    = regexp.MustCompile(`^\s*(?:[A-Z][A-Z0-9_]*=\S*.*|#.*|)$`)
	jsonLine    = regexp.MustCompile(`^\s*(?:"[^"]*"\s*:.*|[\[\]{}",\d-].*|true,?|false,?|null,?|\.\.\.|//.*|)$`)
)

// isSession reports whether a block shows what was typed behind prompts.
func isSession(b *block) bool { return prompt.MatchString(b.code) || shellPrompt.MatchString(b.code) }

func isMarkup(b *block) bool {
	text := strings.TrimSpace(b.code)
	return strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">") && !b.labelled
}

// isData reports whether a block is JSON, YAML, TOML or variables of an environment.
func isData(b *block) bool {
	text := strings.TrimSpace(b.code)
	switch {
	case text == "":
		return false
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		if json.Valid([]byte(text)) || allLines(jsonLine)(b) {
			return true
		}
	case yamlKey.MatchString(text) && allLines(yamlLine)(b):
		return !someLine(codeEnd)(b)
	}
	return tomlTable.MatchString(text) && allLines(tomlLine)(b) || allLines(variable)(b)
}

// codeForms are how lines of programs look that no line of prose or output does.
var codeForms = words.Forms{
	{`[;{}]\s*$`, "{"},
	{`^\s*[)\]}]+[,;]?\s*$`, "})"},
	{`^\s*(?:export |default |async |pub |public |private |static )*(?:def|class|func|fn|function|interface|struct|enum|trait|impl|type)\b.*[:{(]`, "def total(x):"},
	{`^\s*(?:import|from|use|package|#include|require)\b.*\w`, "from fees import total"},
	{`^\s*(?:if|for|while|with|try|except|else|elif|switch|case|match|do)\b.*:\s*$`, "for x in fees:"},
	{`^\s*(?:return|yield|raise|throw|await|assert|defer|go)\b.*[\w(]`, "return total"},
	{`^\s*(?:let |const |var |val |mut |auto )*[\w.$,\[\]"' ]+(?::[^=]+)?\s*(?::=|[-+*/|&]?=)\s*[^=\s]`, "x = 3"},
	{`[\w\])>]\(`, "l(1)"},
	{`=>|->`, "=> x"},
	{`^\s*@\w+`, "@cached"},
	{`^\s*\.?\w+(?:(?:\.|::)\w+)+\s*$`, "fees.total"},
}

var (
	codeLine    = codeForms.Anywhere()
	commentLine = regexp.MustCompile(`^\s*(?://|#|--|/?\*)`)
)

// isCode reports whether at least half of the lines of a block look like those of a program, or its label says that it is
// one.
func isCode(b *block) bool {
	if b.labelled {
		return true
	}
	code, other := 0, 0
	for line := range strings.Lines(b.code) {
		switch {
		case strings.TrimSpace(line) == "", commentLine.MatchString(line):
		case codeLine.MatchString(strings.TrimRight(line, "\r\n")):
			code++
		default:
			other++
		}
	}
	return code > 0 && code >= other
}

// allLines recognizes a block by an expression that all of its lines match.
func allLines(re *regexp.Regexp) func(b *block) bool {
	return func(b *block) bool {
		some := false
		for line := range strings.Lines(b.code) {
			line = strings.TrimRight(line, "\r\n")
			if !re.MatchString(line) {
				return false
			}
			some = some || strings.TrimSpace(line) != ""
		}
		return some && (re != diffLine || diffMark.MatchString(b.code))
	}
}

func someLine(re *regexp.Regexp) func(b *block) bool {
	return func(b *block) bool {
		for line := range strings.Lines(b.code) {
			if re.MatchString(strings.TrimRight(line, "\r\n")) {
				return true
			}
		}
		return false
	}
}

// firstLines recognizes a block by an expression for what it begins with, or for a line when it is one of lines.
func firstLines(re *regexp.Regexp) func(b *block) bool {
	return func(b *block) bool { return re.MatchString(b.code) }
}

package parser

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// DetectLanguage names the language of a file that its path leaves open: a header in C or C++, a script without an extension, what is
// written in the script of a component. With nil for the content ok says whether the path leaves it open; with the content it is false for a file
// that is in no language of the parser, such as a header of Objective-C.
func (p *Parser) DetectLanguage(name string, content []byte) (language string, ok bool) {
	if content == nil {
		e := p.entry(name)
		return "", e == nil && path.Ext(name) == "" || p.isHeader(name, e) || isComponent(name)
	}
	if e := p.entryOf(name, content); e != nil {
		return e.row.Name, true
	}
	return "", false
}

// entryOf is the language of a file by its path and its content.
func (p *Parser) entryOf(name string, content []byte) *entry {
	e := p.entry(name)
	switch {
	case e == nil && path.Ext(name) == "":
		return p.byInterpreter[interpreter(content)]
	case isComponent(name):
		if typed := p.byName["typescript"]; typed != nil && typedScript(content) {
			return typed
		}
	case p.isHeader(name, e):
		switch text := plainCode(content); {
		case bytes.IndexByte(text, '@') >= 0 && objectiveC.Match(text):
			return nil
		case isCPP(text):
			return p.byName["cpp"]
		}
	}
	return e
}

// isHeader reports whether a file may be C as well as C++.
func (p *Parser) isHeader(name string, e *entry) bool {
	return e != nil && e.row.Name == "c" && strings.EqualFold(path.Ext(name), ".h") && p.byName["cpp"] != nil
}

// interpreter is the program that the first line of a script names, without its folder and version: "python" for "#!/usr/bin/env -S python3.12 -u".
func interpreter(content []byte) string {
	line, ok := bytes.CutPrefix(bytes.TrimPrefix(content, []byte(byteOrderMark)), []byte("#!"))
	if !ok {
		return ""
	}
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	words := strings.Fields(string(line[:min(len(line), 512)]))
	for i, w := range words {
		w = strings.TrimPrefix(w, "-S") // env's own way to have arguments
		if w == "" || strings.HasPrefix(w, "-") || i > 0 && strings.Contains(w, "=") {
			continue
		}
		if w = path.Base(w); w == "env" {
			continue
		}
		return strings.TrimRight(w, "0123456789.-")
	}
	return ""
}

// objectiveC is what no header of C or C++ has.
var objectiveC = regexp.MustCompile(`(?m)^[ \t]*@(?:interface|protocol|class|import)\b`)

// cppSigns are what no header of C has outside of comments, texts, macros and what is only for compilers of C++. Names alone would not
// do: in C a variable may be called class, new or private. An expression is tried, on a line and the one after it, where the plain text stands: it takes
// ten times as long.
var cppSigns = []struct {
	text string
	sign *regexp.Regexp
}{
	{"template", sign(`^[ \t]*template\s*<`)},
	{"namespace", sign(`^[ \t]*(?:inline[ \t]+)?namespace(?:[ \t]+[\w:]+)?[ \t]*(?:\{|=|$)`)},
	{"class", sign(`^[ \t]*(?:enum[ \t]+)?class(?:[ \t]+\w+(?:\(\w*\))?)*[ \t]+[\w:]+(?:<[^;{}]*>)?\s*(?:final\s*)?(?:;|:[^:]|\{)`)},
	{"public", sign(`^[ \t]*public(?:[ \t]+\w+)?[ \t]*:(?:[^:]|$)`)},
	{"private", sign(`^[ \t]*private(?:[ \t]+\w+)?[ \t]*:(?:[^:]|$)`)},
	{"protected", sign(`^[ \t]*protected(?:[ \t]+\w+)?[ \t]*:(?:[^:]|$)`)},
	{"using", sign(`^[ \t]*using[ \t]+(?:namespace\b|\w+[ \t]*=|[\w:]+::\w+;)`)},
	{"struct", sign(`^[ \t]*struct(?:[ \t]+\w+)+[ \t]*(?:final[ \t]*)?:[ \t]*(?:public|private|protected|virtual|[A-Za-z_][\w:<>, ]*\{)`)},
	{"virtual", sign(`^[ \t]*virtual[ \t]+[~\w]`)},
	{"explicit", sign(`^[ \t]*explicit[ \t]+\w+[ \t]*\(`)},
	{"friend", sign(`^[ \t]*friend[ \t]+\w`)},
	{"~", sign(`^[ \t]*~\w+[ \t]*\(\)`)},
	{`extern "C`, sign(`^[ \t]*extern "C`)},
	{"include", sign(`^#[ \t]*include[ \t]*(?:<\w+(?:/\w+)*>|[<"][^<">\n]*\.(?:hh|hpp|hxx|h\+\+)[>"])`)},
	{"::", sign(`\w::~?\w`)},
	{"operator", sign(`\boperator[ \t]*(?:[-+*/%^&|~!=<>\[(,]|bool\b|new\b|delete\b)`)},
	{"_cast", sign(`\b(?:static|dynamic|reinterpret|const)_cast[ \t]*<`)},
	{") const", sign(`\) const[ \t]*(?:[;{=]|$)`)},
	{"override", sign(`\)[ \t]*(?:const[ \t]*)?override[ \t]*(?:[;{]|$)`)},
	{"noexcept", sign(`\)[ \t]*(?:const[ \t]*)?noexcept\b`)},
	{"const ", sign(`\bconst[ \t]+\w+[ \t]*&[ \t]*\w*[ \t]*[,)]`)},
	{"= de", sign(`=[ \t]*(?:default|delete)[ \t]*;`)},
	{"typename", sign(`\btypename[ \t]+\w`)},
}

func sign(expression string) *regexp.Regexp { return regexp.MustCompile(`(?m)` + expression) }

// isCPP reports whether the code of a header is C++.
func isCPP(code []byte) bool {
	for _, s := range cppSigns {
		text := []byte(s.text)
		for from := 0; ; {
			at := bytes.Index(code[from:], text)
			if at < 0 {
				break
			}
			at += from
			start := bytes.LastIndexByte(code[:at], '\n') + 1
			end := lineEnd(code, at)
			if s.sign.Match(code[start:lineEnd(code, min(end+1, len(code)))]) {
				return true
			}
			from = end
		}
	}
	return false
}

// lineEnd is where the line ends that a byte is in.
func lineEnd(text []byte, at int) int {
	if end := bytes.IndexByte(text[at:], '\n'); end >= 0 {
		return at + end
	}
	return len(text)
}

// conditional is a line that begins, changes or ends what is compiled on a condition.
var conditional = regexp.MustCompile(`^#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b[ \t]*(.*)`)

// plainCode is the code of a header that a compiler of C would see: without comments, texts, attributes, macros, and what is
// only for C++ or Objective-C. Lines stay.
func plainCode(src []byte) []byte {
	out := make([]byte, 0, len(src))
	var hidden []bool // by conditional that is open
	inMacro, inComment := false, false
	for line := range bytes.Lines(src) {
		code, still := withoutComments(line, inComment)
		begins := !inComment
		inComment = still
		trimmed := bytes.TrimSpace(code)
		if inMacro || begins && bytes.HasPrefix(trimmed, []byte("#")) {
			goesOn := bytes.HasSuffix(trimmed, []byte(`\`))
			if !inMacro {
				hidden = through(hidden, trimmed)
				if isInclude(trimmed) && !anyTrue(hidden) {
					out = append(append(out, trimmed...), '\n')
				}
			}
			inMacro = goesOn
			continue
		}
		if !anyTrue(hidden) {
			out = append(append(out, bytes.TrimRight(code, "\r\n")...), '\n')
		}
	}
	return out
}

func isInclude(line []byte) bool { return bytes.Contains(line[:min(len(line), 12)], []byte("include")) }

func anyTrue(all []bool) bool {
	for _, b := range all {
		if b {
			return true
		}
	}
	return false
}

// through goes through one line of the preprocessor.
func through(hidden []bool, line []byte) []bool {
	m := conditional.FindSubmatch(line)
	if m == nil {
		return hidden
	}
	foreign := bytes.Contains(m[2], []byte("__cplusplus")) || bytes.Contains(m[2], []byte("__OBJC__"))
	denied := bytes.HasPrefix(bytes.ReplaceAll(m[2], []byte(" "), nil), []byte("!"))
	last := len(hidden) - 1
	switch word := string(m[1]); word {
	case "if", "ifdef":
		return append(hidden, foreign && !denied)
	case "ifndef":
		return append(hidden, false)
	case "endif":
		return hidden[:max(0, last)]
	default: // elif, else
		if last >= 0 {
			hidden[last] = word == "elif" && foreign && !denied
		}
	}
	return hidden
}

// withoutComments is a line without comments and attributes, its texts empty but for those of extern; open says that a comment goes on.
func withoutComments(line []byte, open bool) (code []byte, still bool) {
	if !open && bytes.IndexByte(line, '/') < 0 && bytes.IndexByte(line, '"') < 0 && bytes.IndexByte(line, '\'') < 0 && !bytes.Contains(line, []byte("[[")) {
		return line, false
	}
	for i := 0; i < len(line); {
		rest := line[i:]
		switch {
		case open:
			end := bytes.Index(rest, []byte("*/"))
			if end < 0 {
				return code, true
			}
			open = false
			i += end + 2
		case bytes.HasPrefix(rest, []byte("/*")):
			open = true
			i += 2
		case bytes.HasPrefix(rest, []byte("//")):
			return code, false
		case bytes.HasPrefix(rest, []byte("[[")) && bytes.Contains(rest, []byte("]]")):
			i += bytes.Index(rest, []byte("]]")) + 2
		case rest[0] == '"' && bytes.HasPrefix(bytes.TrimSpace(code), []byte("#")), rest[0] == '"' && bytes.HasSuffix(bytes.TrimSpace(code), []byte("extern")):
			code = append(code, '"')
			i++
			if bytes.HasPrefix(bytes.TrimSpace(code), []byte("#")) {
				return append(code, rest[1:]...), false
			}
			if end := bytes.IndexByte(rest[1:], '"'); end >= 0 {
				code = append(code, rest[1:1+end+1]...)
				i += end + 1
			}
		case rest[0] == '"' || rest[0] == '\'':
			q := quoted.Find(rest)
			i += max(1, len(q))
			code = append(code, '"', '"')
		default:
			n := bytes.IndexAny(rest[1:], `/"'[`) + 1
			if n == 0 {
				n = len(rest)
			}
			code = append(code, rest[:n]...)
			i += n
		}
	}
	return code, open
}

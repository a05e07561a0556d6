package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// chain is a name with the names in it: a.b.c. Its first part is "" when it belongs to a value
// without a name, as in f().b.
type chain struct {
	parts []string
	call  bool
}

// chainForms are the tokens of code. Only the last one is a chain; those before it keep their insides from being
// taken for names.
var chainForms = words.Forms{
	{`"(?:[^"\\]|\\.)*"`, `"a \"text\""`},
	{`'(?:[^'\\]|\\.)*'`, `'a'`},
	{"`[^`]*`", "`raw`"},
	{`//.*`, "// a comment"},
	{`\d[\w.]*`, "0x1F"},
	{`%[-+# 0]*\d*[a-z]\b`, "%03d"},
	{`(?:[)\]]?\??(?:\.|::|->))?` + id + `(?:(?:\.|::|->|\?\.|!\.|#)` + id + `)*[!?]?`, ").map.len"},
}

var (
	chainToken = chainForms.Anywhere()
	separator  = regexp.MustCompile(`\.|::|->|\?\.|!\.|#`)
)

// chains returns the names in code.
func chains(code string) []chain {
	var found []chain
	for _, at := range chainToken.FindAllStringIndex(code, -1) {
		parts := chainParts(code[at[0]:at[1]])
		if len(parts) == 0 || len(parts) == 1 && parts[0] == "" {
			continue
		}
		found = append(found, chain{parts, strings.HasPrefix(strings.TrimLeft(code[at[1]:], " "), "(")})
	}
	return found
}

// chainParts returns the names in one token of code; none for a string, a comment or a number.
func chainParts(token string) []string {
	if strings.IndexByte("\"'`/%0123456789", token[0]) >= 0 {
		return nil
	}
	var parts []string
	if strings.IndexByte(")]?.:-", token[0]) >= 0 {
		parts = append(parts, "")
		token = strings.TrimLeft(token, ")]?.:->")
	}
	for _, p := range separator.Split(strings.TrimRight(token, "!?"), -1) {
		if p = strings.TrimLeft(p, "$"); p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

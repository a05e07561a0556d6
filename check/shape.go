package check

import (
	"regexp"

	"github.com/codeworm/codeworm/internal/words"
)

// id is an identifier of any language.
const id = `[\p{L}_$][\p{L}\p{N}_$]*`

// What stands alone, by its looks. Sigils before a name and marks after it belong to it: @app, *ptr, empty?.
var (
	word       = regexp.MustCompile(`[\p{L}_]`)
	identifier = regexp.MustCompile(`^[@&*$#~]*` + id + `[!?]?$`)
	dotted     = regexp.MustCompile(`^[@&*$#~]*` + id + `((\.|::|->|\?\.|!\.|#)` + id + `)+[!?]?$`)
	// call: parse(text), await s.Claim(ctx), make_vec!(1), List.of<T>().
	call = regexp.MustCompile(`^[@&*$#!]*(await |new |async )?` + id + `((\.|::|->|\?\.|#)` + id + `)*!?\s*(<[^<>]*>)?\(.*\)[;?!]?$`)
	// kebab: Content-Type, dry-run.
	kebab = regexp.MustCompile(`^\p{L}[\p{L}\p{N}_]*(-[\p{L}\p{N}_]+)+$`)
	// flagLike: -v, --dry-run, --limit=5, --file PATH.
	flagLike = regexp.MustCompile(`^--?[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*(=\S*| [A-Z]+)?$`)
	// markup: <div>, </my-tag>, <Row key="a"/>.
	markup = regexp.MustCompile(`^</?[A-Za-z][\w.-]*(\s[^<>]*)?/?>$`)
	// plainWords: no token left.
	plainWords = regexp.MustCompile(`^[\p{L}\p{N}_'’-]+([ ,]+[\p{L}\p{N}_'’%*-]+)+[.!?:…]*$`)
	// typeLike: map[string]*Lease, Option<T>, int | None.
	typeLike = regexp.MustCompile(`^` + ofType + `*[\[\]<>*&?|]` + ofType + `*$`)
	// route: GET /users/{id}.
	route = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/\S*)$`)
	// pathShape: internal/store/store.go, ~/x, ./..., app/[id]/page.tsx.
	pathShape = regexp.MustCompile(`^(\.{0,2}/|~/)?` + ofPath + `+(/` + ofPath + `+)*/?$`)
)

// The characters that types, and the components of paths, may have.
const (
	ofType = `[\p{L}\p{N}_$.,:&*?|'\[\]<>{} ()-]`
	ofPath = `[\w@+.\-\[\]{}()$:]`
)

// Case styles of names.
var (
	snake      = regexp.MustCompile(`^_{0,2}[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)+_{0,2}$`)
	lowerCamel = regexp.MustCompile(`^[a-z]{2,}[0-9]*([A-Z][a-z0-9]+)+[A-Z]*$`)
	upperCamel = regexp.MustCompile(`^[A-Z][a-z0-9]+([A-Z][a-z0-9]+)+[A-Z]*$`)
)

// styled reports whether a word is written as only names are.
func styled(w string) bool {
	return snake.MatchString(w) || lowerCamel.MatchString(w) || upperCamel.MatchString(w)
}

// mixed is a word with a capital within, as names have that follow no case style exactly: LLMClient, readAAll.
var mixed = regexp.MustCompile(`[a-z][A-Z]+[a-z]{2}|[A-Z]{2}[a-z]{3}`)

// units are what a number may be followed by.
var units = words.Forms{
	{`[numµ]?s|min|m|h|d`, "ms"},
	{`[KMGTkmg]i?[Bb]?|bytes?|bits?`, "KiB"},
	{`px|r?em|vh|vw`, "rem"},
	{`fps|Hz|kHz|MHz|GHz`, "kHz"},
	{`u8|u16|u32|u64|usize`, "u32"},
	{`i8|i16|i32|i64|isize`, "i64"},
	{`f32|f64`, "f32"},
	{`L|n|x`, "x"},
}

// literalForms are values: they name nothing.
var literalForms = words.Forms{
	{`[-+~<>=≤≥]*\s*\d[\d_.,:x]*\s?(e[-+]?\d+)?%?(` + units.Any() + `)?(/s)?`, "~1.5 MB/s"},
	{`0[xXbBoO][0-9a-fA-F_]+`, "0xFF_FF"},
	{`v\d+(\.\d+)*([-+.][\w.]+)?`, "v1.2.3-rc.1"},
	{`\d+(\.\d+)+([-+][\w.]+)?`, "1.2.3+build"},
	{`[rbfuRBFU]{0,2}"[^"]*"`, `rb"text"`},
	{`[rbfuRBFU]{0,2}'[^']*'`, "f'text'"},
	{`"""[\s\S]*"""`, `"""a "text" of lines"""`},
	{`[a-z][a-z0-9+.-]*://\S*`, "https://example.com/x"},
	{`mailto:\S+`, "mailto:a@b.example"},
	{`[\w.+-]+@[\w-]+\.[\w.]+`, "a.b+c@d.example"},
	{`\d{4}-\d\d(-\d\d)?([T ][\d:.]+Z?)?`, "2026-02-27T21:49:00Z"},
	{`[0-9a-f]*[a-f][0-9a-f]*\d[0-9a-f]*`, "ad539a1"}, // a hash with letters and digits, a letter first
	{`[0-9a-f]*\d[0-9a-f]*[a-f][0-9a-f]*`, "0449ad"},  // or a digit
	{`\d+\s*[-–]\s*\d+`, "3 - 7"},
	{`%[-+# 0]*\d*\.?\d*[a-zA-Z]`, "%-8.3f"},
	{`\\[a-z0\\]`, `\n`},
	{`O\([^()]*(\([^()]*\)[^()]*)*\)`, "O(n log(n))"},
	{`#[0-9a-fA-F]{3,8}`, "#ff8800"},
	{`(\d{1,3}\.){3}\d{1,3}(:\d+|/\d+)?`, "10.0.0.0/8"},
	{`localhost(:\d+)?(/\S*)?`, "localhost:8080/x"},
	{`:\d{2,5}`, ":8080"},
	{`(application|text|image|audio|video|multipart|font)/[\w.+*-]+(;.*)?`, "text/html; charset=utf-8"},
}

// patternForms are globs, regular expressions and templates with places to fill in.
var patternForms = words.Forms{
	{`/.*[\\^$*+?\[(].*/[a-z]*`, `/^a+b/gi`},
	{`\^.*`, "^x"},
	{`.*\$`, "x$"},
	{`[\w./{},@*-]*([/._-]\*|\*[/._-])[\w./{},@*-]*`, "internal/*/{a,b}.go"},
	{`[\w.-]+/[\w./-]*<[\w -]+>[\w./<> -]*`, "pages/<name>.md"},
	{`\.{3}`, "..."},
	{`\S*\\[dwsbDWSB]\S*`, `\d+`},
}

var (
	literalShape = literalForms.Whole()
	patternShape = patternForms.Whole()
	hexWord      = regexp.MustCompile(`^[a-f][0-9a-f]*$`)
	hash         = regexp.MustCompile(`^[0-9a-f]{7,40}$`)
)

// isLiteral reports whether a text is a value. A run of hexadecimal digits that could be a word is a hash only when it
// is as long as one.
func isLiteral(text string) bool {
	return literalShape.MatchString(text) && (!hexWord.MatchString(text) || hash.MatchString(text))
}

package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// typeKindRows are what is said of types, and of either, that their heads and members decide.
var typeKindRows = []statementKind{
	{name: "modifier", types: true, example: "is an exported struct", judge: judgeModifier,
		form: regexp.MustCompile(`(?i)\bis\s+(?:an?\s+)?(private|public|exported|unexported)\s+` + typeNouns)},
	{name: "abstract", types: true, example: "is an abstract class", judge: judgeAbstract, form: regexp.MustCompile(`(?i)\bis\s+an\s+abstract\s+(?:base\s+)?class\b`)},
	{name: "type kind", types: true, example: "is a dataclass", judge: judgeTypeKind,
		form: regexp.MustCompile(`(?i)^is\s+(?:an?\s+)?(?:simple\s+|frozen\s+|custom\s+)?(dataclass|enum|named\s*tuple|interface|struct)\b`)},
	{name: "deprecated", example: "is deprecated", judge: judgeDeprecated, form: regexp.MustCompile(`(?i)\bis\s+(?:marked\s+(?:as\s+)?)?deprecated\b`)},
	{name: "deprecated", types: true, example: "is deprecated", judge: judgeDeprecated, form: regexp.MustCompile(`(?i)\bis\s+(?:marked\s+(?:as\s+)?)?deprecated\b`)},
	{name: "implements", types: true, marked: true, example: "implements the `io.Reader` interface", judge: judgeImplements,
		form: regexp.MustCompile(`(?i)\bimplements\s+(?:the\s+)?(\x00+)`)},
}

var deprecation = regexp.MustCompile(`(?i)deprecat|obsolete|legacy|superseded`)

func judgeDeprecated(d *described, a assertion) (Verdict, string) {
	own := d.text + "\n" + d.symbol.Doc + "\n" + strings.Join(d.symbol.Decorators, "\n") + "\n" + d.scope.Facts
	switch {
	case strings.Contains(strings.ToLower(own), "deprecat"):
		return VerdictHolds, "the source says so"
	case deprecation.MatchString(d.scope.Source) || deprecation.MatchString(own):
		return undecided()
	}
	return VerdictUnsupported, "nothing in the source says that it is deprecated"
}

var abstracts = regexp.MustCompile(`abstract|ABC|Protocol|NotImplemented|interface`)

func judgeAbstract(d *described, _ assertion) (Verdict, string) {
	switch {
	case d.symbol.Abstract || strings.Contains(d.symbol.Signature, "abstract ") || strings.Contains(d.symbol.Signature, "ABC") && strings.Contains(d.text, "abstractmethod"):
		return VerdictHolds, "the source says so"
	case d.family != "python" && d.family != "javascript" || abstracts.MatchString(d.text) || d.bases() != "":
		return undecided()
	}
	return VerdictContradicted, "it is not abstract"
}

// typeKindForms are what the head of a type has to show to be of a kind.
var typeKindForms = map[string]*regexp.Regexp{
	"dataclass": regexp.MustCompile(`(?i)dataclass|attrs|define|\bdata class\b|frozen|record|pydantic|model|struct`), "enum": regexp.MustCompile(`(?i)enum|flag|iota|const`), "namedtuple": regexp.MustCompile(`(?i)tuple`),
	"interface": regexp.MustCompile(`(?i)interface|protocol|abc|abstract|trait`), "struct": regexp.MustCompile(`(?i)struct`),
}

func judgeTypeKind(d *described, a assertion) (Verdict, string) {
	kind := strings.ReplaceAll(strings.ToLower(a.groups[1]), " ", "")
	head := d.symbol.Signature + " " + strings.Join(d.symbol.Decorators, " ") + " " + string(d.symbol.Kind)
	if kind == "interface" && d.family != "go" || kind == "struct" && d.family != "go" || kind == "enum" && d.family != "python" && d.family != "javascript" {
		return undecided()
	}
	switch {
	case strings.Contains(strings.ToLower(head), kind):
		return VerdictHolds, "the source says so"
	case typeKindForms[kind].MatchString(head) || d.bases() != "" && d.family != "go" || d.family == "go" && d.symbol.Kind == "type":
		return undecided()
	}
	return VerdictContradicted, "its head does not say so"
}

// wellKnownInterfaces are interfaces of Go's library by the methods that a type needs.
var wellKnownInterfaces = map[string][]string{
	"io.Reader": {"Read"}, "io.Writer": {"Write"}, "io.Closer": {"Close"}, "io.ReadCloser": {"Read", "Close"}, "io.WriteCloser": {"Write", "Close"}, "io.ReadWriter": {"Read", "Write"},
	"io.Seeker": {"Seek"}, "io.ReaderAt": {"ReadAt"}, "io.WriterTo": {"WriteTo"}, "io.ReaderFrom": {"ReadFrom"}, "io.ByteReader": {"ReadByte"}, "io.StringWriter": {"WriteString"},
	"error": {"Error"}, "fmt.Stringer": {"String"}, "fmt.Formatter": {"Format"}, "http.Handler": {"ServeHTTP"}, "http.RoundTripper": {"RoundTrip"}, "sort.Interface": {"Len", "Less", "Swap"},
	"heap.Interface": {"Push", "Pop"}, "json.Marshaler": {"MarshalJSON"}, "json.Unmarshaler": {"UnmarshalJSON"}, "encoding.TextMarshaler": {"MarshalText"},
	"encoding.TextUnmarshaler": {"UnmarshalText"}, "flag.Value": {"Set", "String"}, "fs.FS": {"Open"}, "slog.Handler": {"Handle"}, "driver.Valuer": {"Value"}, "sql.Scanner": {"Scan"},
}

// judgeImplements looks for the interface in the head, or, of those of Go's library, for its methods.
func judgeImplements(d *described, a assertion) (Verdict, string) {
	name := strings.TrimSpace(a.groups[1])
	if d.family != "go" {
		if words.ContainsWord(d.symbol.Signature, lastOf(name)) {
			return VerdictHolds, "the source says so"
		}
		if !words.ContainsWord(d.file, lastOf(name)) && d.bases() == "" && d.family == "javascript" && d.scope.Language != "javascript" && strings.Contains(a.after, "interface") {
			return VerdictUnsupported, "its head names no " + name
		}
		return undecided()
	}
	methods := wellKnownInterfaces[name]
	related := relatedNames(d.scope)
	missing := slices.DeleteFunc(slices.Clone(methods), func(m string) bool {
		return regexp.MustCompile(`\bfunc\s*\(\s*(?:\w+\s+)?\*?` + regexp.QuoteMeta(d.symbol.Name) + `(?:\[[^\]]*\])?\)\s*` + m + `\s*\(`).MatchString(d.file)
	})
	switch {
	case len(methods) > 0 && len(missing) == 0:
		return VerdictHolds, "it has the methods"
	case len(missing) == 0 || related == nil:
		return undecided()
	}
	for _, m := range missing {
		if has, sure := related.Member(d.scope.Path, d.symbol.Name, m); !has && sure {
			return VerdictContradicted, "it has no method " + m
		}
	}
	return undecided()
}

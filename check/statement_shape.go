package check

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
	"github.com/codeworm/codeworm/source"
)

// shapeKinds are what the head of a definition decides.
var shapeKinds = []statementKind{
	{name: "parameters", example: "takes no parameters", judge: judgeNoParameters,
		form: regexp.MustCompile(`(?i)^(?:takes|accepts|has|requires|expects|receives)\s+no\s+(?:parameters|arguments)\b|^does\s+not\s+(?:take|accept|have)\s+any\s+(?:parameters|arguments)\b`)},
	{name: "parameters", example: "takes two parameters", judge: judgeParameters,
		form: regexp.MustCompile(`(?i)\b(?:takes|accepts|has|expects|receives)\s+(?:in\s+)?(?:exactly\s+)?(a\s+single|one|two|three|four|five|six|seven|eight|\d)\s+(?:input\s+)?(?:parameters?|arguments?)\b`)},
	{name: "async", example: "is an asynchronous function", judge: judgeAsync,
		form: regexp.MustCompile(`(?i)\bis\s+(?:an?\s+)?(a?sync(?:hronous)?|coroutine)(?:\s+(?:function|method|generator))?\b`)},
	{name: "generator", example: "is a generator", judge: judgeGenerator, form: regexp.MustCompile(`(?i)\bis\s+an?\s+(?:async\s+|asynchronous\s+)?generator\b`)},
	{name: "recursive", example: "calls itself", judge: judgeRecursive, form: regexp.MustCompile(`(?i)\bis\s+(?:a\s+)?recursive(?:\s+(?:function|method))?\b|\bcalls\s+itself\b`)},
	{name: "modifier", example: "is a static method", judge: judgeModifier,
		form: regexp.MustCompile(`(?i)\bis\s+(?:an?\s+)?(static|class|abstract|private|public|exported|unexported)\s+(?:function|method)\b`)},
	{name: "decorator", example: "is decorated with `@property`", judge: judgeDecorator,
		form: regexp.MustCompile(`(?i)\bis\s+(?:decorated|annotated)\s+with\s+(?:the\s+)?@?([\w.]+)`)},
	{name: "decorator", types: true, example: "is decorated with `@dataclass`", judge: judgeDecorator,
		form: regexp.MustCompile(`(?i)\bis\s+(?:decorated|annotated)\s+with\s+(?:the\s+)?@?([\w.]+)`)},
	{name: "inherits", types: true, example: "inherits from `Base`", judge: judgeInherits,
		form: regexp.MustCompile(`(?i)\b(?:inherits\s+from|extends|subclasses|derives\s+from|is\s+an?\s+subclass\s+of)\s+(?:the\s+)?([\w.]+)`)},
}

// parameterCount is the number of the parameters that a caller gives; unsure where the head leaves it open.
func (d *described) parameterCount() (n int, sure bool) {
	list := d.symbol.Parameters
	if len(list) > 0 && d.family == "python" && (list[0].Name == "self" || list[0].Name == "cls") {
		list = list[1:]
	}
	for _, p := range list {
		if strings.ContainsAny(p.Name, "*{[.") || p.Name == "/" || strings.Contains(p.Type, "...") || p.Name == "" && d.family != "go" {
			return 0, false
		}
		n++
	}
	if n == 0 && !strings.Contains(d.symbol.Signature, "(") {
		return 0, false
	}
	return n, d.family != "rust" && d.family != "bash" && !strings.Contains(d.symbol.Signature, "...")
}

func judgeNoParameters(d *described, a assertion) (Verdict, string) {
	n, sure := d.parameterCount()
	if !sure || strings.HasPrefix(strings.TrimSpace(a.after), "other") {
		return undecided()
	}
	return holdsIf(n == 0, "it has "+count(n, "parameter"))
}

func judgeParameters(d *described, a assertion) (Verdict, string) {
	n, sure := d.parameterCount()
	said := numberOf(a.groups[1])
	if !sure || said < 0 || andMore.MatchString(a.after) {
		return undecided()
	}
	return holdsIf(n == said, "it has "+count(n, "parameter"))
}

// andMore tells that a number is not that of all.
var andMore = regexp.MustCompile(`(?i)\b(?:optional|additional|other|more|as well as|plus|keyword)\b`)

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

var smallNumbers = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve")

// numberOf reads a number in words or digits; -1 when it is none.
func numberOf(text string) int {
	text = strings.ToLower(text)
	if strings.HasSuffix(text, "single") {
		return 1
	}
	for i, w := range smallNumbers {
		if text == w {
			return i
		}
	}
	if n, err := strconv.Atoi(strings.ReplaceAll(text, ",", "")); err == nil {
		return n
	}
	return -1
}

// concurrent are words of code that does something at another time than it is called.
var concurrent = regexp.MustCompile(`(?i)async|await|promise|future|task|callback|thread|defer|then\b|corouti|suspend|\bgo\b|chan\b|observable|subscri|event|loop|process|queue|timeout|func\(`)

func judgeAsync(d *described, a assertion) (Verdict, string) {
	if strings.EqualFold(a.groups[1], "sync") || strings.EqualFold(a.groups[1], "synchronous") {
		if d.symbol.Async {
			return VerdictContradicted, "it is async"
		}
		return undecided()
	}
	if d.symbol.Async {
		return VerdictHolds, "the source says so"
	}
	if concurrent.MatchString(d.text) {
		return undecided()
	}
	return VerdictContradicted, "it is not async"
}

var lazily = regexp.MustCompile(`(?i)yield|generator|iter|\bfor\b[^\n]*\bin\b`)

func judgeGenerator(d *described, _ assertion) (Verdict, string) {
	switch {
	case d.symbol.Generator:
		return VerdictHolds, "the source says so"
	case d.family != "python" && d.family != "javascript" || lazily.MatchString(d.text):
		return undecided()
	}
	return VerdictContradicted, "it yields nothing"
}

func judgeRecursive(d *described, a assertion) (Verdict, string) {
	switch {
	case d.body == "" || d.symbol.Abstract:
		return undecided()
	case regexp.MustCompile(`\b` + regexp.QuoteMeta(d.symbol.Name) + `\s*\(`).MatchString(d.body):
		return VerdictHolds, "it calls itself"
	case words.ContainsWord(d.body, d.symbol.Name), !strings.Contains(a.groups[0], "itself") && d.ownCalls():
		return undecided()
	}
	return VerdictContradicted, "it does not call itself"
}

func (d *described) decorated(name string) bool {
	for _, dec := range d.symbol.Decorators {
		dec, _, _ = strings.Cut(dec, "(")
		if dec == name || strings.HasSuffix(dec, "."+name) || strings.HasSuffix(name, "."+dec) {
			return true
		}
	}
	return false
}

func judgeModifier(d *described, a assertion) (Verdict, string) {
	said, v := strings.ToLower(a.groups[1]), d.symbol.Visibility
	hidden := v == source.VisibilityPrivate
	open := v == source.VisibilityPublic
	switch said {
	case "static":
		if d.symbol.Static || d.decorated("staticmethod") {
			return VerdictHolds, "the source says so"
		}
		if d.family == "python" && d.symbol.Kind == source.KindMethod {
			return VerdictContradicted, "it is not static"
		}
	case "class":
		if d.family == "python" && d.symbol.Kind == source.KindMethod {
			return holdsIf(d.decorated("classmethod"), "it is not a class method")
		}
	case "abstract":
		if d.symbol.Abstract || d.decorated("abstractmethod") {
			return VerdictHolds, "the source says so"
		}
		if d.body != "" && !strings.Contains(d.text, "NotImplemented") && !strings.Contains(d.text, "bstract") && d.calls() {
			return VerdictContradicted, "it is not abstract"
		}
	case "private", "unexported":
		if hidden || open {
			return holdsIf(hidden, "it is public")
		}
	case "public", "exported":
		if hidden || open {
			return holdsIf(open, "it is private")
		}
	}
	return undecided()
}

func judgeDecorator(d *described, a assertion) (Verdict, string) {
	name := strings.TrimRight(a.groups[1], ".")
	if !a.code && !strings.Contains(a.groups[0], "@") {
		return undecided()
	}
	if d.family != "python" && len(d.symbol.Decorators) == 0 {
		return undecided()
	}
	return holdsIf(d.decorated(name), "it has no decorator "+name)
}

func judgeInherits(d *described, a assertion) (Verdict, string) {
	name := strings.TrimRight(a.groups[1], ".")
	name = name[strings.LastIndexByte(name, '.')+1:]
	if !a.code || name == "" {
		return undecided()
	}
	switch {
	case words.ContainsWord(d.symbol.Signature, name):
		return VerdictHolds, "the source says so"
	case d.family == "python" && !strings.Contains(d.symbol.Signature, "("):
		return VerdictContradicted, "it has no base class"
	case !words.ContainsWord(d.file, name):
		return VerdictUnsupported, "its head names no " + name
	}
	return undecided()
}

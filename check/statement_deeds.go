package check

import (
	"regexp"

	"github.com/codeworm/codeworm/internal/langdata"
)

// deed is something that code does and that its syntax shows.
type deed struct {
	name    string
	form    string
	example string
	shows   string            // what is enough to say that it does
	in      map[string]string // the same, of one language family
	may     string            // what leaves it open
}

var deeds = []deed{
	{"awaits", `awaits\s`, "awaits the reply", `\bawait\b`, nil, `await|async|promise|then\(|wait|<-|join|future|get\(`},
	{"opens", `opens?\s+(?:the|a|an)\s+(?:\w+\s+){0,2}(?:files?|connections?|sockets?)\b`, "opens the file", `\bopen\(|\.open\(|os\.Open|OpenFile|createReadStream|openSync|net\.Dial|create_connection`, nil, `open|file|read|load|dial|connect|path|url|socket`},
	{"closes", `closes?\s+(?:the|a|an|its|all)\s+(?:\w+\s+){0,2}(?:files?|connections?|sockets?|streams?|channels?)\b`, "closes the file", `(?i)\.close\(|\bclose\(`, map[string]string{"python": `\bwith\s+(?:open|closing)\b`}, `(?i)clos|with\b|end\(|destroy|shut|using|exit`},
	{"reads a file", `reads?\s+(?:the|a|an)\s+(?:\w+\s+){0,2}files?\b`, "reads the file", `\.read(?:lines?)?\(|readFile|os\.ReadFile|io\.ReadAll|ReadString`, nil, `(?i)read|open|load|file|scan|pars|content|bytes|stream|path|walk|import`},
	{"parses", `parses?\s+(?:the|a|an)\s`, "parses the line", `(?i)parse|json\.loads?\(|Unmarshal|Decode|fromstring`, nil, `(?i)pars|decod|split|scan|match|token|read|load|conv|int\(|float\(|Atoi|lex|\[|re\.|exec|unmarshal|format`},
	{"sorts", `sorts?\s+(?:the|a|its|all|them|it)\b`, "sorts the names", `\bsorted\(|\.sort\(|\bsort\.|slices\.Sort|sort_by|\.toSorted\(|\bsort\(`, nil, `(?i)sort|order|heap|less|swap|cmp|compar|rank|bisect|min\(|max\(|<|>|prior`},
	{"filters", `filters?\s+(?:the|a|its|all|out|them)\b`, "filters the names", `\bfilter\(|\.filter\(|DeleteFunc`, nil, `(?i)filter|\bif\b|select|where|exclu|skip|remove|reject|match|query|del\b|\?|pick`},
	{"copies", `(?:copies|copy)\s+(?:the|a|its|all)\s`, "copies the list", `(?i)\bcopy|\.copy\(|clone|\[:\]|\.\.\.|slice\(\)|Object\.assign|memcpy|copyFile`, nil, `(?i)cop|clone|dup|=|append|list\(|dict\(|set\(|write|from`},
	{"rounds", `rounds?\s+(?:the|a|up|down|it|its|to)\b`, "rounds the result", `(?i)\bround\(|\.round\(|math\.(?:floor|ceil|round|trunc)|toFixed|\.quantize\(`, nil, `(?i)round|floor|ceil|trunc|fixed|//|%|int\(|>>|&|format|quanti|prec|mod|align|/`},
	{"encodes", `encodes?\s+(?:the|a|its|each)\s`, "encodes the body", `(?i)encod|json\.dumps?\(|Marshal|stringify|b64|hexlify`, nil, `(?i)enc|dump|marshal|serial|escape|quote|hex|pack|byte|format|write|to_|<<|>>|0x|b64|base|utf|code|str`},
	{"decodes", `decodes?\s+(?:the|a|its|each)\s`, "decodes the body", `(?i)decod|json\.loads?\(|Unmarshal|JSON\.parse|b64|unhexlify`, nil, `(?i)dec|load|marshal|parse|unescape|unquote|hex|unpack|from|read|byte|<<|>>|0x|b64|base|utf|code|str`},
	{"splits", `splits?\s+(?:the|a|its|each|it)\b`, "splits the line", `(?i)\.?r?split(?:lines|ext|\w*)?\(|strings\.(?:Split|Fields|Cut)|partition\(`, nil, `(?i)split|partition|cut|field|find|index|\[|slice|sub|match|re\.|chunk|divid|separ|group|scan|token|halv`},
	{"joins", `joins?\s+(?:the|all|them|its|a)\b`, "joins the parts", `(?i)\.?join\(|strings\.Join|filepath\.Join`, nil, `(?i)join|concat|\+|append|write|merge|build|format|combine|union|wait|enter|add`},
	{"writes a file", `writes\s+(?:[\w\x00]+\s+){0,5}to\s+(?:the|a|an)\s+(?:\w+\s+)?file\b`, "writes the rows to a file", `\.write(?:lines)?\(|writeFile|WriteFile|WriteString|fprintf|\bdump\(`, nil, `(?i)writ|dump|save|print|flush|put|out|copy|stream|file|export|append|emit|send`},
	{"validates", `validates?\s+(?:the|a|its|that|whether|input)\b`, "validates the input", `(?i)valid|\bcheck\w*\(|\braise\b|\bthrow\b|\bassert`, map[string]string{"go": `return\b[^\n]*(?:err|fmt\.Errorf|errors\.)|panic\(`}, `(?i)valid|check|if\b|assert|verif|match|test|ensure|require|pars|schema|isinstance|&&|\|\||==|!=|<|>`},
	{"sends", `sends?\s+(?:the|a|an|it|them)\s`, "sends the message", `(?i)\.send\w*\(|\bsend\w*\(|<-`, nil, `(?i)send|emit|post|put|publish|write|dispatch|notify|request|fetch|call|deliver|push|trigger|submit|return`},
	{"catches", `(?:catches|handles)\s+(?:the\s+|any\s+|all\s+)?(?:exceptions|errors)`, "catches exceptions", `\bexcept\b|\bcatch\b|recover\(\)|\brescue\b`, map[string]string{"go": `err\s*!=\s*nil`}, `(?i)err|except|catch|fail|suppress|recover|try|abort|result`},
}

var deedKinds = deedRows()

// deedRows makes a kind of each row of the table.
func deedRows() []statementKind {
	var kinds []statementKind
	for _, one := range deeds {
		shows, may := regexp.MustCompile(one.shows), regexp.MustCompile(one.may)
		more := map[string]*regexp.Regexp{}
		for family, pattern := range one.in {
			more[family] = regexp.MustCompile(pattern)
		}
		name := one.name
		kinds = append(kinds, statementKind{name: name, example: one.example, form: regexp.MustCompile(`(?i)(?:^|\s)(?:` + one.form + `)`),
			judge: func(d *described, _ assertion) (Verdict, string) {
				switch {
				case d.body == "" || d.symbol.Abstract:
					return undecided()
				case shows.MatchString(d.body) || more[d.family] != nil && more[d.family].MatchString(d.body):
					return VerdictHolds, "the source does so"
				case stub.MatchString(d.text) || may.MatchString(d.text) || !d.closed(may):
					return undecided()
				}
				return VerdictUnsupported, "nothing in it shows it: " + name
			}})
	}
	return kinds
}

// closed reports whether nothing that the body calls can do what is asked for: all of it is of the language, or stands in the
// file, none of which shows it.
func (d *described) closed(may *regexp.Regexp) bool {
	language := langdata.For(d.scope.Language)
	for _, m := range called.FindAllStringSubmatch(d.body, -1) {
		name := m[1]
		if language.Keyword(name) || language.Builtin(name) || language.Method(name) {
			continue
		}
		if !definesName(d.file, name) || may.MatchString(d.file) {
			return false
		}
	}
	return true
}

// definesName reports whether a file defines a function or a type of the name.
func definesName(file, name string) bool {
	return regexp.MustCompile(`\b(?:def|class|function|type|func(?:\s*\([^)]*\))?)\s+` + regexp.QuoteMeta(name) + `\b`).MatchString(file)
}

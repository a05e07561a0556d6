package check

import (
	"regexp"
	"strings"
)

// expressionRow says what an expression is by its form, its strings and brackets being flattened: see [flatten].
type expressionRow struct {
	family string // "" for both
	kind   string
	form   *regexp.Regexp
}

func row(family, kind, form string) expressionRow {
	return expressionRow{family, kind, regexp.MustCompile(`^(?:` + form + `)$`)}
}

// operand is a part of a comparison: anything without an operator that binds less.
const operand = `[^=<>!&|?:,]+?`

// expressionRows are tried in turn.
var expressionRows = []expressionRow{
	row("python", "function", `lambda\b.*`), row("javascript", "function", `\([^()]*\) => .*|\w+ => .*`),
	row("python", "tuple", `\(\)|\(;\)|[^=]*,.*`),
	row("python", "none", `None`), row("javascript", "none", `null|undefined|void 0`),
	row("python", "bool", `True|False|not .*`), row("javascript", "bool", `true|false|!.*`),
	row("", "bit", `[01]`), row("", "int", `[-+]?\d[\d_]*|0[xXbBoO][\da-fA-F_]+`), row("", "float", `[-+]?\d+\.\d*(?:e[-+]?\d+)?`),
	row("python", "bool", operand+` (?:==|!=|<=|>=|<|>|is|is not|in|not in) `+operand),
	row("javascript", "bool", operand+` (?:===|!==|==|!=|<=|>=|<|>|in|instanceof) `+operand),
	row("python", "bool", `(?:bool|isinstance|issubclass|callable|hasattr|any|all)\([^()]*\)|[\w.]+(?:\(\.?\))?\.(?:startswith|endswith|isdigit|isalpha|isalnum|isspace|isupper|islower|is_set|is_alive|issubset|isidentifier)\([^()]*\)`),
	row("python", "string", `(?:[fruFRU]{0,2}"")+(?: ?(?:[%+]|[fruFRU]{0,2}"").*)?|""\.(?:join|format|upper|lower|strip|replace)\([^()]*\)|(?:str|repr|chr|hex|oct|ascii)\([^()]*\)|f""`),
	row("python", "bytes", `[bB][rR]?""|[bB]""\.join\([^()]*\)|bytes\([^()]*\)|[\w.]+\.encode\([^()]*\)`),
	row("python", "list", `\[[^\[\]]*\](?: [+*] .*)?|(?:list|sorted|dir)\([^()]*\)|[\w.]+\.(?:splitlines|rsplit|readlines|findall)\([^()]*\)`),
	row("python", "dict", `\{:?\}|\{:\*\}|dict\([^()]*\)`), row("python", "set", `\{[.;*]\}|set\([^()]*\)|frozenset\([^()]*\)`),
	row("python", "tuple", `tuple\([^()]*\)`), row("python", "iterator", `\(\*\)|(?:iter|map|filter|zip|enumerate|reversed)\([^()]*\)`),
	row("python", "int", `(?:int|len|ord|id|hash)\([^()]*\)(?: [-+*] \d+)?`), row("python", "float", `float\([^()]*\)|time\.time\(\)`),

	row("javascript", "string", `""(?: \+ .*)?|String\(\.?\)|JSON\.stringify\([^()]*\)|typeof [\w.]+|""\.(?:join|trim|concat)\([^()]*\)`),
	row("javascript", "bool", `Boolean\([^()]*\)|Array\.isArray\([^()]*\)|[\w.]+\.(?:startsWith|endsWith|includes|hasOwnProperty|some|every)\([^()]*\)|[\w.]+ (?:===|!==) (?:""|\w+)`),
	row("javascript", "list", `\[[^\[\]]*\]|Array\.from\([^()]*\)|Object\.(?:keys|values|entries)\([^()]*\)`),
	row("javascript", "object", `\{[^{}]*\}|Object\.assign\([^()]*\)|Object\.create\([^()]*\)`),
	row("javascript", "map", `new (?:Weak)?Map(?:<.*>)?\([^()]*\)`), row("javascript", "set", `new (?:Weak)?Set(?:<.*>)?\([^()]*\)`),
	row("javascript", "promise", `new Promise(?:<.*>)?\([^()]*\)|Promise\.\w+\([^()]*\)`),
	row("javascript", "number", `(?:parseInt|parseFloat|Number|Math\.\w+|Date\.now)\([^()]*\)|[\w.]+\.length`),
	row("javascript", "error", `new \w*Error\([^()]*\)`),
}

// branches are the operators by which an expression is one of several.
var branches = map[string]struct{ choice, either *regexp.Regexp }{
	"python":     {regexp.MustCompile(`^(.*?) if .*? else (.*)$`), regexp.MustCompile(`^(.*?) (?:or|and) (.*)$`)},
	"javascript": {regexp.MustCompile(`^[^?]*[^?]\?([^?.:][^?:]*):([^?:]*)$`), regexp.MustCompile(`^(.*?)(?:\|\||&&|\?\?)(.*)$`)},
}

// splitBranches returns the ranges of what an expression may be by its outermost such operator; none without one.
func splitBranches(masked, family string) [][2]int {
	top := strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(topLevel(masked))
	if strings.Contains(top, "lambda") || strings.Contains(top, "=>") || family == "python" && strings.Contains(top, ",") {
		return nil
	}
	m := branches[family].choice.FindStringSubmatchIndex(top)
	if m == nil {
		m = branches[family].either.FindStringSubmatchIndex(top)
	}
	if m == nil {
		return nil
	}
	return [][2]int{{m[2], m[3]}, {m[4], m[5]}}
}

// kindsOfLocal returns what a variable of the body may be, by all that is assigned to it.
func (d *described) kindsOfLocal(name string, deep int) ([]string, bool) {
	own, ok := d.ownBody()
	if !ok {
		return nil, true
	}
	for _, p := range d.symbol.Parameters {
		if strings.Contains(p.Name, name) {
			return nil, true
		}
	}
	quoted := regexp.QuoteMeta(name)
	// It may be bound by what is no assignment to it alone.
	if regexp.MustCompile(`\b(?:for|as|global|nonlocal|import|del|except|case)\b[^\n=:]*\b` + quoted + `\b|,\s*\*?` + quoted + `\s*[,=\])]|\b` + quoted + `\s*,[^\n=()]*=[^=]|\b` + quoted + `\s*:=|[\[{(]\s*` + quoted + `\s*[,\])}][^\n]*=[^=>]`).MatchString(own) {
		return nil, true
	}
	found := regexp.MustCompile(`(?m)(?:^|;)[ \t]*(?:(?:const|let|var)\s+)?`+quoted+`\s*(?::[^=\n]+)?=([^=>])`).FindAllStringSubmatchIndex(own, -1)
	if len(found) == 0 || len(regexp.MustCompile(`(?:^|[^\w.])`+quoted+`\s*(?::[^=\n]+)?=[^=>]`).FindAllString(own, -1)) != len(found) {
		return nil, true
	}
	var r results
	raw := d.rawBody()
	for _, m := range found {
		expr, masked := expressionAt(raw, own, m[2])
		r.add(d.kindsOf(expr, masked, deep))
	}
	if regexp.MustCompile(`\b`+quoted+`\s*(?:[-+*/%&|]|\?\?|\|\|)=`).MatchString(own) && !r.has("list", "string", "bytes") {
		r.unknown = true
	}
	return r.kinds, r.unknown
}

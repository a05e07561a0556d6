package check

import "regexp"

// claim is a property of code that a reader would act on, and that nothing but the source's own words, or evidence
// in it, can support.
type claim struct {
	name     string
	form     string // what claims it
	example  string
	evidence string // what in the source, its comments included, leaves it open; "" when only the same words do
}

var claims = []claim{
	{"thread-safe", `(?:is|are)\s+(?:fully\s+|also\s+|inherently\s+)?(?:thread[- ]?safe|goroutine[- ]?safe|concurrency[- ]?safe|safe\s+for\s+concurrent\s+use)|ensures?\s+thread[- ]?safety|in\s+a\s+thread[- ]?safe\s+(?:manner|way)`, "It is thread-safe.",
		`thread|concurren|lock|mutex|atomic|synchroni|\bsync\b|goroutine|queue|immutable|frozen`},
	{"idempotent", `(?:is|are)\s+idempotent|ensures?\s+idempotency`, "The method is idempotent.", `idempoten|twice|again|already|exist|once|cach`},
	{"complexity", `\bO\((?:1|n|log\s*n|n\s*log\s*n|n\^?2|n²|m|k|n\s*\*\s*m)\)|\b(?:linear|quadratic|logarithmic|exponential)[- ]time\b|\btime\s+complexity\s+of\b`, "It runs in O(n) time.",
		`\bo\([^)]*\)|complexity|linear|quadratic|logarithm|amorti`},
	{"encrypts", `\b(?:encrypts|decrypts)\b`, "The method encrypts the token.", `crypt|cipher|aes|rsa|secret|seal|fernet|tls|ssl|hash|kms|gpg|pgp|nacl`},
}

// designPatterns are those that texts speak of, by what in a source leaves open whether it follows one.
var designPatterns = []claim{
	{"singleton", `singleton`, "Singleton", `singleton|instance|__new__|once|lazy|static|global|default|getinstance|shared`},
	{"observer", `observer|publish[- ]subscribe|pub[-/]sub`, "Observer", `observ|subscri|listen|notify|event|emit|signal|callback|watch|hook|publish|handler|\bon[_a-z]`},
	{"factory", `(?:abstract\s+)?factory(?:\s+method)?`, "Factory Method", `factory|create|make|build|new|from_|classmethod|instance|return\s+\w+\(|default`},
	{"builder", `builder`, "Builder", `build|with|return self|return this|chain|append|add|set`},
	{"strategy", `strategy`, "Strategy", `strateg|interface|abstract|protocol|callback|func|lambda|polic|algorithm|backend|provider|inject|mode|handler|overrid|type`},
	{"visitor", `visitor`, "Visitor", `visit|accept|walk|travers|node`},
	{"command", `command`, "Command", `command|execute|undo|cmd|action|run`},
	{"adapter", `adapter`, "Adapter", `adapt|wrap|convert|translat|delegat|bridge|\bto_|from`},
	{"proxy", `proxy`, "Proxy", `proxy|delegat|wrap|forward|lazy|getattr|intercept|remote`},
	{"memento", `memento`, "Memento", `memento|snapshot|restore|undo|state|save|history`},
	{"flyweight", `flyweight`, "Flyweight", `flyweight|cache|pool|shared|intern|reuse`},
	{"repository", `repository`, "Repository", `repositor|query|find|session|database|\bdb\b|store|save|fetch|get|collection`},
}

var claimKinds = claimRows()

// claimRows makes a kind of each row of the tables above.
func claimRows() []statementKind {
	var kinds []statementKind
	for _, c := range claims {
		kinds = append(kinds, statementKind{name: c.name, anywhere: true, example: c.example, form: regexp.MustCompile(`(?i)` + c.form), judge: judgeClaim(c, regexp.MustCompile(`(?i)`+c.form), c.name)})
	}
	for _, c := range designPatterns {
		form := regexp.MustCompile(`(?i)\b(?:` + c.form + `)\s+(?:design\s+)?pattern\b`)
		kinds = append(kinds, statementKind{name: "pattern", anywhere: true, example: c.example + " pattern", form: form, judge: judgeClaim(c, form, c.name+" pattern")})
	}
	return kinds
}

// judgeClaim judges a claim by its evidence. A text that suggests analyses: it may judge complexity itself.
func judgeClaim(c claim, form *regexp.Regexp, what string) func(d *described, a assertion) (Verdict, string) {
	evidence := regexp.MustCompile(`(?i)` + c.evidence)
	return func(d *described, a assertion) (Verdict, string) {
		own := d.symbol.Doc + "\n" + d.scope.Facts + "\n" + d.scope.Source
		switch {
		case form.MatchString(own):
			return VerdictHolds, "the source says so"
		case d.scope.Reviews || openNumbers.MatchString(a.whole) || evidence.MatchString(own):
			return undecided()
		}
		return VerdictUnsupported, "nothing in the source shows it: " + what
	}
}

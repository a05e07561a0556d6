package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/words"
)

// action is something that code does, by what has to stand in a source that does it.
type action struct {
	name     string
	form     string // what says so, with its object
	example  string
	evidence string            // in any language, in small letters, names included
	in       map[string]string // further evidence, by language family
	shows    string            // what is enough to say that it does; "" for nothing
}

var actions = []action{
	{"logs", `logs\s+(?:an?|the|any|all|each|every|information|errors?|warnings?|messages?|exceptions?|details?|\x00)`, "logs the error", `log|print|warn|debug|trace|error|report|echo|stderr|console|notice|info\b|write|record|audit|capture`, nil, `\b(?:log|logger|logging|slog|console)\.\w+\(|\.log(?:ger)?\.\w+\(|\b(?:print|printf|println)\(|\blog\w*\(`},
	{"retries", `retries\s|retries\.|is\s+retried`, "retries the request", `retr|attempt|tries|again|backoff|for\b|while\b|loop|tenacity|times`, nil, ""},
	{"caches", `caches\s+(?:the|its|a|results?|values?|responses?)`, "caches the result", `cache|memo|lru|store|saved|remember|seen|once|property|pool|redis|\bmap\b|\[|set\b|put\b`, nil, `(?i)cache|memo|lru`},
	{"locks", `(?:acquires|takes|obtains|holds)\s+(?:a|the|an\s+exclusive)\s+(?:\w+\s+)?(?:lock|mutex)|locks\s+the\s+mutex`, "acquires a lock", `lock|mutex|semaphore|synchroni|acquire|monitor|atomic|with\b`, nil, `(?i)lock\(|mutex|with\s+[\w.]*lock`},
	{"sends a request", `(?:sends|makes|performs|issues)\s+an?\s+(?:http|https|get|post|put|delete|patch|api|network)\s+(?:\w+\s+)?(?:request|call)`, "sends an HTTP request",
		`http|request|fetch|axios|client|url|api|\bget\b|post|send|call|session|curl|socket|rpc|query|dial|roundtrip|urlopen|download|upload`, nil, `(?i)\brequests\.\w+\(|\bfetch\(|axios|http\.(?:Get|Post|NewRequest)|urlopen\(|\.request\(`},
	{"database", `(?:writes|saves|inserts|stores|persists|commits)\s+(?:[\w\x00]+\s+){0,4}(?:to|in|into)\s+(?:the|a)\s+(?:\w+\s+)?database`, "saves the row to the database",
		`\bdb\b|database|sql|session|query|insert|commit|save|persist|collection|repo|store|create|update|model|exec|mongo|redis|add\b|table|entity|prisma|cursor|record`, nil, `(?i)\.commit\(|\bINSERT\b|\.execute\w*\(|session\.add|\.save\(|\.Exec\(`},
	{"sends mail", `sends\s+an?\s+(?:\w+\s+)?(?:e-?mail|sms)`, "sends an email", `mail|smtp|sms|notif|message|twilio|sendgrid|ses\b|send`, nil, `(?i)smtp|sendmail|send_mail`},
	{"spawns", `(?:spawns|starts|creates|launches)\s+(?:a|an|several|multiple|two)\s+(?:new\s+|separate\s+|background\s+)?(?:goroutines?|threads?)(?:[.,;)]|$|\s(?:that|to|for|which|and|in|per|with)\b)`, "starts a goroutine",
		`thread|executor|spawn|pool|worker|async|parallel|concurren|start|launch|future`, map[string]string{"go": `\bgo\b|errgroup|wg\.`}, `\bgo\s+(?:func\b|[\w.]+\()|Thread\(|threading\.|new Worker\(`},
}

var actionKinds = actionRows()

// actionRows makes a kind of each row of the table, and the one of calls.
func actionRows() []statementKind {
	kinds := []statementKind{{name: "calls", example: "calls `close`", judge: judgeCalls,
		form: regexp.MustCompile(`\b(?:calls|invokes)\s+(?:the\s+)?([\p{L}_$][\p{L}\p{N}_$.]*)(?:\(\))?`)}}
	for _, a := range actions {
		evidence := regexp.MustCompile(`(?i)` + a.evidence)
		more := map[string]*regexp.Regexp{}
		var enough *regexp.Regexp
		if a.shows != "" {
			enough = regexp.MustCompile(a.shows)
		}
		for family, pattern := range a.in {
			more[family] = regexp.MustCompile(`(?i)` + pattern)
		}
		kinds = append(kinds, statementKind{name: a.name, example: a.example, form: regexp.MustCompile(`(?i)\b(?:` + a.form + `)`),
			judge: func(d *described, _ assertion) (Verdict, string) {
				if enough != nil && enough.MatchString(d.body) {
					return VerdictHolds, "the source does so"
				}
				shown := evidence.MatchString(d.text) || more[d.family] != nil && more[d.family].MatchString(d.text)
				if shown || d.body == "" || d.symbol.Abstract || d.ownCalls() {
					return undecided()
				}
				return VerdictUnsupported, "nothing in it " + a.name
			}})
	}
	return kinds
}

var called = regexp.MustCompile(`([\p{L}_$][\p{L}\p{N}_$]*)\s*\(`)

// ownCalls reports whether the body calls anything that the file or the repository may define, in which more can
// happen than the body shows.
func (d *described) ownCalls() bool {
	language := langdata.For(d.scope.Language)
	for _, m := range called.FindAllStringSubmatch(d.body, -1) {
		if !language.Keyword(m[1]) && !language.Builtin(m[1]) {
			return true
		}
	}
	return false
}

// judgeCalls looks for a call: a name that stands nowhere in the definition is not called by it.
func judgeCalls(d *described, a assertion) (Verdict, string) {
	name := strings.TrimRight(a.groups[1], ".")
	name = name[strings.LastIndexByte(name, '.')+1:]
	if !a.code && !strings.HasSuffix(a.groups[0], "()") || d.body == "" || name == "it" {
		return undecided()
	}
	switch {
	case regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\s*(?:<[^<>]*>)?\(`).MatchString(d.code):
		return VerdictHolds, "the source says so"
	case words.ContainsWord(d.text, name):
		return undecided()
	}
	return VerdictUnsupported, "it does not call " + name
}

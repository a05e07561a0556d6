package redact

import (
	"math"
	"regexp"
	"strings"
	"sync"
)

// secretRule finds one kind of secret.
type secretRule struct {
	kind string
	// keywords are what a line has to hold for the pattern to be tried on it, in lower case.
	keywords []string
	lines    bool // the pattern goes over lines: it is tried on the whole text
	pattern  *regexp.Regexp
	group    int               // the group that is the secret; 0 is the whole match
	accept   func(string) bool // nil takes every match
}

// window is how much of a very long line is searched before and after a keyword.
const window = 1024

// find adds the rule's secrets in the text. Only the lines with one of its
// keywords are searched, which makes redacting several times faster.
func (r secretRule) find(text, lower string, found []secretMatch) []secretMatch {
	for _, k := range r.keywords {
		searched := 0
		for {
			i := strings.Index(lower[searched:], k)
			if i < 0 {
				break
			}
			start, end := 0, len(text)
			if !r.lines {
				i += searched
				start = max(searched, i-window, strings.LastIndexByte(text[:i], '\n')+1)
				end = min(len(text), i+len(k)+window)
				if n := strings.IndexByte(text[i:end], '\n'); n >= 0 {
					end = i + n
				}
			}
			for _, m := range r.pattern.FindAllStringSubmatchIndex(text[start:end], -1) {
				from, to := start+m[2*r.group], start+m[2*r.group+1]
				if m[2*r.group] >= 0 && from < to && (r.accept == nil || r.accept(text[from:to])) {
					found = append(found, secretMatch{from, to, r.kind})
				}
			}
			searched = end
		}
	}
	return found
}

// secretName ends the names that hold passwords, tokenName those that hold
// keys and tokens.
const (
	secretName = `(?:password|passwd|passphrase|passwort|pwd|pass)`
	tokenName  = `(?:secret|secret[_-]?key|api[_-]?key|apikey|access[_-]?key|access[_-]?key[_-]?id|auth[_-]?key|signing[_-]?key|encryption[_-]?key|` +
		`private[_-]?key|client[_-]?secret|auth[_-]?token|access[_-]?token|refresh[_-]?token|bot[_-]?token|api[_-]?token|token|credentials?|webhook[_-]?url)`
	// assigned leads from a name to the literal it is given, with a type between
	// them or not: `password: str = "`, `"password" => "`, `password := "`.
	assigned = `["'\]]{0,2}[ \t]{0,4}(?::[ \t]{0,2}[A-Za-z][\w\[\]|.?<> ]{0,40}?[ \t]{0,4}=|:=|=>|={1,3}|:)[ \t]{0,4}[bruf]{0,2}`
)

// literals match the content of a string literal, one for each kind of quotes. They are not one pattern,
// because the secret has to be the same group in all of them: rules are made once for each.
var literals = []string{`"([^"\n\\]{4,})"`, `'([^'\n\\]{4,})'`, "`([^`\n\\\\]{4,})`"}

// secretRules returns the rules. They are made when the first text is redacted: compiling them takes milliseconds.
var secretRules = sync.OnceValue(func() []secretRule {
	rules := []secretRule{
		{kind: privateKey, lines: true, keywords: []string{"private key"},
			pattern: regexp.MustCompile(`-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?s:(?:[^-]|-{1,4}[^-])*?)-----END[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----`)},
		{kind: privateKey, lines: true, keywords: []string{"private key"}, // the end is missing
			pattern: regexp.MustCompile(`-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\s"'+\\n,.]{1,12}[A-Za-z0-9+/=]{20,})+`)},
		{kind: "url-credentials", keywords: []string{"://"}, group: 1, accept: credentials,
			pattern: regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9+.-]{1,30}://([^\s/:@"'` + "`" + `<>\[\]?#]{0,}:[^\s/@"'` + "`" + `<>\[\]]{1,})@[\w\[]`)},
		{kind: "url-credentials", keywords: []string{"://"}, group: 1, accept: func(s string) bool { return isToken(s, 20) },
			pattern: regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9+.-]{1,30}://([A-Za-z0-9_.-]{20,})@[\w\[]`)},
		{kind: "connection-string", keywords: []string{"password", "pwd", "accountkey", "sharedaccesskey"}, group: 1, accept: isSecret,
			pattern: regexp.MustCompile(`(?i)\b(?:server|host|hostname|data source|addr|address|user id|uid|user|username|database|dbname|initial catalog|endpoint|accountname|port|sharedaccesskeyname)\s?=[^"'` + "`" + `\n]{0,}?(?:;\s?|[^,\s] )(?:password|pwd|accountkey|sharedaccesskey)\s?=\s?([^;"'` + "`" + `\s&]{3,})`)},
		{kind: "connection-string", keywords: []string{"password", "pwd"}, group: 1, accept: isSecret,
			pattern: regexp.MustCompile(`(?i)["'` + "`" + `; ](?:password|pwd)=([^;"'` + "`" + `\s&]{3,});\s?(?:server|host|data source|user id|uid|user|username|database|initial catalog|port|trusted_connection|encrypt|pooling|persist security info)\s?=`)},
		{kind: "bearer-token", keywords: []string{"bearer"}, group: 1, accept: looksRandom,
			pattern: regexp.MustCompile(`(?i)\bbearer[ \t]{1,4}([A-Za-z0-9._~+/-]{16,}={0,2})`)},
		{kind: "basic-auth", keywords: []string{"basic "}, group: 1, accept: func(s string) bool { return isToken(s, 12) },
			pattern: regexp.MustCompile(`(?i)\bauthorization["']?[ \t]{0,4}[:=,][ \t]{0,4}["']?basic[ \t]{1,4}([A-Za-z0-9+/]{8,}={0,2})`)},
		{kind: "basic-auth", keywords: []string{"curl"}, group: 1, accept: credentials,
			pattern: regexp.MustCompile(`\bcurl\b[^\n]{0,}?\s(?:-u|--user)[ \t]{1,4}["']?([\w.@+-]{1,64}:[^\s"'$]{3,})`)},
		{kind: "password", keywords: []string{"--password", "--passwd", "--token", "--secret"}, group: 1, accept: isSecret,
			pattern: regexp.MustCompile(`(?i)--(?:[a-z]{1,20}-)?(?:password|passwd|token|secret)(?:=|\s)["']?([^\s"'` + "`" + `,)\]]{6,})`)},
		// A line of an environment file, a shell script or a properties file.
		{kind: "password", keywords: []string{"pass", "pwd"}, group: 1, accept: isSecret,
			pattern: regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+|ENV[ \t]+|-[ \t]+)?[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|PASSPHRASE|PWD|PASS)[ \t]?[=:][ \t]?([^\s"'#` + "`" + `(){}\[\],;]{4,})[ \t]*(?:#.*)?$`)},
		{kind: "secret", keywords: []string{"secret", "key", "token"}, group: 1, accept: func(s string) bool { return isToken(s, 12) },
			pattern: regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+|ENV[ \t]+|-[ \t]+)?[A-Z0-9_]{0,60}(?:SECRET|SECRET_KEY|API_KEY|APIKEY|ACCESS_KEY|PRIVATE_KEY|TOKEN|CREDENTIALS)[ \t]?[=:][ \t]?([^\s"'#` + "`" + `(){}\[\],;]{12,})[ \t]*(?:#.*)?$`)},
		{kind: "password", keywords: []string{"pass", "pwd"}, group: 1, accept: func(s string) bool { return isSecret(s) && hasDigitAndLetter(s) },
			pattern: regexp.MustCompile(`(?m)^[ \t]*(?:-[ \t]+)?[\w.-]{0,60}` + secretName + `[ \t]?[=:][ \t]{1,2}([^\s"'#` + "`" + `(){}\[\],;]{6,})[ \t]*(?:#.*)?$`)},
	}
	for _, l := range literals {
		rules = append(rules,
			secretRule{kind: "password", keywords: []string{"pass", "pwd"}, group: 1, accept: isSecret,
				pattern: regexp.MustCompile(`(?:(?:^|[^A-Za-z])(?i:` + secretName + `)|Password|Passwd|Passphrase|Pwd|Pass)` + assigned + l)},
			secretRule{kind: "secret", keywords: []string{"secret", "key", "token", "credential", "webhook"}, group: 1, accept: func(s string) bool { return isToken(s, 12) },
				pattern: regexp.MustCompile(`(?i)` + tokenName + assigned + l)})
	}
	for _, t := range knownTokens {
		rules = append(rules, secretRule{kind: t.kind, keywords: t.keywords, group: 1,
			pattern: regexp.MustCompile(`(?:^|[^A-Za-z0-9_])(` + t.pattern + `[A-Za-z0-9_]*)`), accept: looksRandom})
	}
	return rules
})

// knownTokens are tokens that their issuers mark with a prefix.
var knownTokens = []struct {
	kind     string
	keywords []string
	pattern  string
}{
	{"aws-access-key", []string{"akia", "asia", "abia", "acca"}, `(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b`},
	{"github-token", []string{"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}, `gh[pousr]_[A-Za-z0-9]{30,}`},
	{"github-token", []string{"github_pat_"}, `github_pat_[A-Za-z0-9_]{40,}`},
	{"gitlab-token", []string{"glpat-", "gldt-", "glrt-"}, `gl(?:pat|dt|rt)-[A-Za-z0-9_-]{20,64}`},
	{"slack-token", []string{"xox"}, `xox[abeoprs]-\d[A-Za-z0-9-]{9,}`},
	{"slack-token", []string{"xapp-"}, `xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{16,}`},
	{"slack-webhook", []string{"hooks.slack.com"}, `https://hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9+/]{20,64}`},
	{"api-key", []string{"sk-"}, `sk-(?:[a-z]{2,10}[0-9]{0,2}-){0,2}[A-Za-z0-9_-]{20,}`},
	{"stripe-key", []string{"sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_", "whsec_"}, `(?:[sr]k_(?:live|test|prod)_|whsec_)[A-Za-z0-9+/]{16,}`},
	{"google-key", []string{"aiza"}, `AIza[A-Za-z0-9_-]{35}`},
	{"google-secret", []string{"gocspx-"}, `GOCSPX-[A-Za-z0-9_-]{20,40}`},
	{"google-token", []string{"ya29."}, `ya29\.[A-Za-z0-9_-]{30,}`},
	{"npm-token", []string{"npm_"}, `npm_[A-Za-z0-9]{36}`},
	{"pypi-token", []string{"pypi-ageichlwas"}, `pypi-AgEIcHlwaS[A-Za-z0-9_-]{40,}`},
	{"sendgrid-key", []string{"sg."}, `SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}`},
	{"twilio-key", []string{"sk"}, `SK[0-9a-f]{32}\b`},
	{"telegram-token", []string{":aa"}, `\d{8,10}:AA[A-Za-z0-9_-]{33}`},
	{"digitalocean-token", []string{"_v1_"}, `do[opr]_v1_[a-f0-9]{64}`},
	{"huggingface-token", []string{"hf_"}, `hf_[A-Za-z0-9]{34}\b`},
	{"docker-token", []string{"dckr_pat_"}, `dckr_pat_[A-Za-z0-9_-]{20,64}`},
	{"shopify-token", []string{"shp"}, `shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}`},
	{"age-key", []string{"age-secret-key-1"}, `AGE-SECRET-KEY-1[0-9A-Z]{58}`},
	{"vault-token", []string{"hvs.", "hvb."}, `hv[sb]\.[A-Za-z0-9_-]{24,}`},
	{"databricks-token", []string{"dapi"}, `dapi[a-f0-9]{32}\b`},
	{"linear-key", []string{"lin_api_"}, `lin_api_[A-Za-z0-9]{32,64}`},
	{"jwt", []string{"eyj"}, `eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}`},
}

// placeholder matches values that stand for a secret without being one: made only of such words, or
// of signs.
var placeholder = regexp.MustCompile(`(?i)^(?:[*x.•_#-]{3,}|none|null|nil|true|false|undefined|` +
	`(?:` + strings.Join(placeholderWords, "|") + `|[-_ ])+[!?0-9]{0,4})$`)

// placeholderWords are the words that placeholders are made of, as patterns: "your_password_here", "test123".
var placeholderWords = strings.Fields(`
	my your the a an some new old current default test testing dummy fake sample mock example
	user username db root admin super
	wrong correct valid invalid bad good plain hashed weak strong short long confirm hidden encrypted
	input insert enter change replace set put this here goes
	password passwrd passwd passphrase passwort pass pwd secret token key api credentials? value me it
	placeholder changeme redacted foo bar baz qux postgres guest demo todo tbd fixme xyz abc abcd?123
	string text empty required 12345?6?7?8?9?0?`)

// variable matches values that are put in later.
var variable = oneOf("", []string{
	`^[$<{%]`,          // $X, <x>, {x}, %s
	`\$\{`,             // a${X}
	`\$\(`,             // a$(cat x)
	`\{\{`,             // a{{ x }}
	`%\(`,              // a%(x)s
	`^\(`,              // (x or y)
	`\{[\w.\[\]'"]*\}`, // a{x.y["z"]}
	`<[\w -]+>`,        // a<your password>
	`%[sdvq]`,          // a%s
	`(?i)\b(?:getenv|environ|process\.env|import\.meta|env\.|config\.|settings\.|vault:|secretsmanager|ENC\[)`, // os.getenv("X")
}, "")

// reference matches values that name where a secret is instead of being it.
var reference = oneOf(`^(?:`, []string{
	`(?i:[a-z_-]*(?:password|passwd|secret|token|key)[a-z_-]*)`, // new-password
	`[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+`,                             // DB_PASSWORD
	`[./~][\w./~-]*`,                                            // /run/secrets/db
	`[a-z_]\w*(?:\.[a-z_]\w*)+`,                                 // settings.db.password
	`[\w.]+\(.*`,                                                // get_password()
	`https?://.*`,                                               // https://x.example/reset
	`.*\s.*`,                                                    // Password is too short
}, `)$`)

// oneOf compiles a pattern of alternatives.
func oneOf(before string, alternatives []string, after string) *regexp.Regexp {
	return regexp.MustCompile(before + strings.Join(alternatives, "|") + after)
}

// isSecret reports whether what a password's name was given is one.
func isSecret(s string) bool {
	return !placeholder.MatchString(s) && !variable.MatchString(s) && !reference.MatchString(s) && !strings.Contains(s, "EXAMPLE")
}

// isToken reports whether what a token's name was given is one.
func isToken(s string, atLeast int) bool {
	return len(s) >= atLeast && isSecret(s) && looksRandom(s)
}

// looksRandom reports whether s is mixed as machines mix.
func looksRandom(s string) bool {
	return hasDigitAndLetter(s) && entropy(s) >= minEntropy && !strings.Contains(strings.ToLower(s), "example") && !sequential(s)
}

// credentials reports whether "user:password" holds a password.
func credentials(s string) bool {
	user, password, _ := strings.Cut(s, ":")
	return len(password) >= 3 && isSecret(password) && !variable.MatchString(user) && password != user
}

func hasDigitAndLetter(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.IndexFunc(s, func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }) >= 0
}

// minEntropy in bits a character: English words have about 2.5 to 3, random
// hexadecimal of 32 characters about 3.5, random base64 more than 4.
const minEntropy = 2.8

// entropy returns Shannon's entropy of the characters of s, in bits a character.
func entropy(s string) float64 {
	counts := map[rune]int{}
	n := 0
	for _, r := range s {
		counts[r]++
		n++
	}
	h := 0.0
	for _, c := range counts {
		p := float64(c) / float64(n)
		h -= p * math.Log2(p)
	}
	return h
}

// sequential reports whether s holds a run that somebody typed: "0123456789", "abcdefgh".
func sequential(s string) bool {
	run := 1
	for i := 1; i < len(s); i++ {
		if s[i] == s[i-1]+1 {
			if run++; run >= 8 {
				return true
			}
		} else {
			run = 1
		}
	}
	return false
}

package redact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/viper"
	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/regexp"
)

// genericRule is the rule for what no other names.
const genericRule = "generic-api-key"

// leftOut are the rules of gitleaks that are not used, each with the reason.
var leftOut = map[string]string{
	"pkcs12-file":           "it is about a file's name, not about text",
	"hashicorp-tf-password": "the built-in rule for passwords finds the same in files of every name, and spares placeholders",
	"private-key":           "it takes everything from a constant that begins a key to one that ends it, the code between included; the built-in rule does not",
}

// wholeMatch are the rules whose group is only a part of the secret, which is the whole match.
var wholeMatch = map[string]string{
	"jwt-base64":              "its groups are the names of header fields",
	"microsoft-teams-webhook": "its groups are four digits of an id",
}

// spared are texts that a rule finds and that are no secrets, each seen in public source. Where target is
// "match" the pattern is tried on the whole match, elsewhere on the secret.
var spared = []struct{ rule, target, pattern, reason string }{
	{genericRule, "", `^(?:[A-Z]?[a-z]+|[A-Z]{2,}|\d{1,5}|[._])*(?:Key|Token|Secret|Auth|Access|Cred|Passw)(?:[A-Z]?[a-z]+|[A-Z]{2,}|\d{1,5}|[._])*$`,
		"a name in code with a number in it, such as testEd25519PrivateKey; where it stands in quotes the built-in rule decides"},
	{genericRule, "match", ` h1:[A-Za-z0-9+/]{43}=`, "a line of go.sum about a module whose name holds a word such as token"},
	{genericRule, "", `^sha(?:1|224|256|384|512)[-=:]`, "the checksum of a package whose name holds such a word"},
	{genericRule, "match", `,[ \t]*\r?\n`, "the next item of a list: base64 over several lines, one of which ends with KEY"},
	{genericRule, "match", `(?i)(?:idempotency|site|public|publishable|cache|partition|correlation|shortcut|hot|sort|row|primary|foreign|next|page|continuation|cursor|csrf|xsrf|sync|tracking|dedup\w*|shard)[ _.-]?(?:keys?|tokens?)["'` + "`" + `]?\s{0,3}(?:=|:)\s{0,3}["'` + "`" + `]?[\w.=+/-]+(?:-[0-9a-f]{12}|["'` + "`" + `;\s]|$)`,
		"the name says that everybody may see it; where such a name is one of a secret the built-in rules decide"},
	{genericRule, "", `(?i)^(?:(?:ctrl|cmd|alt|shift|meta|option|super)[+-])+\w+$`, "keys to press"},
	{genericRule, "", `(?i)0123456789|123456789abc|1234567890|abcdefghijklm`, "counted through by hand"},
	{genericRule, "", `(?i)^(?:aes|des|desede|3des|rsa|ec|hmac|pbkdf2|chacha20)\w{0,12}(?:[/_-]\w+){1,3}$`, "the name of an algorithm"},
	{genericRule, "", `^(?:[a-z]+\d{0,2}[._-])+[0-9a-f]{40}(?:[0-9a-f]{24})?$`, "words before a digest: the key of something in a cache"},
	{"sourcegraph-access-token", "", `^[0-9a-f]{40}$`, "a commit's hash in a text that names Sourcegraph; after a word such as token the generic rule finds it"},
}

// gitleaksConfig reads gitleaks' own configuration. The viper that parses it is a private one: an
// embedder's global viper is none of our business.
func gitleaksConfig() (config.Config, error) {
	v := viper.New()
	v.SetConfigType("toml")
	err := v.ReadConfig(strings.NewReader(config.DefaultConfig))
	var parsed config.ViperConfig
	if err == nil {
		err = v.UnmarshalExact(&parsed)
	}
	var c config.Config
	if err == nil {
		c, err = parsed.Translate()
	}
	for _, a := range c.Allowlists {
		if err == nil {
			err = a.Validate()
		}
	}
	if err != nil {
		err = fmt.Errorf("redact: gitleaks' rules cannot be read: %w (use a release of gitleaks that this package was tested with)", err)
	}
	return c, err
}

// loadConfig makes gitleaks' configuration fit texts, without the rules of the ids given.
func loadConfig(without []string) (config.Config, error) {
	c, err := gitleaksConfig()
	if err != nil {
		return c, err
	}
	var unknown []string
	for _, id := range without {
		if _, ok := c.Rules[id]; !ok {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) > 0 {
		return config.Config{}, fmt.Errorf("redact: gitleaks has no rule %s (the rules' names are in config/gitleaks.toml of its repository)", strings.Join(unknown, ", "))
	}
	for id, r := range c.Rules {
		if leftOut[id] != "" || slices.Contains(without, id) {
			delete(c.Rules, id)
			continue
		}
		if wholeMatch[id] != "" {
			r.Regex = regexp.MustCompile("(" + r.Regex.String() + ")") // the first group counts
		}
		r.Path = nil // a text has no path, and a secret is one in files of every name
		for _, s := range spared {
			if s.rule == id {
				r.Allowlists = append(r.Allowlists, &config.Allowlist{Description: s.reason, RegexTarget: s.target,
					Regexes: []*regexp.Regexp{regexp.MustCompile(s.pattern)}})
			}
		}
		c.Rules[id] = r
	}
	return c, nil
}

package redact

import (
	"regexp"
	"strings"
	"sync"
)

// knownTokens are tokens that their issuers mark with a prefix.
var knownTokens = []struct {
	kind     string
	prefixes string // one of them begins the token, in lower case
	pattern  string
}{
	{"aws-access-key", "akia asia abia acca", `(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b`},
	{"aws-session-token", "iqojb3jpz2lux2vj fwogzxivyxdz", `(?:IQoJb3JpZ2luX2Vj|FwoGZXIvYXdz)[A-Za-z0-9+/=]{60,}`},
	{"github-token", "ghp_ gho_ ghu_ ghs_ ghr_", `gh[pousr]_[A-Za-z0-9]{30,}`},
	{"github-token", "github_pat_", `github_pat_[A-Za-z0-9_]{40,}`},
	{"gitlab-token", "gl", `gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas|ffct)-[A-Za-z0-9_.-]{20,64}`},
	{"slack-token", "xox", `xox[abeoprs]-\d[A-Za-z0-9-]{9,}`},
	{"slack-token", "xapp-", `xapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{16,}`},
	{"api-key", "sk-", `sk-(?:[a-z]{2,10}[0-9]{0,2}-){0,2}[A-Za-z0-9_-]{20,}`},
	{"stripe-key", "sk_ rk_ whsec_", `(?:[sr]k_(?:live|test|prod)_|whsec_)[A-Za-z0-9+/]{16,}`},
	{"google-key", "aiza", `AIza[A-Za-z0-9_-]{35}`},
	{"google-secret", "gocspx-", `GOCSPX-[A-Za-z0-9_-]{20,40}`},
	{"google-token", "ya29.", `ya29\.[A-Za-z0-9_-]{30,}`},
	{"google-token", "1//0", `1//0[A-Za-z0-9_-]{30,}`},
	{"firebase-key", "aaaa", `AAAA[A-Za-z0-9_-]{7}:APA91b[A-Za-z0-9_-]{100,}`},
	{"npm-token", "npm_", `npm_[A-Za-z0-9]{36}`},
	{"pypi-token", "pypi-", `pypi-AgE[A-Za-z0-9_-]{40,}`},
	{"rubygems-key", "rubygems_", `rubygems_[a-f0-9]{40,}`},
	{"nuget-key", "oy2", `oy2[a-z0-9]{43}\b`},
	{"sendgrid-key", "sg.", `SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}`},
	{"mailgun-key", "key-", `key-[0-9a-f]{32}\b`},
	{"mailgun-key", "0 1 2 3 4 5 6 7 8 9 a b c d e f", `[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}\b`},
	{"mailchimp-key", "0 1 2 3 4 5 6 7 8 9 a b c d e f", `[0-9a-f]{32}-us\d{1,2}\b`},
	{"twilio-key", "sk", `SK[0-9a-f]{32}\b`},
	{"telegram-token", "0 1 2 3 4 5 6 7 8 9 bot", `(?:bot)?\d{8,10}:AA[A-Za-z0-9_-]{33}`},
	{"discord-token", "m n o", `[MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}`},
	{"digitalocean-token", "dop_v1_ doo_v1_ dor_v1_", `do[opr]_v1_[a-f0-9]{64}`},
	{"huggingface-token", "hf_ api_org_", `(?:hf_|api_org_)[A-Za-z0-9]{34}\b`},
	{"docker-token", "dckr_", `dckr_[a-z]{2,4}_[A-Za-z0-9_-]{20,64}`},
	{"shopify-token", "shp", `shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}`},
	{"square-token", "sq0 eaaa", `(?:sq0(?:csp|atp|idp)-[A-Za-z0-9_-]{22,}|EAAA[A-Za-z0-9_-]{56,})`},
	{"facebook-token", "eaac eaab eaad", `EAA[BCD][A-Za-z0-9]{60,}`},
	{"twitter-token", "aaaaaaaaaaaaaaaa", `A{16,}[A-Za-z0-9%]{40,}`},
	{"age-key", "age-secret-key-1", `AGE-SECRET-KEY-1[0-9A-Z]{58}`},
	{"vault-token", "hvs. hvb. hvr.", `hv[sbr]\.[A-Za-z0-9_-]{24,}`},
	{"databricks-token", "dapi", `dapi[a-f0-9]{32}\b`},
	{"linear-key", "lin_", `lin_(?:api|oauth)_[A-Za-z0-9]{32,64}`},
	{"notion-token", "secret_ ntn_", `(?:secret|ntn)_[A-Za-z0-9]{40,}`},
	{"airtable-token", "pat", `pat[A-Za-z0-9]{14}\.[a-f0-9]{64}`},
	{"atlassian-token", "atatt3 atctt3 bbdc-", `(?:AT[AC]TT3|BBDC-)[A-Za-z0-9_=-]{24,}`},
	{"postman-key", "pmak-", `PMAK-[a-f0-9]{24}-[a-f0-9]{30,}`},
	{"figma-token", "figd_ figo_ figu_", `fig[dou]_[A-Za-z0-9_-]{24,}`},
	{"grafana-token", "glsa_ glc_", `(?:glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/=_-]{32,})`},
	{"sentry-token", "sntrys_ sntryu_", `sntry[su]_[A-Za-z0-9+/=_-]{32,}`},
	{"newrelic-key", "nrak- nrii- nraa- nrjs-", `NR(?:AK|II|AA|JS)-[A-Za-z0-9_-]{16,}`},
	{"planetscale-token", "pscale_", `pscale_(?:pw|tkn|oauth)_[A-Za-z0-9_.=-]{30,}`},
	{"doppler-token", "dp.", `dp\.[a-z]{2,5}\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,}`},
	{"pulumi-token", "pul-", `pul-[a-f0-9]{40}\b`},
	{"heroku-key", "hrku-", `HRKU-[A-Za-z0-9_-]{36,}`},
	{"flyio-token", "fo1_ fm1r_ fm2_", `(?:fo1_|fm1r_|fm2_)[A-Za-z0-9+/=_-]{32,}`},
	{"supabase-key", "sbp_ sb_secret_", `(?:sbp_[a-f0-9]{40}|sb_secret_[A-Za-z0-9_-]{20,})`},
	{"groq-key", "gsk_", `gsk_[A-Za-z0-9]{40,}`},
	{"xai-key", "xai-", `xai-[A-Za-z0-9]{60,}`},
	{"replicate-token", "r8_", `r8_[A-Za-z0-9]{37,}`},
	{"perplexity-key", "pplx-", `pplx-[A-Za-z0-9]{40,}`},
	{"circleci-token", "ccipat_ cciprj_", `cci(?:pat|prj)_[A-Za-z0-9_]{30,}`},
	{"buildkite-token", "bkua_", `bkua_[a-z0-9]{40}`},
	{"netlify-token", "nfp_", `nfp_[A-Za-z0-9]{36,}`},
	{"dropbox-token", "sl.", `sl\.(?:u\.)?[A-Za-z0-9_-]{60,}`},
	{"clojars-token", "clojars_", `CLOJARS_[a-z0-9]{60}`},
	{"crates-token", "cio", `cio[A-Za-z0-9]{32}\b`},
	{"dynatrace-token", "dt0", `dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}`},
	{"duffel-token", "duffel_", `duffel_(?:test|live)_[A-Za-z0-9_-]{43}`},
	{"easypost-key", "ezak eztk", `EZ[AT]K[A-Za-z0-9]{54}`},
	{"frameio-token", "fio-u-", `fio-u-[A-Za-z0-9_-]{60,}`},
	{"sendinblue-key", "xkeysib-", `xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}`},
	{"shippo-token", "shippo_", `shippo_(?:live|test)_[a-f0-9]{40}`},
	{"prefect-token", "pnu_ pnb_", `pn[ub]_[a-z0-9]{36}`},
	{"readme-key", "rdme_", `rdme_[a-z0-9]{70}`},
	{"mapbox-token", "sk.eyj", `sk\.eyJ[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{20,}`},
	{"tailscale-key", "tskey-", `tskey-[a-z]+-[A-Za-z0-9]{8,}-[A-Za-z0-9]{16,}`},
	{"confluent-key", "cflt", `cflt[A-Za-z0-9+/]{60}`},
	{"artifactory-token", "akcp cmvmdgtu", `(?:AKCp[A-Za-z0-9]{66,}|cmVmdGtu[A-Za-z0-9]{56})`},
	{"jwt", "eyj", `eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}`},
	{"braintree-token", "access_token$", `access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}`},
	{"sonar-token", "squ_ sqp_ sqa_", `sq[upa]_[a-f0-9]{40}`},
	{"bitcoin-key", "5 k l", `(?:5[HJK][1-9A-HJ-NP-Za-km-z]{49}|[KL][1-9A-HJ-NP-Za-km-z]{51})\b`},
}

// tokenRule is a row of the table.
type tokenRule struct {
	kind, prefix string
	pattern      *regexp.Regexp
}

// tokenRules are the rows by the first byte of their prefix, in lower case.
var tokenRules = sync.OnceValue(func() *[256][]tokenRule {
	var table [256][]tokenRule
	for _, t := range knownTokens {
		pattern := regexp.MustCompile(`^(?:` + t.pattern + `)[A-Za-z0-9_]*`)
		for prefix := range strings.FieldsSeq(t.prefixes) {
			table[prefix[0]] = append(table[prefix[0]], tokenRule{t.kind, prefix, pattern})
		}
	}
	return &table
})

// marked are tokens with a mark in their middle.
var marked = []struct{ kind, mark string }{{"terraform-token", ".atlasv1."}, {"azure-secret", "8Q~"}}

// maxToken is how much of a token is matched, in bytes; what goes on behind it goes with it.
const maxToken = 1024

// minKnownToken is the length of the shortest token in the table.
const minKnownToken = 20

// marks looks for tokens with a mark in their middle.
func (s *scan) marks() {
	for _, m := range marked {
		for at := 0; ; {
			i := strings.Index(s.text[at:], m.mark)
			if i < 0 {
				break
			}
			from, to := at+i, at+i+len(m.mark)
			for from > 0 && at+i-from < 20 && (isWord(s.text[from-1]) || strings.IndexByte(".~-", s.text[from-1]) >= 0) {
				from--
			}
			for to < len(s.text) && (isWord(s.text[to]) || strings.IndexByte(".~-", s.text[to]) >= 0) {
				to++
			}
			if to-from >= minKnownToken+10 && looksRandom(s.text[from:to]) {
				s.add(from, to, m.kind)
			}
			at = to
		}
	}
}

// token looks whether an issuer marked what stands between the offsets.
func (s *scan) token(i, j int) {
	for at := i; at < j; {
		if (j - at) >= 2 {
			if end := s.tokenAt(at, j); end > at {
				at = end
				continue
			}
		}
		next := strings.IndexAny(s.text[at:j], ".-")
		if next < 0 {
			return
		}
		at += next + 1
	}
}

func (s *scan) tokenAt(at, j int) int {
	rules := tokenRules()[s.lower[at]]
	for k := range rules {
		r := &rules[k]
		if !strings.HasPrefix(s.lower[at:], r.prefix) {
			continue
		}
		if len(r.prefix) == 1 && j-at < minKnownToken && s.at(j) != ':' {
			continue
		}
		m := r.pattern.FindStringIndex(s.text[at:min(len(s.text), at+maxToken)])
		if m == nil {
			continue
		}
		if v := s.text[at : at+m[1]]; !looksRandom(v) && (Entropy(v) < 3.5 || !gibberish(v)) && (r.kind != "aws-access-key" || Entropy(v) < 2.5 || strings.Contains(v, "EXAMPLE")) {
			continue
		}
		end := at + m[1]
		if m[1] == maxToken {
			for end < len(s.text) && (isWord(s.text[end]) || strings.IndexByte("+/=.-", s.text[end]) >= 0) {
				end++
			}
		}
		if r.kind == "telegram-token" && s.lower[at] == 'b' {
			at += len("bot")
		}
		s.add(at, end, r.kind)
		return end
	}
	return 0
}

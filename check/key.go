package check

import (
	"regexp"

	"github.com/codeworm/codeworm/internal/words"
)

// keyForms are how code takes something out of a map by its name.
var keyForms = words.Forms{
	{`[\w\])]\??\.?\[\s*["']([A-Za-z_]\w*)["']\s*\]`, `w["total"]`},
	{`\.(?:get|pop|setdefault|has|getItem)\(\s*["']([A-Za-z_]\w*)["']`, `.get("total"`},
	{`\b(?:getattr|setattr|hasattr)\([^"'()]*,\s*["']([A-Za-z_]\w*)["']`, `getattr(row, "total"`},
}

// saidForms are how running text says that a string is a key.
var saidForms = words.Forms{
	{`["'“‘]([A-Za-z_]\w*)["'”’]\s+(?:key|field|property|attribute|column|setting)\b`, `"total" key`},
	{`\b(?:key|field|property|attribute|column|setting)s?\s+(?:named |called )?["'“‘]([A-Za-z_]\w*)["'”’]`, `key "total"`},
	{`\w\[["']([A-Za-z_]\w*)["']\]`, `w["total"]`},
}

var (
	keys     = keyForms.Each()
	saidKeys = saidForms.Each()
	quoted   = regexp.MustCompile(`^["']([A-Za-z_]\w*)["']$`)
)

// strict reports whether what is said of names is judged as the text of a model that describes what there is.
func (r *resolver) strict(suggestion bool) bool { return r.scope.Generated && !suggestion }

// missingKeys returns the keys that a text asks for and that do not exist, when it is a text that has to be right. A
// key that the code also sets is its own.
func (r *resolver) missingKeys(code string, forms []*regexp.Regexp, suggestion bool) []codeMention {
	if !r.strict(suggestion) {
		return nil
	}
	var missing []codeMention
	for _, form := range forms {
		for _, at := range form.FindAllStringSubmatchIndex(code, -1) {
			key := code[at[2]:at[3]]
			if r.knownKey(key) || setsKey(code, key) {
				continue
			}
			missing = append(missing, codeMention{absence{name: key, reason: `no key "` + key + `" is known in the repository`}, key, at[2], at[3]})
		}
	}
	return missing
}

// knownKey reports whether something that exists has the name of a key.
func (r *resolver) knownKey(key string) bool {
	return r.known(key) || r.inSource(key)
}

// known reports whether a name exists and is no library's that the source does not use.
func (r *resolver) known(name string) bool {
	o := r.single(name).origin
	return o.exists() && o != OriginPackage
}

// setsKey reports whether code gives a key its value itself.
func setsKey(code, key string) bool {
	set := regexp.MustCompile(`["']` + regexp.QuoteMeta(key) + `["']\s*(?::|\]\s*=[^=])|[(,{]\s*` + regexp.QuoteMeta(key) + `\s*[=:]`)
	return set.MatchString(code)
}

// isQuotedName recognizes a string of one word: it may be the name of something.
func isQuotedName(r *resolver, text string) bool {
	return r.scope.Generated && quoted.MatchString(text)
}

// resolveQuotedName resolves a string of one word. Only what is written as a name, or nearly one of the
// repository's, has to be a name.
func (r *resolver) resolveQuotedName(m *Mention) {
	name := quoted.FindStringSubmatch(m.Text)[1]
	m.found(OriginValue, "it is a value")
	if m.Suggestion || r.knownKey(name) {
		return
	}
	if r.compound(name, m.Suggestion) || r.slip(name) != "" {
		m.fail(name, "%q is not a name of the repository%s", name, r.languageClause())
	}
}

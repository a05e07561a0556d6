package redact

import (
	"math"
	"regexp"
	"strings"
)

// placeholder matches values that stand for a secret without being one: made only of such words, or
// of signs.
var placeholder = regexp.MustCompile(`(?i)^(?:[*x.•_#?-]{3,}|none|null|nil|true|false|undefined|` +
	`(?:` + strings.Join(placeholderWords, "|") + `|[-_ .])+[!?0-9]{0,4})$`)

// placeholderWords are the words that placeholders are made of, as patterns: "your_password_here", "test123".
var placeholderWords = strings.Fields(`
	p@ssword p@ssw0rd passw0rd my your the a an some new old current default test testing dummy fake sample mock example
	user username db root admin super
	wrong correct valid invalid bad good plain hashed weak strong short long confirm hidden encrypted
	input insert enter change replace set put this here goes
	password passwrd passwd passphrase passwort pass pwd secret token key apikey api credentials? value me it
	placeholder changeme redacted foo bar baz qux postgres guest demo todo tbd fixme xyz abc abcd?123
	string text empty required function object number boolean undefined ascii utf-?8(?:mb[34])? utf-?16 latin-?1 hex base64 strict ignore anonymous anonymous@ confirmed nullable optional sensitive bearer basic 12345?6?7?8?9?0?`)

// variable matches values that are put in later.
var variable = oneOf("", []string{
	`^[$<{]`,           // $X, <x>, {x}
	`^%\w+%$`,          // %X%
	`\$\{`,             // a${X}
	`\$\(`,             // a$(cat x)
	`\{\{`,             // a{{ x }}
	`%\(`,              // a%(x)s
	`^\(`,              // (x or y)
	`\{[\w.\[\]'"]*\}`, // a{x.y["z"]}
	`<[\w -]+>`,        // a<your password>
	`%[sdvq](?:\W|$)`,  // a%s
	`(?i)\b(?:getenv|environ|process\.env|import\.meta|env\.|config\.|settings\.|vault:|secretsmanager|ENC\[)`, // os.getenv("X")
}, "")

// reference reports whether a value names where a secret is instead of being it.
func reference(s string) bool {
	if strings.ContainsAny(s, " \t\r\n") || strings.IndexByte("./~", s[0]) >= 0 && plainPath(s) { // Password is too short, /run/secrets/db
		return true
	}
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "arn:aws") {
		return true
	}
	i := 0
	for i < len(s) && (isWord(s[i]) || s[i] == '.') {
		i++
	}
	switch {
	case i > 0 && i < len(s) && s[i] == '(': // get_password()
		return true
	case i == len(s) && strings.IndexByte(s, '_') > 0 && s == strings.ToUpper(s) && isLetter(s[0]) && !strings.Contains(s, "__") && !strings.HasSuffix(s, "_") && strings.IndexByte(s, '.') < 0: // DB_PASSWORD
		return true
	}
	lower := ASCIILower(s)
	if strings.Trim(lower, "abcdefghijklmnopqrstuvwxyz_-") != "" {
		return false
	}
	for _, name := range []string{"password", "passwd", "secret", "token", "key"} { // new-password
		if strings.Contains(lower, name) {
			return true
		}
	}
	return false
}

// plainPath reports whether s is a path of plain names; base64 may begin with a slash too.
func plainPath(s string) bool {
	for part := range strings.SplitSeq(s, "/") {
		if len(part) >= 20 && random64(part) && !wordlike(part) {
			return false
		}
	}
	for i := 0; i < len(s); i++ {
		if !isWord(s[i]) && strings.IndexByte("./~-", s[i]) < 0 {
			return false
		}
	}
	return true
}

// isVariable is variable, and does not try it on what cannot match.
func isVariable(s string) bool {
	if !strings.ContainsAny(s, "$<{%(") {
		lower := ASCIILower(s)
		if !strings.Contains(lower, "env") && !strings.ContainsAny(lower, ".:") && !strings.Contains(lower, "secretsmanager") {
			return false
		}
	}
	return variable.MatchString(s)
}

// oneOf compiles a pattern of alternatives.
func oneOf(before string, alternatives []string, after string) *regexp.Regexp {
	return regexp.MustCompile(before + strings.Join(alternatives, "|") + after)
}

// maxValue is how many bytes of a value are looked at.
const maxValue = 512

// cryptHash reports whether s is a password's hash as crypt writes it.
func cryptHash(s string) bool {
	if len(s) < 20 || s[0] != '$' {
		return false
	}
	id, rest, ok := strings.Cut(s[1:], "$")
	return ok && len(id) >= 1 && len(id) <= 10 && len(rest) >= 16 && isAlnum(id[0])
}

// isSecret reports whether what a password's name was given is one.
func isSecret(s string) bool {
	if len(s) > maxValue {
		s = s[:maxValue]
	}
	if cryptHash(s) {
		return true
	}
	if strings.IndexByte(s, '|') > 0 && validation.MatchString(s) {
		return false
	}
	if s == "" || strings.Contains(s, "EXAMPLE") || strings.ContainsAny(s, "\\-:=xX") && constant.MatchString(s) {
		return false
	}
	if dense(s) { // no reference, no variable and no placeholder looks so
		return true
	}
	return !(len(s) <= 80 && placeholder.MatchString(s)) && !reference(s) && !isVariable(s) && !(dotted.MatchString(s) && (wordlike(s) || len(s) < 10 && !strings.ContainsAny(s, "0123456789"))) &&
		!(strings.ContainsAny(s, "[\\/(]") && pattern.MatchString(s))
}

// constant matches numbers, digests that say so, and texts with escapes of bytes.
var constant = regexp.MustCompile(`^-?0[xX][0-9a-fA-F]{1,16}[uUlL]{0,3}$|^(?:sha(?:1|224|256|384|512)|md5|h1)[-:=]|\\[xu][0-9a-fA-F]{2}`)

// validation matches the rules that forms check their fields by: required|string|min:8.
var validation = regexp.MustCompile(`^(?:(?:required|nullable|sometimes|string|confirmed|bail|filled|present|(?:min|max|size|between|same|regex|different|unique|exists)(?::[\w,.-]+)?)(?:\||$))+$`)

// fileName matches paths of files: backups/db-20240101.sql.gz.
var fileName = regexp.MustCompile(`^[\w.-]+(?:/[\w.-]+)*/[\w-]+(?:\.[a-z]\w{1,4}){1,2}$`)

var (
	dotted  = regexp.MustCompile(`^[a-z_]\w*(?:\.[a-z_]\w*)+$`)                                           // settings.db.password
	pattern = regexp.MustCompile(`\[[\^]?(?:A-Z|a-z|0-9|a-f)|\\[dws]|\(\?[:=!]|\]\{\d|^/.*/[gimsuy]*,?$`) // [A-Za-z0-9]{32}
)

// dense reports whether s is mixed so much that it can be no name: digits between letters more than once, and nothing that
// a variable has.
func dense(s string) bool {
	if len(s) < 8 || strings.ContainsAny(s, "{}<>() \t$%_./") || sequential(s) {
		return false
	}
	changes := 0
	for i := 1; i < len(s); i++ {
		if isDigit(s[i]) != isDigit(s[i-1]) {
			changes++
		}
	}
	return changes >= 3 && !wordlike(s)
}

// isToken reports whether what a token's name was given is one.
func isToken(s string, atLeast int) bool {
	return len(s) >= atLeast && isSecret(s) && !sequential(s) && (looksRandom(s) || len(s) >= 16 && gibberish(s))
}

// looksRandom reports whether s is mixed as machines mix.
func looksRandom(s string) bool {
	if len(s) > maxValue {
		s = s[:maxValue]
	}
	return hasDigitAndLetter(s) && !sequential(s) && Entropy(s) >= minEntropy && !strings.Contains(ASCIILower(s), "example")
}

// credentials reports whether "user:password" holds a password.
func credentials(s string) bool {
	user, password, _ := strings.Cut(s, ":")
	return len(password) >= 3 && isSecret(password) && !variable.MatchString(user) && password != user
}

// accepts reports whether a value in quotes that was given to a name of the class is a secret.
func (c class) accepts(s string) bool {
	switch c {
	case phraseClass:
		return isSecret(s) || phrase(s)
	case passwordClass:
		return len(s) >= 4 && (isSecret(s) && !label(s) || lowerPhrase(s))
	case secretClass:
		return len(s) >= 6 && isSecret(s) && (strict(s) || isToken(s, 12) || chosen(s) && !strings.ContainsAny(s, "-_"))
	case tokenClass:
		return isToken(s, 12) && !plainName(s) || len(s) >= 8 && strict(s) && !isHost(s)
	case weakClass:
		return certain(s)
	case pinClass:
		return isDigits(s) && len(s) >= 4 && len(s) <= 8
	}
	return false
}

// plainName reports whether s is a name with a number behind it.
func plainName(s string) bool {
	return strings.Trim(strings.TrimRight(s, "0123456789"), "0123456789") == strings.TrimRight(s, "0123456789") && !strings.ContainsAny(strings.TrimRight(s, "0123456789"), "0123456789") && wordlike(s)
}

// strict reports whether s is a secret although nothing but its place near a name says so.
func strict(s string) bool {
	if len(s) < 6 || len(s) > 4096 || !hasDigitAndLetter(s) && !isDigits(s) && (len(s) < 8 || !gibberish(s)) {
		return false
	}
	if strings.IndexByte(s, '\\') >= 0 || strings.Count(s, "/") >= 2 && !strings.ContainsAny(s, "0123456789") { // a path
		return false
	}
	return !sequential(s) && !wordlike(s) && isSecret(s) && !isHost(s) && !isDate(s)
}

// certain reports whether s can only be something random that is nobody's id: no UUID, no digest, no words.
func certain(s string) bool {
	if fileName.MatchString(s) {
		return false
	}
	if i := strings.LastIndexByte(s, '-'); i > 3 && len(s)-i > 20 && isHex(s[i+1:]) && wordlike(s[:i]) { // a cache's key, over what is kept
		return false
	}
	return len(s) >= 16 && len(s) <= 4096 && isToken(s, 16) && !isUUID(s) && !isHex(s) && Entropy(s) >= 3.4 && !wordlike(s) && !isHost(s) && !strings.ContainsAny(s, " :,;()<>{}\\") &&
		!strings.HasPrefix(s, "sha") && !strings.HasPrefix(s, "iVBOR") && !strings.HasPrefix(s, "/9j/") && !strings.HasPrefix(s, "R0lGOD")
}

var phraseStop = set(`is must be should the your please enter wrong invalid required too not and or for with has have can cannot password passphrase pass token secret was of to in on a an`)

// phrase reports whether s is some words without a meaning.
func phrase(s string) bool {
	n := 0
	if n := strings.Count(s, " ") + 1; (n == 12 || n == 15 || n == 18 || n == 24) && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz ") == "" { // a wallet's
		return true
	}
	for w := range strings.FieldsSeq(s) {
		if n++; phraseStop[strings.ToLower(strings.Trim(w, ".,:;!?"))] {
			return false
		}
	}
	return n >= 3 && n <= 30
}

// lowerPhrase is phrase for what a password's name is given, where labels and sentences stand too.
func lowerPhrase(s string) bool {
	return len(s) < 200 && phrase(s) && s == ASCIILower(s) && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789 -") == ""
}

// label reports whether s is a word as forms show it, such as "Passwort", or is in another script.
func label(s string) bool {
	letters := 0
	for i, r := range s {
		if r >= 0x80 {
			letters++
			continue
		}
		if c := byte(r); isDigit(c) || i > 0 && 'A' <= c && c <= 'Z' || !isAlnum(c) {
			return false
		} else if i == 0 && (c < 'A' || c > 'Z') && !hasNonASCII(s) {
			return false
		}
	}
	return letters > 0 || len(s) <= 14 && !gibberish(s)
}

func hasNonASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isAlnum(c byte) bool  { return isDigit(c) || isLetter(c) }
func isWord(c byte) bool   { return isAlnum(c) || c == '_' }

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func isHex(s string) bool {
	return s != "" && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

func isUUID(s string) bool {
	s = strings.Trim(s, "{}")
	return len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' && isHex(strings.ReplaceAll(s, "-", ""))
}

var (
	hostName = regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9-]*|\d{1,3}|\*)(?:\.(?:[A-Za-z][A-Za-z0-9-]*|\d{1,3}))+(?::\d+)?$|^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$|^localhost(?::\d+)?$|^\[[0-9A-Fa-f:.%\w]*\](?::\w+)?$`)
	dateLike = regexp.MustCompile(`^v?\d+(?:[.:/-]\d+)+(?:[T ][\d:.Z+-]*)?(?:[-+.][a-z0-9.]+)?$|^\d+(?:ms|s|m|h|d|px|em|rem|kb|mb|gb|k|b|bit|bits|days?|th|st|nd|rd)$`)
)

func isHost(s string) bool {
	if !strings.ContainsAny(s, ".:@l") || !hostName.MatchString(s) {
		return false
	}
	if s[0] == '[' { // IPv6
		return true
	}
	for part := range strings.SplitSeq(s, ".") {
		if part = strings.TrimRight(part, "0123456789"); len(part) > 3 && !wordlike(part) && !(len(part) <= 8 && part == ASCIILower(part) && strings.Trim(part, "abcdefghijklmnopqrstuvwxyz") == "") {
			return false
		}
	}
	return true
}
func isDate(s string) bool { return dateLike.MatchString(strings.ToLower(s)) }

func hasDigitAndLetter(s string) bool {
	digit, letter := false, false
	for i := 0; i < len(s) && !(digit && letter); i++ {
		digit = digit || isDigit(s[i])
		letter = letter || isLetter(s[i])
	}
	return digit && letter
}

// minEntropy in bits a character: English words have about 2.5 to 3, random
// hexadecimal of 32 characters about 3.5, random base64 more than 4.
const minEntropy = 2.8

// Entropy returns Shannon's entropy of the bytes of s, in bits a byte.
func Entropy(s string) float64 {
	var counts [256]int
	for i := 0; i < len(s); i++ {
		counts[s[i]]++
	}
	h, n := 0.0, float64(len(s))
	for _, c := range counts {
		if c > 0 {
			p := float64(c) / n
			h -= p * math.Log2(p)
		}
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

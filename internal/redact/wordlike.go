package redact

import (
	"regexp"
	"strings"
)

// commonPairs are the pairs of letters that make up some nineteen of twenty in English words and in the names of programs; of random
// letters they are a good third.
const commonPairs = `th he in er an re nd on en at ou ed ha to or it is hi es ng st ar te se me sa ve le al ne as io de ti ri ro ic li ea ra ce om ma ur la us ut ta et el so ho co ca di
	be no ot il ns ss ee ll nt tr ec si pr ac ai us ly ge em ad ul rs wh wi we ch ct ol pe po pa ow ke ir im id ig ie fo fr fi fe fa ev do da cl ck bl bo bu by br ay av au ap am ag
	ab un up sh sc sp su sl sk sw sm sn pl ph pi pu oo od of og op os ov ob oc oi ok ow ld lo ls lt lu lv lf lm gh gi go gr gu ga gl gs ks ki ey ye ys ym yp vi va vo ua ub ud ue ui um
	uc ug uf tu tw ty ts tt rt ru ry rm rn rd rc rk rl rg rf rp rr rv rb ow ny nu nf nk nc ni nl nv mp mi mo mu mb mm my ms ju je jo ja iv iz ip ix if gn ff ft fu fl ex ep ei eg ef eb ew
	eo eq eu et du dr ds dl dm dd dg cu cr ci cc ba bi az ax ak af xt xp ya yo wa wo wr ws qu hu ht hr hy hs na nn pp pt ps pd rh rw sq sy ze zi zo ub`

var common = func() (table [26 * 26]bool) {
	for p := range strings.FieldsSeq(commonPairs) {
		table[int(p[0]-'a')*26+int(p[1]-'a')] = true
	}
	return table
}()

// commonShare counts the pairs of letters in a word, and how many are common.
func commonShare(word string) (pairs, known int) {
	for i := 1; i < len(word); i++ {
		pairs++
		if common[int(word[i-1]|0x20-'a')*26+int(word[i]|0x20-'a')] {
			known++
		}
	}
	return pairs, known
}

// numbers are those that names of techniques end with; years are such too.
var numbers = set(`64 32 16 128 192 224 256 384 512 8859 1252 1024 2048 3072 4096 25519 448 509 403 404 401 500 127 8601 1337 123 1234 12345 123456`)

func nameNumber(s string) bool {
	return len(s) <= 2 || numbers[s] || len(s) == 4 && (s[:2] == "19" || s[:2] == "20")
}

// wordlike reports whether s is made of words, as names are: "deploy-2024", "user.profile.title", "SHA256", "getToken2".
func wordlike(s string) bool {
	if len(s) > 200 {
		return false
	}
	if name := strings.TrimRight(s, "0123456789"); len(name) >= 2 && len(name) <= 6 && len(s)-len(name) >= 3 && numbers[s[len(name):]] && strings.IndexFunc(name, func(r rune) bool { return r < '-' || r > 'z' }) < 0 {
		return true // ed25519
	}
	inWords, other, pairs, known, caseFlips, inside, abbreviated, inAbbreviations := 0, 0, 0, 0, 0, 0, 0, 0
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case isDigit(c):
			j := i
			for j < len(s) && isDigit(s[j]) {
				j++
			}
			if !nameNumber(s[i:j]) {
				return false
			}
			if i == 0 && j > 1 && j < len(s) && isLetter(s[j]) {
				inside++
			}
			if i > 0 && isLetter(s[i-1]) && j < len(s) && isLetter(s[j]) { // inside of a word
				alone := i == 1 || !isLetter(s[i-2]) || s[i-1] < 'a' && s[i-2] >= 'a'
				if inside++; inside > 1 || alone && i > 1 || j-i > 1 && !numbers[s[i:j]] {
					return false
				}
			}
			other += j - i
			i = j
		case isLetter(c):
			j := i + 1
			for j < len(s) && isLetter(s[j]) && !(s[j] < 'a' && s[j-1] >= 'a') && !(s[j] >= 'a' && s[j-1] < 'a' && j-1 > i) {
				j++
			}
			// XMLFile: the last capital begins the next word
			if j < len(s) && isLetter(s[j]) && s[j] >= 'a' && s[j-1] < 'a' && j-1 > i {
				j--
			}
			if j-i >= 3 {
				inWords += j - i
				p, k := commonShare(s[i:j])
				pairs, known = pairs+p, known+k
				if s[i:j] == strings.ToUpper(s[i:j]) && j-i <= 5 { // an abbreviation
					abbreviated, inAbbreviations = abbreviated+j-i, inAbbreviations+p
					pairs, known = pairs-p, known-k
				}
			} else {
				other += j - i
				caseFlips++
			}
			i = j
		case strings.IndexByte("-_. /:+|@'", c) >= 0 || c >= 0x80:
			i++
		default:
			return false
		}
	}
	if 2*abbreviated > inWords && (len(s) > 14 || s != strings.ToUpper(s)) {
		pairs += inAbbreviations
	}
	return inWords > 0 && float64(inWords) >= 0.6*float64(inWords+other) && float64(known) >= 0.72*float64(pairs) && caseFlips <= 1+inWords/6
}

// gibberish reports whether s is letters that make no words.
func gibberish(s string) bool {
	letters := 0
	for i := 0; i < len(s); i++ {
		if isLetter(s[i]) {
			letters++
		}
	}
	return letters >= 8 && !wordlike(s) && !strings.ContainsAny(strings.TrimRight(s, "="), " {}()[];:,<>\"'|\\=") && !hasNonASCII(s)
}

// codelike reports whether s is made of names and operators: "2*maxSize", "arm.C_WBIT|x".
func codelike(s string) bool {
	return wordlike(strings.Map(func(r rune) rune {
		if r < 0x80 && !isAlnum(byte(r)) {
			return ' '
		}
		return r
	}, s)) || !strings.ContainsAny(s, "0123456789") && dottedName.MatchString(s)
}

var dottedName = regexp.MustCompile(`^[&*]?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$`)

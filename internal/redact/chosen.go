package redact

import "strings"

// chosen reports whether s is a password as people choose them, of words with digits: "WinterSilver65", "castle-ninja-20", "hunt3r".
// Names look so too, so that its place has to say that it is a password.
func chosen(s string) bool {
	s = strings.TrimRight(s, "!#$@?*")
	if len(s) < 8 || len(s) > 40 || !isLetter(s[0]) || !hasDigitAndLetter(s) {
		return false
	}
	letters, inside := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isLetter(c):
			letters++
		case isDigit(c):
			if i > 0 && i+1 < len(s) && isLetter(s[i-1]) && isLetter(s[i+1]) {
				inside++
			}
		case strings.IndexByte("-_@!#", c) < 0:
			return false
		}
	}
	name := strings.TrimRight(s, "0123456789")
	digits := s[len(name):]
	words := letters >= 5 && (len(digits) >= 2 && len(digits) <= 4 && (!numbers[digits] || len(digits) == 4) && len(name) >= 5 || inside > 0 && letters >= 6 && !technical(ASCIILower(s)))
	return words && isSecret(s) && !isHost(s) && !isDate(s)
}

// technical reports whether a name holds a digit that belongs to it.
func technical(lower string) bool {
	for _, n := range []string{"web3", "log4", "oauth", "md5", "utf", "win32", "neo4", "x509", "sha2", "sha5", "int8", "int16", "int32", "int64", "float", "aes", "p2p", "b2b", "e2e", "ec2", "es5", "es6", "lz4", "zip2", "ipv6", "http2", "ed25519", "x86", "h265", "k8s", "auth0", "grant", "field", "test", "step", "part", "item", "user", "level", "type", "v2", "base64", "http1", "http3", "mp3", "mp4", "ipv4", "s3", "sha1", "sha3", "x11", "h264", "n1", "v1", "v3", "v4", "rot13", "p10", "pkcs1", "oauth1", "i18n", "l10n", "a11y", "k3s"} {
		if strings.Contains(lower, n) {
			return true
		}
	}
	return false
}

// salted reports whether s is a long row of letters, digits and signs as generators of secret keys print it, blanks and brackets included.
func salted(s string) bool {
	if len(s) < 40 || len(s) > 80 || strings.Contains(s, "://") {
		return false
	}
	signs, digits, blanks := 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ':
			blanks++
		case isDigit(c):
			digits++
		case !isLetter(c):
			signs++
		}
	}
	return signs >= 8 && digits >= 2 && blanks <= 3 && signs+digits < len(s)-8 && Entropy(s) > 4.6
}

package secretgen

import (
	"encoding/base64"
	"math/rand/v2"
	"strconv"
	"strings"
)

// filler makes texts of templates. In a template, {name} or {name:number} stands for something random,
// «…» for a secret, ‹…› for the base64 of what is in it, and {-} for nothing.
type filler struct {
	r       *rand.Rand
	secrets []string
}

// fill makes a text, and remembers its secrets.
func (f *filler) fill(template string) string {
	var b strings.Builder
	for template != "" {
		switch {
		case strings.HasPrefix(template, "«"):
			inner, rest, _ := strings.Cut(template[len("«"):], "»")
			inside := f.fill(inner)
			f.secrets = append(f.secrets, inside)
			b.WriteString(inside)
			template = rest
		case strings.HasPrefix(template, "‹"):
			inner, rest, _ := strings.Cut(template[len("‹"):], "›")
			inside := base64.StdEncoding.EncodeToString([]byte(f.fill(inner)))
			f.secrets = []string{inside} // the base64 is what must not stay
			b.WriteString(inside)
			template = rest
		case template[0] == '{' && strings.IndexByte(template, '}') > 0 && f.known(template[1:strings.IndexByte(template, '}')]):
			end := strings.IndexByte(template, '}')
			b.WriteString(f.sign(template[1:end]))
			template = template[end+1:]
		default:
			b.WriteByte(template[0])
			template = template[1:]
		}
	}
	return b.String()
}

const (
	digits   = "0123456789"
	lower    = "abcdefghijklmnopqrstuvwxyz"
	upper    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	letters  = lower + upper
	alphanum = letters + digits
)

// alphabets are what random strings are made of.
var alphabets = map[string]string{
	"hex": "0123456789abcdef", "HEX": "0123456789ABCDEF", "an": alphanum, "b64": alphanum + "+/", "url": alphanum + "-_", "up": upper + digits, "low": lower + digits,
	"d": digits, "b32": upper + "234567", "B": upper, "a": lower,
}

// lists are what else may stand for a sign.
var lists = map[string][]string{
	"user":  {"admin", "app", "root", "deploy", "svc_billing", "jdoe", "postgres", "scott", "reporting", "ci-bot"},
	"host":  {"db.internal", "10.2.0.14", "cache-01.acme.io", "localhost", "mq.prod.example.net", "api.acme.dev"},
	"word":  {"orchid", "lantern", "copper", "violet", "tundra", "harbor", "maple", "rocket", "walnut", "prairie", "ember", "glacier"},
	"env":   {"prod", "staging", "dev", "live", "test"},
	"pname": {"password", "passwd", "pwd", "dbPassword", "db_password", "smtp_password", "adminPassword", "user_password", "rootPassword", "redisPassword"},
	"PNAME": {"DB_PASSWORD", "PASSWORD", "SMTP_PASS", "POSTGRES_PASSWORD", "MYSQL_ROOT_PASSWORD", "ADMIN_PWD", "REDIS_PASSWORD", "KEYSTORE_PASSWORD", "FTP_PASSWD"},
	"tname": {"api_key", "apiKey", "client_secret", "clientSecret", "auth_token", "accessToken", "secretKey", "signing_key", "jwtSecret", "webhook_secret", "encryptionKey"},
	"TNAME": {"API_KEY", "SECRET_KEY", "JWT_SECRET", "ACCESS_TOKEN", "CLIENT_SECRET", "AUTH_TOKEN", "SIGNING_KEY", "STRIPE_SECRET", "ENCRYPTION_KEY", "SESSION_SECRET"},
}

func (f *filler) known(sign string) bool {
	name, _, _ := strings.Cut(sign, ":")
	return alphabets[name] != "" || lists[name] != nil || name == "pw" || name == "chosen" || name == "bytes" || name == "salt" || name == "simple" || name == "phrase" || name == "uuid" || name == "tok" || name == "-"
}

func (f *filler) sign(sign string) string {
	name, number, _ := strings.Cut(sign, ":")
	n, _ := strconv.Atoi(number)
	if a := alphabets[name]; a != "" {
		return f.random(a, max(n, 1))
	}
	if l := lists[name]; l != nil {
		return f.pick(l)
	}
	switch name {
	case "-":
		return ""
	case "pw":
		return f.password()
	case "chosen":
		return f.chosen()
	case "bytes":
		var l []string
		for range 16 {
			l = append(l, "0x"+f.random(alphabets["hex"], 2))
		}
		return strings.Join(l, ", ")
	case "salt":
		return f.random(alphanum, 20) + f.random("!@#%^&*()-_[]{}<>~+=,.;:/?|", 24) + f.random(digits, 3) + f.random(alphanum+"!@#%^&*+=", 17)
	case "simple":
		return f.simple()
	case "phrase":
		return f.pick(lists["word"]) + " " + f.pick(lists["word"]) + " " + f.pick(lists["word"]) + " " + f.pick(lists["word"])
	case "tok":
		return f.random(alphabets[f.pick([]string{"hex", "an", "an", "url", "b64"})], f.pickInt(24, 32, 40, 48))
	default: // uuid
		h := f.random(alphabets["hex"], 30)
		return h[:8] + "-" + h[8:12] + "-4" + h[12:15] + "-a" + h[15:18] + "-" + h[18:30]
	}
}

// password makes what people and password managers take for one.
func (f *filler) password() string {
	switch f.r.IntN(4) {
	case 0:
		return f.simple()
	case 1: // with signs that stand in quotes and URLs unharmed
		return f.random(letters, 4) + f.random(digits, 2) + f.random("!._-~*", 1) + f.random(alphanum, 5)
	case 2:
		return f.random(alphanum, 11) + f.random(digits, 1)
	default:
		w := f.pick(lists["word"])
		return strings.ToUpper(w[:1]) + w[1:] + f.random(digits, 3) + f.random(alphanum, 2)
	}
}

// chosen makes a password of words and digits, as people choose them.
func (f *filler) chosen() string {
	v, w := f.pick(lists["word"]), f.pick(lists["word"])
	switch f.r.IntN(3) {
	case 0:
		return strings.ToUpper(v[:1]) + v[1:] + strings.ToUpper(w[:1]) + w[1:] + f.random("13579", 2)
	case 1:
		return v + "-" + w + "-" + f.random("13579", 2)
	default:
		return strings.ToUpper(v[:1]) + v[1:] + strconv.Itoa(1960+f.r.IntN(60)) + "!"
	}
}

// simple makes a password of letters and digits with both of them.
func (f *filler) simple() string {
	return f.random(letters, 5) + f.random(digits, 2) + f.random(alphanum, 3)
}

func (f *filler) random(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[f.r.IntN(len(alphabet))]
	}
	return string(b)
}

func (f *filler) pick(l []string) string { return l[f.r.IntN(len(l))] }

func (f *filler) pickInt(l ...int) int { return l[f.r.IntN(len(l))] }

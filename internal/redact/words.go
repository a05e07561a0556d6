package redact

import "strings"

// class is what a name says of the value that it is given.
type class int

const (
	noClass       class = iota
	weakClass           // may be random and public: only what is certainly random is a secret
	pinClass            // some digits
	tokenClass          // made by machines: only what looks random is a secret
	secretClass         // made by machines or people
	passwordClass       // chosen by people: everything that is no placeholder is a secret
	phraseClass         // words with spaces
)

// kindOf names what was redacted.
func (c class) kind() string {
	if c >= passwordClass {
		return "password"
	}
	return "secret"
}

// heads are the words that end a name of a secret.
var heads = func() map[string]class {
	m := map[string]class{}
	for c, words := range map[class]string{
		passwordClass: `password passwords passwd passwort kennwort passcode pwd pass pw psk requirepass masterauth storepass keypass
			keyphrase motdepasse mdp senha haslo wachtwoord parola contrasena userpass rootpass adminpass dbpass mypass smtppass mailpass sshpass pgpassword passin passout`,
		phraseClass: `passphrase passphrases mnemonic seedphrase`,
		secretClass: `secret secrets`,
		tokenClass: `token tokens apikey apikeys apitoken accesskey secretkey privatekey authkey authtoken accesstoken credential credentials creds cred
			bearer jwt sas wif totp sharedsecret clientsecret accountkey sharedaccesskey authorization usertoken bottoken`,
		weakClass: `signature sig key keys auth cookie session sessionid otp hmac hash salt webhook hook dsn nonce licence license cert kek dek iv code`,
	} {
		for w := range strings.FieldsSeq(words) {
			m[w] = c
		}
	}
	m["pin"], m["passcode"] = pinClass, passwordClass
	return m
}()

// headEndings are heads that people write as one word with what stands before them.
var headEndings = []string{"password", "passwd", "passphrase", "passwort", "pwd", "secret", "token", "apikey", "accesskey", "secretkey", "privatekey"}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

var (
	// neutral words may follow a head: the name is of a secret all the same.
	neutral = set(`value val string str text txt plain plaintext raw b base hex bytes byte data prod production dev development staging stage test testing live old new
		current default backup primary secondary main db mysql postgres admin root user env var const literal content v enc encoded x y a param arg body field1 here`)
	// about words make a name one of something about a secret.
	about = set(`name names id ids type types field fields error errors err msg message label labels title placeholder hint path paths file files filename dir url uri urls endpoint
		length len size count num max min limit policy strength score validator valid hasher encoder header headers regex pattern re format prefix suffix expiry expires expired
		expiration ttl timeout age reset forgot confirm confirmation required enabled disabled exists provider manager service store storage helper util utils form input inputs page view
		screen dialog button icon color colour class style version algorithm alg method mode model status state source ref arn column table index idx generator factory handler callback
		parser lexer tokenizer kind usage list map set ring pair spec config options option settings changed at date time issuer audience scope scopes info metadata property attr attribute
		attempts attempt retries retry rotation test1 desc description env1 link buffer stream reader writer bucket price symbol address position pos start end span rules rule`)
	// public words before "key" or "token" make it one that everybody may see.
	public = set(`public site idempotency cache primary foreign partition sort row hot shortcut publishable sitekey object map dict json translation message i18n locale locales lookup index search
		natural composite unique candidate surrogate group grouping order shard routing1 hash1 range tracking measurement page next prev previous continuation cursor csrf xsrf cancel cancellation
		sync design color syntax lexer parser unk pad eos bos sep cls mask special stop num max min total input output prompt completion context start end keyboard menu nav arrow enter
		escape return tab space option control command event record s3 redis1 metric label field property column section config1 setting preference query filter feature flag resource
		state react list item child parent entity data1 key value sortkey dedup deduplication correlation request trace span message1 topic last first word words bucket image etag
		answer header symbol constant quick access1 anonymous placeholder tokens keys attribute registry`)
	// private words before "key" make it one of those that nobody may see.
	private = set(`api access auth secret private encryption encrypt decryption decrypt signing sign validation master app application account shared service server client admin webhook crypto aes des hmac jwt
		session storage consumer subscription deploy ssh rsa gpg wep wpa data cipher cookie integration ingest write functions host root user license host sas ec dsa ecdsa ed pem tls ssl
		stripe openai aws azure gcp google github gitlab slack sendgrid mailgun twilio datadog dd heroku cloudflare firebase anthropic algolia newrelic mailchimp routing wallet fernet
		rubygems npm nuget pypi docker bot token authentication authorization security pre recovery activation product storage1 primary1 smtp db database mail vault consul hub restic borg backup otp totp`)
)

// phrasal words before "phrase" make it one that is a secret.
var phrasal = set(`pass seed recovery backup secret mnemonic wallet key`)

// maxNameWords is how many of a name's last words count.
const maxNameWords = 8

// nameWords are the words of a name in lower case, at most the last few of them.
type nameWords struct {
	words [maxNameWords]string
	n     int
}

func (w *nameWords) add(s string) {
	if w.n == maxNameWords {
		copy(w.words[:], w.words[1:])
		w.n--
	}
	w.words[w.n] = s
	w.n++
}

// split returns the words of a name: "dbPassword2" and "DB-PASSWORD" are "db" and "password". The second text is
// the same in lower case.
func split(name, lower string) (w nameWords) {
	start := -1
	for i := 0; i < len(name); i++ {
		c := name[i]
		upper := 'A' <= c && c <= 'Z'
		if !upper && (c < 'a' || c > 'z') {
			if start >= 0 {
				w.add(lower[start:i])
			}
			start = -1
			continue
		}
		if start >= 0 && upper {
			before := name[i-1]
			next := i+1 < len(name) && 'a' <= name[i+1] && name[i+1] <= 'z'
			if before >= 'a' || next {
				w.add(lower[start:i])
				start = i
			}
		}
		if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		w.add(lower[start:])
	}
	return w
}

// headClass returns the class of a name's last word.
func headClass(word string) class {
	if c := heads[word]; c != noClass {
		return c
	}
	for _, e := range headEndings {
		if len(word) > len(e) && len(word) <= len(e)+12 && strings.HasSuffix(word, e) {
			return heads[e]
		}
	}
	return noClass
}

// classify says what kind of value a name holds.
func (w *nameWords) classify() class {
	i := w.n - 1
	for i > 0 && neutral[w.words[i]] && headClass(w.words[i]) == noClass {
		i--
	}
	if i < 0 {
		return noClass
	}
	head := w.words[i]
	c := headClass(head)
	before := ""
	if i > 0 {
		before = w.words[i-1]
	}
	switch {
	case (head == "phrase" || head == "phrases" || head == "words") && phrasal[before]:
		return phraseClass
	case c == noClass:
		if about[head] {
			return noClass
		}
		for _, word := range w.words[:i] { // such as secret_for_billing
			if headClass(word) >= tokenClass {
				return weakClass
			}
		}
		return noClass
	case head == "key" || head == "keys":
		switch {
		case public[before]:
			return noClass
		case before == "secret" || before == "private" || before == "access" || before == "api":
			return tokenClass
		case private[before] || headClass(before) >= tokenClass:
			return tokenClass
		}
		return weakClass
	case head == "token" || head == "tokens":
		if public[before] {
			return noClass
		}
	case head == "code":
		if before != "access" && before != "auth" && before != "pin" && before != "recovery" && before != "backup" {
			return noClass
		}
	case head == "pass" || head == "pw":
		if before == "by" || before == "com" || before == "single" || before == "first" || before == "second" || before == "multi" {
			return noClass
		}
	case head == "salt":
		if before == "auth" || before == "in" || before == "nonce" {
			return secretClass
		}
	case head == "seed":
		return weakClass
	}
	return c
}

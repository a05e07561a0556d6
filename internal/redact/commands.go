package redact

import "strings"

// commandSpec says where a command takes its secrets.
type commandSpec struct {
	options  []string       // the next word is one
	attached []string       // the rest of the word is one
	users    []string       // the next word is user:secret; the rest of the word too
	operands map[string]int // by the command's verb, "" for any, which operand is one, counted from 1
	slashed  bool           // the operand is user/secret@service
}

// commands are those that take secrets in options of one letter or as operands. Options that say what they hold are found by their
// names.
var commands = func() map[string]*commandSpec {
	m := map[string]*commandSpec{}
	for names, spec := range map[string]commandSpec{
		"mysql mysqldump mysqladmin mariadb mariadb-dump mysqlimport mysqlcheck mysqlshow percona": {attached: []string{"-p"}},
		"sshpass":                              {options: []string{"-p"}, attached: []string{"-p"}},
		"redis-cli":                            {options: []string{"-a", "--pass"}},
		"curl":                                 {users: []string{"-u", "--user", "--proxy-user", "-U"}},
		"http https httpie xh":                 {users: []string{"-a", "--auth"}},
		"docker podman nerdctl helm oc skopeo": {options: []string{"login:-p"}},
		"az":                                   {options: []string{"-p"}},
		"openssl":                              {options: []string{"-k", "-K", "-pass", "-passin", "-passout"}},
		"keytool jarsigner":                    {options: []string{"-storepass", "-keypass", "-srcstorepass", "-deststorepass"}},
		"sqlcmd bcp":                           {options: []string{"-P"}, attached: []string{"-P"}},
		"mongo mongosh mongodump mongorestore mongoexport mongoimport": {options: []string{"-p"}},
		"cqlsh clickhouse-client influx psql nuget dotnet":             {options: []string{"-p", "-password", "-k"}},
		"ldapsearch ldapadd ldapmodify ldapwhoami":                     {options: []string{"-w"}},
		"smbclient":                             {users: []string{"-U"}},
		"zip unzip ipmitool":                    {options: []string{"-P"}},
		"mosquitt" + "o_pub mosquitt" + "o_sub": {options: []string{"-P"}},
		"7z 7za unrar rar":                      {attached: []string{"-p"}},
		"xfreerdp rdesktop wfreerdp":            {attached: []string{"/p:", "-p"}, options: []string{"-p"}},
		"snmpget snmpwalk snmpset":              {options: []string{"-A", "-X"}},
		"useradd usermod":                       {options: []string{"-p"}},
		"htpasswd":                              {operands: map[string]int{"": 3}},
		"ssh-keygen":                            {options: []string{"-N", "-P"}},
		"rabbitmqadmin evil-winrm":              {options: []string{"-p"}},
		"etcdctl lftp":                          {users: []string{"--user", "-u"}},
		"cf ibmcloud argocd":                    {options: []string{"login:-p"}},
		"psexec twine":                          {options: []string{"-p"}},
		"winrs":                                 {attached: []string{"-p:"}},
		"signtool":                              {options: []string{"/p"}},
		"schtasks":                              {options: []string{"/rp"}},
		"ldappasswd":                            {options: []string{"-w", "-s", "-a"}},
		"security":                              {options: []string{"unlock-keychain:-p", "create-keychain:-p", "set-key-partition-list:-k", "import:-P"}},
		"rocommunity rwcommunity":               {operands: map[string]int{"": 1}},
		"rootpw":                                {operands: map[string]int{"": 1}},
		"radtest":                               {operands: map[string]int{"": 2}},
		"rabbitmqctl":                           {operands: map[string]int{"add_user": 3, "change_password": 3}},
		"wpa_passphrase":                        {operands: map[string]int{"": 2}},
		"sqlplus":                               {slashed: true},
		"vault":                                 {operands: map[string]int{"login": 2}},
		"net":                                   {operands: map[string]int{"user": 3, "use": fromThird}},
		"setx":                                  {operands: map[string]int{"": 2}},
		"kubectl":                               {attached: []string{"--from-literal="}},
		"gh":                                    {options: []string{"--body"}},
		"gpg gpg2":                              {options: []string{"--passphrase"}},
		"sudo chpasswd passwd":                  {},
		"aws":                                   {operands: map[string]int{"configure": 4}},
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = &spec
		}
	}
	return m
}()

// fromThird says that any operand from the third on may be the secret.
const fromThird = -3

// maxWords is how many words of a command are looked at.
const maxWords = 60

// word is one of a command, by its bounds without quotes.
type shellWord struct{ from, to int }

// shellWord returns the next word of a command, also where the words stand in a list of strings, and where it ends. It ends
// with the command.
func (s *scan) shellWord(p int) (w shellWord, end int, ok bool) {
	for p < len(s.text) {
		c := s.text[p]
		switch {
		case strings.IndexByte(" \t,[(", c) >= 0:
			p++
			continue
		case c == '\\' && (s.at(p+1) == '\n' || s.at(p+1) == '\r'):
			p += 2
			continue
		case isQuote(c) && (s.at(p+1) == ',' || s.at(p+1) == ']'): // between strings
			p++
			continue
		}
		break
	}
	if p >= len(s.text) || strings.IndexByte("\n|;&])#", s.text[p]) >= 0 {
		return w, p, false
	}
	start := p
	defer func() { // "-u" is -u
		if w.to-w.from > 1 && isQuote(s.text[w.from]) && s.text[w.from] == s.text[w.to-1] {
			w.from, w.to = w.from+1, w.to-1
		}
	}()
	var quote byte
	for ; p < len(s.text) && p-start < reach; p++ {
		c := s.text[p]
		switch {
		case quote != 0 && c == quote:
			quote = 0
			if next := s.at(p + 1); next == ',' || next == ']' || next == ')' {
				return shellWord{start, p + 1}, p + 1, true
			}
		case quote != 0 && c == '\n':
			return shellWord{start, p}, p, p > start
		case quote != 0:
		case isQuote(c) && (p == start || strings.IndexByte("=pPaku:", s.text[p-1]) >= 0):
			quote = c
		case isQuote(c) || strings.IndexByte(" \t\n\r|;", c) >= 0:
			return shellWord{start, p}, p, true
		}
	}
	return shellWord{start, p}, p, true
}

// command looks at the words of a command.
func (s *scan) command(spec *commandSpec, p int) {
	if next := s.at(p); next != ' ' && next != '\t' && !(isQuote(next) && (s.at(p+1) == ',' || s.at(p+1) == ' ')) {
		return
	}
	operands, option, verb := 0, "", ""
	user := false
	defer func() { s.commandEnd = p }()
	if isQuote(s.at(p)) {
		p++
	}
	for range maxWords {
		w, end, ok := s.shellWord(p)
		if !ok || end <= p {
			break
		}
		p = end
		text := s.text[w.from:w.to]
		if text == "" {
			option = ""
			continue
		}
		if other := commands[strings.Trim(ASCIILower(text), `"'`)]; other != nil && option == "" && operands == 0 {
			spec = other
			continue
		}
		switch {
		case option != "":
			s.shellSecret(w, user)
			option = ""
		case text[0] == '-' || text[0] == '/' && strings.Count(text, "/") == 1:
			option, user = s.option(spec, w, verb)
		default:
			operands++
			if verb == "" {
				verb = text
			}
			wanted := spec.operands[""] + spec.operands[verb]
			if (operands == wanted || wanted == fromThird && operands >= 3) && (strict(strings.Trim(text, `"'`)) || chosen(strings.Trim(text, `"'`)) || operands >= 3 && isSecret(text) && hasDigitAndLetter(text)) {
				s.shellSecret(w, false)
			}
			if spec.slashed {
				if slash := strings.IndexByte(text, '/'); slash > 0 {
					to := w.to
					if at := strings.LastIndexByte(text, '@'); at > slash {
						to = w.from + at
					}
					s.shellSecret(shellWord{w.from + slash + 1, to}, false)
				}
			}
		}
	}
}

// option looks at an option, and returns its name when the next word is its secret.
func (s *scan) option(spec *commandSpec, w shellWord, verb string) (name string, user bool) {
	text := s.text[w.from:w.to]
	for _, o := range spec.users {
		if text == o {
			return o, true
		}
		if rest, ok := strings.CutPrefix(text, o); ok && len(rest) > 3 && len(o) == 2 || ok && strings.HasPrefix(rest, "=") {
			s.shellSecret(shellWord{w.from + len(o), w.to}, true)
			return "", false
		}
	}
	for _, o := range spec.options {
		needs, option, ok := strings.Cut(o, ":")
		if ok && needs != verb {
			continue
		}
		if !ok {
			option = o
		}
		if text == option {
			return option, false
		}
	}
	for _, o := range spec.attached {
		if rest, ok := strings.CutPrefix(text, o); ok && len(rest) >= 3 && !strings.HasPrefix(text, "--p") {
			from := w.from + len(o)
			if i := strings.IndexByte(rest, '='); i > 0 && o == "--from-literal=" {
				from += i + 1
			}
			s.shellSecret(shellWord{from, w.to}, false)
			return "", false
		}
	}
	return "", false
}

// shellSecret redacts a word that is a secret.
func (s *scan) shellSecret(w shellWord, user bool) {
	from, to := w.from, w.to
	for from < to && isQuote(s.text[from]) {
		from++
	}
	for from < to && isQuote(s.text[to-1]) {
		to--
	}
	v := s.text[from:to]
	if user {
		if i := strings.IndexByte(v, '%'); i > 0 && !strings.Contains(v, ":") {
			if isSecret(v[i+1:]) && len(v)-i > 3 {
				s.add(from+i+1, to, "password")
			}
		} else if strings.Contains(v, ":") && credentials(v) && !strings.ContainsAny(v, "$") {
			s.add(from, to, "basic-auth")
		}
		return
	}
	for _, prefix := range []string{"pass:", "env:", "file:"} {
		if strings.HasPrefix(v, prefix) {
			if prefix != "pass:" {
				return
			}
			from, v = from+len(prefix), v[len(prefix):]
		}
	}
	if len(v) >= 4 && isSecret(v) && !isDate(v) && !(isDigits(v) && len(v) < 6) && v[0] != '-' {
		s.add(from, to, "password")
	}
}

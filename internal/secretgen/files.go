package secretgen

// fileKinds are secrets in files of servers and tools, in lists of bytes, and passwords that people choose.
var fileKinds = []kind{
	{"chosen password", []string{`login("{user}", "«{chosen}»")`, `m.put("password", "«{chosen}»");`, `os.getenv("DB_PASSWORD", "«{chosen}»")`, `smtp.PlainAuth("", "a@b.io", "«{chosen}»", "{host}")`, `| {user} | password | «{chosen}» |`, `the password is «{chosen}»`, `use password «{chosen}» for staging`, `credentials: {user} / «{chosen}»`, `new NetworkCredential("{user}", "«{chosen}»")`, `crypto.createHmac('sha256', '«{chosen}»')`}},
	{"netrc", []string{`machine {host} login {user} password «{chosen}»`, "machine {host}\n  login {user}@acme.io\n  password «{pw}»\n"}},
	{"hash with a scheme", []string{`{user}:{SHA}«{b64:27}=»`, `userPassword: {SSHA}«{b64:32}»`, "dn: uid=a\nuserPassword: {SSHA512}«{b64:86}==»", `{user}:{PLAIN}«{pw}»`, `"basicauth.users={user}:$$apr1$$«{an:8}»$$«{an:22}»"`}},
	{"web key", []string{`{"kty":"oct","k":"«{url:43}»","alg":"HS256"}`, `{"kty":"RSA","n":"{url:86}","e":"AQAB","d":"«{url:86}»","p":"«{url:43}»"}`}},
	{"bytes", []string{`byte[] aesKey = { «{bytes}» };`, `static const uint8_t secret_key[16] = {«{bytes}»};`, `var encryptionKey = []byte{«{bytes}»}`}},
	{"chain", []string{`new ethers.Wallet("0x«{hex:64}»")`, `accounts: ["0x«{hex:64}»"],`, `WALLET_PRIVATE_KEY=0x«{hex:64}»`}},
	{"braces and blocks", []string{`password={{«{pw}»}}`, `{tname} = {{ «{an:32}» }}`, `property {pname} { default "«{pw}»" }`, "Password string `env:\"DB_PASSWORD\" envDefault:\"«{pw}»\"`"}},
	{"several at once", []string{`user, pass := "{user}", "«{pw}»"`, `USER, PASSWORD = "{user}", "«{pw}»"`, `encryptionKey, err := hex.DecodeString("«{hex:64}»")`, `apiKey, _ := decode("«{an:32}»")`}},
	{"tuple", []string{`{password, "«{pw}»"}.`, `{secret_key, <<"«{an:32}»">>},`, `basic_auth '{user}', '«{pw}»'`}},
	{"list below a name", []string{"tokens:\n  - «{an:32}»\n  - \"«{an:32}»\"\n", "api_keys:\n- «{an:40}»\n", "chpasswd:\n  list: |\n    root:«{pw}»\n"}},
	{"attributes", []string{`<setting name="ApiKey" serializeAs="String"><value>«{an:32}»</value></setting>`, `<machineKey validationKey="«{HEX:128}»" decryptionKey="«{HEX:64}»" validation="SHA1" />`, `Dim password As String = "«{pw}»"`}},
	{"mail and dial-up", []string{`[{host}]:587 a@acme.io:«{pw}»`, `"{user}" * "«{pw}»"`, `"{user}" "«{pw}»"`, `createUser monitor SHA "«{pw}»" AES "«{pw}»"`, `user app on >«{pw}» ~* +@all`, `username {user} password 0 «{pw}»`}},
	{"more commands", []string{`ssh-keygen -t ed25519 -N "«{pw}»" -f k`, `rabbitmqadmin -u {user} -p «{pw}» list queues`, `htpasswd -bc /etc/nginx/.htpasswd {user} «{pw}»`, `rootpw --plaintext «{pw}»`, `psexec \\h -u {user} -p «{pw}» cmd`, `twine upload -u {user} -p «{pw}» dist/*`, `winrs -r:h -u:{user} -p:«{pw}» cmd`, `security unlock-keychain -p "«{pw}»" x`, `signtool sign /f c.pfx /p «{pw}» a.exe`, `ldappasswd -x -w «{pw}» -s «{pw}» uid=a`, "expect \"assword:\"\nsend \"«{pw}»\\r\"", `printf '%s' '«{pw}»' | docker login -u a --password-stdin`}},
	{"other languages", []string{`mot de passe : «{pw}»`, `La contraseña es «{pw}»`, `Das Passwort lautet «{pw}»`}},
	{"salts", []string{`define('SECURE_AUTH_SALT', '«{salt}»');`, `define( 'AUTH_KEY', '«{salt}»' );`, `define("LOGGED_IN_SALT", "«{salt}»");`}},
	{"issuer's scheme", []string{`Authorization: SSWS «00{url:40}»`, `access_token{-}$production$«{low:16}»$«{hex:32}»`, `-Dsonar.login=«{hex:40}»`, `-Dsonar.login=sq{-}u_«{hex:40}»`}},
	{"base64 in a call", []string{`const c = atob("‹{user}:{chosen}›");`, `base64.b64decode("‹{user}:{pw}›")`}},
}

package secretgen

const (
	keyLine  = "«{b64:64}»\n"
	keyLines = keyLine + keyLine + keyLine
)

// multilineKinds are secrets of several lines or strings, and those in diffs and encodings.
var multilineKinds = []kind{
	{"private key", []string{"-----BEGIN {-}PRIVATE KEY-----\n" + keyLines + "«{b64:38}==»\n-----END PRIVATE KEY-----", "-----BEGIN RSA {-}PRIVATE KEY-----\n" + keyLines + "-----END RSA PRIVATE KEY-----\n", "-----BEGIN OPENSSH {-}PRIVATE KEY-----\n«b3BlbnNzaC1rZXktdjE{b64:51}»\n«{b64:70}»\n«{b64:70}»\n-----END OPENSSH PRIVATE KEY-----", "-----BEGIN EC {-}PRIVATE KEY-----\n" + keyLine + keyLine + "«{b64:36}»\n-----END EC PRIVATE KEY-----"}},
	{"private key with headers", []string{"-----BEGIN RSA {-}PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{HEX:32}\n\n" + keyLines + "-----END RSA PRIVATE KEY-----", "-----BEGIN PGP {-}PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n" + keyLines + "=«{b64:4}»\n-----END PGP PRIVATE KEY BLOCK-----"}},
	{"private key without begin", []string{keyLines + "«{b64:42}=»\n-----END PRIVATE KEY-----\n", "x\n" + keyLines + keyLines + "-----END RSA PRIVATE KEY-----"}},
	{"private key without end", []string{"-----BEGIN {-}PRIVATE KEY-----\n" + keyLines, "-----BEGIN RSA {-}PRIVATE KEY-----\n" + keyLines + "..."}},
	{"private key without both", []string{"text\n" + keyLines + keyLines, keyLines + keyLines + keyLine}},
	{"private key in a string", []string{`key = "-----BEGIN {-}PRIVATE KEY-----\n«{b64:64}»\n«{b64:64}»\n-----END PRIVATE KEY-----\n"`, "key = \"-----BEGIN {-}PRIVATE KEY-----\\n\" +\n  \"«{b64:64}»\\n\" +\n  \"«{b64:64}»\\n\" +\n  \"-----END PRIVATE KEY-----\"", `"private_key": "-----BEGIN {-}PRIVATE KEY-----\n«MIIEvQIBADANBgkqhkiG9w0BAQEFAASC{b64:400}»\n-----END PRIVATE KEY-----\n"`}},
	{"private key indented", []string{"key: |\n  -----BEGIN {-}PRIVATE KEY-----\n  «{b64:64}»\n  «{b64:64}»\n  -----END PRIVATE KEY-----\n", " * «{b64:64}»\n * «{b64:64}»\n * «{b64:64}»\n"}},
	{"diff of a private key", []string{"diff --git a/k b/k\n--- a/k\n+++ b/k\n@@ -1,5 +1 @@\n------BEGIN {-}PRIVATE KEY-----\n-«{b64:64}»\n-«{b64:64}»\n------END PRIVATE KEY-----\n+gone\n", "--- a/k\n+++ b/k\n@@ -9,3 +9,1 @@\n-«{b64:64}»\n-«{b64:64}»\n-«{b64:64}»\n+x\n", "@@ -20,3 +20,4 @@\n «{b64:64}»\n «{b64:64}»\n+«{b64:64}»\n «{b64:64}»\n"}},
	{"diff of an assignment", []string{"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-password: «{pw}»\n+password: ${PASSWORD}\n", "@@ -1 +1 @@\n-{PNAME}=«{pw}»\n+{PNAME}=«{pw}»\n", "@@ -3,2 +3,2 @@\n-  {pname} = \"«{pw}»\"\n+  {pname} = os.environ[\"X\"]\n", "@@ -1,3 +1,3 @@\n password = (\n-    \"«{pw}»\"\n+    \"«{pw}»\"\n )\n", "@@ -1,2 +1,2 @@\n-- name: {PNAME}\n-  value: «{pw}»\n+x: y\n"}},
	{"joined strings", []string{`{tname} = "«{an:16}»" + "«{an:16}»"`, "{tname} = \"«{an:16}»\" +\n    \"«{an:16}»\"", `$secret = '«{an:16}»' . '«{an:16}»';`, `token = "gh{-}p_«{an:18}»" + "«{an:18}»"`, "api_key = (\"«{an:16}»\"\n           \"«{an:16}»\")", `key = "AK{-}IA" + "«{b32:16}»"`, `local secret = "«{an:16}»" .. "«{an:16}»"`, `password = "«{an:8}»" & "«{an:8}»"`, `secret = ["«{an:12}»", "«{an:12}»"].join("")`, `String s = "sk{-}_live_" + "«{an:24}»";`}},
	{"line breaks", []string{"{TNAME}=\"«{an:20}»\\\n«{an:20}»\"", "password = (\n    \"«{pw}»\"\n)", "{tname} =\n    \"«{tok}»\"", "const {tname} =\n  '«{tok}»';", "login(\n  \"{user}\",\n  \"«{pw}»\"\n)", "{pname}:\n  \"«{pw}»\"", "curl \\\n  -u {user}:«{pw}» \\\n  https://{host}", "token = \"\"\"\n«{an:40}»\n\"\"\"", "cat <<EOF\npassword=«{pw}»\nEOF"}},
	{"base64 of an assignment", []string{`config: ‹password={pw}›`, `echo ‹{"client_secret": "{tok}"}› | base64 -d`, `data = "‹export DB_PASSWORD={pw}›"`}},
	{"base64 of a token", []string{`x = "‹gh{-}p_{an:36}›"`, `blob: ‹AK{-}IA{b32:16}›`, `‹sk{-}_live_{an:24}›`}},
	{"base64 of a url", []string{`dsn: ‹postgres://{user}:{pw}@{host}/db›`, `b64 = '‹https://{user}:{pw}@{host}›'`}},
	{"base64 of a key", []string{`KEY_B64=‹-----BEGIN {-}PRIVATE KEY-----` + "\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC{b64:64}\n{b64:64}\n-----END PRIVATE KEY-----\n›"}},
	{"commit subject", []string{"Rotate password to «{pw}»", "Use token «gh{-}p_{an:36}» in CI", "Set DB_PASSWORD=«{pw}»", "Change admin password from «{simple}» to «{simple}»"}},
	{"password hash", []string{"root:«$6${an:8}${an:86}»:19000:0:99999:7:::", "password_hash = \"«$2b$12${an:53}»\"", "admin:«$apr1${an:8}${an:22}»"}},
	{"pin and otp", []string{`pin = "«{d:6}»"`, `otp_secret = "«{b32:32}»"`, `otpauth://totp/x?secret=«{b32:32}»&issuer=y`, `totp = TOTP("«{b32:16}»")`}},
}

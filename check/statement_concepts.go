package check

import (
	"regexp"
	"strings"
)

// concept is a thing of programming, or of a field that programs serve, that texts say code has or does. A source that has it
// shows it: by syntax, or by a word of its own, in names, comments, strings or what is known of it. What none of them shows is
// unsupported, however likely it sounds.
type concept struct {
	name     string
	form     string // in running text
	example  string
	evidence string // in any language, in small letters
	// own says that only the described definition can show it, since it is a matter of syntax, not of the file.
	own bool
}

// conceptRows are in three groups: what syntax shows, data and algorithms, and fields that programs serve, other languages among them.
var conceptRows = []concept{
	{"decorator", `decorators?\b|(?:is|are) decorated`, "uses a decorator", `decorat|@|\bwraps\b|wrapper|annotat|#\[`, true},
	{"generator", `(?:an?|the|as|using|uses|use|includes|returns) (?:\w+ )?generators?(?: functions?| expressions?)?\b|generators\b`, "a generator function", `yield|generat|\biter|__next__|lazy|function\s*\*|\bseq\b|\bchan\b|\([^()]*\bfor\b[^()]*\bin\b`, true},
	{"comprehension", `(?:list|dict(?:ionary)?|set) comprehensions?\b`, "a list comprehension", `[\[{(][^\]})]*\bfor\b|comprehen`, true},
	{"lambda", `(?:a |an anonymous )?lambda (?:functions?|expressions?)\b`, "a lambda function", `lambda|=>|->|func\(|closure|\bfn\b|\|\w*\|`, true},
	{"exceptions", `(?:handles?|catch(?:es)?|raises?|throws?) (?:any |all |the |an? |potential |possible |various |specific |multiple )*(?:exceptions?)|exception handling|try[-/ ](?:except|catch)(?:[- ]blocks?)?`, "handles any exceptions",
		`\btry\b|except|catch|raise|throw|error|\berr\b|panic|recover|finally|assert|\bdie\b|abort|fail|rescue|trap|exit|unwrap|\?;|suppress`, true},
	{"loop", `(?:for|while|foreach|infinite|main|nested) loops?\b|loops? (?:over|through)\b|iterates? (?:over|through)\b|iterating (?:over|through)\b`, "loops over", `\bfor\b|while\b|loop|each|map\(|range|iter|until|repeat|filter|reduce|comprehen|\bdo\b|\ball\b|\bany\b|sum\(|join|walk|recurs|sort|\bgoto\b|next|\.\.\.|find|search|count|scan|copy|split|chain|zip|expand`, true},
	{"condition", `(?:if|switch|else|case|conditional)[- ]?(?:else )?(?:statements?|clauses?|blocks?)\b`, "an if statement", `\bif\b|else|switch|case|match|\?|when|unless|\band\b|\bor\b|&&|\|\||select|cond|elif|test`, true},
	{"recursion", `recursi(?:on|ve(?:ly)?)\b`, "recursively", `recurs|nested|tree|walk|descend|children|visit|depth|parent|sub|deep|\bself\b|expand`, true},
	{"asynchronous", `asynchronous(?:ly)?\b|\bcoroutines?\b|\bevent loops?\b`, "asynchronously", `async|await|promise|future|task|callback|thread|defer|then\b|corouti|suspend|\bgo\b|chan\b|observ|subscri|event|loop|queue|timeout|func\(|signal|concurren|parallel|background`, false},
	{"async/await", `async/await|await\b`, "uses async/await", `async|await`, true},
	{"promise", `[Pp]romises?\b`, "returns a promise", `promise|async|await|\.then\b|defer|future|thenable`, true},
	{"callback", `callbacks?\b`, "a callback", `callback|func|lambda|handler|listener|\bfn\b|hook|=>|\bcb\b|\bcmp\b|key|\bon[_a-z]+|call|visit|predicate|method|notify|event|trigger|apply|run|protocol|invoke`, false},
	{"inheritance", `(?:multiple |single )?inheritance\b|inherits? from\b|subclass(?:es)?\b|base class\b|parent class\b|superclass\b`, "inheritance", `class|extend|inherit|base|super|parent|mixin|abstract|interface|trait|embed|struct|impl|type|derive|sub`, false},
	{"context manager", `context managers?\b`, "a context manager", `with\b|context|enter|exit|close|using|defer`, false},

	{"regular expression", `regular expressions?\b|\bregex(?:es|p)?\b`, "a regular expression", `regex|regexp|\bre\b|pattern|match|/[^/\n]+/|grep|sed\b|awk|\b_re\b|re\.|sre|subst|replace|glob|scan`, false},
	{"linked list", `linked lists?\b`, "a linked list", `list|next|prev|node|link|ring|chain`, false},
	{"stack", `(?:a|the) stack\b`, "the stack", `stack|push|pop|frame|traceback|append|lifo|depth|stk|\bsp\b|unwind|trace|goroutine|alloc|recurs`, false},
	{"queue", `\b(?:a|the) (?:priority )?queues?\b`, "the queue", `queue|push|pop|enqueue|deque|fifo|backlog|pending|heap|\bq\b|event|list|chan`, false},
	{"tree", `\b(?:binary|search|b-|syntax|decision|parse) ?trees?\b`, "binary tree", `tree|node|child|leaf|root|parent|branch|ast\b|left|right`, false},
	{"graph", `\b(?:a|the) (?:directed |acyclic )*graph\b`, "the graph", `graph|node|edge|vertex|vertices|depend|cycle|topolog`, false},
	{"binary search", `binary search\b`, "binary search", `search|bisect|mid|\blo\b|\bhi\b|half|binary|>> ?1|/ ?2`, false},
	{"sorting", `(?:bubble|merge|quick|insertion|heap|selection)[- ]?sort\b|sorting algorithm\b`, "bubble sort", `sort|order|heap|swap|less|cmp|compare`, false},
	{"random", `random(?:ly|ized)?\b|pseudo-?random\b`, "random", `rand|shuffle|seed|uuid|entropy|choice|sample|noise|nonce|secret|jitter|salt|urandom|arbitrary`, false},
	{"caching", `\bcach(?:e|es|ed|ing)\b|memoiz\w+`, "caching", `cache|memo|lru|store|saved|remember|seen|once|pool|redis|map\b|lazy|reuse|intern|buffer|table|dict|{}|keep`, false},
	{"hash", `hash(?:ing)? (?:function|algorithm|value)s?\b`, "hash function", `hash|sha|md5|digest|crc|checksum|sum|fnv|crypt`, false},
	{"matrix", `\bmatri(?:x|ces)\b`, "matrix", `matri|row|col|dim|shape|grid|array|transform|linalg|numpy`, false},

	{"thread", `(?:multi-?)?thread(?:s|ing|ed)?\b`, "threads", `thread|concurren|lock|mutex|goroutine|atomic|parallel|worker|pool|executor|spawn|sync|async|process|task|pthread|\bgo\b|wait`, false},
	{"encryption", `\b(?:en|de)crypt(?:s|ed|ion|ing)?\b`, "encryption", `crypt|cipher|aes|rsa|secret|seal|fernet|tls|ssl|kms|gpg|pgp|nacl|key|encod|decod`, false},
	{"authentication", `\bauthenticat\w+\b|\bauthoriz\w+\b|\bcredentials\b`, "authentication", `auth|login|user|pass|token|cred|session|oauth|jwt|sign|permission|identity|account|secret|access|role|verify`, false},
	{"database", `\bdatabases?\b|\bSQL(?:ite)?\b|\bMongoDB\b|\bPostgreSQL\b|\bMySQL\b`, "database", `\bdb\b|database|sql|query|mongo|redis|table|cursor|persist|repositor|store|model|record|row|dbm|schema|migrat|collection|session|registry|index|postgres|entry|objects|filter|aggregat|insert|update|delete|select|commit|save|execute|prisma|entity|document|await`, false},
	{"HTTP", `HTTPS? (?:requests?|responses?|servers?|clients?|headers?|methods?|status|calls?|endpoints?|errors?|protocol|API)\b|\bRESTful\b|\bREST (?:APIs?|endpoints?|services?|interfaces?)\b|\bweb (?:servers?|pages?|apps?|applications?|sites?|services?|browsers?|development|frameworks?)\b|\bwebsites?\b`, "web server", `http|url|rest\b|web|request|response|fetch|client|server|browser|html|endpoint|route|api|header|page|host|uri|link|site|www|socket`, false},
	{"HTML", `\bHTML\b|\bCSS\b|\bDOM\b`, "HTML", `html|css|dom\b|element|tag|render|<\w+|markup|style|xml|document|template|browser|component`, false},
	{"JSON", `\bJSON\b`, "JSON", `json|serial|marshal|parse|payload|api|body|decode|encode|dump|load|schema|struct|object|dict|data`, false},
	{"XML", `\bXML\b`, "XML", `xml|html|sax|dom|expat|element|tag|markup|schema|svg|soap|rss|plist`, false},
	{"CSV", `\bCSV\b`, "CSV", `csv|comma|delimit|column|row|table|spreadsheet|export|tsv|separat`, false},
	{"email", `\be-?mails?\b`, "email", `mail|smtp|imap|mime|rfc ?\d|address|contact|user|message|notif`, false},
	{"GUI", `\bGUI\b|graphical user interface|\bwidgets?\b`, "GUI", `gui|widget|window|tk\b|tkinter|qt|button|screen|view|ui\b|component|frame|canvas|dialog|panel|display|menu`, false},
	{"machine learning", `machine learning|neural networks?|deep learning|artificial intelligence|training data|\bdatasets?\b`, "machine learning", `learn|neural|train|model|dataset|tensor|predict|classif|sklearn|torch|\bai\b|\bml\b|llm|data`, false},
	{"image", `\bimages? (?:processing|files?|data)\b|\bvideos?\b|\baudio\b`, "audio", `image|img|png|jpe?g|gif|pixel|video|audio|sound|media|picture|photo|wav|mp3|bitmap|icon|stream|color|frame`, false},
	{"game", `\b(?:the|a) games?\b|\bplayers?\b|\bgameplay\b`, "the game", `game|player|score|level|move|board|team|match|play`, false},
	{"payment", `\bpayments?\b|\bcustomers?\b|\binvoices?\b|\be-commerce\b`, "payment", `pay|customer|invoice|order|price|stripe|bill|cart|shop|account|purchase|charge|client|sale`, false},
	{"command line", `\bcommand[- ]line (?:interface|arguments?|options?|tool|flags?)\b|\bCLI\b`, "command-line arguments", `argv|args|argpar|flag|cli\b|command|option|getopt|click|cobra|main|console|terminal|shell|usage|program|optpars|stdin|\$[1@*#]|script`, false},
	{"user input", `\buser(?:'s|s')? inputs?\b|prompts? the user\b|input from the user\b`, "user input", `input|prompt|read|stdin|argv|ask|form|field|query|param|request|arg|value|user|option|key|text|data|flag|command`, false},
	{"memory", `\bgarbage collect\w+|\bmemory (?:allocation|management|leaks?)\b|allocates? memory\b`, "allocates memory", `alloc|free|memory|\bgc\b|garbage|leak|buffer|new\b|make\(|heap|pool|\bdel\b|pointer|mmap|cap\(|append|unsafe|weak|size|bytes|realloc|list|grow|finaliz`, false},
	{"time zone", `\btime ?zones?\b`, "time zone", `zone|tz|utc|gmt|local|offset|dst|time|date`, false},
	{"logging", `\blogging\b|\blog (?:files?|messages?|levels?|entries)\b`, "log messages", `log|print|warn|debug|trace|report|echo|console|stderr|notice|info|record|audit|verbose|message|syslog`, false},
	{"unit test", `\bunit tests?\b|\btest (?:cases?|suites?|frameworks?)\b`, "unit tests", `test|assert|expect|mock|spec|check|verif|bench|example`, false},
	{"template", `\btemplat(?:es?|ing) (?:engine|language|system)\b`, "template engine", `templat|jinja|render|mustache|format|subst|ejs|liquid`, false},
	{"plug-in", `\bplug-?ins?\b`, "plugins", `plug|extension|hook|regist|addon|module|load|backend|driver`, false},
	{"environment", `\benvironment variables?\b`, "environment variable", `env|getenv|setenv|\$[a-z_{]|config|setting|os\.|process|variable|export|path|dotenv`, false},
	{"version control", `\bversion control\b|\bGitHub\b|\bpull requests?\b`, "GitHub", `git|commit|version|repo|branch|svn|vcs|merge|\bpr\b|hub`, false},
	{"language version", `(?:Python|Node(?:\.js)?|Java|PHP|Ruby|Rust|ECMAScript|Go) ?\d[\d.]*`, "Python 3.7", `python ?\d|\bpy\d|sys\.version|version_info|versionadded|versionchanged|go1\.|\bes\d|node ?\d|java ?\d|php ?\d|rust ?\d`, false},
	{"C++", `C\+\+`, "C++", `c\+\+|cpp|cxx|\.hpp`, false},
	{"Java", `Java\b`, "Java", `java\b|jvm|\.jar|android`, false},
	{"JavaScript", `JavaScript\b|TypeScript\b|Node\.js`, "JavaScript", `javascript|typescript|\.[jt]sx?\b|node|npm|browser|\bjs\b`, false},
	{"Ruby", `Ruby\b`, "Ruby", `ruby|\.rb\b|gem`, false},
	{"Rust", `Rust\b`, "Rust", `rust|\.rs\b|cargo`, false},
	{"Python", `Python(?:'s|ic)?\b`, "Python", `python|\.pyi?\b|\bpy\b|\bpip\b`, false},
	{"network", `\bnetwork (?:connections?|requests?|traffic|errors?|calls?)\b|\bsockets?\b`, "network connection", `net\b|network|socket|conn|tcp|udp|http|url|dial|listen|host|port|addr|request|remote|server|client|api|fetch|rpc|packet|stream|proxy|fd\b|peer|protocol|ssl|tls`, false},
	{"container", `\bDocker\b|\bKubernetes\b|\bAWS\b|\bcloud (?:service|provider|storage)s?\b`, "Docker", `docker|contain|image|kube|k8s|pod|aws|amazon|cloud|s3\b|azure|gcp|registry|deploy|lambda`, false},
}

// compiledConcept is a row ready to be used.
type compiledConcept struct {
	concept
	said, shown *regexp.Regexp
}

var concepts = func() []compiledConcept {
	rows := make([]compiledConcept, len(conceptRows))
	for i, c := range conceptRows {
		rows[i] = compiledConcept{c, regexp.MustCompile(`(?i)\b(?:` + c.form + `)`), regexp.MustCompile(c.evidence)}
	}
	return rows
}()

// conceptStatements are what the running text of a sentence says of concepts, each that it names and does not doubt.
func (d *described) conceptStatements(s sentence) []Statement {
	if d.scope.Source == "" {
		return nil
	}
	doubt := doubts
	if d.scope.Reviews {
		doubt = possibilities
	}
	var found []Statement
	for i := range concepts {
		c := &concepts[i]
		at := c.said.FindStringIndex(s.prose)
		if at == nil {
			continue
		}
		made := Statement{Kind: c.name, class: ClassStatement, Verdict: VerdictUndecided}
		if !doubt.MatchString(s.prose[:at[0]]) && !c.shown.MatchString(d.evidence(c.own)) {
			made.Verdict, made.Reason = VerdictUnsupported, "nothing in the source shows it: "+strings.TrimSpace(s.prose[at[0]:at[1]])
		}
		found = append(found, made)
	}
	return found
}

// doubts are words before a concept with which a sentence does not say that the code has it.
var doubts = regexp.MustCompile(`(?i)\b(?:not|never|no|without|cannot|nor|neither|instead of|rather than|unlike|than|e\.g\.|for example|for instance|such as|like|similar to|as in)\b|n't\b|n\x{2019}t\b`)

// possibilities are besides what a review says of what could happen, and of what is not there.
var possibilities = regexp.MustCompile(doubts.String() + `|(?i)\b(?:could|may|might|would|should|can|if|potential(?:ly)?|possibl[ey]|risks?|lacks?|missing|vulnerab\w*|attack\w*|consider\w*|ensur\w*|make sure|\buse\b|using|\badd\b|implement\b|unless|instead|prevents?|avoids?|protects?)\b`)

// evidence is the text that can show what a sentence speaks of, in small letters: of the described definition or of its file, with what
// is known of it.
func (d *described) evidence(own bool) string {
	if d.shown == nil {
		d.shown = map[bool]string{}
	}
	text, ok := d.shown[own]
	if !ok {
		if own && d.symbol != nil {
			text = strings.ToLower(d.text + "\n" + d.symbol.Doc + "\n" + d.scope.Facts)
			d.shown[own] = text
			return text
		}
		text = strings.ToLower(d.scope.Source + "\n" + d.scope.Path + "\n" + d.scope.Language + "\n" + d.scope.Repo + "\n" + d.scope.Facts)
		d.shown[own] = text
	}
	return text
}

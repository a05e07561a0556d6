package words

import (
	"regexp"
	"strings"
)

// fillerForm is one way to say what is true of any code, or nobody could check: praise, what the reader will feel, what a
// tutorial would say.
type fillerForm struct {
	pattern string // of plain text in small letters, with zero bytes in the place of code
	example string
	// always says that the form is filler whatever else the sentence names; otherwise a sentence with code in it says
	// something, too.
	always bool
}

// Parts of the patterns.
const (
	anyCode    = `(?:code|function|method|class|module|file|package|component|script|program|snippet|struct|type|interface|implementation|design|approach|structure|pattern|logic|system|documentation|it)`
	theCode    = `(?:(?:the|this|our|that) (?:overall )?(?:\x00+ )?` + anyCode + `s?(?: snippet| block| example)?(?: provided| above| below| given)?|it|this|\x00+)`
	praised    = `(?:well[- ](?:structured|written|designed|organi[sz]ed|documented|defined|commented)|clean|clear|concise|straightforward|simple|easy|elegant|robust|efficient|effective|flexible|powerful|versatile|modular|maintainable|scalable|reliable|reusable|extensible|readable|complex|comprehensive|useful|helpful|important|crucial|essential|critical|vital|good|great|common|basic|handy|valuable|intuitive|consistent|key|integral|fundamental|central)`
	virtue     = `(?:(?:code |type |data |overall |system |application |application's |software |long-term )?(?:readability|maintainability|reusability|modularity|scalability|reliability|robustness|flexibility|extensibility|testability|usability|code quality|quality|clarity|consistency|integrity|stability|performance|efficiency|security|safety|user experience|developer experience|user engagement|user satisfaction|cleanliness|best practices|separation of concerns|organi[sz]ation|productivity|functionality|understanding|correctness|accuracy))`
	betters    = `(?:improv|enhanc|promot|increas|facilitat|boost|strengthen|optimi[sz]|simplif|maximi[sz])(?:e|es|ed|ing|s|y|ies|ying)?`
	adverb     = `(?:(?:very|quite|really|highly|also|a bit|relatively|extremely|generally|particularly|especially|designed to be|intended to be|meant to be|essentially|both|significantly|greatly) )*`
	developers = `(?:developers?|users?|you|we|programmers?|engineers?|readers?|teams?|one)`
)

// fillerForms are tried on a whole sentence.
var fillerForms = []fillerForm{
	{`^(?:overall|in summary|in conclusion|in short|to summarize|to sum up|in essence),? ` + theCode + ` (?:is|provides?|demonstrates?|shows?|offers?|serves?|appears?|follows?|makes?|enhances?|ensures?)\b`, "Overall, the code provides a solid base.", false},
	{`^` + theCode + ` (?:is|are|seems?|looks?|appears?(?: to be)?|remains?) ` + adverb + `(?:an? )?` + adverb + praised + `(?:(?:,| and|, and) ` + praised + `)*(?: (?:example|piece|implementation|way|part|tool|function|method|class|component|solution|approach|utility)s?\b.*)?[.!]?$`, "The code is well-structured and easy.", true},
	{`^` + theCode + ` (?:is|are|plays?|serves?)(?: as)? ` + adverb + `(?:an? |the )?` + adverb + praised + `(?: (?:role|part|component|tool|element|piece|aspect|function|method))?(?: (?:for|to|in|when|of|as)\b.*)[.!]?$`, "This class is crucial for maintaining communication.", false},
	{`^` + theCode + ` (?:plays?|has) an? (?:\w+ )?(?:crucial|key|important|vital|central|significant|essential|critical|integral) (?:role|part)\b`, "It plays a crucial role in the system.", false},
	{`^` + theCode + ` (?:demonstrates?|illustrates?|showcases?|is an? (?:\w+ )?(?:example|demonstration|illustration) of|exemplifies)\b`, "The code is a simple example of how to use it.", true},
	{`^` + theCode + ` is (?:written|designed|structured|organi[sz]ed|built|implemented) (?:in (?:a|such a) (?:way|manner)|to be ` + adverb + praised + `|with \w+ in mind)`, "The code is written in a way that allows for easy understanding.", true},
	{`\beas(?:y|ily|ier) (?:to |for \w+ to )?(?:be )?(?:understand|understood|read|maintain(?:ed)?|use|follow|extend(?:ed)?|modif(?:y|ied)|integrate|manage|test|debug|navigate)\b`, "It is easy to maintain.", false},
	{`\beasy understanding\b`, "It allows for easy understanding.", true},
	{`\bmak(?:es?|ing) (?:it|them|the code|this) (?:\w+ )?(?:easy|easier|simple|simpler|possible|straightforward|suitable|ideal|useful|convenient|robust|more \w+)\b`, "It makes it easier for callers.", false},
	{`\b` + betters + ` (?:the |its |their |both |overall |your )*(?:\w+ )?(?:\w+(?:,| and) )*` + virtue, "This enhances readability.", false},
	{`\b(?:ensur|maintain|promot|support|provid|guarantee|uphold)(?:e|es|ed|ing|s)? (?:the |its |their |better |good |high |greater |overall |more )*(?:\w+ and )?(?:readability|maintainability|reusability|modularity|scalability|reliability|robustness|flexibility|extensibility|testability|code quality|clarity|cleanliness|best practices|separation of concerns|user experience|(?:data )?integrity|a (?:smooth|seamless|better|consistent|positive|engaging) (?:user )?(?:experience|interface|workflow))`, "It promotes modularity and reuse.", false},
	{`\b(?:modular|maintainable|clean|readable|scalable|robust|flexible|reusable|organized|efficient)(?:,? (?:and )?(?:modular|maintainable|clean|readable|scalable|robust|flexible|reusable|organized|efficient|reliable|concise))+\b`, "This keeps the logic clean and reusable.", false},
	{`\b(?:follow|adher|conform|align)(?:s|es|ed|ing)? (?:to |with )?(?:the )?(?:\w+ )?(?:best practices|good practices|principles?|coding standards|conventions|design principles|single responsibility|clean code|dry)\b`, "It follows best practices.", false},
	{`^(?:this|the|these) (?:documentation|overview|summary|section|analysis|page|review|explanation|guide)s? (?:provides?|covers?|describes?|gives?|explains?|outlines?|aims?|offers?|should)\b`, "This documentation provides an overview.", true},
	{`^(?:by|through) (?:addressing|making|implementing|following|applying|adopting|understanding|using|leveraging|incorporating) (?:these|this|such|the above)\b`, "By addressing these points, you can improve it.", true},
	{`^(?:these|this|such) (?:changes?|improvements?|optimi[sz]ations?|recommendations?|suggestions?|measures|adjustments|enhancements?|practices|approach|pattern|design|structure|technique|method|setup|modularity|separation)(?: pattern)? (?:can |will |would |could |may |might |should )?(?:also )?(?:significantly |greatly |further )?(?:help|improv|enhanc|promot|ensur|reduc|increas|mak|allow|provid|simplif|facilitat|contribut|keep|lead|prevent|streamlin|support|enabl)\w*\b`, "These changes can significantly improve the function.", false},
	{`^(?:addressing|fixing|implementing|following|applying) (?:these|this|the above|them|such)\b`, "Addressing these will improve it.", true},
	{`^` + developers + ` (?:can|could|would|should|may|might|will|must|need to|have to)(?: also| then| easily)? (?:use|interact|rely|benefit|leverage|utili[sz]e|work|call|consider|ensure|be aware|understand|extend|integrate|customi[sz]e)\b`, "Developers would interact with this when needed.", false},
	{`^(?:it|this) (?:allows?|enables?|helps?|lets?|empowers?|gives?) ` + developers + `\b`, "It allows users to work with it.", false},
	{`\b(?:here|this) is where ` + developers + `\b`, "This is where you define your own function.", true},
	{`\b(?:the|this is the) (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|next|last|final) line (?:(?:of|in) (?:the |this )?(?:class|function|method|code|definition|program|script|constructor|module)|defines?)\b`, "This is the second line of the class.", true},
	{`\bin this (?:example|tutorial|code snippet|article|guide|lesson|case study)\b`, "In this example, a list is used.", true},
	{`\b(?:let's|let us|as you can see|as we can see|as shown above|as mentioned (?:above|earlier|before)|note that this is (?:just|only|a)|feel free|happy coding|hope this helps|please (?:refer|note|ensure|make sure|let)\b|i have|i am|i will|we will|you will (?:see|learn|need|find))\b`, "As you can see, it works.", true},
	{`\bavailable (?:on|at|from) (?:github|the internet|the web|pypi|npm)\b|\bopen[- ]source (?:project|software|library|tool)\b`, "The code is available on GitHub.", true},
	{`^` + theCode + ` (?:can|could|may|might) (?:also )?(?:be )?(?:easily |further |readily )?(?:extended|modified|customi[sz]ed|reused|integrated|adapted|improved|optimi[sz]ed|refactored|enhanced)\b`, "The code can be easily extended.", false},
	{`^` + theCode + ` (?:is|are) (?:particularly |especially |very |also |most |often |commonly |typically |mainly |primarily )*(?:useful|helpful|handy|beneficial|valuable|suitable|ideal|used)(?: (?:in (?:\w+ )?(?:scenarios|situations|cases|applications)|for (?:a|various|many|different|any)|when (?:working|dealing|you)|during|as|by (?:developers|users))\b.*)[.!]?$`, "It is particularly useful in situations where order matters.", false},
	{`^` + theCode + ` (?:provides?|offers?|has|presents?|exposes?|gives?) (?:a |an )?(?:clear|clean|simple|convenient|robust|comprehensive|structured|flexible|consistent|powerful|easy|user-friendly|efficient|reliable|seamless|solid|high-level|straightforward)(?:,? (?:and )?(?:clear|clean|simple|convenient|robust|comprehensive|structured|flexible|consistent|easy|efficient|reliable|concise))* \w+`, "It provides a clear interface for callers.", false},
	{`^` + theCode + ` (?:handles?|manages?|processes|performs?|covers?|deals with) (?:various|different|many|all|several|multiple|a variety of|a range of|other|specific|certain) (?:\w+ )?(?:cases|scenarios|tasks|operations|aspects|situations|things|types of \w+|functionalit(?:y|ies)|conditions|errors)(?: gracefully| effectively| efficiently)?[.!]?$`, "The function handles various cases.", false},
	{`^(?:however|therefore|thus|hence|additionally|furthermore|moreover|finally|also),? (?:it is|it's) (?:important|crucial|essential|worth|recommended|necessary|advisable|vital)\b`, "However, it is important to test.", false},
	{`^(?:it is|it's) (?:also )?(?:important|crucial|essential|worth|recommended|necessary|advisable|vital)(?: to)? (?:note|noting|ensure|remember|understand|consider|mention|keep|be)\b`, "It is important to note its cost.", false},
	{`\b(?:a lot of|many|numerous|various|several) (?:benefits|advantages|features|capabilities|use cases|applications|purposes)\b`, "It serves many purposes.", false},
	{`^(?:this|the) (?:code|function|method|class|module|file|script|component|change|update|approach) (?:aims?|seeks?|intends?|strives?|attempts?) to\b`, "This code aims to be fast.", false},
	{`\b(?:is|are) (?:responsible for|in charge of) (?:ensuring|maintaining|providing) (?:the )?(?:overall )?` + virtue, "It is responsible for ensuring data integrity.", false},
	{`\b(?:includes?|contains?|has|provides?|offers?) (?:a |an |some |any |no |detailed |additional |clear |good |the )*(?:docstrings?|documentation|comments)\b`, "It also includes a docstring that explains it.", true},
	{`\bis (?:written|implemented|coded|documented) (?:in|using|with) (?:the )?(?:python|go|golang|java|javascript|typescript|rust|ruby|php|c\+\+|c|c#|bash|markdown|help)\b`, "The code is written in Python.", true},
	{`\b(?:fact sheet|facts? about the|list of facts|these facts|the facts (?:are|list|say|given|state)|summary of the (?:rules|facts|code)|the rules (?:are|say|state)|according to the facts)\b`, "The fact sheet lists its callers.", true},
	{`\b(?:has|have) (?:a lot of |great |much |some |the |significant |huge )*potential\b`, "The code has a lot of potential for more.", true},
	{`\blines? of (?:the )?(?:code|output) (?:is|are|contains?|includes?)\b|\bon different lines\b`, "Each line of code contains a part.", false},
	{`^` + theCode + ` (?:also )?(?:does not|doesn't|has no|have no) (?:have )?(?:any )?(?:special|additional|other|further|explicit) (?:formatting|documentation|features?|information|changes?)`, "The code has no additional documentation.", true},
	{`\b(?:special case|great example|good example|good illustration|power) of (?:the )?(?:concept|use|using|original|a|an)\b`, "It is a good example of the concept.", true},
	{`\b(?:write|writing) (?:more|custom|your own|a custom|separate|complex) (?:\w+ )?(?:script|function|logic|code|functions)s?\b`, "It works without having to write custom code.", true},
	{`\bother (?:python |javascript |go |programming )?(?:modules?|languages|functions|scripts|programs|parts of the (?:code|program|project))\b`, "It can be used by other modules.", false},
	{`\b(?:everything you say|never invent|exactly as it stands|when you do not know|(?:unless|as) requested|any special formatting|only when necessary for readability|visible in the source)\b`, "Everything you say about the code has to be visible.", true},
	{`\b(?:has|have|contains?|shows?|seems? to have) (?:an? )?(?:few|some|several|many|multiple|various|number of|lot of|high|significant|large|great|certain|other)(?: of)? (?:\w+ ){0,2}(?:issues|problems|limitations|features|advantages|disadvantages|implications|vulnerabilities|recommendations|bottlenecks|impacts?|improvements|benefits|weaknesses|work|concepts)\b[^:]*$`, "The code has several limitations.", true},
	{`^(?:the|this) (?:example|document|tutorial|summary|snippet) (?:also )?(?:shows?|demonstrates?|explains?|covers?|describes?|provides?|illustrates?)\b`, "The example shows how to handle it.", true},
	{`^(?:repository|file|facts|language|signature|lines|summary|documentation|commit|complexity)(?: of (?:the )?\w+)?: *[\x00\s.]*$`, "Repository: \x00\x00\x00\x00", true},
	{`\b(?:has|have|with|is|are) (?:a lot of|no|many|few|enough|just an?|any|very few) comments?\b|^(?:the|its) documentation (?:is|of|does|has|for)\b|\bnot explained\b|\b(?:does not|doesn't) (?:tell|include|provide|give) (?:you )?(?:any information|anything|much|enough)\b`, "The function has a lot of comments.", true},
	// A model that talks to whoever asked.
	{`\bi['’](?:ll|m|ve|d)\b|\bi (?:am (?:not|sure|sorry|unable|just|going)|have no(?:t|\b)|don['’]t|do not|didn['’]t|did not|think|believe|guess|assume|hope|apologi[sz]e|understand that)\b|\b(?:let|tell|told|ask|asked|give|gave|show|showed|send) me\b`, "I'll just keep going until it is done.", true},
	{`\byou(?:['’]ve| have)? (?:asked (?:for|about) (?:a|the) (?:summary|review|documentation|page)|missed (?:out on|some|several|an? important)|forgot(?:ten)? to (?:mention|include|tell|say))\b`, "You've missed out on some important details.", true},
	{`^the main part of\b|\byour own version of\b|\bexternal libraries\b|\bmachine code\b`, "The main part of the function is a loop.", true},
	{`^(?:\w+ )?` + theCode + ` (?:also )?(?:interacts?|integrates?|works?|collaborates?|communicates?)(?: \w+ly)? (?:with|alongside) (?:the )?other (?:parts|components|modules|services|classes|systems|packages)\b`, "It integrates with other parts of the system.", false},
	{`^(?:it|this|which)(?: change| approach| design)? (?:allows? for|enables?) (?:a |an )?(?:more |greater |better )+\w+`, "This allows for a more flexible user interface.", false},
	{`^(?:by|through|with) [^,\x00]*, ` + developers + ` (?:can|could|are able to|will be able to) (?:\w+ly )?\w+`, "By maintaining tests, developers can confidently refactor code.", false},
	{`^(?:\w+ )?(?:this|it|which) (?:also )?(?:helps?|aids?|assists?)(?: in| with| to)? (?:identif|debug|understand|troubleshoot|diagnos|maintain)\w*\b`, "This helps in identifying the root cause of issues.", false},
	{`^(?:\w+: )?(?:a )?clever use of\b`, "Clever use of strings for analysis!", false},
	{`\b(?:promotes?|ensures?|maintains?|provides?|adheres? to|follows?) (?:a |the )?(?:more )?consistent (?:approach|structure|manner|way|pattern|style)\b`, "Its use promotes a consistent approach to errors.", false},
	{`\bcommonly used (?:in|for|to|by)\b|\bwidely used\b|\bpopular (?:choice|library|tool|way|language)\b`, "It is widely used.", false},
}

var fillerExpressions = func() []*regexp.Regexp {
	list := make([]*regexp.Regexp, len(fillerForms))
	for i, f := range fillerForms {
		list[i] = regexp.MustCompile(`(?i)` + f.pattern)
	}
	return list
}()

// fillerTail is a clause at the end of a sentence that may say no more than filler does: "..., improving readability".
var fillerTail = regexp.MustCompile(`(?i),(?: thus| thereby| hence| while| and| which)?(?: \w+ly)? (?:improv|enhanc|ensur|mak|promot|provid|maintain|facilitat|allow|increas|simplif|enabl|keep|support|contribut|offer|help|demonstrat|showcas|highlight|guarantee|boost|strengthen)(?:ing|ying|ning|ting|es|s)\b[^.!?]*`)

// Filler returns the part of a sentence that says what is true of any code, or what nobody could check: all of it, a clause at its end,
// or nothing. The sentence is plain text, with zero bytes in the place of code.
func Filler(sentence string) (start, end int) {
	if at := fillerTail.FindStringIndex(sentence); at != nil && len(sentence[:at[0]]) >= minMain &&
		isFiller(sentence[at[0]+1:at[1]]) && !isFiller(sentence[:at[0]]+".") {
		return at[0], at[1]
	}
	if isFiller(sentence) {
		return 0, len(sentence)
	}
	return 0, 0
}

// minMain is the shortest main clause, in bytes, that is worth a sentence.
const minMain = 20

// isFiller reports whether a sentence or a clause has the form of a filler. One with code in it says something, too, unless its form is
// filler in any case.
func isFiller(sentence string) bool {
	code := strings.Contains(sentence, "\x00")
	sentence = strings.TrimSpace(sentence)
	for i, re := range fillerExpressions {
		if (!code || fillerForms[i].always) && re.MatchString(sentence) {
			return true
		}
	}
	return false
}

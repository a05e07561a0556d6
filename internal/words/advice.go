package words

import (
	"regexp"
	"strings"
)

// adviceForm is one way to give advice that holds for any code.
type adviceForm struct{ pattern, example string }

// Parts of the patterns of advice.
const (
	label      = `^(?:[\w /-]{2,40}: )?(?:[-•] )?`
	goodOnes   = `(?:(?:more|better|additional|further|improved|stricter|detailed|robust|comprehensive|proper|appropriate|adequate|sufficient|correct|explicit|thorough|extensive|enhanced|specific|all|any|each|the|both|necessary|input|user|external) )*`
	chores     = `(?:(?:error|exception|resource|memory|connection|input|data|session|file)[ -](?:handling|management|validation|saniti[sz]ation|checking|cleanup|logging)|handling|management|authenticati\w+(?: and authori[sz]ation)?|authori[sz]ation|validation|logging|log(?:ging)? (?:statements|messages)|monitoring|saniti[sz]ation|try[- ]catch blocks?|unit tests?|tests?|test coverage|comments?|documentation|docstrings?|type hints?|caching|error messages?|feedback|access controls?|security measures|checks?)`
	generals   = `(?:resources?|connections?|database connections?|files?|file handles?|inputs?|user inputs?|errors?|exceptions?|edge cases?|objects?|dependencies|parameters?|arguments?|data|values?|variables?|queries|operations?|sensitive (?:data|information)|secrets?|credentials|results?|frequently (?:accessed|used) (?:data|values|results)|cases?)`
	lookedTo   = `(?:managed|closed|handled|caught|saniti[sz]ed|validated|released|logged|tested|documented|secured|protected|encrypted|checked|cleaned up|up to date|addressed)`
	urged      = `(?:(?:please|always|you should|you could|developers should) )?(?:consider|use|add|implement|optimi[sz]e|refactor|ensure|avoid|check|verify|replace|remove|move|apply|review)\b`
	properly   = `(?:properly|correctly|always|appropriately|adequately|securely|safely|gracefully|thoroughly|efficiently|regularly)`
	advisedFor = `(?:, | to | for | and | before | when | so | at | in | using | by | with | instead |[.!]?$)`
)

var adviceForms = []adviceForm{
	{label + `(?:always |please |also |however, )*(?:ensure|make sure|verify|check|be sure|confirm)(?: that)? ` + goodOnes + generals + `(?: \([^)]*\))? (?:is|are) (?:` + properly + ` )?` + lookedTo + `\b`, "Ensure that all resources are properly closed."},
	{label + `(?:always |please |also )*(?:ensure|implement|add|use|provide|include|introduce|improve|enhance|apply) ` + goodOnes + chores + advisedFor, "Implement proper error handling to avoid surprises."},
	{label + `(?:ensure|maintain) ` + `(?:proper|appropriate|correct|careful|adequate) \w+`, "Ensure proper management of connections."},
	{label + `(?:you (?:could|should|may|might) )?consider (?:adding|implementing|using|including|improving|enhancing|introducing|providing) (?:an? )?` + goodOnes + chores + `\b`, "Consider adding more detailed error messages."},
	{label + `(?:you (?:could|should|may|might) )?consider (?:logging|caching|validating|handling|documenting|monitoring|testing) ` + goodOnes + generals + `\b`, "Consider caching frequently accessed data."},
	{label + urged + `[^.]*\bif (?:(?:any (?:are|is)|there (?:are|is) any) (?:present|used|needed|involved)\b|(?:possible|necessary|needed|applicable|feasible|appropriate|used frequently)\.?$)`, "Use context managers if any are present."},
	{`\b(?:could|may|might|would|can) (?:also |still )?benefit from ` + `(?:an? )?` + goodOnes + chores, "The code could benefit from additional input validation."},
	{`\b(?:security posture|overall security|error handling|code quality|performance|logging|security)\b(?: of [^,.]{2,40})?,? (?:can|could|should|may) (?:also )?be (?:significantly |further |greatly )?(?:improved|enhanced|strengthened|considered|optimi[sz]ed)\b`, "Proper error handling should be considered."},
	{label + `(?:proper|detailed|robust|good|comprehensive|adequate|careful|consistent) ` + chores + ` (?:helps?|should|is|are|can|ensures?|will)\b`, "Detailed error logging helps in debugging issues."},
	{label + urged + `[^.]*\b(?:for|of) any (?:hardcoded|potential|possible|external|sensitive|unexpected)\b`, "Use environment variables for any hardcoded secrets."},
	{`\b(?:will|would|can|could) help (?:to )?(?:mitigate|reduce|prevent|avoid|minimi[sz]e) (?:this|these|the|such|any|potential) (?:\w+ )?(?:risks?|issues?|problems?)\b`, "Testing will help mitigate this risk."},
	{label + `(?:regularly|periodically|always|carefully) (?:review|update|audit|test|monitor|check|validate)\b`, "Regularly review and update dependencies."},
	{label + `(?:additionally, |also, )?(?:ensuring|making sure) .*(?:is|are|will be|would be) (?:also )?(?:crucial|essential|important|vital|critical|key)\b`, "Ensuring that inputs are validated is crucial."},
	{`\brequires? careful (?:consideration|handling|planning|attention|management)\b|\bareas for improvement\b`, "The setup requires careful consideration."},
	{label + `(?:ensure|verify|make sure)(?: that)? (?:these|this|the|any|all)(?: \w+)? changes? (?:do|does|will) not\b`, "Ensure that these changes do not introduce side effects."},
	{label + `(?:ensure|implement|maintain|use) (?:robust|proper|secure|consistent) (?:\w+ )?(?:handling|practices|mechanisms?|strateg(?:y|ies)|procedures?)\b`, "Implement robust logging practices."},
	{`\bsecurity posture\b`, "The code has a good security posture."},
	{`\bif not (?:` + properly + ` |carefully )?` + lookedTo + `(?: ` + properly + `| carefully)?\b`, "It may become complex if not managed carefully."},
	{label + `(?:ensuring|having|maintaining|adding|writing|providing) [^,.]* (?:can|will|would|could) (?:help|mitigate|reduce|require|prevent|improve|be)\b`, "Ensuring comprehensive tests can mitigate these risks."},
	{label + `(?:ensure|verify|make sure)(?: that)? (?:all |any )?existing (?:code|functionality|behaviou?r|tests|features|clients|consumers)\b`, "Ensure that existing code does not break."},
	{label + `consider (?:performance )?(?:optimi[sz]ations?|optimi[sz]ing|refactoring)(?: it| this)? (?:if|for|in|to|when)\b`, "Consider optimizing for large inputs."},
	{label + `(?:catch|handle|log) ` + goodOnes + `(?:exceptions?|errors?) and (?:return|log|provide|show|raise) (?:generic|meaningful|appropriate|clear|specific|proper|user-friendly)\b`, "Catch exceptions and return generic error messages."},
}

var adviceExpressions = func() []*regexp.Regexp {
	list := make([]*regexp.Regexp, len(adviceForms))
	for i, f := range adviceForms {
		list[i] = regexp.MustCompile(`(?i)` + f.pattern)
	}
	return list
}()

// IdleAdvice reports whether a sentence gives advice that holds for any code: it names nothing of the code. The sentence is plain text,
// with zero bytes in the place of code.
func IdleAdvice(sentence string) bool {
	if strings.Contains(sentence, "\x00") {
		return false
	}
	sentence = strings.TrimSpace(sentence)
	for _, re := range adviceExpressions {
		if re.MatchString(sentence) {
			return true
		}
	}
	return false
}

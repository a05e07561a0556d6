package words

import (
	"regexp"
	"strings"
)

// changeForm is one way to say that code was or has been changed. What a page describes was there before the
// page, so that outside of pages about changes such a sentence is wrong, or nobody can tell from the source.
type changeForm struct {
	pattern string
	example string // a text that claims a change by it
	kept    string // one that looks like it and claims none
	clause  bool   // it counts only in a main clause: "returns whether the code was changed" tells what code does
}

const (
	codeThing = `(?:code(?:base)?|function|method|class|struct|module|package|implementation|logic|algorithm|signature|api|docstring|documentation|error handling|constructor|feature|functionality|support for [^.,;]{1,40}|parameters?|arguments?|tests?|it)`
	// codeSubject begins a sentence about code.
	codeSubject = `^[\W_]*(?:(?:the|this|its|a|an|new|some|all|public|private)\s+){0,2}(?:[\x00\w]+\s+){0,2}?` + codeThing + `(?:\s+(?:it|\x00+))?`
	wasDone     = `\s+(?:has|have|had|was|were)\s+(?:(?:now|also|recently|since|just|further|completely|fully|slightly|significantly|heavily|been)\s+)*`
	changed     = `(?:added|removed|renamed|changed|updated|modified|introduced|replaced|moved|migrated|extended|converted|fixed|revised|adjusted|expanded|split|merged|deprecated)`
	rewritten   = `(?:rewritten|re-written|refactored|re-factored|restructured|reimplemented|re-implemented|reworked|redesigned|modernized|modernised|improved|enhanced|simplified|streamlined|overhauled|cleaned up)`
	codeVerb    = `(?:use|return|support|accept|take|handle|call|require|include|work|raise|throw|check|provide|allow|perform|rely|relie|implement|validate|employ|offer|inherit)(?:s|es)?`
)

// changeForms are the ways to claim a change, in running text with zero bytes in the place of code.
var changeForms = []changeForm{
	{`\b(?:has|have|had|was|were)\s+(?:(?:now|also|recently|since|just|further|completely|fully|slightly|significantly|heavily|been)\s+)*` + rewritten + `\b`,
		"The code has been rewritten to be faster.", "The rewritten query is returned.", true},
	{codeSubject + wasDone + changed + `\b`, "The function was added to handle errors.", "The file was added to the list.", true},
	{`\b(?:has|have)\s+(?:now\s+|recently\s+)?been\s+(?:updated|changed|modified|extended|converted|migrated|adjusted)\s+to\s+` + codeVerb + `\b`,
		"Parsing has been updated to use a stream.", "Tells whether the row has been updated to use a stream.", true},
	{`\b(?:is|are)\s+now\s+(?:implemented|supported|handled|deprecated|more\s+\w+|faster|simpler|cleaner|easier|safer|better)\b`,
		"Errors are now handled by the caller.", "The lock is now held.", true},
	{`\bnow\s+(?:also\s+|correctly\s+|properly\s+)?` + codeVerb + `\b`, "The parser now uses a stack.", "The time is now used as the seed.", true},
	{codeSubject + `\s+no\s+longer\s+` + codeVerb + `\b`, "The function no longer returns an error.", "The key is no longer than 5 characters.", true},
	{codeSubject + `\s+(?:is|are)\s+no\s+longer\s+(?:used|needed|required|supported|necessary|available|part)\b`,
		"The parameter is no longer required.", "Closes a file that is no longer needed.", true},
	{`^[\W_]*previously,?\s+(?:the|this|it|we|there|a|an|all|code)\b`, "Previously, the code read the file twice.", "Previously computed results come from a cache.", false},
	{`\b(?:code|function|method|class|implementation)\s+(?:was\s+|had\s+)?previously\b`, "The function previously returned a list.", "A previously registered function is called.", true},
	{`\b(?:it|there|this)\s+used\s+to\s+\w+`, "It used to return a list.", "It is used to return a list.", false},
	{`\b(?:this|the\s+(?:latest|last|recent))\s+(?:change|commit|update|patch|refactor|refactoring|rewrite|modification|pull\s+request|pr|release)\s+(?:(?:also|likely|probably|primarily|mainly|significantly|further|thus)\s+)?(?:adds?|removes?|introduces?|improves?|enhances?|makes?|ensures?|fixe?s?|allows?|updates?|replaces?|refactors?|simplifie?s?|addresses|enables?|moves?|renames?|aims?|implements?|involves?|includes?|(?:is|was)\s+(?:likely|intended|part|made|probably|necessary))\b`,
		"This change likely adds a cache.", "This change is sent to every listener.", true},
	{`\b(?:changes|modifications|improvements|refactorings?)\s+(?:was|were|have\s+been|has\s+been)\s+(?:\w+\s+)?made\b`, "Two changes were made to the class.", "The changes are sent.", true},
	{`\b(?:was|were|been)\s+(?:added|introduced|moved|removed|committed)\s+(?:to|in|into|from)\s+(?:the\s+|this\s+)?(?:code|codebase|repository|project|class|module|package)\b`,
		"The script was added to the project.", "The row was added to the table.", true},
	{`^[\W_]*in\s+(?:this|the\s+(?:latest|new|newest|current))\s+(?:commit|change|version|release|update|patch|revision|pull\s+request|pr)\b`,
		"In this version, errors are wrapped.", "Lists the files in this commit.", false},
	{`\b(?:added|introduced|fixed|changed|improved|new)\s+in\s+(?:this|the\s+latest|version|release)\b`, "Timeouts are new in version 3.", "Adds the fixed part.", false},
	{`\b(?:was|were|been)\s+recently\s+(?:` + changed[3:len(changed)-1] + `)\b`, "Validation was recently added.", "Entries that were recently added come first.", true},
	{`\brecently\s+been\s+` + changed + `\b`, "The code has recently been changed.", "The recently used entry is kept.", true},
	{`\b(?:the|this|our)\s+new(?:er)?\s+(?:implementation|approach|design|logic|code|behaviou?r|algorithm)\b`, "The new implementation is faster.", "Creates a new implementation of the interface.", false},
	{`\b(?:was|were|has\s+been)\s+(?:first\s+)?(?:added|introduced)\s+(?:later|in\s+(?:the\s+)?(?:Python|Go|Java|Node|Node\.js|PHP|Ruby|version|release|C\+\+)\s*v?\d)`,
		"The module was added in Python 3.7.", "The row was added in the table.", true},
	{`\b(?:the|this)\s+original\s+(?:creator|author|implementation|programmer|developer)s?\b|\bcurrent\s+version\s+of\s+(?:the|this)\s+(?:code|function|method|class|module|script)\b|\bthe\s+only\s+change\b`,
		"The original author wrote it for one file.", "The original value is kept.", false},
	{`\b(?:previous|old|prior|earlier)\s+(?:implementation|approach|design|version\s+of\s+(?:the|this)\s+(?:code|function|method|class|module))\b`,
		"It replaces the old implementation.", "The previous value is kept.", false},
	{`^[\W_]*(?:Added|Fixed|Refactored|Renamed|Removed|Introduced|Rewrote|Reworked|Updated|Implemented)\s+(?:support|the|a|an|new|missing|some|more|all|unit|tests?|error|logging)\b`,
		"Added a cache for lookups.", "Added items come first.", false},
}

// changeWords begin the subjects of commits that changed code: "Fix the parser", "Added a cache".
var changeWords = Set(`
	add added
	bump bumped
	change changed
	clean cleaned
	enhance enhanced
	fix fixed fixes
	implement implemented
	improve improved
	introduce introduced
	migrate migrated
	optimize optimized
	refactor refactored refactors
	remove removed
	rename renamed
	revert reverted
	rewrite rewrote
	simplify simplified
	update updated`)

var changeExpressions = func() []*regexp.Regexp {
	list := make([]*regexp.Regexp, len(changeForms))
	for i, f := range changeForms {
		list[i] = regexp.MustCompile(`(?i)` + f.pattern)
	}
	return list
}()

// subordinate leads to what is not said of the code itself: a condition, or what a value tells.
var subordinate = regexp.MustCompile(`(?i)\b(?:if|whether|when|whenever|once|after|until|unless|while|before|that|which|who|where|returns?|returned|indicat\w*|checks?|ensur\w*|assum\w*|because|since|could|would|should|might|may|must|can|verif\w*|tells?|detects?)\b`)

// ChangeClaim returns the part of a sentence that says that code was or has been changed, and "" when
// nothing does. The sentence is plain text, with zero bytes in the place of code.
func ChangeClaim(sentence string) string {
	for i, re := range changeExpressions {
		at := re.FindStringIndex(sentence)
		if at == nil || changeForms[i].clause && subordinate.MatchString(sentence[:at[0]]) {
			continue
		}
		return strings.TrimSpace(sentence[at[0]:at[1]])
	}
	return ""
}

// BeginsLikeChange reports whether a text begins like the subject of a commit that changed code.
func BeginsLikeChange(text string) bool {
	first, _, _ := strings.Cut(text, " ")
	return changeWords[strings.ToLower(strings.Trim(first, "`'\",:"))]
}

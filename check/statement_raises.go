package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// raiseKinds are what is said of exceptions.
var raiseKinds = []statementKind{
	{name: "raises", example: "raises `ValueError`", judge: judgeRaises,
		form: regexp.MustCompile(`\b(?:[Rr]aises?|[Tt]hrows?)\s+(?:an?\s+|the\s+)?([A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt))\b`)},
	{name: "raises", example: "does not raise any exceptions", judge: judgeRaisesNothing,
		form: regexp.MustCompile(`(?i)^(?:does\s+not|never)\s+(?:raises?|throws?)\s+(?:any\s+)?(?:exceptions?|errors?)\s*\.?$`)},
	{name: "raises", example: "raises an exception", judge: judgeRaisesSome, form: regexp.MustCompile(`(?i)\b(?:raises|throws)\s+an\s+(?:exception|error)\b`)},
	{name: "panics", example: "panics", judge: judgePanics, form: regexp.MustCompile(`(?i)(?:^|\s)panics\b`)},
}

// implicit are the exceptions that the operators and the built-ins of a language raise by themselves.
var implicit = map[string]map[string]bool{
	"python": words.Set(`ValueError TypeError KeyError IndexError AttributeError OSError IOError FileNotFoundError PermissionError UnicodeDecodeError
		UnicodeEncodeError UnicodeError ZeroDivisionError OverflowError StopIteration StopAsyncIteration RecursionError ImportError ModuleNotFoundError NameError
		LookupError ArithmeticError MemoryError EOFError KeyboardInterrupt SystemExit RuntimeError SyntaxError AssertionError Exception
		FileExistsError IsADirectoryError NotADirectoryError TimeoutError ConnectionError BrokenPipeError CancelledError JSONDecodeError`),
	"java":       words.Set(`NullPointerException ArithmeticException ClassCastException IndexOutOfBoundsException ArrayIndexOutOfBoundsException IllegalArgumentException NumberFormatException IOException`),
	"javascript": words.Set(`TypeError RangeError ReferenceError SyntaxError Error`),
	"csharp":     words.Set(`NullReferenceException ArgumentException ArgumentNullException InvalidOperationException FormatException IOException`),
}

var raising = regexp.MustCompile(`\b(?:raise|throw)\b`)

func judgeRaises(d *described, a assertion) (Verdict, string) {
	name := a.groups[1]
	switch {
	case implicit[d.family] == nil || d.body == "" || d.symbol.Abstract || stub.MatchString(d.text):
		return undecided()
	case words.ContainsWord(d.code, name):
		return VerdictHolds, "the source says so"
	case words.ContainsWord(d.file, name):
		return undecided()
	case !d.calls() && !raising.MatchString(d.body) && !risky.MatchString(d.body):
		return VerdictContradicted, "nothing in it raises " + name
	case implicit[d.family][name]:
		return undecided()
	}
	return VerdictUnsupported, "nothing in the file names " + name
}

// nestedCode is code that runs when it is called, not where it stands.
var nestedCode = regexp.MustCompile(`(?m)^\s+(?:async\s+)?(?:def|class|function)\s|\blambda\b|=>|\bfunction\s*\(|\byield\b`)

// risky are operators that can raise something themselves.
var risky = regexp.MustCompile(`[\[/%]|\bdel\b|\.`)

func judgeRaisesNothing(d *described, _ assertion) (Verdict, string) {
	if implicit[d.family] == nil || strings.Contains(d.body, "except") || strings.Contains(d.body, "catch") || nestedCode.MatchString(d.body) {
		return undecided()
	}
	if raising.MatchString(d.body) {
		return VerdictContradicted, "it raises"
	}
	return undecided()
}

func judgeRaisesSome(d *described, _ assertion) (Verdict, string) {
	switch {
	case implicit[d.family] == nil || d.body == "":
		return undecided()
	case raising.MatchString(d.body):
		return VerdictHolds, "the source says so"
	case !d.calls() && !risky.MatchString(d.body) && !d.symbol.Abstract:
		return VerdictContradicted, "nothing in it raises anything"
	}
	return undecided()
}

func judgePanics(d *described, _ assertion) (Verdict, string) {
	if d.family != "go" {
		return undecided()
	}
	if words.ContainsWord(d.code, "panic") {
		return VerdictHolds, "the source says so"
	}
	if !d.calls() && !risky.MatchString(d.body) && !strings.Contains(d.body, "*") && d.symbol.BodySpan.StartLine > 0 {
		return VerdictContradicted, "nothing in it panics"
	}
	return undecided()
}

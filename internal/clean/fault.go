package clean

import "fmt"

// Fault says why an answer is no page.
type Fault string

// The faults of an answer.
const (
	AnswerEmpty    Fault = "it has no content"
	AnswerTooLong  Fault = "it is too long"
	AnswerOnlyCode Fault = "it is only code"
	AnswerTooShort Fault = "it says too little"
	AnswerLanguage Fault = "it is not in English"
	AnswerEcho     Fault = "it repeats the prompt"
	AnswerMalforms Fault = "it is not readable Markdown"
)

// Error is an answer that cannot become a page.
type Error struct {
	Fault  Fault
	Detail string // what was measured; may be empty
}

// Error says what is wrong with the answer, what was measured, and what to do.
func (e *Error) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("%s; ask again, or use another model", e.Fault)
	}
	return fmt.Sprintf("%s (%s); ask again, or use another model", e.Fault, e.Detail)
}

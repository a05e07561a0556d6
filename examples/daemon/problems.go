package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/codeworm/codeworm"
)

// usageError is a mistake on the command line or in the configuration: nothing was touched.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// problems are all that is wrong with the command line and the configuration,
// one or more lines each, in the words of the settings.
type problems []string

func (p *problems) addf(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

// collect adds what an error says; nil adds nothing.
func (p *problems) collect(err error) {
	var config *codeworm.ConfigError
	var several problems
	switch {
	case err == nil:
	case errors.As(err, &several):
		*p = append(*p, several...)
	case errors.As(err, &config):
		for _, problem := range config.Problems {
			*p = append(*p, inSettings(problem))
		}
	default:
		*p = append(*p, strings.TrimPrefix(err.Error(), "codeworm: "))
	}
}

// err is nil, or a usageError that lists everything.
func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return usageError{p}
}

func (p problems) Error() string {
	if len(p) == 1 {
		return p[0]
	}
	return fmt.Sprintf("%d problems:\n  - %s", len(p), strings.Join(p, "\n  - "))
}

// settingNames are the names that settings have in the library, and here.
var settingNames = [][2]string{
	{"Types: ", "types: "},
	{"Selection.MinLines ", "selection.min_lines "},
	{"Selection.MinComplexity ", "selection.min_complexity "},
	{"Selection.ReviewMinLines ", "selection.review_min_lines "},
	{"Selection.ReviewMinComplexity ", "selection.review_min_complexity "},
	{"MaxAge ", "max_age_days "},
	{"devlog: Branch ", "devlog.branch: "},
	{"devlog: Remote ", "devlog.remote: "},
	{"model ", "llm.model "},
	{"temperature ", "llm.temperature "},
	{"num_ctx ", "llm.num_ctx "},
	{"num_predict ", "llm.num_predict "},
	{"parallel ", "llm.parallel "},
	{"timeout ", "llm.timeout "},
	{"AnswerTokens ", "llm.num_predict "},
	{"PageTime ", "llm.page_time "},
}

func inSettings(problem string) string {
	for _, name := range settingNames {
		if rest, ok := strings.CutPrefix(problem, name[0]); ok {
			return name[1] + rest
		}
	}
	return problem
}

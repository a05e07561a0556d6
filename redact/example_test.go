package redact_test

import (
	"fmt"
	"log"

	"github.com/codeworm/codeworm/redact"
)

func Example() {
	r, err := redact.New(redact.Without("sourcegraph-access-token"))
	if err != nil {
		log.Fatal(err)
	}
	text, redactions := r.Redact("db = open(\"postgres://app:Tr0ub4dor@db/x\")\napi_key = \"q7Zp2VtK9xWm4LcR\"  # gitleaks:allow\n")
	fmt.Print(text)
	for _, red := range redactions {
		fmt.Printf("line %d: %s\n", red.Line, red.Kind)
	}
	// Output:
	// db = open("postgres://[redacted: url-credentials]@db/x")
	// api_key = "[redacted: generic-api-key]"  # gitleaks:allow
	// line 1: url-credentials
	// line 2: generic-api-key
}

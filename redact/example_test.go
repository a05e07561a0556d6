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
	text := r.Redact("db = open(\"postgres://app:Tr0ub4dor@db/x\")\napi_key = \"q7Zp2VtK9xWm4LcR\"  # gitleaks:allow\n")
	fmt.Print(text)
	// Output:
	// db = open("postgres://[redacted: url-credentials]@db/x")
	// api_key = "[redacted: generic-api-key]"  # gitleaks:allow
}

package main

import (
	"encoding/json"

	"example.org/jobs"
)

func main() {
	q := jobs.New()
	jobs.Run(q, nil, nil)
	json.Marshal(q)
}

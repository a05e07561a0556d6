package jobs_test

import (
	"testing"

	"example.org/jobs"
)

func TestRun(t *testing.T) { jobs.Run(jobs.New(), nil, nil) }

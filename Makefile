# The commands of everyday work. CONTRIBUTING.md says what each is for.

GOLANGCI = go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK = go run golang.org/x/vuln/cmd/govulncheck@v1.9.0
# How long one package's tests may take, the build of a real Ollama included.
TIMEOUT = 45m
# Further flags for go test: make test TESTFLAGS=-json
TESTFLAGS =

.PHONY: all check fmt vet lint docs test renderers bench numbers bombs kill demo-many vuln dependencies

all: check test

# Everything that looks at the code without running it.
check: fmt vet lint docs

fmt:
	@files=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$files" || { echo "gofmt would change: $$files"; exit 1; }

vet:
	go vet ./...

lint:
	$(GOLANGCI) run ./...

# What the documents name has to exist: the program checks its own repository.
docs:
	go run ./examples/daemon check --strict --repo . README.md CONTRIBUTING.md SECURITY.md docs/*.md parser/README.md

# Known vulnerabilities of what is linked; it asks vuln.go.dev.
vuln:
	$(GOVULNCHECK) ./...

# The list of what is linked, with licences.
dependencies:
	go run ./internal/deplist

# All tests, with the race detector and the real parts that are there; then what check finds in documents, on a sample that is large
# enough to hold shares, which the race detector makes too slow.
test:
	go test -race -timeout $(TIMEOUT) $(TESTFLAGS) ./...
	go test -timeout $(TIMEOUT) $(TESTFLAGS) -run TestRecallInPeoplesDocuments ./check

# 500 hostile answers and 500 hostile repositories in every renderer; the tests try 60 of each.
renderers:
	CODEWORM_REQUIRE_REAL=1 CODEWORM_HOSTILE=500 go test -count=1 -v -timeout $(TIMEOUT) -run 'TestHostilePages|TestBrowser' ./internal/rendertest

# Benchmarks; they print ratios to a baseline measured in the same run.
bench:
	go test -run '^$$' -bench . -benchtime 1x -timeout 60m ./...

# Files that are made to take all time or memory: five in every language, with the limits of the default configuration.
bombs:
	CODEWORM_BOMBS=all go test -count=1 -v -timeout $(TIMEOUT) -run 'TestBombs' ./parser/worker ./examples/daemon | grep -E 'bombs|MB|^(ok|FAIL|---)'

# Daemons killed and stopped at every step of publishing and at KILLS random moments; the tests try each step once and 10 moments.
KILLS = 1000
kill:
	CODEWORM_REQUIRE_REAL=1 CODEWORM_KILLS=$(KILLS) go test -count=1 -v -timeout 6h -run TestKillMatrix ./examples/daemon

# Four daemons with a clone of the devlog each, one PostgreSQL and one remote: who wrote what, as a table.
demo-many:
	CODEWORM_REQUIRE_REAL=1 CODEWORM_FLEET=full go test -count=1 -v -timeout 10m -run TestManyMachines ./examples/daemon

# What check finds in people's documents, and flags in true ones, measured on modules that the go command fetches.
numbers:
	go test -count=1 -v -run TestRates ./internal/redact ./redact | grep -E "%|^(ok|FAIL|---)"
	go test -count=1 -v -timeout $(TIMEOUT) -run 'TestRecallInPeoplesDocuments|TestCheckOfTrueText' ./check | grep -E '%|^(ok|FAIL|---)'

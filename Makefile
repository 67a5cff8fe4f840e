# The verbs of a working day. Everything else is `go`.

LINT := go tool -modfile=tools/go.mod golangci-lint
VULN := go tool -modfile=tools/go.mod govulncheck

.PHONY: demo test slow race lint fmt vuln bench eval build ci

demo: ## trace the story that ships with the program
	go run ./cmd/stemma trace --demo

test: ## the tests of the README
	go test ./...

slow: ## the tests that take minutes, too
	go test -tags slow ./...

race:
	go test -race ./...

lint:
	go vet ./...
	$(LINT) run ./...

fmt:
	$(LINT) fmt ./...

vuln: ## needs the vulnerability database on the network
	$(VULN) ./...

bench:
	go test -run '^$$' -bench . -benchmem ./...

eval: ## all figures on the development sets
	go run ./cmd/stemma eval --sets ../shared/eval

build: ## one static binary
	CGO_ENABLED=0 go build -trimpath -o bin/stemma ./cmd/stemma

ci:
	bash .ci/run

# The verbs of a working day. Everything else is `go`.

LINT := go tool -modfile=tools/go.mod golangci-lint
VULN := go tool -modfile=tools/go.mod govulncheck
SBOM := go tool -modfile=tools/go.mod cyclonedx-gomod app -json -std -noserial -notimestamp -main cmd/stemma

.PHONY: demo test slow race fuzz fuzz-short lint fmt vuln licences notices sbom bench eval build ci

demo: ## trace the story that ships with the program
	go run ./cmd/stemma trace --demo

test: ## the tests of the README
	go test ./...

slow: ## the tests that take minutes, too
	go test -tags slow ./...

race:
	go test -race ./...

fuzz: ## every parser of outside data, 10 minutes each; FUZZTIME=1m FUZZ='ingest|feed' for less
	bash .ci/fuzz

fuzz-short: ## the most exposed ones, seconds each, and an eighth of all: another one each day, or FUZZPART=3
	FUZZTIME=5s FUZZ='extract.FuzzHTML|feed.FuzzParse|ingest.FuzzLines|mail.FuzzParse|warc.FuzzReader|trace.FuzzTrace' FUZZPART= bash .ci/fuzz
	FUZZTIME=2s FUZZ= FUZZPART=$${FUZZPART:-today} FUZZLOGS=bin/fuzz/part bash .ci/fuzz

lint: ## go vet is in it
	$(LINT) run ./...

fmt:
	$(LINT) fmt ./...

vuln: ## needs the vulnerability database on the network, or STEMMA_VULNDB=file:///folder with one
	$(VULN) $(if $(STEMMA_VULNDB),-db $(STEMMA_VULNDB)) ./...

licences: ## docs/LICENCES.md anew; fails on a licence that nobody has argued for
	go -C tools run ./licences

notices: ## the texts of the licences, to go with a binary that is passed on
	mkdir -p dist
	go -C tools run ./licences -notices ../dist/NOTICES.txt

sbom: ## what the binary is made of, in CycloneDX's form
	mkdir -p dist
	CGO_ENABLED=0 $(SBOM) -output dist/stemma.cdx.json .
	go -C tools run ./licences -sbom ../dist/stemma.cdx.json

bench:
	go test -run '^$$' -bench . -benchmem ./...

eval: ## all figures on the development sets
	go run ./cmd/stemma eval --sets ../shared/eval

build: ## one static binary
	CGO_ENABLED=0 go build -trimpath -o bin/stemma ./cmd/stemma

ci:
	bash .ci/run

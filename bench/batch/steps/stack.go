package main

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The steps, in the order of the data.
const (
	reading   = "read and extract"
	articles  = "articles, each once"
	keys      = "keys of texts"
	names     = "keys of stories"
	pairs     = "pairs"
	verifying = "verification"
	placing   = "components"
	stories   = "stories"
	trees     = "trees"
	writing   = "writing"

	runner = "the runner, and garbage" // what is no step's
)

var order = []string{reading, articles, keys, names, pairs, verifying, placing, stories, trees, writing}

// stepOf names the step of each type of batch with a function that a runner calls.
var stepOf = map[string]string{
	"readFn": reading, "listFn": reading,
	"partFn": articles, "ownerFn": articles, "earliestFn": articles, "uniqueFn": articles,
	"windowsFn": keys, "textKeysFn": keys,
	"storyKeysFn": names,
	"gatherFn":    pairs, "mergeFn": pairs, "pairsFn": pairs, "sharedFn": pairs, "partnersFn": pairs, "partnerFn": pairs, "storyEdgesFn": pairs,
	"bodyFn": verifying, "turnFn": verifying, "halvesFn": verifying, "verifyFn": verifying,
	"byWindow": placing, "thinning": placing, "nearest": placing, "joinWindow": placing, "meeting": placing, "choose": placing, "admission": placing, "packing": placing,
	"byID": placing, "assign": placing, "together": placing,
	"tracing": stories, // or trees
	"telling": writing, "linking": writing, "formulaFn": writing, "sizeFn": writing, "sumFn": writing, "fileFn": writing, "writeFn": writing, "listing": writing,
}

// stepOfBytes names the step that counts bytes by each name.
var stepOfBytes = map[string]string{
	"articles": articles, "keys_text": keys, "keys_story": names, "pairs": pairs, "partners": pairs, "texts": verifying,
	"windows": placing, "components": placing, "guests": placing, "packs": placing, "places": placing, "placing": placing, "blocks": stories, "rows": writing,
}

const module = "github.com/stemma-news/stemma/"

var (
	called   = regexp.MustCompile(`^` + module + `batch\.\(?\*?(\w+)\)?\.\w+`)
	ofTrees  = regexp.MustCompile(`^` + module + `(link|attribution|claim|lineage|distrust|report)\b`)
	ofTrace  = regexp.MustCompile(`^` + module + `(trace|cluster|vector|text)\b`)
	ofInput  = regexp.MustCompile(`^` + module + `(ingest|extract|warc)\b`)
	ofReuse  = regexp.MustCompile(`^` + module + `reuse\b`)
	ofRunner = regexp.MustCompile(`^github\.com/apache/beam/`)
)

// step says whose a stack is, the innermost function first. What a step gives on, the runner encodes and the next step
// takes, is all called from within that step: so the innermost counts. Work that a step hands to other goroutines is known
// by its packages.
func step(stack []string) string {
	tree, trace, input, reuse := false, false, false, false
	for _, f := range stack {
		tree, trace, input = tree || ofTrees.MatchString(f), trace || ofTrace.MatchString(f), input || ofInput.MatchString(f)
		reuse = reuse || ofReuse.MatchString(f)
		if m := called.FindStringSubmatch(f); m != nil && stepOf[m[1]] != "" {
			if s := stepOf[m[1]]; s != stories || !tree {
				return s
			}
			return trees
		}
		if ofRunner.MatchString(f) {
			return runner
		}
	}
	switch {
	case tree:
		return trees
	case trace:
		return stories
	case input:
		return reading
	case reuse:
		return verifying
	}
	return runner
}

// sum reads what go tool pprof -traces -unit=ms prints: stacks between lines of dashes, the first line of each with the time.
func sum(traces string) (map[string]float64, error) {
	all := map[string]float64{}
	var stack []string
	ms := 0.0
	end := func() {
		if len(stack) > 0 {
			all[step(stack)] += ms / 1000
		}
		stack, ms = nil, 0
	}
	for line := range strings.Lines(traces) {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "-"):
			end()
		case len(fields) > 1 && len(stack) == 0 && strings.HasSuffix(fields[0], "ms"):
			n, err := strconv.ParseFloat(strings.TrimSuffix(fields[0], "ms"), 64)
			if err != nil {
				return nil, fmt.Errorf("the profile has %q", line)
			}
			ms, stack = n, append(stack, fields[1])
		case len(stack) > 0 && len(fields) > 0:
			stack = append(stack, fields[0])
		}
	}
	end()
	if len(all) == 0 {
		return nil, errors.New("the profile is empty")
	}
	return all, nil
}

//go:build unix && slow

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// devReports lie beside the repository, where there are any.
var devReports = absolute("../../../shared/eval")

// forms are all ways to print a story.
var forms = [][]string{
	{},
	{"--evidence"},
	{"--explain", "B"},
	{"--format", "json"},
	{"--format", "html"},
	{"--format", "svg"},
	{"--format", "markdown"},
	{"--format", "dot"},
	{"--format", "graphml"},
	{"--format", "gexf"},
	{"--format", "jsonld"},
	{"--format", "csv", "--table", "edges"},
	{"--format", "csv", "--table", "attributions"},
}

// samePrinted runs a command on all machines. One that finds nothing says so in the same words.
func samePrinted(t *testing.T, args ...string) {
	t.Helper()
	want, _ := machines[0].answers(t, args...)
	for _, m := range machines[1:] {
		have, _ := m.answers(t, args...)
		sameText(t, m.name+": stemma "+strings.Join(args, " "), have, want)
	}
}

// moments are what an archive says of when something came into it, which stands in for the date of what
// has none, and the hash of all: two imports differ in them.
var moments = regexp.MustCompile(`"(added|changed|at|queued|next|sha256)":("[^"]*"|[0-9]+)`)

func withoutMoments(s string) string { return moments.ReplaceAllString(s, `"$1":0`) }

// given are folders and files to be traced: the demo, the seeds, and development texts; some of them only as JSON.
func given(t *testing.T) (inFull, asJSON []string) {
	t.Helper()
	inFull = []string{demoFolder(t, time.Now())}
	if exists(seedsFolder) {
		inFull = append(inFull, seedsFolder)
	}
	if exists(devReports) {
		stories := strings.SplitAfter(file(t, filepath.Join(devReports, "stories", "full.jsonl")), "\n")
		for _, part := range []string{strings.Join(stories[:150], ""), file(t, filepath.Join(devReports, "lineage", "heavy-07.jsonl")), file(t, filepath.Join(devReports, "lineage", "light-11.jsonl"))} {
			name := filepath.Join(t.TempDir(), "reports.jsonl")
			if err := os.WriteFile(name, []byte(part), 0o600); err != nil {
				t.Fatal(err)
			}
			asJSON = append(asJSON, name)
		}
	}
	return inFull, asJSON
}

// TestSameBytesOfAll: every command that prints, in every form.
func TestSameBytesOfAll(t *testing.T) {
	inFull, asJSON := given(t)
	for _, in := range inFull {
		for _, form := range forms {
			samePrinted(t, append(append([]string{"trace"}, form...), in)...)
		}
		for _, form := range [][]string{{}, {"--groups"}, {"--format", "csv"}, {"--format", "text", "--text"}} {
			samePrinted(t, append(append([]string{"reuse"}, form...), in)...)
		}
		samePrinted(t, "extract", in)
		files, err := filepath.Glob(filepath.Join(in, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{"text", "json", "html", "markdown"} {
			samePrinted(t, "diff", "--format", form, files[0], files[1])
		}
	}
	for _, in := range asJSON {
		samePrinted(t, "trace", "--format", "json", in)
		samePrinted(t, "reuse", in)
		samePrinted(t, "extract", in)
	}
}

// TestSameTables: a folder of tables and a zip of them, whatever the hour.
func TestSameTables(t *testing.T) {
	dir := t.TempDir()
	in := demoFolder(t, time.Now())
	for i, m := range machines {
		m.prints(t, "trace", "--format", "csv", "-o", filepath.Join(dir, m.name+".zip"), in)
		sameText(t, m.name, file(t, filepath.Join(dir, m.name+".zip")), file(t, filepath.Join(dir, machines[0].name+".zip")))
		if i == 0 {
			time.Sleep(2 * time.Second) // a zip counts time in steps of two seconds
		}
	}
}

// TestSameArchive: reports that are imported with one core or eight give the same archive but for its moments, and it
// answers everywhere with the same bytes.
func TestSameArchive(t *testing.T) {
	inFull, asJSON := given(t)
	for _, in := range append(inFull, asJSON...) {
		var first, whole string
		for i, m := range machines {
			dir := filepath.Join(t.TempDir(), "archive")
			m.prints(t, "import", "--archive", dir, in)
			all := withoutMoments(m.prints(t, "archive", "export", "--archive", dir))
			if i == 0 {
				first, whole = dir, all
			}
			sameText(t, m.name+": the archive of "+in, all, whole)
		}
		for _, args := range [][]string{
			{"stories", "--limit", "0"},
			{"stories", "--limit", "0", "--format", "json"},
			{"stories", "--since", "2018-10-03", "--sort", "recent"},
			{"search", "harbour"},
			{"search", "--format", "json", "--by", "meaning", "people were hurt in a fire"},
			{"search", "--format", "json", "--claim", "12 workers were injured in the fire"},
			{"export"},
			{"archive", "export"},
		} {
			samePrinted(t, append(args, "--archive", first)...)
		}
	}
}

// TestRoundTripOfAll is TestRoundTrip with more.
func TestRoundTripOfAll(t *testing.T) {
	inFull, asJSON := given(t)
	for _, in := range append(inFull, asJSON...) {
		roundTrip(t, in)
	}
}

// TestOrderOfAll is TestOrderOfInputsIsNumbering with more.
func TestOrderOfAll(t *testing.T) {
	inFull, asJSON := given(t)
	for _, in := range append(inFull, asJSON...) {
		lines := printed(t, "extract", in)
		want := plainly(t, printed(t, "trace", "--format", "json", in))
		for seed := range uint64(2) {
			sameText(t, in+" in another order", plainly(t, printed(t, "trace", "--format", "json", shuffled(t, lines, seed))), want)
		}
	}
}

package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// section is what a report prints under a heading.
func section(t *testing.T, page, heading string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, "\n"+heading)
	if !ok {
		t.Fatalf("no %s in\n%s", heading, page)
	}
	rest, _, _ = strings.Cut(rest, "\n\n")
	return rest
}

func TestSourcesOfAStory(t *testing.T) {
	have := section(t, string(asText(t, bridge(t), TextOptions{})), "THE SOURCES")
	for _, want := range []string{
		"◌  Ostra Press, cited by A, B, D and G  ← an unnamed source\n",
		"   also \u2067أوسترا برس\u2069, 奥斯特拉通讯社 and ओस्त्रा प्रेस\n",
		"◌  an unnamed source (“an engineer”), cited by A, B and D\n",
		"A  Tamren Post, cited by F\n",
	} {
		if !strings.Contains(have+"\n", want) {
			t.Errorf("no %q in\n%s", want, have)
		}
	}
}

// Sources that one report alone quotes stay with it; of many, the first are shown.
func TestManySources(t *testing.T) {
	d := newDraft()
	d.newStory("Ferry stuck off Larn")
	names := make([]string, 12)
	for i := range names {
		names[i] = fmt.Sprintf("Captain Number %d", i)
	}
	for _, id := range []string{"a", "b"} {
		d.article(id, "Paper "+id, "en", "", "", strings.Join(names, " and ")+" and the Mayor spoke.")
	}
	for i, n := range names {
		id := fmt.Sprintf("src%d", i)
		d.source(stemma.Source{ID: id, Name: n, Kind: stemma.SourcePerson})
		d.says("a", 0, id, n, stemma.CertaintyReported)
		d.says("b", 0, id, n, stemma.CertaintyReported)
	}
	d.source(stemma.Source{ID: "one", Name: "Mayor", Kind: stemma.SourcePerson})
	d.says("a", 0, "one", "Mayor", stemma.CertaintyReported)
	have := section(t, string(asText(t, &d.Result, TextOptions{})), "THE SOURCES")
	if strings.Contains(have, "Mayor") || strings.Count(have, "person, cited by A and B") != maxSources || !strings.Contains(have, "and 4 more sources") {
		t.Error(have)
	}
	if have := section(t, string(asText(t, &d.Result, TextOptions{Evidence: true})), "THE SOURCES"); strings.Count(have, "person, cited by") != 12 {
		t.Error(have)
	}
}

// What a text calls a source reaches a terminal without what that would obey.
func TestHostileSources(t *testing.T) {
	const evil = "Nor\x1b[2Jlink\u202e\nAgency"
	d := newDraft()
	d.newStory("Ferry stuck off Larn")
	d.article("a", "Paper", "en", "", "", "Norlink said so.")
	d.article("b", "Sheet", "en", "", "", "Norlink said so.")
	d.source(stemma.Source{ID: "src1", Name: evil, Aliases: []string{evil + " Wire", strings.Repeat("x\u0301", 400)}, Kind: stemma.SourceKind(evil), Lost: true, Cites: []string{"src1", "none"}})
	d.says("a", 0, "src1", "Norlink", stemma.CertaintyReported)
	d.says("b", 0, "src1", "Norlink", stemma.CertaintyReported)
	page := string(asText(t, &d.Result, TextOptions{}))
	if strings.ContainsAny(page, "\x1b\u202e") {
		t.Errorf("%q", page)
	}
	checkPage(t, page, defaultWidth)
}

package lineage

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// graphOf is the graph of articles as the program reads them, with its best tree.
func graphOf(t *testing.T, articles ...stemma.Article) *graph {
	t.Helper()
	return grown(t, evidence(t, articles))
}

// TestWhatSpeaksAgainst: a citation that was carried along, a digest, and facts that
// anyone has are told of as what speaks against a parent, with the sentences.
func TestWhatSpeaksAgainst(t *testing.T) {
	organs := graphOf(t, fireReport("herald", "Lasken Herald", "en", "08:00", organ),
		fireReport("retold", "Tarn Times", "en", "12:00", organRetold), fireReport("copied", "Vale Post", "en", "16:00", organCopied))
	storms := graphOf(t, fireReport("ships", "Halmer Post", "en", "07:00", stormShips),
		fireReport("power", "Brenna Gazette", "en", "13:00", stormPower), fireReport("digest", "Coast Today", "en", "15:00", stormBoth))
	slides := grown(t, write([]report{
		{"bakery", "Dolm Mail", "en", "13:00", "1 2 3 4 5 6"}, {"school", "Dolm Chronicle", "en", "14:00", "2 11 12 5 13 14"},
	}, nil))
	for _, x := range []struct {
		name          string
		g             *graph
		parent, child int
		want          string
		theirs, own   []int
	}{
		{"whom the copied line names", organs, 0, 2, "the line that names Lasken Herald may be copied from Tarn Times", nil, []int{0}},
		{"of whom it is copied", organs, 1, 2, "", nil, nil},
		{"a digest as what its part comes from", storms, 2, 0, "Coast Today may be made of this report and of Brenna Gazette", []int{4, 5, 6}, nil},
		{"a part as what the digest comes from", storms, 0, 2, "", nil, nil},
		{"two facts in common", slides, 0, 1, "has only 2 sentences in common with Dolm Mail", nil, []int{0, 3}},
	} {
		list := x.g.evidenceAgainst(x.parent, x.child)
		switch {
		case x.want == "" && len(list) == 0:
		case len(list) != 1:
			t.Errorf("%s: %d facts, want one: %+v", x.name, len(list), list)
		case !list[0].Against || !strings.HasPrefix(list[0].Detail, x.want),
			!slices.Equal(list[0].ParentSentences, x.theirs), !slices.Equal(list[0].ChildSentences, x.own):
			t.Errorf("%s: %+v, want %q by sentences %v and %v", x.name, list[0], x.want, x.theirs, x.own)
		}
	}
	if list := organs.evidenceOfCitedBack(1, 0); len(list) != 1 || !slices.Equal(list[0].ParentSentences, []int{0}) {
		t.Errorf("that the Times cite the Herald: %+v", list)
	}
}

// TestCopiedLine: who copies a report with the line that names its source has that
// line told as what speaks for the report.
func TestCopiedLine(t *testing.T) {
	tree := trace(t, fireReport("herald", "Lasken Herald", "en", "08:00", organ),
		fireReport("retold", "Tarn Times", "en", "12:00", organRetold), fireReport("copied", "Vale Post", "en", "16:00", organCopied))
	k := slices.IndexFunc(tree.Edges, func(e stemma.Edge) bool { return e.Child == "copied" })
	if k < 0 || !slices.ContainsFunc(tree.Edges[k].Evidence, func(e stemma.Evidence) bool {
		return e.Detail == "names Lasken Herald where Tarn Times does: the line may be copied along" && !e.Against
	}) {
		t.Errorf("edges %+v: nothing of the copied line", tree.Edges)
	}
}

// TestDatesAgainst: what the dates say is against an edge where the parent is the
// later one.
func TestDatesAgainst(t *testing.T) {
	child := fireReport("child", "Tarn Times", "en", "15:00", organShort)
	for _, x := range []struct {
		after time.Duration
		want  bool
	}{{-7 * time.Hour, false}, {2 * time.Hour, true}, {72 * time.Hour, true}} {
		parent := fireReport("parent", "Lasken Herald", "en", "15:00", organ)
		parent.Published = parent.Published.Add(x.after)
		g := graphOf(t, parent, child)
		p := slices.IndexFunc(g.story.Docs, func(d *text.Document) bool { return d.Article.ID == "parent" })
		if e := g.evidenceOfTime(p, 1-p); e.Against != x.want {
			t.Errorf("parent %v later: %+v, want against %v", x.after, e, x.want)
		}
	}
}

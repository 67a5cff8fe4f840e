package link

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stemma-news/stemma/text"
)

const vectorsSet = "../../shared/eval/vectors/"

// forcedLangs are the languages of the set that forced links are counted in.
var forcedLangs = []string{"en", "de", "es", "fr", "ru", "ar", "zh", "id", "fa", "hi", "ja", "pl", "pt", "tr", "uk", "it"}

// TestForced counts links between articles on one subject that have no sentence
// in common: the halves of documents, in stories of two articles and of four.
func TestForced(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures how good it is")
	}
	stories := 100
	if *heldOut {
		stories = 600
	}
	lines := map[string][]string{}
	for _, l := range forcedLangs {
		lines[l] = linesOf(t, vectorsSet+l+".txt")
	}
	spans := documentsOf(linesOf(t, vectorsSet+"documents.txt"))
	for articles, most := range map[int]float64{2: 3.5, 4: 2.5} {
		var n forced
		for k := range stories {
			n.count(t, apart(lines, spans[k%len(spans)], k, articles))
		}
		t.Logf("%d articles: %s", articles, &n)
		if n.per100() > most {
			t.Errorf("%d articles: more than %.1f for 100 sentences", articles, most)
		}
	}
}

// apart returns articles that have the first half of a document and the second
// in turn, in languages that are others for every k, every fourth time all in
// one.
func apart(lines map[string][]string, d run, k, articles int) (docs []*text.Document) {
	mid := (d.at + d.end()) / 2
	step := (1 + k/len(forcedLangs)%5) * min(1, k%4)
	for a := range articles {
		lang := forcedLangs[(k*7+a*step)%len(forcedLangs)]
		part := lines[lang][d.at:mid]
		if a%2 == 1 {
			part = lines[lang][mid:d.end()]
		}
		docs = append(docs, document(fmt.Sprint(a), lang, part))
	}
	return docs
}

// forced counts sentences and links of articles in two languages and in one.
type forced struct{ sentences, links [2]int }

func (n *forced) per100() float64 {
	return 100 * float64(n.links[0]+n.links[1]) / float64(n.sentences[0]+n.sentences[1])
}

func (n *forced) String() string {
	return fmt.Sprintf("%.2f links for 100 sentences: %d for %d in two languages, %d for %d in one",
		n.per100(), n.links[0], n.sentences[0], n.links[1], n.sentences[1])
}

func (n *forced) count(t *testing.T, docs []*text.Document) {
	links, err := Find(t.Context(), docs, vectorsOf(t, docs), Options{})
	if err != nil {
		t.Fatal(err)
	}
	kind := 0
	if docs[0].Article.Lang == docs[1].Article.Lang {
		kind = 1
	}
	for a := range docs {
		for b := range a {
			if (a-b)%2 == 1 {
				n.sentences[kind] += (len(docs[a].Sentences) + len(docs[b].Sentences)) / 2
			}
		}
	}
	for _, l := range links {
		if (int(l.A[0])-int(l.B[0]))%2 != 0 {
			n.links[kind]++
		}
	}
}

// documentsOf returns the runs of equal lines.
func documentsOf(names []string) (out []run) {
	for k, name := range names {
		if k == 0 || name != names[k-1] {
			out = append(out, run{at: k})
		}
		out[len(out)-1].n++
	}
	return out
}

// TestFewInCommon measures links where an article has two sentences of the
// other half of its document.
func TestFewInCommon(t *testing.T) {
	stories := 60
	if *heldOut {
		stories = 400
	}
	lines := map[string][]string{}
	for _, l := range forcedLangs {
		lines[l] = linesOf(t, vectorsSet+l+".txt")
	}
	spans := documentsOf(linesOf(t, vectorsSet+"documents.txt"))
	var r rate
	for k := range stories {
		if d := spans[k%len(spans)]; d.n >= 10 {
			r.few(t, lines, d, k)
		}
	}
	t.Logf("two sentences in common: %s", r)
	if r.f1() < 0.6 {
		t.Error("F1 below 0.6")
	}
}

func (r *rate) few(t *testing.T, lines map[string][]string, d run, k int) {
	half := d.n / 2
	first, second := forcedLangs[k*7%len(forcedLangs)], forcedLangs[(k*7+1+k/len(forcedLangs)%5)%len(forcedLangs)]
	a, b := lines[first][d.at:d.at+half], slices.Clone(lines[second][d.at+half:d.end()])
	x, y := k%half, (k+2)%half
	b = slices.Insert(b, 4, lines[second][d.at+y])
	b = slices.Insert(b, 2, lines[second][d.at+x])
	docs := []*text.Document{document("a", first, a), document("b", second, b)}
	links, err := Find(t.Context(), docs, vectorsOf(t, docs), Options{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[[4]int]bool{}
	for _, l := range links {
		for _, i := range l.ASentences {
			for _, j := range l.BSentences {
				found[[4]int{i, j}] = true
			}
		}
	}
	r.add(found, map[[4]int]bool{{x, 2}: true, {y, 5}: true})
}

package claim_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
)

// TestJoinDoesNotChain gives Join links that plain transitive closure would
// make one claim of.
func TestJoinDoesNotChain(t *testing.T) {
	tests := map[string]struct {
		docs  []*text.Document
		links []stemma.Link
		want  []string
	}{
		// Each has half of what the one before it says.
		"a chain of half-related sentences": {
			docs: []*text.Document{
				document("a", "en", "The dam at Orvale cracked on Monday."),
				document("b", "en", "The dam cracked and the valley was cleared."),
				document("c", "en", "The valley was cleared and the school took people in."),
				document("d", "en", "The school took in 300 people."),
			},
			links: []stemma.Link{join("a", 0, "b", 0, .6), join("b", 0, "c", 0, .55), join("c", 0, "d", 0, .6)},
			want:  []string{"a0 b0", "c0 d0"},
		},
		// Every article ends another sentence on one formula, and pairs of
		// these sentences are linked by it here and there.
		"a formula that all share": {
			docs: []*text.Document{
				document("a", "en", "Two bridges are closed, the mayor told reporters.", "The water is falling."),
				document("b", "en", "Schools open on Friday, the mayor told reporters.", "The water falls."),
				document("c", "en", "Nobody is missing, the mayor told reporters.", "The water keeps falling."),
				document("d", "en", "The army has left, the mayor told reporters.", "Water levels fall."),
			},
			links: []stemma.Link{
				join("a", 0, "b", 0, .5), join("b", 0, "c", 0, .5), join("c", 0, "d", 0, .5),
				join("a", 1, "b", 1, .9), join("a", 1, "c", 1, .9), join("a", 1, "d", 1, .9),
				join("b", 1, "c", 1, .9), join("b", 1, "d", 1, .9), join("c", 1, "d", 1, .9),
			},
			want: []string{"a0 b0", "c0 d0", "a1 b1 c1 d1"},
		},
		// One sentence of d says what the others say in three: it makes all
		// three claims, and they stay three.
		"a summary of three claims": {
			docs: []*text.Document{
				document("a", "en", "The ferry sank.", "Nine people are missing.", "The captain was held."),
				document("b", "de", "Die Fähre sank.", "Neun Menschen werden vermisst.", "Der Kapitän wurde festgenommen."),
				document("c", "es", "El ferry se hundió.", "Hay nueve desaparecidos.", "El capitán fue detenido."),
				document("d", "en", "The ferry sank, nine are missing and its captain is held."),
			},
			links: append(table(3, "a", "b", "c"),
				stemma.Link{A: "a", ASentences: []int{0, 1, 2}, B: "d", BSentences: []int{0}, Score: .8},
				stemma.Link{A: "b", ASentences: []int{0, 1, 2}, B: "d", BSentences: []int{0}, Score: .8},
				join("c", 1, "d", 0, .7)),
			want: []string{"a0 b0 c0 d0", "a1 b1 c1 d0", "a2 b2 c2 d0"},
		},
		// a and b differ on who did it; the links of third articles keep the
		// two apart, though the sentences are near each other.
		"third articles that tell two alike sentences apart": {
			docs: []*text.Document{
				document("a", "en", "The army shelled the town.", "The rebels shelled the town."),
				document("b", "de", "Die Armee beschoss die Stadt.", "Die Rebellen beschossen die Stadt."),
				document("c", "es", "El ejército bombardeó la ciudad.", "Los rebeldes bombardearon la ciudad."),
			},
			links: append(table(2, "a", "b", "c"), join("a", 0, "b", 1, .7), join("a", 1, "c", 0, .7)),
			want:  []string{"a0 b0 c0", "a1 b1 c1"},
		},
		// a1 says what c says in two sentences. That it is linked with e, two
		// with two, does not mean that e1 says both as well.
		"two with two": {
			docs: []*text.Document{
				document("a", "en", "The pier fell.", "Two boats sank and a crane was lost."),
				document("c", "es", "El muelle se cayó.", "Se hundieron dos barcos.", "Se perdió una grúa."),
				document("d", "fr", "La jetée est tombée.", "Deux bateaux ont coulé."),
				document("e", "de", "Der Steg brach ein.", "Zwei Boote sanken."),
			},
			links: append(table(2, "c", "d", "e"), join("a", 0, "c", 0, .95), join("a", 0, "d", 0, .95),
				stemma.Link{A: "a", ASentences: []int{1}, B: "c", BSentences: []int{1, 2}, Score: .95},
				stemma.Link{A: "a", ASentences: []int{0, 1}, B: "e", BSentences: []int{0, 1}, Score: .95}),
			want: []string{"a0 c0 d0 e0", "c1 d1 e1", "a1 c2"},
		},
		// The link of c with d was not found: the mean makes up for it.
		"a missing link": {
			docs: []*text.Document{
				document("a", "en", "The mine was flooded."), document("b", "de", "Die Mine lief voll."),
				document("c", "es", "La mina se inundó."), document("d", "fr", "La mine a été inondée."),
			},
			links: []stemma.Link{
				join("a", 0, "b", 0, .9), join("a", 0, "c", 0, .9), join("b", 0, "c", 0, .9),
				join("a", 0, "d", 0, .7), join("b", 0, "d", 0, .7),
			},
			want: []string{"a0 b0 c0 d0"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, brief(claim.Join(tt.docs, tt.links))); diff != "" {
				t.Errorf("(-want +have)\n%s", diff)
			}
		})
	}
}

// table links sentence i of each article with sentence i of each other.
func table(n int, articles ...string) (links []stemma.Link) {
	for k, a := range articles {
		for _, b := range articles[k+1:] {
			for i := range n {
				links = append(links, join(a, i, b, i, .95))
			}
		}
	}
	return links
}

// TestRepresentative: a claim is shown as it was first made, where several
// passages are about as well connected, and in English where one is.
func TestRepresentative(t *testing.T) {
	second, first := document("late", "en", "The mine fell in, killing 27."), document("early", "en", "The mine fell in, killing 23.")
	second.Article.Published = time.Date(2031, 5, 7, 0, 0, 0, 0, time.UTC)
	first.Article.Published = time.Date(2031, 5, 6, 0, 0, 0, 0, time.UTC)
	undated := document("a", "en", "The mine fell in.")
	undated.Article.Published, undated.Article.PublishedPrecision = time.Time{}, stemma.PrecisionNone
	spanish := document("b", "es", "La mina se derrumbó.")
	docs := []*text.Document{second, first, undated, spanish}
	links := []stemma.Link{
		join("late", 0, "early", 0, .9), join("late", 0, "a", 0, .9), join("early", 0, "a", 0, .9),
		join("b", 0, "late", 0, .95), join("b", 0, "early", 0, .95), join("b", 0, "a", 0, .95),
	}
	claims := claim.Join(docs, links)
	if len(claims) != 1 || claims[0].Text != "The mine fell in, killing 23." {
		t.Errorf("claims %+v, want one, told by the earliest", claims)
	}
}

// A refrain of thousands is work for none but its first verses.
func TestJoinRefrain(t *testing.T) {
	verses := make([]string, 3_000)
	for i := range verses {
		verses[i] = "The ferry will sail on Monday morning."
	}
	docs := []*text.Document{document("a", "en", verses...), document("b", "en", "The ferry will sail on Monday morning.", "Nobody was hurt.")}
	began := time.Now()
	claims := claim.Join(docs, []stemma.Link{join("a", 0, "b", 0, .99)})
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %v", took)
	}
	if got := claims[0].Passages; len(got) != 2 || len(got[0].Sentences) > 20 {
		t.Errorf("%d passages, the first of %d sentences", len(got), len(got[0].Sentences))
	}
}

// TestJoinCopies: in a large story a copy has links with the first of its kind
// alone, and makes the same claims.
func TestJoinCopies(t *testing.T) {
	said := []string{"The ferry Maren sank off Larn on Tuesday night.", "Nine people are missing, the harbour office said."}
	var docs []*text.Document
	var links []stemma.Link
	ids := "abcdefghijkl"
	for i, id := range ids {
		docs = append(docs, document(string(id), "en", said[0]+" It was the "+strconv.Itoa(i+1)+"th.", said[1]))
		for _, o := range ids[:i] {
			links = append(links, join(string(o), 0, string(id), 0, .9), join(string(o), 1, string(id), 1, .9))
		}
	}
	for _, id := range []string{"x", "y", "z"} {
		docs = append(docs, document(id, "en", docs[0].Sentences[0].Text, said[1]))
		links = append(links, join("a", 0, id, 0, .99), join("a", 1, id, 1, .99))
	}
	other := document("o", "en", "The harbour office counts nine missing people.")
	docs, links = append(docs, other), append(links, join("a", 1, "o", 0, .7))
	claims := claim.Join(docs, links)
	if len(claims) != 3 {
		t.Fatalf("%d claims, want 3: %+v", len(claims), claims)
	}
	for _, c := range []stemma.Claim{claims[0], claims[2]} { // the second is what o says alone
		if n := len(c.Passages); n != 15 || c.Passages[14].Article != "z" {
			t.Errorf("%s has %d passages, want 15, of all but o: %+v", c.ID, n, c.Passages)
		}
	}
}

package claim_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/text/texttest"
)

// published is a Tuesday.
var published = time.Date(2024, 3, 5, 12, 0, 0, 0, time.UTC)

// document builds a document of one sentence a line, each read by itself.
func document(id, lang string, lines ...string) *text.Document {
	d := &text.Document{Article: stemma.Article{ID: id, Lang: lang, Published: published, PublishedPrecision: stemma.PrecisionMinute}}
	for _, l := range lines {
		at := len(d.Article.Text)
		d.Article.Text += l + "\n"
		s := texttest.Sentence(d.Article, l, at)
		d.Sentences = append(d.Sentences, s)
		d.Article.Sentences = append(d.Article.Sentences, s.Span)
	}
	return d
}

func join(a string, i int, b string, j int, score float64) stemma.Link {
	return stemma.Link{A: a, ASentences: []int{i}, B: b, BSentences: []int{j}, Kind: stemma.LinkRewrite, Score: score}
}

// brief writes claims as "a0 b1": the articles and sentences of each.
func brief(claims []stemma.Claim) []string {
	var out []string
	for _, c := range claims {
		var parts []string
		for _, p := range c.Passages {
			for _, s := range p.Sentences {
				parts = append(parts, fmt.Sprint(p.Article, s))
			}
		}
		out = append(out, strings.Join(parts, " "))
	}
	return out
}

func TestJoin(t *testing.T) {
	a := document("a", "en", "The pier fell.", "Two boats sank.", "Nobody was hurt.")
	b := document("b", "es", "El muelle se cayó.", "Nadie resultó herido.")
	c := document("c", "de", "Der Steg brach ein.", "Zwei Boote sanken.")
	d := document("d", "fr", "La jetée est tombée.", "Deux bateaux ont coulé.")
	docs := []*text.Document{a, b, c, d}
	for _, x := range []struct {
		name  string
		links []stemma.Link
		want  []string
	}{
		{"no links", nil, []string{"a0", "b0", "c0", "d0", "a1", "b1", "c1", "d1", "a2"}},
		{
			"three claims and what is alone",
			[]stemma.Link{join("a", 0, "b", 0, .9), join("a", 0, "c", 0, .9), join("b", 0, "c", 0, .9), join("a", 2, "b", 1, .8), join("a", 1, "c", 1, .7)},
			[]string{"a0 b0 c0", "d0", "a1 c1", "d1", "a2 b1"},
		},
		{
			"one wrong link between two claims",
			[]stemma.Link{
				join("a", 0, "b", 0, .9), join("a", 0, "c", 0, .9), join("b", 0, "c", 0, .9),
				join("a", 1, "c", 1, .9), join("a", 1, "d", 1, .9), join("c", 1, "d", 1, .9),
				join("b", 0, "d", 1, .6),
			},
			[]string{"a0 b0 c0", "d0", "a1 c1 d1", "b1", "a2"},
		},
		{
			"a sentence split in two",
			[]stemma.Link{{A: "a", ASentences: []int{1, 2}, B: "c", BSentences: []int{1}, Score: .9}},
			[]string{"a0", "b0", "c0", "d0", "a1 a2 c1", "b1", "d1"},
		},
		{
			"one sentence for two",
			[]stemma.Link{
				{A: "a", ASentences: []int{0, 1}, B: "c", BSentences: []int{0}, Score: .9},
				join("a", 0, "d", 0, .9), join("a", 1, "d", 1, .9), join("a", 0, "b", 0, .9), join("a", 1, "b", 1, .9),
				join("b", 0, "d", 0, .9), join("b", 1, "d", 1, .9),
				{A: "b", ASentences: []int{0, 1}, B: "c", BSentences: []int{0}, Score: .9},
				{A: "c", ASentences: []int{0}, B: "d", BSentences: []int{0, 1}, Score: .9},
			},
			[]string{"a0 b0 c0 d0", "a1 b1 c0 d1", "c1", "a2"},
		},
		{"a link to nothing", []stemma.Link{join("a", 7, "z", 0, .9)}, []string{"a0", "b0", "c0", "d0", "a1", "b1", "c1", "d1", "a2"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			got := brief(claim.Join(docs, x.links))
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Errorf("(-want +have)\n%s", diff)
			}
		})
	}
}

func TestJoinLeavesOutBoilerplate(t *testing.T) {
	a := document("a", "en", "Share this article", "The pier fell.")
	a.Sentences[0].Boilerplate = true
	if diff := cmp.Diff([]string{"a1"}, brief(claim.Join([]*text.Document{a}, nil))); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
}

func TestJoinTakesRepetitionsTogether(t *testing.T) {
	a := document("a", "id", "Dermaga itu runtuh pada Senin malam.", "Dua kapal tenggelam.", "Dermaga itu runtuh pada Senin malam!")
	b := document("b", "en", "The pier fell on Monday night.")
	got := brief(claim.Join([]*text.Document{a, b}, []stemma.Link{join("a", 2, "b", 0, .9)}))
	if diff := cmp.Diff([]string{"a0 a2 b0", "a1"}, got); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
}

func TestJoinRepresentative(t *testing.T) {
	docs := []*text.Document{
		document("a", "es", "El muelle se cayó."), document("b", "en", "The pier\nfell."), document("c", "de", "Der Steg brach ein."),
	}
	links := []stemma.Link{join("a", 0, "b", 0, .9), join("a", 0, "c", 0, .9), join("b", 0, "c", 0, .8)}
	claims := claim.Join(docs, links)
	if claims[0].Text != "The pier fell." || claims[0].ID != "c1" {
		t.Errorf("claim %q with the text %q", claims[0].ID, claims[0].Text)
	}
}

// TestJoinProperties joins random links: every sentence is in a claim, and the order of documents and of links does not matter.
func TestJoinProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 50 {
		docs, links := random(r)
		want := claim.Join(docs, links)
		seen := map[string]bool{}
		for _, c := range want {
			for _, p := range c.Passages {
				for _, s := range p.Sentences {
					key := fmt.Sprint(p.Article, " ", s)
					seen[key] = true
				}
			}
		}
		total := 0
		for _, d := range docs {
			total += len(d.Sentences)
		}
		if len(seen) != total {
			t.Fatalf("%d sentences in claims, want %d", len(seen), total)
		}
		r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		r.Shuffle(len(links), func(i, j int) { links[i], links[j] = links[j], links[i] })
		have := claim.Join(docs, links)
		for i := range have {
			slices.SortFunc(have[i].Passages, func(x, y stemma.Passage) int { return strings.Compare(x.Article, y.Article) })
		}
		for i := range want {
			slices.SortFunc(want[i].Passages, func(x, y stemma.Passage) int { return strings.Compare(x.Article, y.Article) })
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Fatalf("(-in order +shuffled)\n%s", diff)
		}
	}
}

func random(r *rand.Rand) ([]*text.Document, []stemma.Link) {
	var docs []*text.Document
	for k := range 2 + r.IntN(8) {
		lines := make([]string, 1+r.IntN(8))
		for i := range lines {
			lines[i] = fmt.Sprintf("Sentence %d of report %d.", i, k)
		}
		docs = append(docs, document(fmt.Sprintf("r%d", k), "en", lines...))
	}
	var links []stemma.Link
	for range r.IntN(60) {
		a, b := docs[r.IntN(len(docs))], docs[r.IntN(len(docs))]
		if a != b {
			links = append(links, join(a.Article.ID, r.IntN(len(a.Sentences)), b.Article.ID, r.IntN(len(b.Sentences)), r.Float64()))
		}
	}
	return docs, links
}

// change writes a change as "kind before → after".
func change(c stemma.Change) string { return fmt.Sprintf("%s %s → %s", c.Kind, c.Before, c.After) }

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		name, langA, a, langB, b string
		want                     []string
	}{
		{"the same", "en", "About 1,200 people fled.", "en", "About 1,200 people fled.", nil},
		{"a number", "en", "About 1,200 people fled the town.", "en", "About 2,100 people fled the town.", []string{"number About 1,200 → About 2,100"}},
		{"a number, moved", "ru", "Около 1200 жителей района получили указание покинуть свои дома, сообщили власти.", "ru", "По данным властей, покинуть дома получили указание около 2100 жителей района.", []string{"number Около 1200 → около 2100"}},
		{"a number, in Arabic digits", "ar", "قتل ٣٨ شخصا في انهيار السد.", "ar", "قتل ٨٣ شخصا في انهيار السد.", []string{"number ٣٨ → ٨٣"}},
		{"a number, in Hindi", "hi", "बांध टूटने से 38 लोग मारे गए।", "hi", "बांध टूटने से 83 लोग मारे गए।", []string{"number 38 लोग → 83 लोग"}},
		{"two numbers", "en", "The storm killed 31 people and injured 240 in Orvel.", "en", "The storm killed 41 people and injured 260 in Orvel.", []string{"number 31 → 41", "number 240 → 260"}},
		{"rounded", "en", "The storm left 1,187 people without homes.", "en", "The storm left about 1,200 people without homes.", nil},
		{"more than", "en", "The storm left 1,187 people without homes.", "en", "The storm left more than 1,000 people without homes.", nil},
		{"a range", "en", "The port handles 2,500 to 3,000 boats a day.", "en", "The port handles 2,800 boats a day.", nil},
		{"grouped another way", "de", "Das Schiff hatte 1.200 Tonnen Öl geladen.", "en", "The ship was carrying 1,200 tonnes of oil.", nil},
		{"translated, the same", "en", "At least 38 people were killed below the dam.", "es", "Al menos 38 personas murieron por debajo de la presa.", nil},
		{"translated, changed", "en", "At least 38 people were killed below the dam.", "es", "Al menos 48 personas murieron por debajo de la presa.", []string{"number At least 38 → Al menos 48"}},
		{"translated to Chinese, the same", "en", "The flood drove 12,000 people from their homes.", "zh", "洪水迫使1.2万人离开家园。", nil},
		{"translated, in words", "en", "Two pumps failed before dawn.", "de", "Drei Pumpen fielen vor Sonnenaufgang aus.", []string{"number Two → Drei"}},
		{"translated, other units", "en", "The slick is 25 miles long.", "fr", "La nappe s'étend sur 40 kilomètres.", nil},
		{"translated, far apart", "en", "The company lost 12 boats.", "fr", "L'entreprise a perdu 12000 euros.", nil},
		{"translated, in other degrees", "de", "In der Stadt wurden 27 Grad gemessen.", "es", "En la ciudad se midieron 26 grados.", nil},
		{"translated, other units, one not read", "en", "The pig weighed 550 lbm.", "fr", "Le cochon pesait 250 kg.", nil},
		{"translated, an ordinal", "fr", "Le but est venu à la 34e minute.", "pl", "Gol padł w 43 minucie.", []string{"number 34e → 43"}},
		{"years ago", "uk", "Вона приєдналася до партії 32 роки тому.", "fr", "Elle a rejoint le parti il y a 23 ans.", []string{"number 32 роки тому → il y a 23 ans"}},
		{"a year", "pt", "A igreja foi construída em 1870 por uma congregação do vale.", "pt", "A igreja foi construída em 1878 por uma congregação do vale.", []string{"date 1870 → 1878"}},
		{"hedge dropped", "en", "Up to 340 tonnes of oil may have leaked from the tank.", "en", "Up to 340 tonnes of oil have leaked from the tank.", []string{"hedge may have → "}},
		{"hedge dropped in translation", "en", "The tank may have leaked solvent into the harbour.", "ru", "Из резервуара в гавань вытек растворитель.", []string{"hedge may have → "}},
		{"hedge added", "en", "The operator had been warned about the cracks in October.", "en", "The operator had reportedly been warned about the cracks in October.", []string{"hedge  → reportedly"}},
		{"negation in another sentence of the line", "en", "The tank leaked solvent into the harbour on Monday, officials said.", "en", "Nobody was not warned. The tank leaked solvent into the harbour on Monday, officials said.", nil},
		{"hedge kept in translation", "en", "The tank may have leaked solvent into the harbour.", "es", "El depósito podría haber vertido disolvente en el puerto.", nil},
		{"negated", "en", "The operator had been warned about the cracks in October.", "en", "The operator had not been warned about the cracks in October.", []string{"hedge  → not"}},
		{"a name", "en", "The ferry left the harbour of Port Selm before dawn.", "en", "The ferry left the harbour of Port Karv before dawn.", []string{"place Port Selm → Port Karv"}},
		{"a surname only", "en", "The warning was signed by Marta Lindholm in May.", "en", "The warning was signed by Lindholm in May.", nil},
		{"another wording", "en", "Engineers had warned about cracks in the wall.", "en", "Cracks in the wall had led to warnings by several engineers, it emerged.", []string{"wording Engineers had warned about cracks in the wall. → Cracks in the wall had led to warnings by several engineers, it emerged."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := document("a", c.langA, "One line before.", c.a), document("b", c.langB, c.b)
			var got []string
			for _, d := range changes(a, b, join("a", 1, "b", 0, .9)) {
				got = append(got, change(d))
				if d.From != "a" || d.To != "b" || *d.FromSentence != 1 || *d.ToSentence != 0 {
					t.Errorf("change at the wrong place: %+v", d)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +have)\n%s", diff)
			}
		})
	}
}

// changes returns what changed in the passages of a link, b being derived from a.
func changes(a, b *text.Document, l stemma.Link) []stemma.Change {
	docs := []*text.Document{a, b}
	var out []stemma.Change
	for _, c := range claim.Compare(claim.Story{Docs: docs, Claims: claim.Join(docs, []stemma.Link{l}), Edges: []stemma.Edge{{Parent: "a", Child: "b"}}}) {
		out = append(out, c.Changes...)
	}
	return out
}

func TestCompare(t *testing.T) {
	a := document("a", "en", "About 1,200 people fled.", "The pier fell.")
	b := document("b", "en", "About 2,100 people fled.", "Fishing is banned.")
	c := document("c", "en", "About 2,100 people fled.", "The pier fell.", "Fishing is banned.")
	docs := []*text.Document{a, b, c}
	claims := claim.Join(docs, []stemma.Link{
		join("a", 0, "b", 0, .9), join("a", 0, "c", 0, .9), join("b", 0, "c", 0, .99),
		join("a", 1, "c", 1, .9), join("b", 1, "c", 2, .9),
	})
	edges := []stemma.Edge{
		{Parent: "a", Child: "b", Primary: true},
		{Parent: "b", Child: "c", Primary: true},
		{Parent: "a", Child: "c"},
		{Parent: "src1", Child: "a", Primary: true},
	}
	var got []string
	for _, x := range claim.Compare(claim.Story{Docs: docs, Claims: claims, Edges: edges}) {
		for _, d := range x.Changes {
			got = append(got, d.From+d.To+" "+change(d))
		}
	}
	want := []string{
		"ab number About 1,200 → About 2,100",
		"ab omission The pier fell. → ",
		"ab addition  → Fishing is banned.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
	for _, x := range claims {
		if len(x.Changes) > 0 {
			t.Error("Compare changed the claims that it was given")
		}
	}
}

// TestHedgeDroppedInTranslation is reported where a further language keeps it.
func TestHedgeDroppedInTranslation(t *testing.T) {
	docs := []*text.Document{
		document("a", "en", "The tank may have leaked solvent into the harbour."),
		document("b", "ru", "Из резервуара в гавань вытек растворитель."),
		document("c", "es", "El depósito podría haber vertido disolvente en el puerto."),
	}
	claims := claim.Join(docs, []stemma.Link{join("a", 0, "b", 0, .9), join("a", 0, "c", 0, .9), join("b", 0, "c", 0, .9)})
	edges := []stemma.Edge{{Parent: "a", Child: "b", Primary: true}, {Parent: "a", Child: "c", Primary: true}}
	var got []string
	for _, x := range claim.Compare(claim.Story{Docs: docs, Claims: claims, Edges: edges}) {
		for _, d := range x.Changes {
			got = append(got, d.From+d.To+" "+change(d))
		}
	}
	if diff := cmp.Diff([]string{"ab hedge may have → "}, got); diff != "" {
		t.Errorf("(-want +have)\n%s", diff)
	}
}

func BenchmarkJoin(b *testing.B) {
	r := rand.New(rand.NewPCG(2, 2))
	var docs []*text.Document
	var links []stemma.Link
	for k := range 400 {
		docs = append(docs, document(fmt.Sprintf("r%03d", k), "en", slices.Repeat([]string{"One line."}, 20)...))
		for range 40 {
			o := r.IntN(k + 1)
			if o == k {
				continue
			}
			for s := range 12 {
				links = append(links, join(docs[o].Article.ID, s, docs[k].Article.ID, s, 0.5+r.Float64()/2))
			}
		}
	}
	for b.Loop() {
		claim.Join(docs, links)
	}
}

package link

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/text"
)

// formulas are what agencies say of themselves at the end of what they write.
var formulas = map[string]string{
	"en": "Norlink is a news agency based in Port Selm and owned by its readers.",
	"es": "Norlink es una agencia de noticias con sede en Port Selm y propiedad de sus lectores.",
	"ar": "نورلينك وكالة أنباء مقرها ميناء سيلم ويملكها قراؤها منذ تأسيسها.",
	"zh": "北联社是总部设在塞尔姆港的通讯社，由读者共同拥有。",
}

// otherStories makes n stories of one article about nothing in common, in the
// languages of formulas; every second one ends with its language's formula.
func otherStories(n int) [][]*text.Document {
	r := rand.New(rand.NewPCG(5, 5))
	var out [][]*text.Document
	for _, lang := range []string{"en", "es", "ar", "zh"} {
		for k := range n {
			var lines []string
			for range 4 {
				line := ""
				for range 9 {
					line += " " + invented(r, lang)
				}
				lines = append(lines, line+".")
			}
			if k%2 == 0 {
				lines = append(lines, formulas[lang])
			}
			out = append(out, []*text.Document{document(fmt.Sprintf("other-%s-%d", lang, k), lang, lines)})
		}
	}
	return out
}

// invented returns a word that is in no language.
func invented(r *rand.Rand, lang string) string {
	letters := []rune(map[string]string{"en": "bdefiklmnoprstuv", "es": "abcdeilmnoprstuz", "ar": "ابتثجحدرسعفقكلمن", "zh": "天地山水火木金土人口手足日月星辰"}[lang])
	word := ""
	for range 4 + r.IntN(4) {
		word += string(letters[r.IntN(len(letters))])
	}
	return word
}

// damStory is the dam's story in a language, in two articles with the formula.
func damStory(lang string) []*text.Document {
	var docs []*text.Document
	for _, id := range []string{"a", "b"} {
		docs = append(docs, document(id, lang, append(append([]string{}, dam[lang][:3]...), formulas[lang])))
	}
	return docs
}

// TestCommonFormulas wants what many stories say to be marked and still
// linked, and what one story says often not to be.
func TestCommonFormulas(t *testing.T) {
	others := otherStories(20)
	for lang := range formulas {
		docs := damStory(lang)
		copies := append([]*text.Document{}, docs...)
		for k := range 10 {
			copies = append(copies, document("copy"+strconv.Itoa(k), lang, dam[lang][:3]))
		}
		c := NewCorpus(append([][]*text.Document{copies}, others...))
		links, err := Find(t.Context(), docs, vectorsOf(t, docs), Options{Corpus: c})
		if err != nil {
			t.Fatal(err)
		}
		checkLinks(t, docs, links)
		if len(links) != 4 {
			t.Errorf("%s: %d links, want 4", lang, len(links))
		}
		for _, l := range links {
			common := l.ASentences[0] == 3
			if (l.Common > 0.7) != common || !common && l.Common > 0 {
				t.Errorf("%s: sentence %d has common %.2f", lang, l.ASentences[0], l.Common)
			}
			for _, s := range l.Stretches {
				if (s.Common > 0.7) != common {
					t.Errorf("%s: a stretch of sentence %d has common %.2f", lang, l.ASentences[0], s.Common)
				}
			}
		}
	}
}

// TestFormulasAreWeakEvidence wants two sentences that share nothing but a
// formula to be less like each other where the corpus knows it.
func TestFormulasAreWeakEvidence(t *testing.T) {
	const said = ", according to a statement that was published on its website on Tuesday"
	docs := []*text.Document{
		document("a", "en", []string{"The ferry Halvard will be scrapped" + said + ".", "Rain is expected over the weekend."}),
		document("b", "en", []string{"Two museums have lost their roofs" + said + ".", "Divers saw a hole in the hull."}),
	}
	var stories [][]*text.Document
	for k := range 12 {
		stories = append(stories, []*text.Document{document("o"+strconv.Itoa(k), "en", []string{strconv.Itoa(k) + " invented things happened" + said + "."})})
	}
	var dice [2]float64
	for k, c := range []*Corpus{nil, NewCorpus(append(stories, docs))} {
		s, err := newStory(t.Context(), docs, nil, Options{Corpus: c})
		if err != nil {
			t.Fatal(err)
		}
		m := &matcher{story: s}
		m.set(&s.articles[0], &s.articles[1])
		m.compare()
		dice[k] = m.dices[0]
	}
	if dice[0] < 0.5 || dice[1] > 0.6*dice[0] {
		t.Errorf("the words in common are %.2f of all by weight, and %.2f where the formula is known", dice[0], dice[1])
	}
}

// TestCorpusDoesNotDependOnOrder shuffles stories and articles.
func TestCorpusDoesNotDependOnOrder(t *testing.T) {
	stories := append(otherStories(6), damStory("en"), crowd(8))
	count := func() map[string]int {
		c, out := NewCorpus(stories), map[string]int{}
		for _, docs := range stories {
			for _, d := range docs {
				for i := range d.Sentences {
					for p, h := range phrases(nil, d.Sentences[i].Words) {
						out[fmt.Sprint(d.Article.ID, i, p)] = c.others(h)
					}
				}
			}
		}
		return out
	}
	want := count()
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(stories), func(i, j int) { stories[i], stories[j] = stories[j], stories[i] })
	for _, docs := range stories {
		r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
	}
	if diff := gocmp.Diff(want, count()); diff != "" {
		t.Errorf("(-in order +shuffled)\n%.2000s", diff)
	}
}

// TestCorpusOfNothing wants no phrase to be common where there are no further
// stories to tell.
func TestCorpusOfNothing(t *testing.T) {
	docs := damStory("en")
	for name, c := range map[string]*Corpus{
		"empty": NewCorpus(nil), "this story alone": NewCorpus([][]*text.Document{docs}), "another": NewCorpus(otherStories(1)[:1]),
	} {
		links, err := Find(t.Context(), docs, nil, Options{Corpus: c})
		if err != nil {
			t.Fatal(err)
		}
		checkLinks(t, docs, links)
		for _, l := range links {
			if l.Common != 0 {
				t.Errorf("%s: common %.2f", name, l.Common)
			}
		}
	}
}

// TestCorpusIsBounded wants a corpus of more phrases than it has cells for to
// know the formula and nothing else.
func TestCorpusIsBounded(t *testing.T) {
	stories := otherStories(300)
	c := NewCorpus(stories)
	for i := range c.rows {
		c.rows[i] = make([]cell, leastCells)
	}
	c.touched = 0
	c.count(stories)
	wrong, all := 0, 0
	for _, docs := range stories {
		for _, s := range docs[0].Sentences {
			formula := false
			for _, f := range formulas {
				formula = formula || s.Text == f
			}
			for _, h := range phrases(nil, s.Words) {
				all++
				if common := c.common(h); formula && common < 0.5 || !formula && common > 0.9 {
					wrong++
				}
			}
		}
	}
	t.Logf("%d phrases of %d cells, %d wrong", all, leastCells, wrong)
	if wrong > all/20 {
		t.Errorf("%d of %d phrases are wrong", wrong, all)
	}
}

func BenchmarkNewCorpus(b *testing.B) {
	stories := otherStories(300)
	for b.Loop() {
		NewCorpus(stories)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(stories)), "ns/article")
}

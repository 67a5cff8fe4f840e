package link

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/text"
)

// TestClauses wants every two sentences that share a clause to be linked, and
// no link without such a pair.
func TestClauses(t *testing.T) {
	for _, c := range []struct {
		name, lang string
		a, b       []string
		pairs      [][2]int
	}{
		{
			"halves of two sentences", "en",
			[]string{
				"The ferry Halvard ran aground off Skerrin Point shortly before dawn, and its owner has been fined twice for skipping inspections since 2019.",
				"Divers found a hole as wide as a door in the hull.",
				"Schools on the island stay closed until Friday.",
			},
			[]string{
				"The ferry Halvard ran aground off Skerrin Point shortly before dawn.",
				"Schools on the island stay closed until Friday.",
				"Court records tell more of the company: its owner has been fined twice for skipping inspections since 2019.",
			},
			[][2]int{{0, 0}, {0, 2}, {2, 1}},
		},
		{
			"clause of a sentence with another counterpart", "es",
			[]string{
				"Dos bombas fallaron poco antes del amanecer y la alarma sonó una hora después, reconoció la empresa.",
				"El alcalde pidió calma a los vecinos del puerto.",
				"La naviera Halvard no respondió a las preguntas de este diario.",
			},
			[]string{
				"La naviera Halvard no respondió a las preguntas de este diario.",
				"El alcalde pidió calma a los vecinos del puerto, donde dos bombas fallaron poco antes del amanecer y la alarma sonó una hora después.",
			},
			[][2]int{{0, 1}, {1, 1}, {2, 0}},
		},
		{
			"three sentences joined", "ru",
			[]string{
				"Паром сел на мель у мыса Скеррин.",
				"Пассажиров сняли рыбаки из соседней деревни.",
				"Причину аварии назовут после осмотра корпуса.",
				"Занятия в школах острова отменены до пятницы.",
			},
			[]string{
				"Занятия в школах острова отменены до пятницы.",
				"Паром сел на мель у мыса Скеррин, пассажиров сняли рыбаки из соседней деревни, а причину аварии назовут после осмотра корпуса.",
			},
			[][2]int{{0, 1}, {1, 1}, {2, 1}, {3, 0}},
		},
		{
			"a stop elsewhere", "de",
			[]string{
				"Die Fähre lief vor Skerrin auf Grund, der Kapitän hatte kurz zuvor die Brücke verlassen.",
				"Taucher fanden im Rumpf ein Loch, so breit wie eine Tür.",
			},
			[]string{
				"Die Fähre lief vor Skerrin auf Grund.",
				"Der Kapitän hatte kurz zuvor die Brücke verlassen, Taucher fanden im Rumpf ein Loch, so breit wie eine Tür.",
			},
			[][2]int{{0, 0}, {0, 1}, {1, 1}},
		},
		{
			"names and formulas alone", "en",
			[]string{
				"Nets must be marked from next year, according to a statement on its website.",
				"Three trawlers were sold to a buyer in Larsk.",
				"The Ministry of Fisheries and Coastal Waters of Tessany will pay for the lighthouse at Skerrin.",
				"Odile Marsk has baked bread on the island since she was a girl.",
			},
			[]string{
				"Odile Marsk has baked bread on the island since she was a girl, and sells it to the Ministry of Fisheries and Coastal Waters of Tessany.",
				"Nets must be marked from next year.",
				"The lighthouse at Skerrin will be paid for by the state.",
				"Three trawlers were sold to a buyer in Larsk, according to a statement on its website.",
			},
			[][2]int{{0, 1}, {1, 3}, {2, 2}, {3, 0}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs := []*text.Document{document("a", c.lang, c.a), document("b", c.lang, c.b)}
			links := find2(t, docs...)
			checkLinks(t, docs, links)
			left := map[[2]int]bool{}
			for _, p := range c.pairs {
				left[p] = true
			}
			for _, l := range links {
				right := false
				for _, i := range l.ASentences {
					for _, j := range l.BSentences {
						right = right || slices.Contains(c.pairs, [2]int{i, j})
						delete(left, [2]int{i, j})
					}
				}
				if !right {
					t.Errorf("wrong link: %+v", l)
				}
			}
			if len(left) > 0 {
				t.Errorf("not linked: %v, in %+v", left, links)
			}
		})
	}
}

// sameWords returns which share of the words of either text the other has.
func sameWords(x, y string) float64 {
	a, b := strings.Fields(x), strings.Fields(y)
	n := 0
	for _, w := range a {
		if k := slices.Index(b, w); k >= 0 {
			b = slices.Delete(b, k, k+1)
			n++
		}
	}
	return float64(n) / float64(max(len(a), len(b)+n))
}

// TestStretchesAreCopies wants each stretch of a scrambled copy to say nearly
// the same on both sides, and together most of it.
func TestStretchesAreCopies(t *testing.T) {
	for lang, lines := range dam {
		half := func(s string) (string, string) {
			r := []rune(s)
			at := len(r) / 2
			for at < len(r)-1 && r[at] != ' ' && r[0] < 0x3000 {
				at++
			}
			return string(r[:at]), string(r[at:])
		}
		var copied []string
		for k := range lines {
			head, tail := half(lines[k])
			copied = append(copied, strings.TrimSpace(tail)+" "+head)
		}
		slices.Reverse(copied)
		docs := []*text.Document{document("a", lang, lines), document("b", lang, copied)}
		links := find2(t, docs...)
		checkLinks(t, docs, links)
		all, shared := 0, 0
		for _, l := range links {
			for _, s := range l.Stretches {
				x, y := docs[0].Article.Text[s.A.Start:s.A.End], docs[1].Article.Text[s.B.Start:s.B.End]
				if share := sameWords(x, y); share < 0.7 {
					t.Errorf("%s: %.2f of %q are in %q", lang, share, x, y)
				}
				shared += s.A.Len()
			}
		}
		for _, l := range lines {
			all += len(l)
		}
		if shared < all/2 {
			t.Errorf("%s: %d of %d bytes are shared", lang, shared, all)
		}
	}
}

// TestReuseIsBounded holds pages made to be slow to a time that only work
// without bounds would exceed.
func TestReuseIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time, of one pair")
	}
	word := strings.Repeat("word ", 100_000)
	two := strings.Repeat("first second ", 50_000)
	long := strings.Repeat("a", 200_000)
	equal := slices.Repeat([]string{"The ferry Halvard ran aground off Skerrin Point shortly before dawn."}, 1000)
	var numbered []string
	for n := range 800 {
		numbered = append(numbered, fmt.Sprintf("The ferry number %d ran aground off Skerrin Point shortly before dawn on day %d.", n, n*7))
	}
	var forty []string
	r := rand.New(rand.NewPCG(4, 4))
	for range 200 {
		var words []string
		for range maxWords {
			words = append(words, "word"+strconv.Itoa(r.IntN(40)))
		}
		forty = append(forty, strings.Join(words, " "))
	}
	for name, lines := range map[string][]string{
		"forty words": forty, "one word": {word}, "two words": {two, two, two}, "one long word": {long, long + "b"}, "equal sentences": equal, "numbered": numbered,
	} {
		start := time.Now()
		docs := []*text.Document{document("a", "en", lines), document("b", "en", lines)}
		read := time.Since(start)
		links, err := Find(t.Context(), docs, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(start) - read
		t.Logf("%s: read in %v, linked in %v", name, read, took)
		checkLinks(t, docs, links)
		if took > 20*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// FuzzReuse looks for links whose stretches are not what they should be.
func FuzzReuse(f *testing.F) {
	for _, c := range edits[:12] {
		f.Add(c.a, c.b, c.lang)
	}
	f.Add("船长离开了驾驶台。船长离开了", "离开了驾驶台船长", "zh")
	f.Fuzz(func(t *testing.T, a, b, lang string) {
		if len(a)+len(b) > 1<<12 {
			t.Skip("long")
		}
		docs := []*text.Document{
			document("a", lang, strings.Split(strings.ToValidUTF8(a, "?"), "\n")),
			document("b", lang, strings.Split(strings.ToValidUTF8(b, "?"), "\n")),
		}
		links, err := Find(t.Context(), docs, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkLinks(t, docs, links)
	})
}

// TestClausesOfStories counts how many links of clauses are right, and what is
// missed, in made-up stories; run it with -fit.
func TestClausesOfStories(t *testing.T) {
	if !*fit {
		t.Skip("run with -fit")
	}
	corpora := readCorpora(t, sources)
	r := rand.New(rand.NewPCG(9, 9))
	var right, wrong, missed, found int
	for n := range *fitStories {
		p := corpora[sources[n%len(sources)]].retell(r, fmt.Sprintf("c%03d-", n), manyApart)
		if p == nil {
			continue
		}
		s := newFitStory(t, p)
		m := &matcher{story: s.story}
		for _, pair := range s.allPairs() {
			a, b := &s.articles[pair[0]], &s.articles[pair[1]]
			if !sameLanguage(a, b) {
				continue
			}
			gold := s.gold[pair]
			whole := m.match(a, b)
			links := m.reuse(slices.Clone(whole))
			have := map[[2]int]bool{}
			for k, f := range links {
				good := false
				for _, i := range a.indices(f.a) {
					for _, j := range b.indices(f.b) {
						have[[2]int{i, j}] = true
						good = good || gold[[2]int{i, j}]
					}
				}
				switch {
				case k < len(whole):
				case good:
					right++
				default:
					wrong++
					t.Logf("wrong, %.2f: %q ~ %q", f.score, a.doc.Sentences[a.indices(f.a)[0]].Text, b.doc.Sentences[b.indices(f.b)[0]].Text)
				}
			}
			for g := range gold {
				if have[g] {
					found++
				} else {
					missed++
				}
			}
		}
	}
	t.Logf("links of clauses: %d right, %d wrong; %d pairs of sentences found, %d missed", right, wrong, found, missed)
}

package search

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/vector"
)

// statement is a claim with its names and a figure.
func statement(t *testing.T) *Statement {
	t.Helper()
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	s, err := x.NewStatement(t.Context(), "Police in Larsk detained 12 supporters of Vera Holm on Sunday.", "en")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestMemory: what was remembered of other sentences changes no judgement, and a memory is bounded.
func TestMemory(t *testing.T) {
	s := statement(t)
	m := newMemory(s)
	for i := range maxRemembered + 100 {
		m.sense(fmt.Sprintf("word%d", i))
		for range 10 {
			m.isWord("vera holm", fmt.Sprintf("word%d", i))
		}
	}
	if len(m.words) > maxRemembered || len(m.pairs) > maxPairs {
		t.Errorf("%d words and %d pairs", len(m.words), len(m.pairs))
	}
	for _, sentence := range []string{
		"Twelve supporters of Vera Holm were detained by police in Larsk on Sunday.",
		"Police in Larsk detained 40 supporters of Vera Holm on Sunday.",
		"Police in Larsk did not detain 12 supporters of Vera Holm on Sunday.",
		"Die Polizei in Larsk nahm am Sonntag zwölf Anhänger von Vera Holm fest.",
		"The orchestra of Brede opens its season with an evening of songs.",
	} {
		a := stemma.Article{ID: "report", Lang: "en"}
		vectors, err := s.model.Vectors(t.Context(), []string{sentence})
		if err != nil {
			t.Fatal(err)
		}
		want, near := s.Judge(a, sentence, vectors[0])
		for range 2 {
			if got, ok := s.judge(m, a, sentence, float64(vector.Dot(s.vector, vectors[0]))); ok != near || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, want %+v", sentence, got, want)
			}
		}
	}
}

// TestCopies: passages of the same words are judged as each by itself is, whatever their articles' titles
// name.
func TestCopies(t *testing.T) {
	s := statement(t)
	const sentence = "Police detained 12 supporters of the opposition leader in the city on Sunday."
	vectors, err := s.model.Vectors(t.Context(), []string{sentence})
	if err != nil {
		t.Fatal(err)
	}
	titles := []string{"", "Rain expected", "Detentions in Larsk", "Larsk: supporters of Vera Holm detained", sentence}
	var near []found
	for _, title := range titles {
		a := stemma.Article{ID: "a", Lang: "en", Title: title, Text: sentence, Sentences: []stemma.Span{{End: len(sentence)}}}
		near = append(near, found{article: a, alike: 0.6, most: 1, vector: vectors[0]})
	}
	all := passagesOf(near, hasDates(s.doc))
	if err := judgeAll(t.Context(), s, newMemory(s), all); err != nil {
		t.Fatal(err)
	}
	scores := map[string]bool{}
	for i, title := range titles {
		want, _ := s.Judge(stemma.Article{ID: "a", Lang: "en", Title: title}, sentence, vectors[0])
		got := all[i].of.titles[title]
		if all[i].of != all[0].of || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", title, got, want)
		}
		scores[fmt.Sprintf("%.3f", got.Score)] = true
	}
	if len(scores) != 3 {
		t.Errorf("the scores are %v: the titles name two names, one, and none", scores)
	}
}

// TestMost: what is about something else is not read, and no sentence has more than it can have at the most, in whatever
// language, with figures and dates in digits or in words.
func TestMost(t *testing.T) {
	s := statement(t)
	m := newMemory(s)
	if s.most(m, stemma.Article{Lang: "en"}, "The orchestra of Brede opens its season with an evening of songs.") >= nearFrom {
		t.Error("what is about something else is read")
	}
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range [][]string{
		{"en", s.Text, "12 detained in Larsk.", "Police detained twelve supporters.", "On Sunday police in Larsk detained 12 supporters of Vera Holm, " + strings.Repeat("2 5 7 ", 30)},
		{"en", "The flood killed 1,234 people.", "On Monday, March the third, the flood killed one thousand two hundred and thirty-four people."},
		{"de", "Das Hochwasser tötete 1234 Menschen.", "Das Hochwasser tötete am Montag, dem dritten März, tausendzweihundertvierunddreißig Menschen."},
		{"es", "La inundación mató a 1234 personas.", "El lunes tres de marzo la inundación mató a mil doscientas treinta y cuatro personas."},
		{"hi", "बाढ़ में 1234 लोग मारे गए।", "बाढ़ में एक हज़ार दो सौ चौंतीस लोग मारे गए।"},
		{"ja", "洪水で1234人が死亡した。", "三月三日月曜日、洪水で千二百三十四人が死亡した。"},
		{"zh", "洪水造成1234人死亡。", "三月三日星期一洪水造成一千二百三十四人死亡。"},
		{"", "A flood killed a dozen people near Selm in 2031.", "Twelve people were killed by a flood near Selm in the year 2031, a clerk said."},
	} {
		s, err := x.NewStatement(t.Context(), of[1], of[0])
		if err != nil {
			t.Fatal(err)
		}
		m := newMemory(s)
		for _, sentence := range of[1:] {
			a := stemma.Article{ID: "report", Lang: of[0]}
			about, told := s.compare(m, a, sentence, 1).odds()
			if most := s.most(m, a, sentence); probability(told) > most || len(s.values.numbers) > 0 && probability(about) > most {
				t.Errorf("%s, %s: %.2f or %.2f, at the most %.2f", s.Text, sentence, probability(told), probability(about), most)
			}
		}
	}
}

// BenchmarkMost compares the cost of reading how likely a sentence can be to that of comparing it.
func BenchmarkMost(b *testing.B) {
	x, err := NewIndexer()
	if err != nil {
		b.Fatal(err)
	}
	s, err := x.NewStatement(b.Context(), "Police in Larsk detained 12 supporters of Vera Holm on Sunday.", "en")
	if err != nil {
		b.Fatal(err)
	}
	m, a := newMemory(s), stemma.Article{ID: "report", Lang: "en"}
	const sentence = "Twelve supporters of Vera Holm, among them two members of the council of Larsk, were detained by police on Sunday evening, a clerk of the court said."
	b.Run("most", func(b *testing.B) {
		for b.Loop() {
			s.most(m, a, sentence)
		}
	})
	b.Run("compare", func(b *testing.B) {
		for b.Loop() {
			s.compare(m, a, sentence, 1)
		}
	})
}

package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// readAlong reads articles as they come, some of them ahead.
func readAlong(articles []stemma.Article, ahead int) []stemma.Article {
	s := NewHabitStream()
	out := make([]stemma.Article, len(articles))
	lines := make([]HabitLines, len(articles))
	for i := range len(articles) + ahead {
		if i < len(articles) {
			out[i] = Article(articles[i])
			lines[i] = s.Learn(&out[i])
		}
		if done := i - ahead; done >= 0 && done < len(out) {
			s.Mark(&out[done], lines[done])
		}
	}
	return out
}

func marked(a *stemma.Article, line string) bool {
	at := strings.Index(a.Text, line)
	return covers(a.Boilerplate, stemma.Span{Start: at, End: at + len(line)})
}

func TestHabitStream(t *testing.T) {
	const box = "Morgenkaffee mit dem Boten"
	pages := outletPages("Orriner Bote", box, "",
		"Die Fähre zwischen Orrin und Skell fiel am Montag aus. Ihr Motor war zweimal in der Woche stehen geblieben.",
		"Zwei Ziegen standen auf dem Dach des Rathauses von Veld. Niemand weiß, wie sie dorthin kamen.",
		"Der Rat von Marrow kaufte einen zweiten Schneepflug. Der erste stammt aus dem Jahr 1974.",
		"Nebel hielt am Dienstag die Fischer von Larn im Hafen. Der Markt blieb ohne Hering.")
	for i, a := range readAlong(pages, 0) {
		if got, want := marked(&a, box), i >= 2; got != want {
			t.Errorf("nothing read ahead: article %d marked %v, want %v", i, got, want)
		}
	}
	for i, a := range readAlong(pages, len(pages)) {
		if !marked(&a, box) {
			t.Errorf("all read ahead: article %d is not marked", i)
		}
		if batch := LearnHabits(pages).Read(pages[i]).Article; fmt.Sprint(batch.Boilerplate) != fmt.Sprint(a.Boilerplate) {
			t.Errorf("article %d: %v, and by the way of trace %v", i, a.Boilerplate, batch.Boilerplate)
		}
	}
}

// What recurs because one story is told again and again is no habit, nor is
// another outlet's line.
func TestHabitStreamLeavesStories(t *testing.T) {
	const line = "قطعة الغيار في طريقها من فيلد"
	story := "توقفت العبارة بين أورين وسكيل يوم الاثنين. وقد تعطل محركها مرتين في أسبوع.\n\n" + line
	for i, a := range readAlong(outletPages("بريد أورين", "", story, "الخبر الأول.", "الخبر الثاني.", "الخبر الثالث.", "الخبر الرابع."), 4) {
		if marked(&a, line) {
			t.Errorf("article %d of one story is marked", i)
		}
	}
	var others []stemma.Article
	for i, name := range []string{"Orrin Post", "Veld Post", "Larn Post"} {
		others = append(others, outletPages(name, "Weather for the islands", "", fmt.Sprintf("The mayor of the %dth island opened a bridge on Monday. It is made of wood.", i))...)
	}
	for i, a := range readAlong(others, 3) {
		if marked(&a, "Weather for the islands") {
			t.Errorf("article %d has the line of another outlet marked", i)
		}
	}
}

// What is remembered is bounded, and what keeps coming is not forgotten.
func TestHabitStreamForgets(t *testing.T) {
	var r recent
	r.now = map[uint64]recurrence{}
	for i := range uint64(3 * generationLines) {
		r.add(i+1, true)
		if i%1000 == 0 {
			r.add(0, true)
		}
	}
	if n := len(r.now) + len(r.before); n > 2*generationLines {
		t.Errorf("%d lines are remembered", n)
	}
	if got := r.get(0).own; got != 3*generationLines/1000+1 {
		t.Errorf("the line that kept coming was counted %d times", got)
	}
	if r.get(1) != (recurrence{}) {
		t.Error("the first line is still remembered")
	}
}

func BenchmarkHabitStream(b *testing.B) {
	var articles []stemma.Article
	for i := range 100 {
		articles = append(articles, stemma.Article{Outlet: fmt.Sprint("Post ", i%7), Text: strings.Repeat(fmt.Sprintf("The mayor of island %d opened a bridge on Monday, and it is made of wood.\n", i), 40)})
	}
	s := NewHabitStream()
	for i := 0; b.Loop(); i++ {
		a := &articles[i%len(articles)]
		s.Mark(a, s.Learn(a))
	}
}

package text

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// outletPages are articles of one outlet with what it puts on all of them.
func outletPages(outlet, head, tail string, bodies ...string) []stemma.Article {
	var out []stemma.Article
	for _, body := range bodies {
		out = append(out, stemma.Article{Outlet: outlet, Text: strings.TrimSpace(head + "\n\n" + body + "\n\n" + tail)})
	}
	return out
}

func TestHabits(t *testing.T) {
	english := []string{
		"The ferry between Orrin and Skell stopped on Monday. Its engine had failed twice in a week.",
		"Two goats were seen on the roof of the town hall of Veld. Nobody knows how they got there.",
		"The council of Marrow bought a second snow plough. The first one is from 1974.",
	}
	tests := []struct {
		name     string
		articles []stemma.Article
		want     string // a line that is marked in the first article
		marked   bool
	}{
		{"a box between head and text", outletPages("Orrin Post", "Morning coffee with the Post", "", english...), "Morning coffee with the Post", true},
		{"a foot line in Indonesian", outletPages("Warta Sela", "", "Unduh aplikasi Warta Sela untuk kabar tercepat",
			"Feri antara Orrin dan Skell berhenti beroperasi pada Senin. Mesinnya dua kali mogok dalam sepekan.",
			"Dua ekor kambing terlihat di atap balai kota Veld. Tak seorang pun tahu caranya naik.",
			"Dewan kota Marrow membeli bajak salju kedua. Yang pertama buatan 1974."), "Unduh aplikasi Warta Sela untuk kabar tercepat", true},
		{"a foot line in Arabic", outletPages("بريد أورين", "", "حمل تطبيق بريد أورين الآن",
			"توقفت العبارة بين أورين وسكيل يوم الاثنين. وقد تعطل محركها مرتين في أسبوع.",
			"شوهدت عنزتان على سطح بلدية فيلد. ولا أحد يعرف كيف صعدتا.",
			"اشترت بلدية مارو جرافة ثلج ثانية. والأولى من عام 1974."), "حمل تطبيق بريد أورين الآن", true},
		{"two articles are too few", outletPages("Orrin Post", "Morning coffee with the Post", "", english[:2]...), "Morning coffee with the Post", false},
		{
			"the background of a long story", outletPages("Orrin Post", "", "The ferry company has been in dispute with the harbour of Skell since its licence was withdrawn in March.", english...),
			"The ferry company has been in dispute with the harbour of Skell since its licence was withdrawn in March.", false,
		},
		{
			"one story told three times", outletPages("Orrin Post", "", english[0]+"\n\nA spare part is on its way from Veld", "Update one.", "Update two.", "Update three."),
			"A spare part is on its way from Veld", false,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := LearnHabits(tt.articles).Read(tt.articles[0]).Article
			at := strings.Index(a.Text, tt.want)
			if got := covers(a.Boilerplate, stemma.Span{Start: at, End: at + len(tt.want)}); got != tt.marked {
				t.Errorf("marked %v, want %v: %v in %q", got, tt.marked, a.Boilerplate, a.Text)
			}
			if plain := Read(tt.articles[0]).Article; tt.marked && covers(plain.Boilerplate, stemma.Span{Start: at, End: at + len(tt.want)}) {
				t.Error("marked without the other articles, too: the test shows nothing")
			}
		})
	}
}

// What stands around nothing is not around it.
func TestHabitsLeaveSomething(t *testing.T) {
	articles := outletPages("Orrin Post", "Weather for Orrin", "Rain", "Sun in the north of the island and on the lakes", "Wind from the west all day and in the night", "Fog on the coast until the late morning")
	articles = append(articles, stemma.Article{Outlet: "Orrin Post", Text: "Weather for Orrin\n\nRain"})
	d := LearnHabits(articles).Read(articles[3])
	for _, s := range d.Sentences {
		if !s.Boilerplate {
			return
		}
	}
	t.Errorf("nothing is left of %q", d.Article.Text)
}

func covers(spans []stemma.Span, s stemma.Span) bool {
	for _, b := range spans {
		if b.Start <= s.Start && s.End <= b.End {
			return true
		}
	}
	return false
}

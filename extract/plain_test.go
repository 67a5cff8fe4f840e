package extract

import (
	"strings"
	"testing"
)

// paragraphs is a text of n paragraphs in a script.
func paragraphs(n int, sentence string) string {
	return strings.Repeat("<p>"+strings.Repeat(sentence+" ", 4)+"</p>", n)
}

const (
	riverEnglish = "The Velm rose two metres in the night and the mill at Orsa stood in water until noon."
	riverArabic  = "ارتفع منسوب نهر فيلم مترين خلال الليل وظلت الطاحونة في أورسا تحت الماء حتى الظهر."
	riverJapan   = "夜の間にヴェルム川の水位が二メートル上がり、オルサの水車小屋は正午まで水に浸かっていた。"
)

func TestPlainText(t *testing.T) {
	three := paragraphs(3, riverEnglish)
	for _, c := range []struct {
		name, page  string
		want, never string // "" as want: the page is not plain
	}{
		{"article", `<nav>Home</nav><div><h1>Flood</h1><div class="x">` + three + `</div><ul><li>More of Orsa</li></ul></div>`, "The Velm", "More of Orsa"},
		{"Arabic", `<article><h1>فيضان</h1>` + paragraphs(3, riverArabic) + `</article>`, "ارتفع", "فيضان"},
		{"Japanese, each in a box of its own", `<main><div>` + strings.ReplaceAll(strings.ReplaceAll(paragraphs(3, riverJapan), "<p>", "<div><div><p>"), "</p>", "</p></div></div>") + `</div></main>`, "夜の間", ""},
		{"heading and links between", `<article>` + three + `<h2>At the mill</h2><p><a href="/a">Ferry stops at Orsa</a></p>` + three + `</article>`, "At the mill", "Ferry"},
		{"text under the body alone", three, "", ""},
		{"short", `<article><p>` + riverEnglish + `</p></article>`, "", ""},
		{"one block", `<article>` + strings.Repeat(riverEnglish, 20) + `</article>`, "", ""},
		{"two texts", `<div><article>` + three + `</article><div class="opinion">` + three + three + `</div></div>`, "", ""},
		{"a list behind the text", `<article>` + three + strings.Repeat("<p>June 4, Orsa, Mill Hall</p>", 20) + `</article>`, "", ""},
		{"a table in the text", `<article>` + three + strings.Repeat("<p>Orsa 212 cm</p>", 60) + three + `</article>`, "", ""},
	} {
		doc, err := parse([]byte("<html><body>" + c.page + "</body></html>"))
		if err != nil {
			t.Fatal(err)
		}
		got := plainText(pageBlocks(doc))
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: plainText = %.80q…, want %q", c.name, got, c.want)
		}
		if c.never != "" && strings.Contains(got, c.never) {
			t.Errorf("%s: plainText = %q, with %q", c.name, got, c.never)
		}
	}
}

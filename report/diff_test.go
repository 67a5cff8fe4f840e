package report

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// quarry is two pairs: an English rewrite and an Arabic translation, with
// sentences added, left out, moved and split.
func quarry() *stemma.Result {
	d := newDraft()
	d.newStory("Quarry at Sel Marn flooded")
	d.article("a", "Marn Herald", "en", "2025-06-01", "Quarry at Sel Marn flooded",
		"Sign in to read more.",
		"The quarry at Sel Marn filled with water on Sunday, and 45 workers were brought out.",
		"Two pumps may have failed, the owner said.",
		"The owner has been fined before.",
		"School is closed on Monday, and the road to the north as well.",
		"The mayor thanked the divers.")
	d.article("b", "Westland Wire", "en", "2025-06-02", "45 saved from quarry",
		"The quarry at Sel Marn filled with muddy water on Sunday, and 54 workers were brought out.",
		"The mayor thanked the divers.",
		"Two pumps failed, the owner said.",
		"School is closed on Monday.",
		"So is the road to the north.",
		"Rain is expected until Thursday.")
	d.article("c", "صدى الجبل", "ar", "2025-06-02", "غمر محجر سيل مارن",
		"غمرت المياه محجر سيل مارن يوم الأحد، وأُخرج منه 54 عاملا.",
		"وقال المالك إن مضختين تعطلتا، وإن الشركة ستدفع أجور العمال كاملة حتى يعاد فتح المحجر في نهاية الشهر.")
	d.find("a").Boilerplate = []stemma.Span{{Start: 0, End: 21}}
	d.link("a", 1, "b", 0, stemma.LinkRewrite)
	d.link("b", 2, "a", 2, stemma.LinkRewrite)
	d.link("a", 5, "b", 1, stemma.LinkVerbatim)
	d.link("a", 4, "b", 3, stemma.LinkRewrite)
	d.link("a", 4, "b", 4, stemma.LinkRewrite)
	d.link("a", 1, "c", 0, stemma.LinkTranslation)
	d.link("a", 2, "c", 1, stemma.LinkTranslation)
	c := d.claim("a 1", "b 0", "c 0")
	c.Changes = []stemma.Change{
		changed("a", "b", stemma.ChangeNumber, "45", "54", 1, 0),
		changed("a", "c", stemma.ChangeNumber, "45", "54", 1, 0),
	}
	c = d.claim("a 2", "b 2", "c 1")
	c.Changes = []stemma.Change{
		changed("a", "b", stemma.ChangeHedge, "may have", "", 2, 2),
		changed("a", "c", stemma.ChangeHedge, "may have", "", 2, 1),
	}
	return &d.Result
}

func TestDiff(t *testing.T) {
	for file, c := range map[string]struct {
		other string
		DiffOptions
	}{
		"quarry.diff.txt":       {"b", DiffOptions{}},
		"quarry.color.diff.txt": {"b", DiffOptions{Color: true, Width: 80}},
		"quarry.ar.diff.txt":    {"c", DiffOptions{}},
	} {
		t.Run(file, func(t *testing.T) {
			var b bytes.Buffer
			if err := Diff(&b, quarry(), "a", c.other, c.DiffOptions); err != nil {
				t.Fatal(err)
			}
			golden(t, file, b.Bytes())
		})
	}
}

func TestDiffOfAnArticleThatIsNotThere(t *testing.T) {
	if err := Diff(&bytes.Buffer{}, quarry(), "a", "z", DiffOptions{}); err == nil {
		t.Error("no error")
	}
}

// TestDiffForms: what HTML and Markdown show of a copy with changes and of a
// translation from right to left.
func TestDiffForms(t *testing.T) {
	for file, c := range map[string]struct {
		write func(io.Writer, *stemma.Result, string, string) error
		other string
	}{
		"quarry.diff.html":    {DiffHTML, "b"},
		"quarry.ar.diff.html": {DiffHTML, "c"},
		"quarry.diff.md":      {DiffMarkdown, "b"},
		"quarry.ar.diff.md":   {DiffMarkdown, "c"},
	} {
		t.Run(file, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.write(&b, quarry(), "a", c.other); err != nil {
				t.Fatal(err)
			}
			golden(t, file, b.Bytes())
		})
		if err := c.write(io.Discard, quarry(), "a", "z"); err == nil {
			t.Errorf("%s: no error for an article that is not there", file)
		}
	}
}

// TestHostileDiff: what an article brings with it is text and nothing else.
func TestHostileDiff(t *testing.T) {
	const evil = `</td><script>alert(1)</script> | **bold** [x](javascript:1) ~~gone~~ \u202e`
	d := newDraft()
	d.newStory("x")
	d.article("a", evil, "en", "", evil+"?", "Seven boats sank at Larn on Monday.", evil)
	d.article("b", evil, `en" onload="x`, "", evil+"!", "Eight boats sank at Larn on Monday.", evil)
	d.Articles[1].URL = "javascript:alert(1)"
	d.link("a", 0, "b", 0, stemma.LinkRewrite)
	c := d.claim("a 0", "b 0")
	c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeNumber, evil, "Eight", 0, 0)}
	var html, markdown bytes.Buffer
	if err := DiffHTML(&html, &d.Result, "a", "b"); err != nil {
		t.Fatal(err)
	}
	if err := DiffMarkdown(&markdown, &d.Result, "a", "b"); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "javascript:alert", `onload="x`} {
		if strings.Contains(html.String(), bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, bad := range []string{"<script", "[x](", "**bold", "~~gone", "</td>"} {
		if strings.Contains(markdown.String(), bad) {
			t.Errorf("the Markdown has %q", bad)
		}
	}
}

// TestMarkIsOfTheRightPlace: the number that changed is marked where the
// change says, and not where the same digits stand first.
func TestMarkIsOfTheRightPlace(t *testing.T) {
	d := newDraft()
	d.newStory("x")
	d.article("a", "A", "en", "", "", "On day 5 the mill employed 5 men.")
	d.article("b", "B", "de", "", "", "Am Tag 5 hatte die Mühle 8 Arbeiter.")
	d.link("a", 0, "b", 0, stemma.LinkTranslation)
	c := d.claim("a 0", "b 0")
	ch := changed("a", "b", stemma.ChangeNumber, "5", "8", 0, 0)
	ch.BeforeSpan = &stemma.Span{Start: 27, End: 28}
	c.Changes = []stemma.Change{ch}
	var b bytes.Buffer
	if err := Diff(&b, &d.Result, "a", "b", DiffOptions{}); err != nil {
		t.Fatal(err)
	}
	if want := "employed [-5-] men"; !strings.Contains(b.String(), want) {
		t.Errorf("no %q in\n%s", want, b.String())
	}
}

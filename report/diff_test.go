package report

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/report/family"

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
		"The mayor thanked the divers.",
		"No water reached the village, the fire service said.",
		"Some 11,400 people left the valley.")
	d.article("b", "Westland Wire", "en", "2025-06-02", "45 saved from quarry",
		"The quarry at Sel Marn filled with muddy water on Sunday, and 54 workers were brought out.",
		"The mayor thanked the divers.",
		"Two pumps failed, the owner said.",
		"School is closed on Monday.",
		"So is the road to the north.",
		"Rain is expected until Thursday.",
		"Water reached the village.")
	d.article("c", "صدى الجبل", "ar", "2025-06-02", "غمر محجر سيل مارن",
		"غمرت المياه محجر سيل مارن يوم الأحد، وأُخرج منه 54 عاملا.",
		"وقال المالك إن مضختين تعطلتا، وإن الشركة ستدفع أجور العمال كاملة حتى يعاد فتح المحجر في نهاية الشهر.",
		"وغادر الوادي نحو 12 ألف شخص.")
	d.find("a").Boilerplate = []stemma.Span{{Start: 0, End: 21}}
	d.link("a", 1, "b", 0, stemma.LinkRewrite)
	d.link("b", 2, "a", 2, stemma.LinkRewrite)
	d.link("a", 5, "b", 1, stemma.LinkVerbatim)
	d.link("a", 4, "b", 3, stemma.LinkRewrite)
	d.link("a", 4, "b", 4, stemma.LinkRewrite)
	d.link("a", 1, "c", 0, stemma.LinkTranslation)
	d.link("a", 2, "c", 1, stemma.LinkTranslation)
	d.link("a", 6, "b", 6, stemma.LinkRewrite)
	d.link("a", 7, "c", 2, stemma.LinkTranslation)
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
	c.Changes[0].Detail, c.Changes[0].Score = "hedge dropped", 0.93
	c.Changes[1].Detail, c.Changes[1].Score = "hedge dropped", 0.58
	c = d.claim("a 5", "b 1")
	c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeOrder, "", "", 5, 1)}
	c.Changes[0].Detail, c.Changes[0].Score = "moved up", 0.85
	c = d.claim("a 6", "b 6")
	c.Changes = []stemma.Change{
		changed("a", "b", stemma.ChangeHedge, "No", "", 6, 6),
		changed("a", "b", stemma.ChangeAttribution, "the fire service", "", 6, 6),
	}
	c.Changes[0].Detail, c.Changes[0].Score = "negation dropped", 0.91
	c.Changes[1].Detail, c.Changes[1].Score = "dropped", 0.62
	c = d.claim("a 7", "c 2")
	c.Changes = []stemma.Change{changed("a", "c", stemma.ChangeNumber, "11,400", "نحو 12 ألف", 7, 2)}
	c.Changes[0].BeforeValue, c.Changes[0].AfterValue, c.Changes[0].Score = "~11400", "~12000", 0.81
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
	const evil = `</td><script>alert(1)</script> | **bold** [x](javascript:1) ~~gone~~ $x$ www.larn.example \u202e`
	d := newDraft()
	d.newStory("x")
	d.article("a", evil, "en", "", evil+"?", "Seven boats sank at Larn on Monday.", evil)
	d.article("b", evil, `en" onload="x`, "", evil+"!", "Eight boats sank at Larn on Monday.", evil)
	d.Articles[1].URL = "javascript:alert(1)"
	end := len(d.Articles[0].Text)
	d.Articles[0].Boilerplate = []stemma.Span{{Start: end - len(evil), End: end}}
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
	for _, bad := range []string{"<script", "[x](", "**bold", "~~gone", "</td>", " $x", "www.larn"} {
		if strings.Contains(markdown.String(), bad) {
			t.Errorf("the Markdown has %q", bad)
		}
	}
}

// TestRowsOfOnePlace: what the left alone has in a place stands before what the
// right alone has there, and a passage has moved only where a change says so.
func TestRowsOfOnePlace(t *testing.T) {
	d := newDraft()
	d.newStory("x")
	d.article("a", "A", "en", "", "", "Seven boats sank.", "The pier burned.", "Nobody slept.", "The bell rang.")
	d.article("b", "B", "en", "", "", "Snow fell.", "The bell rang.", "Seven boats sank.", "The tide was low.", "The inn was shut.")
	d.link("a", 0, "b", 2, stemma.LinkVerbatim)
	d.link("a", 3, "b", 1, stemma.LinkVerbatim)
	for _, moved := range []string{"", "moved up"} {
		if moved != "" {
			c := d.claim("a 3", "b 1")
			c.Changes = []stemma.Change{changed("a", "b", stemma.ChangeOrder, "", "", 3, 1)}
			c.Changes[0].Detail = moved
		}
		page, err := newDiff(&d.Result, "a", "b")
		if err != nil {
			t.Fatal(err)
		}
		var have []string
		for _, r := range page.rows {
			have = append(have, strings.Trim(r.leftText+"|"+r.rightText+"|"+r.moved, "|"))
		}
		want := []string{
			"Snow fell.", "Seven boats sank.|Seven boats sank.", "The pier burned.", "Nobody slept.",
			"The tide was low.", "The inn was shut.", strings.Trim("The bell rang.|The bell rang.|"+moved, "|"),
		}
		if !slices.Equal(have, want) {
			t.Errorf("rows %q, want %q", have, want)
		}
		if tally := page.tally(); strings.HasSuffix(tally, "; 1 moved") != (moved != "") {
			t.Errorf("tally %q", tally)
		}
	}
}

// TestWordsOfChanges: what a change is called, and the values that say more
// than its words.
func TestWordsOfChanges(t *testing.T) {
	for want, ch := range map[string]stemma.Change{
		"source dropped  the Belmar Post":        {Kind: stemma.ChangeAttribution, Before: "the Belmar Post", Detail: "dropped"},
		"source added  the Belmar Post":          {Kind: stemma.ChangeAttribution, After: "the Belmar Post", Detail: "added"},
		"source changed  the mayor → the police": {Kind: stemma.ChangeAttribution, Before: "the mayor", After: "the police", Detail: "changed"},
		"negation dropped  not":                  {Kind: stemma.ChangeHedge, Before: "not", Detail: "negation dropped"},
		"negation added  n'a pas":                {Kind: stemma.ChangeHedge, After: "n'a pas", Detail: "negation added"},
		"hedge added  may":                       {Kind: stemma.ChangeHedge, After: "may", Detail: "hedge added"},
		"certainty  claims = claimed → confirms = asserted  sure 0.60": {
			Kind: stemma.ChangeHedge, Before: "claims", After: "confirms", Detail: "certainty", Score: 0.6,
			BeforeValue: "claimed", AfterValue: "asserted",
		},
		"loaded term  fighters → Terroristen = terrorists": {
			Kind: stemma.ChangeLoadedTerm, Before: "fighters", After: "Terroristen", BeforeValue: "fighters", AfterValue: "terrorists",
		},
		"number  about 12,000 → 13 ribu = about 13,000": {
			Kind: stemma.ChangeNumber, Before: "about 12,000", After: "13 ribu", BeforeValue: "~12000", AfterValue: "~13000",
		},
		"number  2.5 to 3 million = 2,500,000 to 3,000,000 → 4 million = 4,000,000  range": {
			Kind: stemma.ChangeNumber, Before: "2.5 to 3 million", After: "4 million", BeforeValue: "2500000..3000000",
			AfterValue: "4000000", Detail: "range",
		},
		"number  -3.25 → 14 km":                          {Kind: stemma.ChangeNumber, Before: "-3.25", After: "14 km", BeforeValue: "-3.25", AfterValue: "14 km"},
		"number  -12345.5 tonnes → two = 2":              {Kind: stemma.ChangeNumber, Before: "-12345.5 tonnes", After: "two", BeforeValue: "-12345.5 tonne", AfterValue: "2"},
		"date  14 May = 2025-05-14 → 5月15日 = 2025-05-15": {Kind: stemma.ChangeDate, Before: "14 May", After: "5月15日", BeforeValue: "2025-05-14", AfterValue: "2025-05-15"},
		"name  Иванов = ivanov → Ivanova":                {Kind: stemma.ChangeName, Before: "Иванов", After: "Ivanova", BeforeValue: "ivanov", AfterValue: "ivanova"},
	} {
		if have := changeLine(family.Change{Change: &ch, BeforeLang: "en", AfterLang: "de"}); have != want {
			t.Errorf("have %q, want %q", have, want)
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

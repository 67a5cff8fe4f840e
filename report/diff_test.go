package report

import (
	"bytes"
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

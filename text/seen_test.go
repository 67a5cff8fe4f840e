package text

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

const plainReport = "The ferry Alva ran aground on a reef off Pellmar on Saturday, and all the passengers of the ferry came ashore in boats."

// turned is how to hide a word in a line that is turned round.
func turned(s string) string { return "\u202e" + reversed(s) + "\u202c" }

// TestSee: a text that was made to read otherwise than it looks is read as it
// looks, and what was found in it leads back to the text that came.
func TestSee(t *testing.T) {
	for _, c := range []struct {
		name, text string
		trick      Trick
	}{
		{"spaces without width", strings.ReplaceAll(plainReport, "e", "\u200be"), TrickWidth},
		{"joiners", strings.ReplaceAll(plainReport, "a", "a\u200d\u2060"), TrickWidth},
		{"blank letters", strings.ReplaceAll(plainReport, "r", "\u3164r\ufe0f"), TrickWidth},
		{"Cyrillic in Latin words", strings.NewReplacer("a", "а", "e", "е", "o", "о").Replace(plainReport), TrickLookalike},
		{"Greek in Latin words", strings.ReplaceAll(plainReport, "o", "ο"), TrickLookalike},
		{"turned round", "The ferry " + turned("Alva ran aground on") + strings.TrimPrefix(plainReport, "The ferry Alva ran aground on"), TrickOverride},
		{"tags", strings.ReplaceAll(plainReport, "ferry", "ferry\U000e0069\U000e0067\U000e006e"), TrickTag},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "tags" {
				c.text += " " + c.text + " " + c.text
			}
			s := See(c.text)
			if s == nil {
				t.Fatalf("%q is seen as it is", c.text)
			}
			if len(s.Found) != 1 || s.Found[0].Trick != c.trick || s.Found[0].N < 1 || len(s.Found[0].Spans) == 0 {
				t.Errorf("found %+v", s.Found)
			}
			if !strings.HasPrefix(s.Text, strings.Fields(plainReport)[0]) || !strings.Contains(s.Text, plainReport) && c.name != "Greek in Latin words" {
				t.Errorf("%q is seen as %q", c.text, s.Text)
			}
			checkSeen(t, s)
		})
	}
}

// checkSeen holds a seen text to what the later steps rely on.
func checkSeen(t *testing.T, s *Seen) {
	t.Helper()
	whole := s.Span(stemma.Span{End: len(s.Text)})
	if whole.Start < 0 || whole.End > len(s.Original) || whole.Start > whole.End {
		t.Fatalf("all of it is %v of %d", whole, len(s.Original))
	}
	last := stemma.Span{}
	for i := range s.Text {
		at := s.Span(stemma.Span{Start: i, End: i + 1})
		if at.Start < last.Start || at.End < last.End || at.Start >= at.End || at.End > len(s.Original) {
			t.Fatalf("offset %d is %v of %d, after %v", i, at, len(s.Original), last)
		}
		last = at
	}
	for _, f := range s.Found {
		for _, at := range f.Spans {
			if at.Start < 0 || at.Start >= at.End || at.End > len(s.Original) {
				t.Fatalf("%s at %v of %d", f.Trick, at, len(s.Original))
			}
		}
	}
}

// TestSeenAsIs: what scripts, editors and keyboards bring with them is no trick.
func TestSeenAsIs(t *testing.T) {
	many := func(s string) string { return strings.Repeat(s+" ", 200) }
	for name, s := range map[string]string{
		"Persian":            many("می\u200cروم کتاب\u200cها"),
		"Hindi":              many("क्\u200dषेत्र श्री\u200dमान"),
		"Sinhala":            many("ශ්\u200dරී ලංකාව"),
		"Khmer":              many("ខ្ញុំ\u200bចូលចិត្ត\u200bភាសា"),
		"Thai":               many("ภาษา\u200bไทย"),
		"Arabic with marks":  many("قال \u200fالنهر\u200f و\u202bالبحر\u202c"),
		"figures of Arabic":  "\u202eالعربية تكتب من اليمين إلى اليسار في 12 بلدا و 34 مدينة\u202c",
		"Hebrew":             many("\u202eשלום\u202c 12 \u200f(א)\u200f"),
		"emoji":              many("👩\u200d👩\u200d👧 ❤\ufe0f 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
		"two alphabets":      many("Компания Pellmar выпустила iPhone'ы, говорит CEO"),
		"brand with ending":  many("в TVшоу и VIPам показали"),
		"Ukrainian by hand":  many("мiсто i рiка, вiн"),
		"units":              many("12 μm and 5 kΩ of α-linolenic"),
		"soft hyphens":       many("Hoch\u00adwas\u00adser\u00adschutz"),
		"slips of an editor": plainReport + " fer\u200bry rе\u2060ef " + strings.Repeat(plainReport+" ", 20),
		"quotations":         many("“Yes,” he said. «Non», dit-elle."),
		"old Hangul":         many("ᄒᅠᆞᆫ글 \u115fᅡ"),
		"empty":              "",
		"broken":             many("\xff\xfe\x80"),
	} {
		if got := See(s); got != nil {
			t.Errorf("%s: %+v", name, got.Found)
		}
	}
}

// TestSeenQuotes: quotation marks that are nobody's are not read.
func TestSeenQuotes(t *testing.T) {
	s := See(plainReport + strings.Repeat("“", 100_000))
	if s == nil || s.Text != plainReport || s.Found[0].N != 100_000 {
		t.Fatalf("%v", s)
	}
	checkSeen(t, s)
}

func TestDisguised(t *testing.T) {
	for name, want := range map[string]bool{
		"Reuters": false, "Rеuters": true, "Рейтер": false, "Pel\u200blmar": true, "خبرگزاری\u200cها": false, "": false,
		"РБК-TV": false, "Ekonomi\u00adHaber": false, "“Larn” Post": false,
	} {
		if Disguised(name) != want {
			t.Errorf("Disguised(%q) = %v", name, !want)
		}
	}
}

// TestSeenWordsMatch: the words of a disguised text are those of the plain one.
func TestSeenWordsMatch(t *testing.T) {
	forms := func(s string) (out []string) {
		for _, w := range Words(s) {
			out = append(out, w.Form)
		}
		return out
	}
	disguised := strings.NewReplacer("a", "а", "e", "е\u200b", "o", "о\u2060").Replace(plainReport)
	if slices.Equal(forms(plainReport), forms(disguised)) {
		t.Fatal("the disguise disguises nothing")
	}
	if have := forms(See(disguised).Text); !slices.Equal(have, forms(plainReport)) {
		t.Errorf("%q", have)
	}
}

// TestSeenSentences: sentences of one line that is turned round stand one after the
// other in the text that came, too.
func TestSeenSentences(t *testing.T) {
	const first, second, third = "The ferry ran aground. ", "Nobody was hurt. ", "It was towed to Larn."
	for _, c := range []string{
		turned(first+second) + third,
		first + turned(second+third),
		"\u202e" + reversed(first+second+third),
		turned(first) + turned(second) + third,
		turned("Ä. 😀. " + second + "é" + third),
	} {
		s := See(c)
		if s == nil {
			t.Fatalf("%q is seen as it is", c)
		}
		var seen []stemma.Span
		for at := 0; at < len(s.Text); {
			end := len(s.Text)
			if n := strings.Index(s.Text[at:], ". "); n >= 0 {
				end = at + n + 1
			}
			seen = append(seen, stemma.Span{Start: at, End: end})
			at = end + 1
		}
		end := 0
		for i, at := range s.Sentences(seen) {
			if at.Start < end || at.End <= at.Start || at.End > len(c) || !utf8.ValidString(c[at.Start:at.End]) {
				t.Errorf("%q: sentence %d of %d at %v, after %d", c, i, len(seen), at, end)
			}
			end = at.End
		}
	}
}

// TestSeeIsLinear: twice the text takes twice the time; what grows with the square
// would take minutes here.
func TestSeeIsLinear(t *testing.T) {
	for _, unit := range []string{"a\u200b", "\u202ea", "\u202eab\u202c", "aа ", "\U000e0061", "“", "a\u0301\u200d", "\u3164", "\u202e\u2066", "\u202eא"} {
		start := time.Now()
		See(strings.Repeat(unit, 2_000_000/len(unit)))
		if took := time.Since(start); took > 5*time.Second { // each takes a tenth of a second
			t.Errorf("%q again and again: %v", unit, took)
		}
	}
}

func FuzzSee(f *testing.F) {
	f.Add(strings.ReplaceAll(plainReport, "e", "\u200be"))
	f.Add(turned("abc def") + "\n" + turned("12") + strings.ReplaceAll(plainReport, "a", "а"))
	f.Add(strings.Repeat("“", 2100) + "\U000e0061\U000e0062\U000e0063 אב \u202dאב")
	f.Fuzz(func(t *testing.T, s string) {
		if seen := See(s); seen != nil {
			checkSeen(t, seen)
			Read(stemma.Article{Text: seen.Text})
		}
	})
}

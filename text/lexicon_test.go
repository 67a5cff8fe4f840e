package text

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// published is the day on which the texts of the tables appear, a Saturday.
var published = stemma.Moment{Time: jalaliEpoch.AddDate(99, 10, 23), Precision: stemma.PrecisionDay}

// valuesIn reads one sentence.
func valuesIn(lang, s string) Sentence {
	out := Sentence{Text: s}
	readValues(&out, lang, published)
	return out
}

// readValues fills in what a sentence holds but for its words.
func readValues(s *Sentence, lang string, ref stemma.Moment) {
	r := reading{lex: lexiconOf(lang)}
	r.values(s, ref)
}

func TestLexiconsParse(t *testing.T) {
	names, err := lexiconNames()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, err := loadLexicon(name); err != nil {
			t.Error(err)
		}
	}
	if _, err := loadGazetteer(); err != nil {
		t.Error(err)
	}
	if _, err := loadLetters(); err != nil {
		t.Error(err)
	}
}

// The languages that hedges and negations are promised for.
func TestLexiconsHoldHedges(t *testing.T) {
	for lang := range strings.FieldsSeq("en ar id ms es fr de ru uk zh ja tr fa pt it hi pl nl ko sw bn ur he cs ro hu sv bg sr vi th fi el ta") {
		l := lexiconOf(lang)
		if l.lang != lang {
			t.Errorf("%s: no lexicon", lang)
		}
		var have roleSet
		for _, node := range l.phrases.next {
			have |= node.below
		}
		for _, want := range []role{roleHedge, roleNegation, roleMonth, roleWeekday, roleApprox} {
			if !have.has(want) {
				t.Errorf("%s: a section is missing (role %d)", lang, want)
			}
		}
	}
}

func TestLexiconRejects(t *testing.T) {
	for _, data := range []string{
		"[colours]\nred",
		"no setting here",
		"decimal =",
		"mood = good",
		"yes = sometimes",
		"[numbers]\n12 = ,",
		"[numbers]\ntwelve",
		"[numbers]\nx = twelve",
		"[weekdays]\n8 = Blursday",
		"[relative]\n1 fortnight = soon",
		"[approximations]\nperhaps = maybe",
		"include = nothing",
	} {
		l := &lexicon{flags: map[string]bool{}}
		if err := l.parse("test", data); err == nil {
			t.Errorf("%q: no error", data)
		}
	}
}

func TestGazetteerRejects(t *testing.T) {
	for _, data := range []string{"no key", "key = ", "Ключ = x", " = x", "[colour]"} {
		if err := (&gazetteer{keys: map[string]bool{}, kinds: map[string]NameKind{}}).parse("test", data); err == nil {
			t.Errorf("%q: no error", data)
		}
	}
}

func TestLexiconReadmeNamesAllSections(t *testing.T) {
	readme, err := os.ReadFile("lexicon/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range sections {
		if !strings.Contains(string(readme), "`"+name+"`") {
			t.Errorf("lexicon/README.md does not describe [%s]", name)
		}
	}
}

// hostile are texts that have broken readers of text, and repetitions that
// would show a reading time that grows faster than the text.
func hostile() []string {
	out := []string{
		"", " ", "\x00", "\xff\xfe", "0", "-", "%", "$", "\"", "'s", "1.", ".1", "1,", "٠", "〇", "ー", "・", "Al-", "al-", "d'",
		"\u202e2021\u202c", "99999999999999999999", "1e400", "0/0/0", "2021-13-45", "31 February 2021", "第", "百", "万万万",
	}
	for _, unit := range []string{"1,", "1 ", "1-", "1/", "1.2.", "one hundred ", "hundred ", "一", "十万", "百万", "ア", "ア・", "A ", "A-", "al-", "of A ", "not ", "13 May ", "May 13, ", "2021-02-", "Monday, ", "$", "more than ", "between 1 and ", "三千五百人", "เ", "न", "ا", "\u0301", "12 000 "} {
		out = append(out, strings.Repeat(unit, 4_000))
	}
	return out
}

func TestValuesOfHostileText(t *testing.T) {
	for _, s := range hostile() {
		for _, lang := range []string{"en", "ar", "zh", "de"} {
			checkValues(t, lang, s)
		}
	}
}

// checkValues reads s and reports spans that lie outside it, are empty, cut a
// character or stand in disorder.
func checkValues(t *testing.T, lang, s string) {
	t.Helper()
	v := valuesIn(lang, s)
	var numbers, dates, names, hedges []stemma.Span
	for _, x := range v.Numbers {
		numbers = append(numbers, x.Span)
		if x.High < x.Value {
			t.Errorf("%s %.80q: range from %v to %v", lang, s, x.Value, x.High)
		}
	}
	for _, x := range v.Dates {
		dates = append(dates, x.Span)
		if x.Time.IsZero() != (x.Precision == stemma.PrecisionNone) {
			t.Errorf("%s %.80q: time %v with precision %q", lang, s, x.Time, x.Precision)
		}
	}
	for _, x := range v.Names {
		names = append(names, x.Span)
		if x.Key == "" {
			t.Errorf("%s %.80q: a name without a key", lang, s)
		}
	}
	for _, x := range v.Hedges {
		hedges = append(hedges, x.Span)
	}
	for _, spans := range [][]stemma.Span{numbers, dates, names, hedges} {
		checkSpans(t, s, spans)
	}
	for _, d := range dates {
		if slices.ContainsFunc(numbers, func(n stemma.Span) bool { return n.Overlap(d) > 0 }) {
			t.Errorf("%s %.80q: a number inside a date", lang, s)
			break
		}
	}
}

func checkSpans(t *testing.T, s string, spans []stemma.Span) {
	t.Helper()
	at := 0
	for _, x := range spans {
		if x.Start < at || x.End <= x.Start || x.End > len(s) {
			t.Fatalf("%.80q: span %v after %d of %d", s, x, at, len(s))
		}
		if !utf8.RuneStart(s[x.Start]) || x.End < len(s) && !utf8.RuneStart(s[x.End]) && utf8.ValidString(s) {
			t.Fatalf("%.80q: span %v cuts a character", s, x)
		}
		at = x.End
	}
}

func FuzzValues(f *testing.F) {
	for _, s := range hostile()[:29] {
		f.Add("en", s)
	}
	f.Add("ar", "من 2500 إلى 3000 في 25 من يناير")
	f.Add("zh", "20多万人，2021年2月13日")
	f.Add("hu", "2021. február 13-án")
	f.Add("de", "zweihundertfünfzig am 13. Februar 2021")
	f.Fuzz(func(t *testing.T, lang, s string) {
		if len(s) > 2000 {
			return
		}
		checkValues(t, lang, s)
	})
}

func BenchmarkReadValues(b *testing.B) {
	for _, c := range []struct{ lang, text string }{
		{"en", "About 12,000 detainees, of whom 2,500 to 3,000 come from 54 countries, may be moved to Port Amber, President Ilan Castor told the Harbour News Agency on Friday, 12 February 2021."},
		{"ar", "أفاد مصدر مطلع اليوم الجمعة أن نحو 12 ألف محتجز، بينهم 2500 إلى 3000 من 54 دولة، قد ينقلون بحسب الرئيس إيلان كاستور في 12 فبراير 2021."},
		{"ja", "イラン・カストール大統領は12日、54か国の約1万2000人が移送される可能性があると述べた。2021年2月12日金曜日。"},
	} {
		b.Run(c.lang, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				valuesIn(c.lang, c.text)
			}
		})
	}
}

package attribution

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// The seeds are five real reports of one story. What a reader finds in them is
// marked here as in the language files, with an ellipsis for what stands
// between: only the words at the edges are repeated. The lines of a report are
// in the order of its text. "= Sputnik" and "= source" tell who it is; a line
// with a question mark may be found or not, but is neither of the two.
var seedReadings = map[string]string{
	"000": `
		{Kantor berita Sputnik} <melaporkan> [kesepakatan … sekutunya] = Sputnik
		{Sumber media} <mengungkapkan> [bahwa … di Suriah] = source
		{badan intelijen Barat}, yang <mengaku> [memerangi ISIS] ?
		{Kantor berita Sputnik} <menulis> … [bahwa menurut … pertemuan ini] = Sputnik
		<mengutip> {sumber informasi} [bahwa menurut … pertemuan ini] = source
		[Pertemuan … di Suriah], {sumber tersebut} <melaporkan> = source
		<Menurut> {kesepakatan tersebut}, [gereja … kelompok teroris tersebut] ?
		{Sumber tersebut} <menambahkan> [bahwa militan … serangan teroris] = source
		<Menurut> {sumber tersebut}, [anggota … operasi ini] = source`,
	"001": `
		{Sputnik news agency} <reported> [a new … their allies] = Sputnik
		{Media sources} <revealed> [that the … in Syria] = source
		{the Western intelligence services}, which <claim> [to be fighting ISIL] ?
		{Sputnik news agency} <wrote> … [that according … these meetings] = Sputnik
		<quoting> {an informed source} [that according … these meetings] = source
		[The meetings … in Syria], {the source} <reported> = source
		<According to> {the agreement}, [Christian … terrorist groups] ?
		{The source} <added> [that ISIL … terrorist attacks] = source
		<According to> {the source}, [the hidden … this regard] = source
		{The source} <added> [that what … intelligence services] = source`,
	"002": `
		[Western intelligence … meetings], <according to> {an informed media source} = source
		[The meetings … al-Tanf region], {Russia's Sputnik news agency}, citing the source, <said> = Sputnik
		[The meetings … al-Tanf region], Russia's Sputnik news agency, <citing> {the source} = source
		[“intensifying … loyal to Iran], … {the source} <said> = source
		["Christian … targets,"] {Sputnik news agency} <quoted> = Sputnik
		["Christian … targets," Sputnik news agency <quoted> {the media source} as saying. … weapons systems."] = source
		{The source} <said> [Daesh terrorists … specified targets] = source
		[“The sleeper … country,"] {the source} <added> = source
		{Iranian Judiciary Chief Ebrahim Raeisi} also <said> [the United … fighting terror] = Ebrahim Raeisi
		[“While … region,”] {Raeisi} <added> = Ebrahim Raeisi
		{Arabic-language Almaalomah news agency} <reported> on Friday [the dismantling … Kirkuk] = Almaalomah
		{Sadiq al-Husseini, the … Diyala}, <announced> [that … province] = Sadiq al-Husseini
		{Husseini} also <underlined> [that … these areas] = Sadiq al-Husseini`,
	"003": `
		<أفاد> {مصدر مطلع} … [عن اجتماع … الجاري] = source
		<وأكد> {المصدر} … [أنه … المنطقة] = source
		<بحسب> {سبوتنيك}، [أنه … المنطقة] = Sputnik
		<وأضاف> {المصدر} [أنه … في سوريا] = source
		<تصريح> {المصد المطلع} [أن … المختلفة] = source
		<وتابع> {المصدر} [أنه … الحديثة] = source
		<ونوَّه> {المصدر} [إلى إن … أميركيين] = source
		{المصدر} … <مؤكداً> [أنه … غارات] = source
		[إلى إن … غارات]، {<على حد قوله>} = source
		<وأنهى> {المصدر} … [“ما يثير … في سوريا”] = source
		<كشف> {مصدر ميداني سوري} … [قيام … سوريين] ?`,
	"004": `
		{An informed source} <confirmed> [a series … this year] = source
		{Russian news agency Sputnik} <reported> [that … year] = Sputnik
		{The source} <indicated> [that, … denominations] = source
		<According to> {the source}, [an agreement … systems] = source
		{The source} <pointed out> [that … personnel in Syria] = source
		[It was highlighted … out attacks], <according to> {the source} = source
		{Reports} <indicate> [that … desert] ?
		{Sources} <explain> [that … in the area] ?`,
}

// wanted is an attribution of a report as its reader marks it.
type wanted struct {
	expected
	who      string
	optional bool
	text     string
}

// readSeeds returns the seeds, or skips the test.
func readSeeds(t *testing.T) [][4]string {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(shared, "seeds/*.txt"))
	if len(files) == 0 {
		t.Skip("no seeds")
	}
	var articles [][4]string
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		articles = append(articles, [4]string{filepath.Base(f)[:3], "", "", string(data)})
	}
	return articles
}

func TestSeedsAsRead(t *testing.T) {
	articles := readSeeds(t)
	got, sources := find(t, articles...)
	names := map[string]string{}
	for _, s := range sources {
		names[s.ID] = s.Name
		if s.Kind == stemma.SourceUnnamed && len(s.CitedBy) == len(articles) {
			names[s.ID] = "source"
		}
	}
	for _, a := range articles {
		checkSeed(t, a[0], a[3], slices.DeleteFunc(slices.Clone(got), func(x stemma.Attribution) bool { return x.Article != a[0] }), names)
	}
}

// checkSeed wants all that is marked to be found, and nothing else to be of
// either of the two sources.
func checkSeed(t *testing.T, id, s string, got []stemma.Attribution, names map[string]string) {
	t.Helper()
	from := 0
	for line := range strings.Lines(strings.TrimSpace(seedReadings[id])) {
		want := locate(t, s, strings.TrimSpace(line), from)
		from = min(want.cue.Start, want.source.Start, want.content[0].Start)
		i := slices.IndexFunc(got, func(a stemma.Attribution) bool {
			return a.Cue.Overlap(want.cue) > 0 && like(a.Source.Span, want.source) && like(a.Content.Span, want.content[0])
		})
		switch {
		case i < 0 && !want.optional:
			t.Errorf("%s: not found: %s", id, want.text)
		case i < 0:
		case !want.optional && names[got[i].Source.Source] != want.who:
			t.Errorf("%s: %s is %q", id, want.text, names[got[i].Source.Source])
		case want.optional && isOneOfTheTwo(names[got[i].Source.Source]):
			t.Errorf("%s: %s is %q", id, want.text, names[got[i].Source.Source])
		}
		if i >= 0 {
			got = slices.Delete(got, i, i+1)
		}
	}
	for _, a := range got {
		credit := a.Kind == stemma.AttributionWhole || of(s, a.Cue.Span) == ":" // of the headline
		if isOneOfTheTwo(names[a.Source.Source]) && !credit {
			t.Errorf("%s: found, but not marked: %s = %s", id, show(s, a), names[a.Source.Source])
		}
	}
}

func isOneOfTheTwo(name string) bool { return name == "Sputnik" || name == "source" }

// like reports whether two spans have at least four fifths of their bytes in common.
func like(a, b stemma.Span) bool {
	both := a.Overlap(b)
	return float64(both) >= 0.8*float64(a.Len()+b.Len()-both)
}

// locate finds the marked line in a text, from a place on.
func locate(t *testing.T, s, line string, from int) wanted {
	t.Helper()
	w := wanted{text: line}
	if w.optional = strings.HasSuffix(line, " ?"); w.optional {
		line = strings.TrimSuffix(line, " ?")
	} else {
		line, w.who, _ = strings.Cut(line, " = ")
	}
	pos, open := from, map[rune]int{}
	at := func(literal string) int { // where a literal stands, searched anew at the line's beginning and behind an ellipsis
		i := strings.Index(s[pos:], literal)
		if i < 0 {
			t.Fatalf("%q is not in the text behind %d (%s)", literal, pos, w.text)
		}
		return pos + i
	}
	for piece := range strings.SplitSeq(line, "…") {
		plain := strings.NewReplacer("{", "", "}", "", "<", "", ">", "", "[", "", "]", "").Replace(piece)
		trimmed := strings.TrimSpace(plain)
		pos = at(trimmed)
		for _, r := range strings.TrimSpace(piece) {
			switch r {
			case '{', '<', '[':
				open[r] = pos
			case '}':
				w.source = stemma.Span{Start: open['{'], End: pos}
			case '>':
				w.cue = stemma.Span{Start: open['<'], End: pos}
			case ']':
				w.content = []stemma.Span{{Start: open['['], End: pos}}
			default:
				pos += len(string(r))
			}
		}
	}
	return w
}

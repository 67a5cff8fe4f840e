package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// draft builds a result by hand: fiction in many scripts, with one sentence a
// line, so that a test can say what it wants to see without the steps before.
type draft struct {
	stemma.Result
	story *stemma.Story
}

func newDraft() *draft { return &draft{Result: stemma.Result{Schema: stemma.Schema}} }

// article adds an article; when is "2006", "2006-01", "2006-01-02", a full
// RFC 3339 time or "".
func (d *draft) article(id, outlet, lang, when, title string, sentences ...string) {
	a := stemma.Article{
		ID: id, Input: "in/" + id + ".txt", Outlet: outlet, Lang: lang, Title: title,
		PublishedPrecision: stemma.PrecisionNone, Text: strings.Join(sentences, "\n"),
	}
	for layout, p := range map[string]stemma.Precision{
		"2006": stemma.PrecisionYear, "2006-01": stemma.PrecisionMonth,
		time.DateOnly: stemma.PrecisionDay, time.RFC3339: stemma.PrecisionMinute,
	} {
		if t, err := time.Parse(layout, when); err == nil {
			a.Published, a.PublishedPrecision = t, p
		}
	}
	at := 0
	for _, s := range sentences {
		a.Sentences = append(a.Sentences, stemma.Span{Start: at, End: at + len(s)})
		at += len(s) + 1
	}
	d.Articles = append(d.Articles, a)
	if d.story != nil {
		d.story.Articles = append(d.story.Articles, id)
	}
}

func (d *draft) newStory(title string) {
	d.Stories = append(d.Stories, stemma.Story{ID: fmt.Sprintf("s%d", len(d.Stories)+1), Title: title, Origins: 1})
	d.story = &d.Stories[len(d.Stories)-1]
}

func (d *draft) source(s stemma.Source) {
	d.Sources = append(d.Sources, s)
	d.story.Sources = append(d.story.Sources, s.ID)
}

func (d *draft) edge(parent, child string, k stemma.EdgeKind, support float64, evidence ...stemma.Evidence) *stemma.Edge {
	primary := !slices.ContainsFunc(d.story.Edges, func(e stemma.Edge) bool { return e.Child == child && e.Primary })
	d.story.Edges = append(d.story.Edges, stemma.Edge{
		Parent: parent, Child: child, Kind: k, Primary: primary, Support: support, Evidence: evidence,
	})
	return &d.story.Edges[len(d.story.Edges)-1]
}

// claim adds a claim whose text is that of its first passage. Passages are
// written "article sentence".
func (d *draft) claim(passages ...string) *stemma.Claim {
	c := stemma.Claim{ID: fmt.Sprintf("c%d", len(d.story.Claims)+1)}
	for _, p := range passages {
		var id string
		var n int
		if _, err := fmt.Sscanf(p, "%s %d", &id, &n); err != nil {
			panic(err)
		}
		c.Passages = append(c.Passages, stemma.Passage{Article: id, Sentences: []int{n}})
	}
	first := c.Passages[0]
	c.Text = family.Sentence(d.find(first.Article), first.Sentences[0])
	d.story.Claims = append(d.story.Claims, c)
	return &d.story.Claims[len(d.story.Claims)-1]
}

func (d *draft) link(a string, i int, b string, j int, k stemma.LinkKind) {
	d.story.Links = append(d.story.Links, stemma.Link{
		A: a, ASentences: []int{i}, B: b, BSentences: []int{j}, Kind: k, Score: 0.9,
	})
}

// says records that an article attributes sentence i to a source by the words who.
func (d *draft) says(article string, i int, source, who string, c stemma.Certainty) {
	a := d.find(article)
	s := a.Sentences[i]
	at := strings.Index(a.Text[s.Start:s.End], who)
	if at < 0 {
		panic(article + ": no " + who)
	}
	start := s.Start + at
	d.Attributions = append(d.Attributions, stemma.Attribution{
		Article: article, Sentence: i, Kind: stemma.AttributionIndirect, Certainty: c,
		Source:  stemma.Role{Span: stemma.Span{Start: start, End: start + len(who)}, Source: source},
		Cue:     stemma.Role{Span: stemma.Span{Start: s.Start, End: s.Start}},
		Content: stemma.Role{Span: s},
	})
	for k := range d.Sources {
		if src := &d.Sources[k]; src.ID == source && !slices.Contains(src.CitedBy, article) {
			src.CitedBy = append(src.CitedBy, article)
		}
	}
}

func (d *draft) find(id string) *stemma.Article {
	for i := range d.Articles {
		if d.Articles[i].ID == id {
			return &d.Articles[i]
		}
	}
	panic("no article " + id)
}

func changed(from, to string, k stemma.ChangeKind, before, after string, fromSentence, toSentence int) stemma.Change {
	c := stemma.Change{From: from, To: to, Kind: k, Before: before, After: after}
	if fromSentence >= 0 {
		c.FromSentence = &fromSentence
	}
	if toSentence >= 0 {
		c.ToSentence = &toSentence
	}
	return c
}

func facts(k stemma.EvidenceKind, detail string, parent, child []int) stemma.Evidence {
	return stemma.Evidence{Kind: k, Detail: detail, ParentSentences: parent, ChildSentences: child}
}

// bridge is a story in eight languages and seven scripts: a lost agency and an
// unnamed source behind it, translations with changes, two parents, a pair
// without direction, an article that came from nowhere else.
func bridge(testing.TB) *stemma.Result {
	d := newDraft()
	d.newStory("Glass bridge at Tamren closed")
	d.article("tamren-post", "Tamren Post", "en", "2025-05-02T08:10:00Z", "Glass bridge at Tamren closed after cracks",
		"The glass bridge at Tamren may stay closed for 14 weeks, an engineer told the Ostra Press agency.",
		"About 12,000 people cross it every day, the agency said.",
		"Divers found cracks in two of its nine piers.",
		"The bridge was built in 1998 by the Veld brothers, town records show.")
	d.article("nahr", "صحيفة النهر", "ar", "2025-05-02T11:40:00Z", "إغلاق الجسر الزجاجي في تامرن",
		"سيبقى الجسر الزجاجي في تامرن مغلقا 14 أسبوعا، بحسب وكالة أوسترا برس نقلا عن مهندس.",
		"ويعبره يوميا نحو 12 ألف شخص، وفق الوكالة يوم 1 مايو 2025.",
		"وعثر غواصون على تشققات في اثنتين من دعاماته التسع.")
	d.article("kol", "קול הגשר", "he", "2025-05-03", "גשר הזכוכית נסגר",
		"גשר הזכוכית בטאמרן ייסגר ל-40 שבועות, כך דיווח העיתון א-נהר.",
		"כ-120 אלף איש עוברים בו מדי יום.")
	d.article("shanhe", "山河日报", "zh", "2025-05-02T12:00:00Z", "塔姆伦玻璃桥因裂缝关闭",
		"据奥斯特拉通讯社援引一名工程师的话报道，塔姆伦玻璃桥可能关闭14周。",
		"每天约有1.2万人过桥。",
		"潜水员没有在九个桥墩中的两个上发现裂缝。")
	d.article("kawabe", "川辺新聞", "ja", "2025-05-02", "ガラスの橋、通行止め",
		"タムレンのガラスの橋は14週間閉鎖される可能性があると技術者が述べた。",
		"1日約1万2000人が橋を渡る。")
	d.article("nadi", "नदी समाचार", "hi", "2025-05", "तामरेन का काँच का पुल बंद",
		"तामरेन का काँच का पुल 14 सप्ताह तक बंद रह सकता है, ओस्त्रा प्रेस ने एक इंजीनियर के हवाले से कहा।",
		"पुल की मरम्मत पर 30 लाख खर्च होंगे।")
	d.article("golos", "Голос Тамрена", "ru", "", "Мост закрыт",
		"Жители Тамрена вышли к закрытому стеклянному мосту.",
		"Опору номер семь не осматривали с 2019 года, говорит инженер.")
	d.article("merged", "Gazeta Brzegu", "pl", "2025-05-04", "Most w Tamren zamknięty",
		"Szklany most w Tamren może być zamknięty przez 14 tygodni, podał dziennik Tamren Post.",
		"Mieszkańcy Tamren wyszli pod zamknięty szklany most.")
	bridgeSources(d)
	bridgeTree(d)
	bridgeClaims(d)
	d.story = nil
	d.article("other", "Ostküste Anzeiger", "de", "2025-05-02", "Milchpreise steigen", "Die Milchpreise steigen im Mai.")
	d.Unplaced = []string{"other"}
	d.Errors = []stemma.InputError{{Input: "in/photo.jpg", Problem: "not text; give .txt, .html or .jsonl files"}}
	return &d.Result
}

func bridgeSources(d *draft) {
	d.source(stemma.Source{
		ID: "src1", Name: "Ostra Press", Kind: stemma.SourceOutlet, Lost: true, Cites: []string{"src2"},
		Aliases: []string{"أوسترا برس", "奥斯特拉通讯社", "ओस्त्रा प्रेस"},
		Window: &stemma.Window{
			After: time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC), Before: time.Date(2025, 5, 2, 8, 10, 0, 0, time.UTC), First: "tamren-post",
			Said: []stemma.Passage{{Article: "nahr", Sentences: []int{1}}},
		},
	})
	d.source(stemma.Source{ID: "src2", Name: "an engineer", Kind: stemma.SourceUnnamed, Lost: true})
	d.source(stemma.Source{ID: "src3", Name: "Tamren Post", Kind: stemma.SourceOutlet, Article: "tamren-post"})
	d.source(stemma.Source{ID: "src4", Name: "صحيفة النهر", Aliases: []string{"א-נהר"}, Kind: stemma.SourceOutlet, Article: "nahr"})
	d.says("tamren-post", 0, "src1", "Ostra Press agency", stemma.CertaintyReported)
	d.says("tamren-post", 0, "src2", "an engineer", stemma.CertaintyReported)
	d.says("nahr", 0, "src1", "وكالة أوسترا برس", stemma.CertaintyReported)
	d.says("nahr", 0, "src2", "مهندس", stemma.CertaintyAsserted)
	d.says("kol", 0, "src4", "א-נהר", stemma.CertaintyReported)
	d.says("shanhe", 0, "src1", "奥斯特拉通讯社", stemma.CertaintyReported)
	d.says("shanhe", 0, "src2", "一名工程师", stemma.CertaintyReported)
	d.says("nadi", 0, "src1", "ओस्त्रा प्रेस", stemma.CertaintyReported)
	d.says("merged", 0, "src3", "Tamren Post", stemma.CertaintyReported)
}

func bridgeTree(d *draft) {
	d.story.Origins = 2
	d.edge("src2", "src1", stemma.EdgeCitation, 0.97, facts(stemma.EvidenceCites, "3 reports say that Ostra Press quotes an unnamed source", nil, nil))
	d.edge("src1", "tamren-post", stemma.EdgeCitation, 0.92, facts(stemma.EvidenceCites, "cites Ostra Press", nil, []int{0}))
	d.edge("src1", "nadi", stemma.EdgeCitation, 0.71, facts(stemma.EvidenceCites, "cites Ostra Press", nil, []int{0}))
	d.edge("tamren-post", "nahr", stemma.EdgeTranslation, 0.88,
		facts(stemma.EvidenceShared, "3 of 4 sentences, two of them nowhere else", []int{0, 1}, []int{0, 1}),
		facts(stemma.EvidenceTime, "3 hours later", nil, nil))
	d.edge("nahr", "kol", stemma.EdgeTranslation, 0.64, facts(stemma.EvidenceCites, "cites صحيفة النهر", nil, []int{0}))
	d.edge("tamren-post", "shanhe", stemma.EdgeTranslation, 0.81,
		facts(stemma.EvidenceCites, "names Ostra Press where Tamren Post does: the line may be copied along", []int{0}, []int{0}),
		facts(stemma.EvidenceOrder, "same order", []int{0, 1, 2}, []int{0, 1, 2}),
		stemma.Evidence{
			Kind: stemma.EvidenceShared, Detail: "Tamren Post may be made of this report and of नदी समाचार: nearly all of it is in one of the two, which have nothing in common",
			Against: true, ParentSentences: []int{0},
		})
	kawabe := d.edge("shanhe", "kawabe", stemma.EdgeTranslation, 0.41)
	kawabe.DirectionUncertain, kawabe.Rootless = true, 0.06
	kawabe.Alternatives = []stemma.Alternative{
		{
			Parent: "tamren-post", Support: 0.38,
			For:     []stemma.Evidence{facts(stemma.EvidenceTime, "came out 4 hours after Tamren Post; when 山河日报 came out the dates leave open", nil, nil)},
			Against: []stemma.Evidence{facts(stemma.EvidenceShared, "has the words of 山河日报 in 1 sentence", []int{0}, []int{0})},
		},
		{Parent: "nahr", Support: 0.08},
	}
	d.edge("tamren-post", "merged", stemma.EdgeTranslation, 0.77, facts(stemma.EvidenceCites, "cites Tamren Post", nil, []int{0})).Sentences = []int{0}
	d.edge("golos", "merged", stemma.EdgeTranslation, 0.62).Sentences = []int{1}
	bridgeOrigins(d)
}

func bridgeOrigins(d *draft) {
	d.story.OriginCounts = []stemma.OriginCount{{Origins: 2, Support: 0.81}, {Origins: 1, Support: 0.16}, {Origins: 3, Support: 0.03}}
	d.story.Roots = []stemma.Root{
		{Origin: "src2", Support: 1},
		{
			Origin: "golos", Support: 0.83,
			Evidence:     []stemma.Evidence{facts(stemma.EvidenceShared, "1 of its 2 sentences is in no other report", nil, []int{1})},
			Alternatives: []stemma.Alternative{{Parent: "merged", Support: 0.17, For: []stemma.Evidence{facts(stemma.EvidenceShared, "1 of its 2 sentences is in Gazeta Brzegu", []int{1}, []int{0})}}},
		},
	}
	whole := func(id, origin string, share float64, at ...int) {
		d.story.Descents = append(d.story.Descents, stemma.Descent{
			Article: id, From: []stemma.Share{{Origin: origin, Share: share, Sentences: at}}, Own: 1 - share,
		})
	}
	whole("tamren-post", "src2", 0.75, 0, 1, 2)
	whole("nahr", "src2", 1, 0, 1, 2)
	whole("kol", "src2", 1, 0, 1)
	whole("shanhe", "src2", 1, 0, 1, 2)
	whole("kawabe", "src2", 1, 0, 1)
	whole("nadi", "src2", 0.5, 0)
	whole("golos", "golos", 1, 0, 1)
	whole("merged", "src2", 0.5, 0)
	merged := &d.story.Descents[len(d.story.Descents)-1]
	merged.From, merged.Own = append(merged.From, stemma.Share{Origin: "golos", Share: 0.5, Sentences: []int{1}}), 0
}

func bridgeClaims(d *draft) {
	closed := d.claim("nahr 0", "tamren-post 0", "kol 0", "shanhe 0", "kawabe 0", "nadi 0", "merged 0")
	closed.Changes = []stemma.Change{
		changed("tamren-post", "nahr", stemma.ChangeHedge, "may", "", 0, 0),
		changed("nahr", "kol", stemma.ChangeNumber, "14 أسبوعا", "40 שבועות", 0, 0),
	}
	crossed := d.claim("tamren-post 1", "nahr 1", "kol 1", "shanhe 1", "kawabe 1")
	crossed.Changes = []stemma.Change{
		changed("tamren-post", "shanhe", stemma.ChangeAttribution, "the agency", "", 1, 1),
		changed("nahr", "kol", stemma.ChangeNumber, "12 ألف", "120 אלף", 1, 1),
	}
	crossed.Changes[0].Detail, crossed.Changes[0].Score = "dropped", 0.55
	crossed.Changes[1].BeforeValue, crossed.Changes[1].AfterValue, crossed.Changes[1].Score = "~12000", "~120000", 0.96
	found := d.claim("tamren-post 2", "nahr 2", "shanhe 2")
	found.Changes = []stemma.Change{changed("tamren-post", "shanhe", stemma.ChangeHedge, "", "没有", 2, 2)}
	found.Changes[0].Detail, found.Changes[0].Score = "negation added", 0.9
	d.claim("golos 0", "merged 1")
	built := d.claim("tamren-post 3")
	built.Changes = []stemma.Change{changed("tamren-post", "nahr", stemma.ChangeOmission, built.Text, "", 3, -1)}
	crossed.Changes = append(crossed.Changes, changed("tamren-post", "nadi", stemma.ChangeLoadedTerm, "weeks", "सप्ताह", 0, 0), changed("tamren-post", "nadi", stemma.ChangeHedge, "may", "", 0, 0))
	for i := range crossed.Changes[2:] {
		crossed.Changes[2+i].Sibling = true
	}
	cost := d.claim("nadi 1")
	cost.Changes = []stemma.Change{changed("src1", "nadi", stemma.ChangeAddition, "", cost.Text, -1, 1)}
	d.claim("golos 1")
	d.link("tamren-post", 0, "nahr", 0, stemma.LinkTranslation)
	d.link("tamren-post", 1, "nahr", 1, stemma.LinkTranslation)
	d.link("nahr", 2, "tamren-post", 2, stemma.LinkTranslation)
	d.link("nahr", 0, "kol", 0, stemma.LinkTranslation)
}

// twoStories has a story with so many copies that they are shown in one line,
// and one whose lost source nobody cites.
func twoStories() *stemma.Result {
	d := newDraft()
	d.newStory("Ferry stuck off Larn")
	d.article("wire", "Larn Wire", "en", "2025-07-01T06:00:00Z", "Ferry stuck off Larn", "A ferry is stuck off Larn with 80 aboard.")
	for i := range 9 {
		id := fmt.Sprintf("copy%d", i)
		d.article(id, fmt.Sprintf("Coast Paper %d", i+1), "en", fmt.Sprintf("2025-07-01T0%d:30:00Z", i), "Ferry stuck off Larn", "A ferry is stuck off Larn with 80 aboard.")
		d.edge("wire", id, stemma.EdgeCopy, 0.9)
	}
	d.claim("wire 0", "copy0 0", "copy1 0", "copy2 0", "copy3 0", "copy4 0", "copy5 0", "copy6 0", "copy7 0", "copy8 0")
	d.newStory("Apfelernte in Ostrau")
	d.article("x", "Ostrauer Bote", "de", "2025-07", "Apfelernte in Ostrau", "In Ostrau hat die Apfelernte begonnen.", "12 Helfer sind gekommen.")
	d.article("y", "Ostrau Vandaag", "nl", "2025-07", "Appeloogst in Ostrau", "In Ostrau is de appeloogst begonnen.", "De prijs daalt.")
	d.source(stemma.Source{ID: "src1", Kind: stemma.SourceOutlet, Lost: true, Inferred: true})
	d.edge("src1", "x", stemma.EdgeRewrite, 0.55)
	d.edge("src1", "y", stemma.EdgeRewrite, 0.55)
	d.claim("x 0", "y 0")
	d.claim("x 1")
	d.claim("y 1")
	return &d.Result
}

// largeStory is a story of n reports: a chain as deep as half of them, and as many copies of the first.
func largeStory(n int) *draft {
	d := newDraft()
	d.newStory("Ferry stuck off Larn")
	for i := range n {
		d.article(fmt.Sprintf("a%d", i), fmt.Sprintf("Paper %d", i), "en", "", "", "A ferry is stuck.", "It has 80 aboard.")
		switch {
		case i > n/2:
			d.edge("a0", fmt.Sprintf("a%d", i), stemma.EdgeCopy, 1)
		case i > 0:
			d.edge(fmt.Sprintf("a%d", i-1), fmt.Sprintf("a%d", i), stemma.EdgeTranslation, 1)
		}
	}
	c := d.claim("a0 0")
	for i := range n {
		c.Passages = append(c.Passages, stemma.Passage{Article: fmt.Sprintf("a%d", i), Sentences: []int{0}})
	}
	return d
}

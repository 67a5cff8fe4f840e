package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// broadStory is a story of n reports as an agency's goes round the world in two days: copied by many, translated, rewritten from
// the translations, and changed on the way; the deepest are a dozen lines from the origin.
func broadStory(n int) *stemma.Result {
	d := newDraft()
	d.newStory("Ferry Alba runs aground off Larn")
	d.source(stemma.Source{ID: "guard", Name: "Larn coast guard", Kind: stemma.SourceOrganisation, Lost: true})
	texts := map[string][]string{
		"en": {
			"The ferry Alba ran aground off the port of Larn early on Tuesday with %d people aboard, the coast guard said.",
			"Strong winds had driven it from its course near the northern breakwater, according to the port authority.",
			"All passengers were taken off by four fishing boats and a navy helicopter before noon.",
			"The captain, a man of 54, was questioned by investigators in the afternoon.",
			"The ferry was built in 1987 and had passed an inspection in February, its owner said.",
			"Divers found a tear of nine metres below the waterline on the port side.",
			"Ferries between Larn and Orlow will not run before Thursday.",
			"It is the third accident on this route within two years.",
		},
		"ar": {
			"جنحت العبارة ألبا قبالة ميناء لارن صباح الثلاثاء وعلى متنها %d شخصا، بحسب خفر السواحل.",
			"ودفعت الرياح القوية العبارة عن مسارها قرب كاسر الأمواج الشمالي، وفق هيئة الميناء.",
			"وأجلي جميع الركاب بأربعة قوارب صيد ومروحية تابعة للبحرية قبل الظهر.",
			"واستجوب المحققون القبطان البالغ من العمر 54 عاما بعد الظهر.",
			"وبنيت العبارة عام 1987 واجتازت فحصا في فبراير، بحسب مالكها.",
			"وعثر الغواصون على شق طوله تسعة أمتار تحت خط الماء.",
			"ولن تبحر العبارات بين لارن وأورلو قبل الخميس.",
			"وهذا ثالث حادث على هذا الخط خلال عامين.",
		},
		"ja": {
			"火曜日の早朝、%d人を乗せたフェリー「アルバ」がラーン港沖で座礁したと沿岸警備隊が発表した。",
			"港湾当局によると、強風で北防波堤付近の航路から流された。",
			"乗客は正午までに漁船4隻と海軍のヘリコプターで全員救助された。",
			"54歳の船長は午後、捜査員から事情を聴かれた。",
			"船主によると、フェリーは1987年に建造され、2月に検査に合格していた。",
			"潜水士が左舷の水面下に9メートルの裂け目を見つけた。",
			"ラーンとオルロー間のフェリーは木曜日まで運航しない。",
			"この航路での事故は2年で3件目である。",
		},
	}
	langs := []string{"en", "en", "ar", "en", "ja"}
	lang := make([]string, n)
	aboard := make([]int, n)
	depth := make([]int, n)
	begun := time.Date(2025, 6, 3, 5, 40, 0, 0, time.UTC)
	has := make([][]int, n) // the sentences of each, by their number in the whole text
	at := make([]map[int]int, n)
	for i := range n {
		id := fmt.Sprintf("%08x-report-%d", i*2654435761, i)
		up, kind := -1, stemma.EdgeCopy
		switch {
		case i == 0:
		case i%3 == 0 && i > 6:
			up = i / 9 // copies of the early ones
		case i%3 == 1:
			up, kind = i/2, stemma.EdgeRewrite
		default:
			up, kind = max(0, i-1-i%7), stemma.EdgeRewrite
		}
		if up >= 0 && depth[up] > 11 {
			up = 0
		}
		lang[i], aboard[i] = langs[i%5], 163
		if up >= 0 {
			depth[i], aboard[i] = depth[up]+1, aboard[up]
			if kind == stemma.EdgeCopy {
				lang[i] = lang[up]
			}
			if lang[i] != lang[up] {
				kind = stemma.EdgeTranslation
			}
		}
		if kind != stemma.EdgeCopy && i%17 == 4 {
			aboard[i] += i % 5
		}
		at[i] = map[int]int{}
		var said []string
		for j, s := range texts[lang[i]] {
			kept := up < 0 || kind == stemma.EdgeCopy && slices.Contains(has[up], j) || kind != stemma.EdgeCopy && slices.Contains(has[up], j) && (i+j)%9 != 0
			if !kept && j > 0 {
				continue
			}
			at[i][j] = len(said)
			has[i] = append(has[i], j)
			if strings.Contains(s, "%d") {
				s = fmt.Sprintf(s, aboard[i])
			}
			said = append(said, s)
		}
		d.article(id, fmt.Sprintf("%s %d", []string{"Larn Post", "Coast Wire", "صحيفة الساحل", "Harbour Daily", "港新聞"}[i%5], i), lang[i], begun.Add(time.Duration(i*i)*time.Second*2).Format(time.RFC3339), said[0], said...)
		d.says(id, 0, "guard", map[string]string{"en": "coast guard", "ar": "خفر السواحل", "ja": "沿岸警備隊"}[lang[i]], stemma.CertaintyReported)
		if up >= 0 {
			e := d.edge(d.Articles[up].ID, id, kind, 0.4+0.06*float64(i%11), stemma.Evidence{Kind: stemma.EvidenceShared, Detail: fmt.Sprintf("all of its %d sentences are in %s", len(said), d.Articles[up].Outlet)})
			for _, j := range has[i] {
				e.Evidence[0].ParentSentences = append(e.Evidence[0].ParentSentences, at[up][j])
				e.Evidence[0].ChildSentences = append(e.Evidence[0].ChildSentences, at[i][j])
				d.link(d.Articles[up].ID, at[up][j], id, at[i][j], map[stemma.EdgeKind]stemma.LinkKind{stemma.EdgeCopy: stemma.LinkVerbatim, stemma.EdgeRewrite: stemma.LinkRewrite, stemma.EdgeTranslation: stemma.LinkTranslation}[kind])
			}
		}
	}
	for j := range texts["en"] {
		var passages []string
		for i := range n {
			if k, said := at[i][j]; said {
				passages = append(passages, fmt.Sprintf("%s %d", d.Articles[i].ID, k))
			}
		}
		c := d.claim(passages...)
		for _, e := range d.story.Edges {
			var up, i int
			for k := range d.Articles {
				switch d.Articles[k].ID {
				case e.Parent:
					up = k
				case e.Child:
					i = k
				}
			}
			k, said := at[i][j]
			from, had := at[up][j]
			switch {
			case had && !said:
				c.Changes = append(c.Changes, stemma.Change{From: e.Parent, To: e.Child, Kind: stemma.ChangeOmission, Before: texts[lang[up]][j], FromSentence: &from})
			case j == 0 && aboard[up] != aboard[i]:
				ch := changed(e.Parent, e.Child, stemma.ChangeNumber, fmt.Sprint(aboard[up]), fmt.Sprint(aboard[i]), from, k)
				c.Changes = append(c.Changes, ch)
			}
		}
	}
	return &d.Result
}

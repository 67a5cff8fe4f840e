package search

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/vector"
)

// TestExchanged: who does it and to whom it is done, by order, voice, marks and cases. Of each language: a claim,
// sentences that say it ("="), and sentences with the roles swapped ("x").
func TestExchanged(t *testing.T) {
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []struct {
		lang  string
		lines []string
	}{
		{"en", []string{
			"A bear killed a hunter near Selm.", "= Near Selm, a bear killed a hunter.", "= A hunter was killed by a bear near Selm.",
			"x A hunter killed a bear near Selm.", "x A bear has been killed by a hunter near Selm.",
		}},
		{"fr", []string{
			"Un ours a tué un chasseur près de Selm.", "= Un chasseur a été tué par un ours près de Selm.",
			"x Un chasseur a tué un ours près de Selm.", "x Un ours a été tué par un chasseur près de Selm.",
		}},
		{"it", []string{
			"Un orso ha ucciso un cacciatore vicino a Selm.", "= Un cacciatore è stato ucciso da un orso vicino a Selm.",
			"x Un cacciatore ha ucciso un orso vicino a Selm.", "x Un orso è stato ucciso da un cacciatore vicino a Selm.",
		}},
		{"es", []string{
			"Un oso mató a un cazador cerca de Selm.", "= Un cazador fue matado por un oso cerca de Selm.", "x Un cazador mató a un oso cerca de Selm.",
			"= A un cazador lo mató un oso cerca de Selm.", "= Al cazador lo mató un oso.", "x Al oso lo mató un cazador.", "x A las tres de la tarde, un cazador mató a un oso.",
		}},
		{"ro", []string{
			"Ursul a ucis un vânător lângă Selm.", "= Un vânător a fost ucis de către urs lângă Selm.", "x Un vânător a ucis ursul lângă Selm.",
		}},
		{"nl", []string{
			"Een beer heeft bij Selm een jager gedood.", "= Een jager werd bij Selm door een beer gedood.", "x Een jager heeft bij Selm een beer gedood.",
			"x Een beer werd bij Selm door een jager gedood.",
		}},
		{"sv", []string{
			"En björn dödade en jägare nära Selm.", "= En jägare blev dödad av en björn nära Selm.", "x En jägare dödade en björn nära Selm.",
		}},
		{"da", []string{
			"En bjørn dræbte en jæger nær Selm.", "= En jæger blev dræbt af en bjørn nær Selm.", "x En jæger dræbte en bjørn nær Selm.",
		}},
		{"vi", []string{
			"Một con gấu giết một thợ săn ở Selm.", "= Một thợ săn bị một con gấu giết ở Selm.", "x Một thợ săn giết một con gấu ở Selm.",
		}},
		{"zh", []string{
			"一只熊在塞尔姆附近杀死了一名猎人。", "= 一名猎人在塞尔姆附近被一只熊杀死。", "= 一只熊在塞尔姆附近把一名猎人杀死了。", "x 一名猎人在塞尔姆附近杀死了一只熊。",
			"x 一只熊在塞尔姆附近被一名猎人杀死。", "x 一只熊在塞尔姆附近被一名 45 岁的猎人杀死。", "x 一只熊在塞尔姆 Selm 附近被一名猎人杀死。",
			"= 一名 45 岁的猎人在塞尔姆附近被一只熊杀死。", "= 道路被封闭，一只熊在塞尔姆附近杀死了一名猎人。",
		}},
		{"de", []string{
			"Ein Bär hat bei Selm einen Jäger getötet.", "= Einen Jäger hat bei Selm ein Bär getötet.", "= Ein Jäger wurde bei Selm von einem Bären getötet.",
			"x Ein Jäger hat bei Selm einen Bären getötet.", "x Ein Bär wurde bei Selm von einem Jäger getötet.",
		}},
		{"ar", []string{
			"قتل أسد صيادا قرب سيلم.", "= قُتل صياد على يد أسد قرب سيلم.", "x قتل صياد أسدا قرب سيلم.", "x قُتل أسد على يد صياد قرب سيلم.",
		}},
		{"ja", []string{
			"セルムの近くでクマがハンターを殺した。", "= セルムの近くでハンターがクマに殺された。", "= ハンターをクマが殺した。", "x セルムの近くでハンターがクマを殺した。", "x セルムの近くでクマがハンターに殺された。",
			"x セルムの近くで 45 歳のハンターがクマを殺した。", "= セルムの近くで 45 歳のハンターがクマに殺された。",
		}},
		{"ko", []string{
			"셀름 근처에서 늑대가 사냥꾼을 공격했다.", "= 사냥꾼을 늑대가 공격했다.", "x 셀름 근처에서 사냥꾼이 늑대를 공격했다.",
		}},
		{"hi", []string{
			"सेल्म के पास भालू ने शिकारी को मार डाला।", "= शिकारी को भालू ने मार डाला।", "x सेल्म के पास शिकारी ने भालू को मार डाला।",
		}},
		{"tr", []string{
			"Ana Belk, Viktor Horn'u suçladı.", "= Viktor Horn'u Ana Belk suçladı.", "= Viktor Horn, Ana Belk tarafından suçlandı.", "x Viktor Horn, Ana Belk'i suçladı.",
		}},
		{"id", []string{
			"Seekor beruang membunuh seorang pemburu di Selm.", "= Seorang pemburu dibunuh oleh seekor beruang di Selm.", "x Seorang pemburu membunuh seekor beruang di Selm.",
		}},
		{"ru", []string{
			"Медведь убил охотника у Сельма.", "= Охотника убил медведь у Сельма.", "= Охотник был убит медведем у Сельма.", "x Охотник убил медведя у Сельма.",
			"x Медведь был убит охотником у Сельма.",
		}},
		{"uk", []string{
			"Ведмідь убив мисливця біля Сельма.", "= Мисливця біля Сельма вбив ведмідь.", "x Мисливець убив ведмедя біля Сельма.",
		}},
		{"pl", []string{
			"Niedźwiedź zabił myśliwego koło Selm.", "= Myśliwego koło Selm zabił niedźwiedź.", "= Myśliwy został zabity przez niedźwiedzia koło Selm.",
			"x Myśliwy zabił niedźwiedzia koło Selm.", "x Niedźwiedź został zabity przez myśliwego koło Selm.",
		}},
		{"cs", []string{
			"Medvěd zabil lovce u Selmu.", "= Lovce u Selmu zabil medvěd.", "x Lovec zabil medvěda u Selmu.",
		}},
	} {
		s, err := x.NewStatement(t.Context(), of.lines[0], of.lang)
		if err != nil {
			t.Fatal(err)
		}
		m := newMemory(s)
		for _, line := range of.lines[1:] {
			how, sentence, _ := strings.Cut(line, " ")
			c := s.compare(m, stemma.Article{ID: "report", Lang: of.lang}, sentence, 1)
			if d, exchanged := s.exchanged(c); exchanged != (how == "x") {
				t.Errorf("%s, %s %s: exchanged %v (%s, %s)", of.lang, of.lines[0], line, exchanged, d.Claim, d.Report)
			}
		}
	}
}

func TestRolesFile(t *testing.T) {
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, lines := range []string{"no colon", "by: by", "[en between]\nby"} {
		if _, err := newRoles(model, lines); err == nil {
			t.Errorf("%q is read", lines)
		}
	}
}

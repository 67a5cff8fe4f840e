package search_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/text"
)

// longer are short claims, by language, each with a sentence that says it and goes on, and one that has its names and its
// subject and says something else.
var longer = []struct{ lang, claim, says, about string }{
	{
		"en", "Nine miners were rescued in Vessan",
		"Nine miners were rescued in Vessan on Thursday evening after a pump that had failed twice during the week was replaced by engineers from the neighbouring province.",
		"Nine miners from Vessan told a commission on Thursday that the pump had failed twice during the week, and that nobody had answered their calls for new cables.",
	},
	{
		"de", "Neun Bergleute wurden in Vessan gerettet",
		"Neun Bergleute wurden in Vessan am Donnerstagabend gerettet, nachdem Ingenieure aus der Nachbarprovinz eine Pumpe ersetzt hatten, die in dieser Woche zweimal ausgefallen war.",
		"Neun Bergleute aus Vessan sagten am Donnerstag vor einem Ausschuss, die Pumpe sei in dieser Woche zweimal ausgefallen, und niemand habe auf ihre Bitten um neue Kabel geantwortet.",
	},
	{
		"ru", "В Вессане спасли девять шахтёров",
		"В Вессане в четверг вечером спасли девять шахтёров после того, как инженеры из соседней провинции заменили насос, который за неделю дважды выходил из строя.",
		"Девять шахтёров из Вессана рассказали в четверг комиссии, что насос за неделю дважды выходил из строя, а на их просьбы о новых кабелях никто не ответил.",
	},
	{
		"zh", "九名矿工在维桑获救",
		"在邻省工程师更换了一周内两次发生故障的水泵之后，九名矿工周四晚间在维桑获救，并被送往当地医院接受检查。",
		"来自维桑的九名矿工周四对调查委员会说，水泵在一周内两次发生故障，而他们要求更换电缆的申请一直没有人答复。",
	},
	{
		"ar", "تم إنقاذ تسعة من عمال المناجم في فيسان",
		"تم إنقاذ تسعة من عمال المناجم في فيسان مساء الخميس بعد أن استبدل مهندسون من المقاطعة المجاورة مضخة تعطلت مرتين خلال الأسبوع.",
		"قال تسعة من عمال المناجم من فيسان أمام لجنة يوم الخميس إن المضخة تعطلت مرتين خلال الأسبوع وإن أحدا لم يرد على طلباتهم للحصول على كابلات جديدة.",
	},
	{
		"tr", "Vessan'da dokuz madenci kurtarıldı",
		"Komşu ilden gelen mühendislerin hafta içinde iki kez arızalanan pompayı değiştirmesinin ardından perşembe akşamı Vessan'da dokuz madenci kurtarıldı.",
		"Vessan'dan dokuz madenci perşembe günü bir komisyona pompanın hafta içinde iki kez arızalandığını ve yeni kablo isteklerine kimsenin yanıt vermediğini anlattı.",
	},
}

// miners are the reports of longer.
func miners() (all []stemma.Article) {
	for i, l := range longer {
		at := day.Add(time.Duration(i) * time.Hour)
		all = append(all,
			stemma.Article{ID: "says " + l.lang, Outlet: "Daily " + l.lang, Lang: l.lang, Published: at, PublishedPrecision: stemma.PrecisionMinute, Text: l.says},
			stemma.Article{ID: "about " + l.lang, Outlet: "Weekly " + l.lang, Lang: l.lang, Published: at, PublishedPrecision: stemma.PrecisionMinute, Text: l.about})
	}
	return all
}

// TestClaimInLongerSentence: who says a claim and goes on says it, and who says something else of the same people
// does not.
func TestClaimInLongerSentence(t *testing.T) {
	_, s := archived(t, append(miners(), fire()...)...)
	for _, l := range longer {
		r, err := s.Claim(t.Context(), l.claim, search.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(ids(r.Says), "says "+l.lang) {
			t.Errorf("%s: says %v, differs %v, near %v", l.claim, ids(r.Says), ids(r.Differs), ids(r.Near))
		}
		for _, id := range slices.Concat(ids(r.Says), ids(r.Denies)) {
			if len(id) < 4 || id[:4] != "says" {
				t.Errorf("%s: %s is among %v and %v", l.claim, id, ids(r.Says), ids(r.Denies))
			}
		}
	}
}

// TestSavedAsSearched: a new article is held to claims as an archive that has it.
func TestSavedAsSearched(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long, one thing after the other")
	}
	all := append(append(miners(), detained()...), hedged...)
	_, s := archived(t, all...)
	x, err := search.NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	claims := []string{detention, "The captain of the Larna was asleep", "Shops were closed in Velm", "The mayor did not comment on the protests"}
	for _, l := range longer {
		claims = append(claims, l.claim)
	}
	saved, err := x.NewClaims(t.Context(), claims)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for i, claim := range claims {
		r, err := s.Claim(t.Context(), claim, search.Options{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range all {
			if a.Published.IsZero() {
				continue // a claim in the archive may read it by another day
			}
			want := search.Relation("")
			for rel, list := range map[search.Relation][]search.ClaimReport{search.Says: r.Says, search.Denies: r.Denies, search.Differs: r.Differs} {
				if slices.Contains(ids(list), a.ID) {
					want, told = rel, told+1
				}
			}
			matches, err := saved.Match(t.Context(), text.Read(a), nil)
			if err != nil {
				t.Fatal(err)
			}
			got := search.Relation("")
			for _, m := range matches {
				if m.Claim == i {
					got = m.Relation
				}
			}
			if got != want {
				t.Errorf("%s: %s is %q when it comes, and %q in the archive", claim, a.ID, got, want)
			}
		}
	}
	if told < 12 {
		t.Errorf("only %d are told of", told)
	}
}

// hedged are a report that is not sure, and one that is.
var hedged = []stemma.Article{
	{
		ID: "unsure", Outlet: "Norpress", Lang: "en", Published: day, PublishedPrecision: stemma.PrecisionMinute,
		Text: "The captain of the Larna was said to have been asleep when the ferry ran aground, according to the coast guard. Nobody was hurt.",
	},
	{
		ID: "sure", Outlet: "Velm Gazette", Lang: "en", Published: day.Add(time.Hour), PublishedPrecision: stemma.PrecisionMinute,
		Text: "The captain of the Larna was asleep. The ferry is still aground.",
	},
}

// TestHedgedFirst: who says a claim less surely says it, with the difference, and may be the first.
func TestHedgedFirst(t *testing.T) {
	_, s := archived(t, append(hedged, fire()...)...)
	r, err := s.Claim(t.Context(), "The captain of the Larna was asleep", search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(ids(r.Says), []string{"unsure", "sure"}) || !slices.Equal(r.First, []string{"unsure"}) {
		t.Fatalf("says %v, first %v, near %+v", ids(r.Says), r.First, r.Near)
	}
	if !slices.ContainsFunc(r.Says[0].Differences, func(d search.Difference) bool { return d.Kind == stemma.ChangeHedge }) {
		t.Errorf("differences %+v", r.Says[0].Differences)
	}
}

package attribution

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// read makes documents of articles given as id, outlet, language and text.
func read(articles ...[4]string) []*text.Document {
	docs := make([]*text.Document, len(articles))
	for i, a := range articles {
		docs[i] = text.Read(stemma.Article{ID: a[0], Outlet: a[1], Lang: a[2], Text: a[3]})
	}
	return docs
}

// bridge is a story in five languages, told by one agency and one paper.
var bridge = [][4]string{
	{"a", "Lowland Courier", "en", "Bridge bolts were never replaced: Reuters\n\nThe bolts of the Norsund bridge were never replaced, Reuters reported on Friday, citing an informed source.\n\nThe source said that the town council had been warned twice.\n\n“Nobody was on the bridge when it fell,” engineer Tobias Renn told reporters. “We were lucky.”\n\nRenn added that the north pier was closed."},
	{"b", "Равнинные вести", "ru", "Болты моста в Норсунде никогда не меняли, сообщает агентство Рейтер со ссылкой на информированный источник.\n\nИсточник добавил, что совет предупреждали дважды.\n\n«На мосту никого не было», — рассказал инженер Тобиас Ренн."},
	{"c", "أخبار السهول", "ar", "أفاد مصدر مطلع أن مسامير جسر نورسوند لم تستبدل منذ عشر سنوات، بحسب رويترز.\n\nوأضاف المصدر أن المجلس تلقى تحذيرين قبل سقوط الجسر."},
	{"d", "平原晚报", "zh", "据路透社报道，诺松德大桥的螺栓从未更换。\n\n消息人士称，镇议会曾两次收到警告。"},
	{"e", "Kurier Nizinny", "pl", "Śrub mostu w Norsund nigdy nie wymieniono, podaje Lowland Courier.\n\nWedług gazety most sprawdzano w marcu."},
}

func find(t testing.TB, articles ...[4]string) ([]stemma.Attribution, []stemma.Source) {
	t.Helper()
	got, sources, err := Find(t.Context(), read(articles...), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return got, sources
}

func sourceNamed(sources []stemma.Source, name string) *stemma.Source {
	for i := range sources {
		if sources[i].Name == name || slices.Contains(sources[i].Aliases, name) {
			return &sources[i]
		}
	}
	return nil
}

func TestSourcesMeetAcrossScripts(t *testing.T) {
	_, sources := find(t, bridge...)
	agency := sourceNamed(sources, "Reuters")
	if agency == nil {
		t.Fatalf("no Reuters among %v", sources)
	}
	if agency.Kind != stemma.SourceOutlet || !agency.Lost || agency.Article != "" {
		t.Errorf("Reuters is %+v, want a lost outlet", *agency)
	}
	if want := []string{"a", "b", "c", "d"}; !slices.Equal(agency.CitedBy, want) {
		t.Errorf("Reuters is cited by %v, want %v", agency.CitedBy, want)
	}
	for _, alias := range []string{"Рейтер", "رويترز", "路透社"} {
		if !slices.Contains(agency.Aliases, alias) {
			t.Errorf("aliases %q lack %q", agency.Aliases, alias)
		}
	}
}

func TestUnnamedSourceOfOneAgencyIsOne(t *testing.T) {
	_, sources := find(t, bridge...)
	agency := sourceNamed(sources, "Reuters")
	var unnamed []stemma.Source
	for _, s := range sources {
		if s.Kind == stemma.SourceUnnamed {
			unnamed = append(unnamed, s)
		}
	}
	if len(unnamed) != 1 {
		t.Fatalf("%d unnamed sources, want 1: %+v", len(unnamed), unnamed)
	}
	if want := []string{"a", "b", "c", "d"}; !slices.Equal(unnamed[0].CitedBy, want) {
		t.Errorf("cited by %v, want %v", unnamed[0].CitedBy, want)
	}
	if !slices.Equal(agency.Cites, []string{unnamed[0].ID}) || !unnamed[0].Lost {
		t.Errorf("Reuters cites %v, want the unnamed source %+v, lost", agency.Cites, unnamed[0])
	}
}

func TestSourceAmongTheArticles(t *testing.T) {
	_, sources := find(t, bridge...)
	paper := sourceNamed(sources, "Lowland Courier")
	if paper == nil || paper.Article != "a" || paper.Lost || !slices.Equal(paper.CitedBy, []string{"e"}) {
		t.Errorf("Lowland Courier is %+v, want article a, cited by e", paper)
	}
}

func TestPersonsAreResolved(t *testing.T) {
	got, sources := find(t, bridge...)
	renn := sourceNamed(sources, "Tobias Renn")
	if renn == nil || renn.Kind != stemma.SourcePerson || renn.Lost {
		t.Fatalf("Tobias Renn is %+v, want a person", renn)
	}
	if !slices.Contains(renn.CitedBy, "b") {
		t.Errorf("cited by %v, want b among them (Тобиас Ренн)", renn.CitedBy)
	}
	n := 0
	for _, a := range got {
		if a.Article == "a" && a.Source.Source == renn.ID {
			n++
		}
	}
	if n != 2 {
		t.Errorf("%d attributions to him in a, want 2 (one by his last name)", n)
	}
}

func TestQuotationInPieces(t *testing.T) {
	got, _ := find(t, bridge[0])
	s := bridge[0][3]
	for _, a := range got {
		if a.Kind != stemma.AttributionDirect {
			continue
		}
		var parts []string
		for _, p := range a.Content.Parts {
			parts = append(parts, s[p[0]:p[1]])
		}
		want := []string{"“Nobody was on the bridge when it fell,”", "“We were lucky.”"}
		if d := cmp.Diff(want, parts); d != "" {
			t.Error(d)
		}
		return
	}
	t.Error("no direct attribution")
}

// Credits of the whole article, in the places where articles put them.
func TestCredits(t *testing.T) {
	const body = "The north pier of the harbour was closed on Monday after a storm damaged it badly. Two ferries stayed in port until the evening.\n\n"
	tests := []struct{ name, lang, text, source string }{
		{"dateline", "en", "NORSUND (Reuters) - " + body, "Reuters"},
		{"dateline with date", "en", "NORSUND, March 3 (AFP) - " + body, "AFP"},
		{"end", "en", body + "(Xinhua)", "Xinhua"},
		{"source line", "en", body + "Source: TASS", "TASS"},
		{"source line ar", "ar", "أغلق الرصيف الشمالي للميناء يوم الاثنين بعد العاصفة التي ضربت المدينة.\n\nالمصدر: رويترز", "رويترز"},
		{"headline last", "en", "North pier closed after storm: Anadolu\n\n" + body, "Anadolu"},
		{"headline first", "en", "Sputnik: north pier closed after storm\n\n" + body, "Sputnik"},
		{"headline first ru", "ru", "ТАСС: северный причал закрыт после шторма\n\nСеверный причал порта закрыли в понедельник после сильного шторма.", "ТАСС"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _ := find(t, [4]string{"a", "", tt.lang, tt.text})
			for _, a := range got {
				if strings.Contains(of(tt.text, a.Source.Span), tt.source) && (a.Kind == stemma.AttributionWhole || strings.HasPrefix(tt.name, "headline")) {
					return
				}
			}
			t.Errorf("no credit to %s in %v", tt.source, got)
		})
	}
}

func TestBylineOfOwnOutletIsNotLost(t *testing.T) {
	_, sources := find(t, [4]string{"a", "", "en", "North pier closed\n\nBy Press TV\n\nThe north pier of the harbour was closed on Monday after a storm, the harbour master said."})
	if s := sourceNamed(sources, "Press TV"); s != nil && (s.Lost || s.Article != "a") {
		t.Errorf("Press TV is %+v, want the article's own outlet", *s)
	}
}

// builtIn is the table that ships with the program.
var builtIn *Outlets

func TestSameOutlet(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"Reuters", "路透社", true},
		{"Спутник", "سبوتنيك", true},
		{"Lowland Courier", "LowlandCourier", true},
		{"www.lowlandcourier.example", "Lowland Courier", true},
		{"Ravninny Kurier", "Равнинный курьер", true},
		{"Lowland Courier", "Lowland Times", false},
		{"Reuters", "AFP", false},
		{"", "", false},
	}
	for _, tt := range tests {
		if got := builtIn.Same(tt.a, tt.b); got != tt.want {
			t.Errorf("SameOutlet(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

// Boilerplate may credit an article, but says nothing.
func TestBoilerplateHoldsNoClaims(t *testing.T) {
	d := read([4]string{"a", "", "en", "Renn said that the pier was closed.\n\nThe harbour stayed open all day."})[0]
	for i := range d.Sentences {
		d.Sentences[i].Boilerplate = true
	}
	got, _, err := Find(t.Context(), []*text.Document{d}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range got {
		if a.Kind != stemma.AttributionWhole {
			t.Errorf("found %+v in boilerplate", a)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Find(ctx, read(bridge...), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestSameInputSameOutput(t *testing.T) {
	encode := func() string {
		got, sources := find(t, bridge...)
		b, err := json.Marshal([]any{got, sources})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first := encode()
	for range 20 {
		if again := encode(); again != first {
			t.Fatal(cmp.Diff(first, again))
		}
	}
}

// The seeds are five real reports; only their well-known names are repeated here.
func TestSeeds(t *testing.T) {
	articles := readSeeds(t)
	_, sources := find(t, articles...)
	agency := sourceNamed(sources, "Sputnik")
	if agency == nil || len(agency.CitedBy) != 5 || !agency.Lost || agency.Article != "" {
		t.Fatalf("Sputnik is %+v, want lost and cited by all five", agency)
	}
	if !slices.Contains(agency.Aliases, "سبوتنيك") {
		t.Errorf("aliases %q", agency.Aliases)
	}
	if len(agency.Cites) != 1 {
		t.Fatalf("Sputnik cites %v, want one source", agency.Cites)
	}
	i := slices.IndexFunc(sources, func(s stemma.Source) bool { return s.ID == agency.Cites[0] })
	if s := sources[i]; s.Kind != stemma.SourceUnnamed || len(s.CitedBy) != 5 || !s.Lost {
		t.Errorf("Sputnik cites %+v, want an unnamed source that all five quote", s)
	}
	if s := sourceNamed(sources, "Press TV"); s != nil && s.Lost {
		t.Errorf("Press TV is lost, though it is one of the five")
	}
}

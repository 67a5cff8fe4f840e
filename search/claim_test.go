package search_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// detained are reports of one claim, with other numbers and with its denial.
func detained() []stemma.Article {
	at := func(hours int) time.Time { return day.Add(time.Duration(hours) * time.Hour) }
	minute := stemma.PrecisionMinute
	return append(fire(),
		stemma.Article{ID: "late", Outlet: "Selm Courier", Lang: "en", Title: "Tally", Published: at(30), PublishedPrecision: minute, Text: "Officials spoke on Friday. Police in Velm detained 12,000 people during the protests, the agency Norpress reported. Shops were closed."},
		stemma.Article{ID: "first", Outlet: "Norpress", Lang: "en", Title: "Protests", Published: at(20), PublishedPrecision: minute, Text: "Police in Velm have detained 12,000 people during the protests. The mayor did not comment."},
		stemma.Article{ID: "german", Outlet: "Norder Bote", Lang: "de", Title: "Proteste", Published: at(25), PublishedPrecision: minute, Text: "Die Polizei in Velm hat während der Proteste 12.000 Menschen festgenommen. Läden blieben zu."},
		stemma.Article{ID: "other", Outlet: "Brede Daily", Lang: "en", Title: "Numbers", Published: at(26), PublishedPrecision: minute, Text: "Police in Velm detained 10,000 people during the protests. Trains ran late."},
		stemma.Article{ID: "denial", Outlet: "Velm Gazette", Lang: "en", Title: "Denial", Published: at(28), PublishedPrecision: minute, Text: "Police in Velm did not detain 12,000 people during the protests. A spokesman said so."},
		stemma.Article{ID: "brigade", Outlet: "Norder Bote", Lang: "de", Title: "Brand im Hafen von Larsk", Published: at(29), PublishedPrecision: minute, Text: "Die Feuerwehr zählte 20 verletzte Arbeiter im Hafen. Näheres folgt."},
		stemma.Article{ID: "undated", Outlet: "Blog", Lang: "en", Title: "Copy", Text: "Police in Velm have detained 12,000 people during the protests. I saw it."},
	)
}

func ids(list []search.ClaimReport) []string {
	out := []string{}
	for i := range list {
		out = append(out, list[i].Article)
	}
	return out
}

const detention = "Police in Velm detained 12,000 people during the protests."

func TestClaim(t *testing.T) {
	_, s := archived(t, detained()...)
	r, err := s.Claim(t.Context(), detention, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ got, want []string }{
		"says":      {ids(r.Says), []string{"first", "german", "late", "undated"}},
		"denies":    {ids(r.Denies), []string{"denial"}},
		"differs":   {ids(r.Differs), []string{"other"}},
		"first":     {r.First, []string{"first"}},
		"languages": {r.Languages, []string{"en", "de"}},
		"outlets":   {r.Outlets, []string{"Norpress", "Norder Bote", "Selm Courier", "Blog"}},
		"sources":   {r.Says[len(r.Says)-2].Sources, []string{"Norpress"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if r.Origins != nil {
		t.Errorf("%d origins, and no story was traced", *r.Origins)
	}
	if len(r.Differs) == 1 && (len(r.Differs[0].Differences) != 1 || r.Differs[0].Differences[0].Report != "10,000") {
		t.Errorf("differences %+v", r.Differs[0].Differences)
	}
	for _, c := range r.Says {
		if c.Sentence < 0 || c.Text == "" || c.End-c.Start != len(c.Text) {
			t.Errorf("%+v", c)
		}
	}
	for _, claim := range []string{"", "12,000", "no claim"} {
		if _, err := s.Claim(t.Context(), claim, search.Options{}); !errors.Is(err, search.ErrClaim) {
			t.Errorf("%q: %v", claim, err)
		}
	}
}

// TestClaimAcrossLanguages: an English claim finds who says it in other languages, and not
// who says something else.
func TestClaimAcrossLanguages(t *testing.T) {
	_, s := archived(t, detained()...)
	r, err := s.Claim(t.Context(), "A fire broke out in a warehouse at the harbour of Larsk on Monday.", search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	about := slices.Concat(ids(r.Says), ids(r.Differs), ids(r.Denies), ids(r.Near))
	for _, lang := range []string{"en", "de", "fr", "ar", "zh", "ja", "ru", "tr", "hi", "id"} {
		if !slices.Contains(about, lang) {
			t.Errorf("%s is not in %v", lang, about)
		}
	}
	for _, id := range slices.Concat(ids(r.Says), ids(r.Differs), ids(r.Denies)) {
		if len(id) > 2 && id != "brigade" { // whose title says it
			t.Errorf("%s says it: %v", id, about)
		}
	}
	if len(r.Says) < 7 || r.First[0] != "en" {
		t.Errorf("says %v, first %v; near %v differs %v", ids(r.Says), r.First, ids(r.Near), ids(r.Differs))
	}
}

// TestClaimInContext: what the title names, a sentence need not.
func TestClaimInContext(t *testing.T) {
	_, s := archived(t, detained()...)
	r, err := s.Claim(t.Context(), "The fire brigade counted 12 injured workers at Larsk harbour.", search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.Index(ids(r.Differs), "brigade"); i < 0 || r.Differs[i].Differences[0].Report != "20" {
		t.Errorf("says %v, differs %+v, near %v", ids(r.Says), r.Differs, ids(r.Near))
	}
	if !slices.Contains(ids(r.Says), "en") || !slices.Contains(ids(r.Says), "de") {
		t.Errorf("says %v", ids(r.Says))
	}
}

// TestClaimOrigins: origins are counted in the trees that are kept.
func TestClaimOrigins(t *testing.T) {
	ctx := t.Context()
	a, s := archived(t, detained()...)
	var events []store.StoryEvent
	for i, id := range []string{"late", "first", "german", "undated"} {
		kind := store.StoryJoined
		if i == 0 {
			kind = store.StoryFounded
		}
		events = append(events, store.StoryEvent{Kind: kind, Story: "storyone", Article: id})
	}
	if err := a.Place(ctx, store.Placement{Upto: 28, Events: events}); err != nil {
		t.Fatal(err)
	}
	claim := func() *search.ClaimResult {
		r, err := s.Claim(ctx, detention, search.Options{Story: "storyone"})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Says) != 4 || len(r.Stories) != 1 || r.Stories[0].Reports != 4 || r.Stories[0].Story != "storyone" {
			t.Fatalf("says %v in %+v", ids(r.Says), r.Stories)
		}
		return r
	}
	if r := claim(); r.Origins != nil {
		t.Errorf("%d origins, not measured", *r.Origins)
	}
	b, err := json.Marshal(stemma.Result{Sources: []stemma.Source{{ID: "src1", Name: "Norlink"}}, Stories: []stemma.Story{{
		Articles: []string{"late", "first", "german", "undated"},
		Edges: []stemma.Edge{
			{Parent: "first", Child: "late", Primary: true},
			{Parent: "src1", Child: "german", Primary: true},
			{Parent: "late", Child: "undated", Primary: true},
			{Parent: "german", Child: "undated"},
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.PutTrace(ctx, store.Trace{Story: "storyone", Version: 1, Result: b}); err != nil {
		t.Fatal(err)
	}
	r := claim()
	if r.Origins == nil || *r.Origins != 2 || *r.Stories[0].Origins != 2 || r.Says[2].Origin != "first" {
		t.Errorf("origins %+v", r.Origins)
	}
	roots := []search.ClaimRoot{{Origin: "first", Story: "storyone", Reports: 3}, {Origin: "src1", Story: "storyone", Source: true, Name: "Norlink", Reports: 1}}
	if !slices.Equal(r.Roots, roots) || r.OriginsAtLeast != 2 {
		t.Errorf("%d origins at least, %+v", r.OriginsAtLeast, r.Roots)
	}

	r.SetTree("storyone", &stemma.Result{Articles: []stemma.Article{{ID: "first", Outlet: "Norpress", Lang: "en"}}, Stories: []stemma.Story{{Articles: []string{"late", "first"}}}})
	if r.Origins != nil || r.Stories[0].Origins != nil || r.OriginsAtLeast != 2 || r.Roots[0].Name != "Norpress" || r.Roots[0].Source {
		t.Errorf("of a tree without all of them: %+v, %d at least: %+v", r.Origins, r.OriginsAtLeast, r.Roots)
	}
}

// TestClaimShowsTheSentence: of a headline and a sentence that both say a claim it is the sentence that is shown, in
// which the source is named; the headline where nothing else says it.
func TestClaimShowsTheSentence(t *testing.T) {
	_, s := archived(t,
		stemma.Article{ID: "both", Outlet: "Selm Courier", Lang: "en", Title: "Police in Velm detained 12,000 people during the protests", Text: "Shops were closed on Friday. Police in Velm detained 12,000 people during the protests, the agency Norpress reported. Trains ran late."},
		stemma.Article{ID: "repeated", Outlet: "Velm Gazette", Lang: "en", Title: "Police in Velm detained 12,000 people during the protests", Text: "Police in Velm detained 12,000 people during the protests\n\nShops were closed. The police of Velm have detained 12,000 people during the protests."},
		stemma.Article{ID: "headline", Outlet: "Brede Daily", Lang: "en", Title: "Police in Velm detained 12,000 people during the protests", Text: "Shops were closed on Friday. Trains ran late."},
	)
	r, err := s.Claim(t.Context(), detention, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Says) != 3 {
		t.Fatalf("says %v", ids(r.Says))
	}
	for _, c := range r.Says {
		if headline := c.Sentence < 0 || c.Text == c.Title; headline != (c.Article == "headline") {
			t.Errorf("%s: sentence %d: %s", c.Article, c.Sentence, c.Text)
		}
		if c.Article == "both" && !slices.Equal(c.Sources, []string{"Norpress"}) {
			t.Errorf("sources %v", c.Sources)
		}
	}
}

// TestHasValues: which sentences have all names and figures of a claim, if there are any.
func TestHasValues(t *testing.T) {
	x, err := search.NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	model, err := vector.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		claim, sentence string
		want            bool
	}{
		{detention, "During the protests 12,000 people were detained by police in Velm.", true},
		{detention, "Police in Velm detained 10,000 people during the protests.", false},
		{detention, "Police in Selm detained 12,000 people during the protests.", false},
		{"The police detained many people during the protests.", "Police detained many people during the protests.", false},
	} {
		st, err := x.NewStatement(t.Context(), c.claim, "en")
		if err != nil {
			t.Fatal(err)
		}
		v, err := model.Vectors(t.Context(), []string{c.sentence})
		if err != nil {
			t.Fatal(err)
		}
		if j, _ := st.Judge(stemma.Article{ID: "a", Lang: "en"}, c.sentence, v[0]); j.HasValues != c.want {
			t.Errorf("%s: %+v", c.sentence, j)
		}
	}
}

// TestSavedClaims: a new article is held to claims without an archive, and with the same answer.
func TestSavedClaims(t *testing.T) {
	x, err := search.NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	claims, err := x.NewClaims(t.Context(), []string{"The orchestra of Brede opens its season.", detention})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]search.Relation{"first": search.Says, "german": search.Says, "other": search.Differs, "denial": search.Denies, "late": search.Says}
	for _, a := range detained() {
		if a.ID == "other0" || a.ID == "undated" {
			continue
		}
		found, err := claims.Match(t.Context(), text.Read(a), nil)
		if err != nil {
			t.Fatal(err)
		}
		if rel := want[a.ID]; rel == "" && len(found) > 0 || rel != "" && (len(found) != 1 || found[0].Claim != 1 || found[0].Relation != rel) {
			t.Errorf("%s: %+v, want %q", a.ID, found, rel)
		}
	}
	if _, err := x.NewClaims(t.Context(), []string{"too short"}); !errors.Is(err, search.ErrClaim) {
		t.Errorf("%v", err)
	}
}

// TestCopiesOfOtherDays: a sentence that names a weekday says something else a few weeks later, whichever of
// the two is read first.
func TestCopiesOfOtherDays(t *testing.T) {
	of := func(id string, day int) stemma.Article {
		return stemma.Article{
			ID: id, Outlet: id, Lang: "en", Title: "Bridge", Text: "The old Larn bridge was closed to traffic on Monday.",
			Published: time.Date(2025, 3, day, 9, 0, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionMinute,
		}
	}
	for _, order := range [][]stemma.Article{{of("that week", 4), of("weeks later", 25)}, {of("weeks later", 25), of("that week", 4)}} {
		_, s := archived(t, append(order, fire()...)...)
		r, err := s.Claim(t.Context(), "The old Larn bridge was closed to traffic on Monday 3 March 2025.", search.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids(r.Says), []string{"that week"}) || !slices.Equal(ids(r.Differs), []string{"weeks later"}) {
			t.Errorf("says %v, differs %v", ids(r.Says), ids(r.Differs))
		}
	}
}

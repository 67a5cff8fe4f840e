package trace_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// TestAgencyBehindTwoReports is a report that rests on an agency and adds to
// it, a copy of the report, and a report in another language that has its news
// from the agency too: the agency is behind them all, though it is cited in
// passing and none of its text is here.
func TestAgencyBehindTwoReports(t *testing.T) {
	const herald = "A fire destroyed a grain hall at the docks of Pellmar early on Monday, the Dorsk news agency reported, citing the fire brigade. " +
		"Fourteen workers were taken to hospital with burns, two of them in serious condition, Dorsk said.\n\n" +
		"About 9,000 tonnes of wheat were lost, harbour master Jonas Perel told the Pellmar Herald. The hall had passed a safety inspection in March.\n\n" +
		"Police have detained a night watchman for questioning. The harbour will probably stay closed until Thursday, Perel said."
	const phare = "Un incendie a ravagé lundi matin un entrepôt de céréales dans le port de Pellmar, a annoncé l'agence de presse Dorsk. " +
		"Quatorze ouvriers ont été hospitalisés pour des brûlures, dont deux dans un état grave, selon l'agence Dorsk, qui cite les pompiers.\n\n" +
		"Notre correspondant a vu une épaisse colonne de fumée noire au-dessus de la ville jusqu'à midi."
	at := func(hour int) time.Time { return time.Date(2025, 5, 12, hour, 0, 0, 0, time.UTC) }
	r := run(t, []stemma.Article{
		{ID: "herald", Outlet: "Pellmar Herald", Text: herald, Published: at(9), PublishedPrecision: stemma.PrecisionMinute},
		{ID: "post", Outlet: "Island Post", Text: herald, Published: at(12), PublishedPrecision: stemma.PrecisionMinute},
		{ID: "phare", Outlet: "Le Phare", Text: phare, Published: at(15), PublishedPrecision: stemma.PrecisionMinute},
	})
	if len(r.Stories) != 1 || r.Stories[0].Origins != 1 {
		t.Fatalf("stories %+v, want one with one origin", r.Stories)
	}
	have := parentsOf(r.Stories[0], sourceNames(r))
	want := map[string][]string{"herald": {"Dorsk"}, "post": {"herald"}, "phare": {"Dorsk"}}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("parents (-want +have)\n%s", diff)
	}
}

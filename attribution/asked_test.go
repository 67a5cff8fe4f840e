package attribution_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/text"
)

// citesAsked are the sources of a text, for somebody who asks for names.
func citesAsked(t *testing.T, body string, names ...string) ([]stemma.Attribution, []stemma.Source) {
	t.Helper()
	asked, err := (*attribution.Outlets)(nil).Asked(names)
	if err != nil {
		t.Fatal(err)
	}
	d := text.Read(stemma.Article{ID: "a", Outlet: "Harlund Post", Text: body})
	attributions, sources, err := attribution.FindByRules(t.Context(), d, attribution.Options{})
	if err == nil {
		attributions, sources, err = asked.Cites(t.Context(), d, attributions, sources)
	}
	if err != nil {
		t.Fatal(err)
	}
	return attributions, sources
}

func hasSource(sources []stemma.Source, name string) bool {
	return slices.ContainsFunc(sources, func(s stemma.Source) bool { return s.Name == name || slices.Contains(s.Aliases, name) })
}

// TestAsked: whom something is told is cited where somebody takes him for an agency, in many languages.
func TestAsked(t *testing.T) {
	for _, body := range []string{
		"A goods train derailed near Harlund on Sunday, a railway official told Norlink.",
		"A railway official told Norlink that a goods train derailed near Harlund on Sunday.",
		"\"Nobody was hurt,\" a railway official told the Norlink news agency on Sunday.",
		"Ein Güterzug ist am Sonntag bei Harlund entgleist, sagte ein Sprecher der Bahn der Agentur Norlink.",
		"Ein Güterzug ist am Sonntag bei Harlund entgleist, sagte ein Sprecher der Bahn gegenüber Norlink.",
		"Die Küstenwache sagte Norlink am Sonntag, bei Harlund sei niemand verletzt worden.",
		"Die Küstenwache teilte Norlink mit, dass bei Harlund niemand verletzt wurde.",
		"Eine Sprecherin der Bahn sagte Norlink: „Bei Harlund wurde niemand verletzt.“",
		"Un train de marchandises a déraillé dimanche près de Harlund, ont déclaré des responsables à Norlink.",
		"Un tren de mercancías descarriló el domingo cerca de Harlund, dijo un funcionario a Norlink.",
		"Um trem de carga descarrilou no domingo perto de Harlund, disse um funcionário à Norlink.",
		"Un treno merci è deragliato domenica vicino a Harlund, ha detto un funzionario a Norlink.",
		"Грузовой поезд сошёл с рельсов под Харлундом, сообщил агентству «Норлинк» представитель железной дороги.",
		"Грузовой поезд сошёл с рельсов под Харлундом, сказал Норлинку представитель железной дороги.",
		"Pociąg towarowy wykoleił się w niedzielę pod Harlundem, powiedział agencji Norlink rzecznik kolei.",
		"Bir demiryolu yetkilisi Norlink'e yaptığı açıklamada, pazar günü Harlund yakınlarında bir yük treninin raydan çıktığını söyledi.",
		"قال مسؤول في السكك الحديدية لوكالة نورلينك إن قطار بضائع خرج عن مساره قرب هارلوند يوم الأحد.",
	} {
		attributions, sources := citesAsked(t, body, "Norlink", "Harbour Wire")
		if !hasSource(sources, "Norlink") && !hasSource(sources, "Норлинк") && !hasSource(sources, "نورلينك") {
			t.Errorf("%s:\n%+v\n%+v", body, sources, attributions)
		}
	}
}

// TestAskedOnly: what somebody asks for changes nothing else, and cites nothing by standing near a word of reporting.
func TestAskedOnly(t *testing.T) {
	for _, c := range []struct{ body, name string }{
		{"Police said the Interior Ministry had been told of the derailment near Harlund on Sunday.", "Interior Ministry"},
		{"A goods train of the Norlink company derailed near Harlund on Sunday, police said.", "Norlink"},
		{"The mayor of Harlund, Ines Karo, said that nobody was hurt.", "Ines Karo"},
		{"A goods train derailed near Harlund, Reuters reported on Sunday.", "Reuters"},
		{"A railway official told the council that nobody was hurt. Norlink runs the trains.", "Norlink"},
		{"A railway official told President Anna Bremer that nobody was hurt near Harlund.", "Anna Bremer"},
		{"Ein Sprecher der Bahn sagte Präsidentin Anna Bremer, dass niemand verletzt wurde.", "Anna Bremer"},
		{"Die Küstenwache sagte am Sonntag in Norlink, bei Harlund sei niemand verletzt worden.", "Norlink"},
		{"Die Küstenwache kritisierte Norlink am Sonntag, bei Harlund sei niemand verletzt worden.", "Norlink"},
		{"A railway official told an unnamed official that nobody was hurt.", "an unnamed official"},
		{"A railway official told the council of Harlund that nobody was hurt.", ""},
	} {
		attributions, sources := citesAsked(t, c.body)
		asked, others := citesAsked(t, c.body, c.name)
		if !reflect.DeepEqual(attributions, asked) || !reflect.DeepEqual(sources, others) {
			t.Errorf("%s: asked for %q: %+v, else %+v", c.body, c.name, others, sources)
		}
	}
}

package attribution

import "testing"

// What stands beside a verb of speech, and whose quotation is whose.
func TestBesideTheCue(t *testing.T) {
	tests := []struct{ lang, lines string }{
		{"en", `{Not one official} <confirmed> [that the bridge was closed]. | indirect, doubted`},
		{"en", `{No one} <confirmed> [that the bridge was closed]. | indirect, doubted`},
		{"en", `{None of the ministers} <denied> [that the bridge was closed]. | indirect, reported`},
		{"en", `{The mayor} <allegedly said> [that the bridge was closed]. | indirect, claimed`},
		{"en", `{The mayor} <said> [that the bridge was allegedly closed]. | indirect, reported`},
		{"en", `{No 10} <said> [that the bridge was closed]. | indirect, reported`},
		{"en", `{Reuters} <said> [no one was hurt]. | indirect, reported`},
		{"de", `{Kein Beamter} <bestätigte>, [dass die Brücke gesperrt ist]. | indirect, doubted`},
		{"de", `{Der Bürgermeister} <sagte> angeblich, [dass die Brücke gesperrt ist]. | indirect, claimed`},
		{"fr", `{Aucun responsable} <n'a confirmé> [que le pont était fermé]. | indirect, doubted`},
		{"es", `{Ningún funcionario} <confirmó> [que el puente estuviera cerrado]. | indirect, doubted`},
		{"es", `{El alcalde} supuestamente <dijo> [que el puente estaba cerrado]. | indirect, claimed`},
		{"ru", `{Ни один чиновник} <не подтвердил>, [что мост закрыт]. | indirect, doubted`},
		{"ru", `{Мэр} якобы <заявил>, [что мост закрыт]. | indirect, claimed`},
		{"fr", `[« C'est faux »], <a dit> {le maire}. | direct`},
		{"tr", `{Bakan} [“Köprü güvenli”] <dedi>. | direct`},
		{"tr", `{Bakan Ali Dor}, [“Köprü güvenli”] <dedi>. | direct`},
		{"ja", `{大臣}は[「安全だ」]と<述べた>。 | direct`},
		{"hi", `{मंत्री} ने <कहा>, [“पुल सुरक्षित”]। | direct`},
	}
	for _, tt := range tests {
		for _, ex := range examplesOf(t, tt.lines) {
			t.Run(tt.lang+"/"+ex.text, func(t *testing.T) { testExample(t, tt.lang, ex) })
		}
	}
}

// A quotation with a verb of speech of its own is not also that of who spoke
// before it.
func TestNextSpeakersQuotation(t *testing.T) {
	tests := []struct{ lang, text, first, second string }{
		{"en", "The bridge is safe, the minister says. “Nonsense,” writes critic Jon Kerr.", "The bridge is safe", "“Nonsense,”"},
		{"en", "“The bridge is safe,” the minister says. “It is nonsense to keep it,” writes critic Jon Kerr.", "“The bridge is safe,”", "“It is nonsense to keep it,”"},
		{"de", "„Die Brücke ist sicher“, sagt der Minister. „Das ist doch Unsinn“, schreibt Kritiker Jon Kerr.", "„Die Brücke ist sicher“", "„Das ist doch Unsinn“"},
	}
	for _, tt := range tests {
		got, _ := find(t, [4]string{"a", "", tt.lang, tt.text})
		if len(got) != 2 || of(tt.text, got[0].Content.Span) != tt.first || of(tt.text, got[1].Content.Span) != tt.second {
			t.Errorf("%s: %+v", tt.text, got)
		}
	}
}

// Who denied something does not say the rumour that follows.
func TestRumourBehindDenial(t *testing.T) {
	const s = "El alcalde desmintió que el puente estuviera cerrado. La alarma habría fallado."
	got, _ := find(t, [4]string{"a", "", "es", s})
	if len(got) != 2 || got[1].Source.Len() != 0 {
		t.Errorf("%+v, want the second without a source", got)
	}
}

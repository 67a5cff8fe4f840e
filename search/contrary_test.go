package search

import (
	"testing"

	"github.com/stemma-news/stemma"
)

// TestContrary: what shows that a sentence says the opposite of a claim, or something else of the same.
func TestContrary(t *testing.T) {
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	const wording, hedge = stemma.ChangeWording, stemma.ChangeHedge
	for _, c := range []struct {
		lang, claim, sentence string
		how                   verdict
		want                  Difference
	}{
		{"en", "The team from Velm won the match in Brede.", "The team from Velm lost the match in Brede.", opposed, Difference{Kind: wording, Claim: "won", Report: "lost", Detail: "opposite"}},
		{"en", "Velm United beat Larsk Rovers on Sunday.", "Larsk Rovers lost to Velm United on Sunday.", alike, Difference{Kind: wording, Claim: "beat", Report: "lost", Detail: "opposite"}},
		{"en", "The storm killed a sailor off Brede.", "The storm injured a sailor off Brede.", unrelated, Difference{Kind: wording, Claim: "killed", Report: "injured", Detail: "another word"}},
		{"en", "The minister visited the hospital in Velm.", "The minister criticised the hospital in Velm.", unrelated, Difference{Kind: wording, Claim: "visited", Report: "criticised", Detail: "another word"}},
		{"en", "Police in Velm arrested the banker Petar Solm.", "Police in Velm detained the banker Petar Solm.", alike, Difference{}},
		{"en", "The banker Petar Solm resigned on Monday.", "The banker Petar Solm stepped down on Monday.", alike, Difference{}},
		{"en", "The banker Petar Solm sued the mayor Ilena Dorvan.", "The mayor Ilena Dorvan sued the banker Petar Solm.", unrelated, Difference{Kind: wording, Claim: "Solm", Report: "Dorvan", Detail: "roles"}},
		{"en", "The council did not approve the bridge.", "The council approved the bridge.", opposed, Difference{Kind: hedge, Claim: "not", Detail: "negation dropped"}},
		{"en", "Norland will not close its reactors this winter.", "Norland and Meravia talked about the fishing quotas.", unrelated, Difference{Kind: wording, Claim: "close", Report: "talked", Detail: "another word"}},
		{"en", "The court acquitted the mayor of Selm.", "Mayor of Selm acquitted, not convicted, by the court.", alike, Difference{}},
		{"en", "The court acquitted the mayor of Selm.", "The court did not acquit the mayor of Selm, it convicted him.", opposed, Difference{Kind: hedge, Report: "not", Detail: "negation added"}},
		{"id", "Terdakwa Budi Harlan divonis bersalah oleh pengadilan Selm.", "Terdakwa Budi Harlan divonis bebas oleh pengadilan Selm.", opposed, Difference{Kind: wording, Claim: "bersalah", Report: "bebas", Detail: "opposite"}},
		{"en", "Norlink bought Ardent for 3 million.", "Ardent was bought by Norlink for 3 million.", alike, Difference{}},
		{"en", "Norlink bought Ardent for 3 million.", "Ardent, bought by Norlink, cost 3 million.", alike, Difference{}},
		{"zh", "警方周六逮捕了那名银行家。", "警方周六没有逮捕那名银行家。", opposed, Difference{Kind: hedge, Report: "没有", Detail: "negation added"}},
		{"tr", "Belediye Başkanı İlena Dorvan bankacıyı suçlamadı.", "Belediye Başkanı İlena Dorvan bankacıyı suçladı.", opposed, Difference{Kind: hedge, Claim: "suçlamadı", Detail: "negation dropped"}},
	} {
		s, err := x.NewStatement(t.Context(), c.claim, c.lang)
		if err != nil {
			t.Fatal(err)
		}
		d, how := s.contrary(s.compare(newMemory(s), stemma.Article{ID: "report", Lang: c.lang}, c.sentence, 1))
		if how == alike && c.want == (Difference{}) {
			d = Difference{}
		}
		if how != c.how || d != c.want {
			t.Errorf("%s %s: %d %+v", c.claim, c.sentence, how, d)
		}
	}
}

// FuzzContrary: any sentence in any language can be compared.
func FuzzContrary(f *testing.F) {
	x, err := NewIndexer()
	if err != nil {
		f.Fatal(err)
	}
	claims := map[string]*Statement{}
	for lang, claim := range map[string]string{
		"en": "The banker Petar Solm was accused by the mayor.", "zh": "一只熊在塞尔姆附近被一名猎人杀死。", "ja": "クマがハンターに殺された。",
		"tr": "Viktor Horn, Ana Belk'i suçladı.", "ru": "Медведь был убит охотником у Сельма.", "vi": "Một thợ săn bị một con gấu giết.",
	} {
		s, err := x.NewStatement(f.Context(), claim, lang)
		if err != nil {
			f.Fatal(err)
		}
		claims[lang] = s
		f.Add(lang, claim)
		f.Add(lang, "被被 «убит «"+claim[1:]+"'' не 把")
	}
	f.Fuzz(func(t *testing.T, lang, sentence string) {
		for _, s := range claims {
			a := stemma.Article{ID: "report", Lang: lang}
			c := s.compare(newMemory(s), a, sentence, 1)
			s.contrary(c)
			c.miss(s.unnamed(newMemory(s), c, ""))
			j, near := s.judged(a, c)
			if most := s.most(newMemory(s), a, sentence); near && j.Score > most && j.Relation != Denies {
				t.Errorf("%s, %s: %.3f, at the most %.3f", s.Text, sentence, j.Score, most)
			}
		}
	})
}

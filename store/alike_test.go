package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

const (
	aground = "The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. Nobody was hurt, the harbour master said. A tug from Brede reached the ship at noon."
	trial   = "The trial of the former port director opened in Brede on Monday. He denies that he took money from the company that dredged the channel, his lawyer told the court."
	footer  = " Follow us for more news from the coast. Read our newsletter every morning. All rights reserved by the Larn Herald and its agencies."
)

// TestAlike: forms of one article, and articles that an address was given to by mistake.
func TestAlike(t *testing.T) {
	for name, c := range map[string]struct {
		a, b stemma.Article
		want bool
	}{
		"corrected":                   {stemma.Article{Text: aground}, stemma.Article{Text: strings.Replace(aground, "212", "221", 1)}, true},
		"grown":                       {stemma.Article{Text: aground}, stemma.Article{Text: "13:40 She is afloat again. " + trial + trial + "\n" + aground}, true},
		"cut to its beginning":        {stemma.Article{Text: aground}, stemma.Article{Text: aground[:90]}, true},
		"written anew":                {stemma.Article{Title: "Ferry: live", Text: aground}, stemma.Article{Title: "FERRY – live", Text: trial + " " + aground[:80]}, true},
		"another headline":            {stemma.Article{Title: "Ferry: live", Text: aground}, stemma.Article{Title: "Trial", Text: trial + " " + aground[:60]}, false},
		"two articles":                {stemma.Article{Title: "Larn Herald", Text: aground}, stemma.Article{Title: "Larn Herald", Text: trial}, false},
		"and a footer that is marked": {withFooter(aground), withFooter(trial), false},
		"two languages":               {stemma.Article{Title: "Alva", Text: aground}, stemma.Article{Title: "Alva", Text: "Die Fähre Alva ist am Samstag mit 212 Passagieren vor Larn auf Grund gelaufen."}, false},
		"chinese":                     {stemma.Article{Text: "载有212名乘客的渡轮阿尔瓦号星期六在拉恩附近搁浅。港务长说，无人受伤。"}, stemma.Article{Text: "载有221名乘客的渡轮阿尔瓦号星期六在拉恩附近搁浅。港务长说，无人受伤。拖船已经到达。"}, true},
		"arabic, vowels":              {stemma.Article{Text: "جنحت العبّارة ألفا يوم السبت قبالة لارن وعلى متنها 212 راكبا."}, stemma.Article{Text: "جنحت العبارة ألفا يوم السبت قبالة لارن وعلى متنها ٢١٢ راكبا. وقال مدير الميناء إن أحدا لم يصب."}, true},
		"short":                       {stemma.Article{Text: "Afloat."}, stemma.Article{Text: "AFLOAT"}, true},
		"short, other":                {stemma.Article{Text: "Afloat."}, stemma.Article{Text: "Aground."}, false},
		"no text":                     {stemma.Article{Title: "Alva"}, stemma.Article{Title: "Alva"}, false},
		"broken spans":                {stemma.Article{Text: aground, Boilerplate: []stemma.Span{{Start: 5, End: 2}, {Start: 9, End: 9000}, {Start: -1, End: 3}}}, stemma.Article{Text: aground}, true},
	} {
		for _, have := range []float64{alike(&c.a, &c.b), alike(&c.b, &c.a)} {
			if have > 0 != c.want {
				t.Errorf("%s: %.2f, want alike: %v", name, have, c.want)
			}
		}
	}
}

// withFooter is an article under the title of its site, with a footer that is marked.
func withFooter(s string) stemma.Article {
	return stemma.Article{Title: "Larn Herald", Text: s + footer, Boilerplate: []stemma.Span{{Start: len(s), End: len(s + footer)}}}
}

// TestAlikeLong: of long texts a share is compared.
func TestAlikeLong(t *testing.T) {
	var b strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&b, "%d boats in the harbour of %d. ", i, i*7919%1000)
	}
	long := stemma.Article{Text: b.String()}
	grown := stemma.Article{Text: trial + long.Text}
	if have := alike(&long, &grown); have < 0.99 {
		t.Errorf("a long page that grew: %.2f", have)
	}
	half := stemma.Article{Text: long.Text[:len(long.Text)/2]}
	if have := alike(&half, &stemma.Article{Text: long.Text[len(long.Text)*2/3:]}); have > 0 {
		t.Errorf("two parts of a long page: %.2f", have)
	}
}

func TestSameOutlet(t *testing.T) {
	at := func(outlet string) *stemma.Article {
		return &stemma.Article{Outlet: outlet, URL: "https://www.larn.example/1"}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Larn Herald", "LARN  Herald", true},
		{"Larn Herald", "Breder Kurier", false},
		{"", "Breder Kurier", true},
		{"larn.example", "Larn Herald", true},
		{"brede.example", "Larn Herald", false},
	} {
		if have := sameOutlet(at(c.a), at(c.b)); have != c.want {
			t.Errorf("%s, %s: %v", c.a, c.b, have)
		}
	}
}

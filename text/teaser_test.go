package text

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
)

func TestTeaser(t *testing.T) {
	const (
		bridge = "Die Brücke über die Laune bleibt nach Angaben der Stadt bis Montag gesperrt."
		divers = "Taucher fanden am Morgen einen Riss im dritten Pfeiler."
	)
	tests := map[string]struct {
		text string
		want []bool
	}{
		"said again below":    {bridge + "\n\n" + divers + " " + bridge, []bool{true, false, false}},
		"two sentences":       {bridge + " " + divers + "\n\n" + bridge + " " + divers + " Es ist der zweite.", []bool{true, true, false, false, false}},
		"said once":           {bridge + "\n\n" + divers, []bool{false, false}},
		"not at the top":      {divers + "\n\n" + bridge + " " + bridge, []bool{false, false, false}},
		"too short to matter": {"Das ist neu. " + divers + " Das ist neu.", []bool{false, false, false}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var have []bool
			for _, s := range Read(stemma.Article{Text: tt.text, Lang: "de", Title: "Brücke"}).Sentences {
				have = append(have, s.Boilerplate)
			}
			if !slices.Equal(have, tt.want) {
				t.Errorf("boilerplate %v, want %v", have, tt.want)
			}
		})
	}
}

func TestTitleIsNotBody(t *testing.T) {
	const body = "Die Fähre nach Orvane legte am Dienstag mit zwei Stunden Verspätung ab."
	tests := map[string]struct {
		title, text string
		want        []bool // which sentences are body
	}{
		"read off the text":   {"", "Fähre nach Orvane verspätet\n\n" + body, []bool{false, true}},
		"given and in text":   {"Fähre nach Orvane verspätet", "Fähre nach Orvane verspätet – Küstenbote\n\n" + body, []bool{false, true}},
		"given, not in text":  {"Fähre nach Orvane verspätet", body, []bool{true}},
		"nothing but a title": {"Fähre nach Orvane verspätet", "Fähre nach Orvane verspätet", []bool{true}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var have []bool
			d := Read(stemma.Article{Text: tt.text, Lang: "de", Title: tt.title})
			for i := range d.Sentences {
				have = append(have, d.Sentences[i].IsBody())
			}
			if !slices.Equal(have, tt.want) {
				t.Errorf("body %v, want %v", have, tt.want)
			}
		})
	}
}

package eval

import (
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

const ferry = `id: 900
lang: en de
published: 2024-03-05 2024-03-06
A:
The ferry Halvora sank off Tarn Point on Monday with 40 people on board.
The coast guard said 12 people were missing.
B:
Die Fähre Halvora ist am Montag vor Tarn Point mit 40 Menschen an Bord gesunken.
15 Menschen werden vermisst.
Der Kapitän schweigt.
change number | 12 | 15
change attribution | The coast guard said |
change addition | | 3
optional name | Tarn Point | Tarn Point
note nothing
`

func TestHeldOutShows(t *testing.T) {
	p, err := parseHeldOut(ferry)
	if err != nil {
		t.Fatal(err)
	}
	at := func(side int, words string) *stemma.Span {
		k := strings.Index(p.sides[side].Text, words)
		return &stemma.Span{Start: k, End: k + len(words)}
	}
	sentence := func(n int) *int { return &n }
	number, source, added := p.marks[0], p.marks[1], p.marks[2]
	tests := map[string]struct {
		mark  mark
		found stemma.Change
		want  bool
	}{
		"by spans": {
			number, stemma.Change{Kind: stemma.ChangeNumber, BeforeSpan: at(0, "12 people"), AfterSpan: at(1, "15")}, true,
		},
		"by words in the sentence": {
			number, stemma.Change{Kind: stemma.ChangeNumber, Before: "12", After: "15", FromSentence: sentence(1), ToSentence: sentence(1)}, true,
		},
		"another kind": {
			number, stemma.Change{Kind: stemma.ChangeDate, BeforeSpan: at(0, "12"), AfterSpan: at(1, "15")}, false,
		},
		"another number": {
			number, stemma.Change{Kind: stemma.ChangeNumber, BeforeSpan: at(0, "40"), AfterSpan: at(1, "15")}, false,
		},
		"one side only": {
			number, stemma.Change{Kind: stemma.ChangeNumber, BeforeSpan: at(0, "12")}, false,
		},
		"dropped": {
			source, stemma.Change{Kind: stemma.ChangeAttribution, BeforeSpan: at(0, "The coast guard")}, true,
		},
		"added": {
			added, stemma.Change{Kind: stemma.ChangeAddition, After: "Der Kapitän schweigt.", ToSentence: sentence(2)}, true,
		},
		"another added": {
			added, stemma.Change{Kind: stemma.ChangeAddition, After: "15 Menschen werden vermisst.", ToSentence: sentence(1)}, false,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := p.shows(tt.mark, tt.found, p.lines); got != tt.want {
				t.Errorf("shown %v, want %v", got, tt.want)
			}
		})
	}
}

const lighthouse = `id: 901
lang: en en-GB
published: 2024-03-05 2024-03-06
A:
The lighthouse of Tarn Point was sold for 12 crowns.
The buyer is a choir of 12 singers.
The mayor is glad.
B:
The lighthouse of Tarn Point was sold for 15 crowns.
The mayor is glad.
The buyer is a choir of 15 singers.
change number | 12 | 15
change number | 12 singers | 15 singers
change order | 3 | 2
`

// TestHeldOutMatches: a change that shows two marks is one of them, a second
// one of a matched mark is neither right nor wrong, and of two neighbours that
// changed places either has moved.
func TestHeldOutMatches(t *testing.T) {
	p, err := parseHeldOut(lighthouse)
	if err != nil {
		t.Fatal(err)
	}
	number := func(a, b int) stemma.Change {
		return stemma.Change{Kind: stemma.ChangeNumber, Before: "12", After: "15", FromSentence: &a, ToSentence: &b}
	}
	move := func(a, b int) stemma.Change {
		return stemma.Change{Kind: stemma.ChangeOrder, FromSentence: &a, ToSentence: &b}
	}
	tests := map[string]struct {
		found  []stemma.Change
		hit    []bool
		alarms int
	}{
		"one of two marks":     {[]stemma.Change{number(1, 2)}, []bool{true, false, false}, 0},
		"both":                 {[]stemma.Change{number(1, 2), number(0, 0)}, []bool{true, true, false}, 0},
		"each by its own":      {[]stemma.Change{number(0, 0), number(1, 2)}, []bool{true, true, false}, 0},
		"again":                {[]stemma.Change{number(0, 0), number(0, 0)}, []bool{true, false, false}, 0},
		"the moved one":        {[]stemma.Change{move(2, 1)}, []bool{false, false, true}, 0},
		"the one moved past":   {[]stemma.Change{move(1, 2)}, []bool{false, false, true}, 0},
		"one that did not":     {[]stemma.Change{move(0, 0)}, []bool{false, false, false}, 1},
		"what is not to judge": {[]stemma.Change{{Kind: stemma.ChangeWording}}, []bool{false, false, false}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			hit, alarms := p.match(tt.found, p.lines)
			if !slices.Equal(hit, tt.hit) || len(alarms) != tt.alarms {
				t.Errorf("hit %v, %d alarms, want %v, %d", hit, len(alarms), tt.hit, tt.alarms)
			}
		})
	}
}

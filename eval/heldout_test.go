package eval

import (
	"path/filepath"
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

func TestHeldOutRefuses(t *testing.T) {
	tests := map[string][2]string{ // what to replace, and with what
		"no kind":          {"change number |", "change height |"},
		"not quoted":       {"| 12 |", "| 13 |"},
		"no such sentence": {"| | 3", "| | 4"},
		"no B":             {"\nB:", ""},
		"none and changes": {"note nothing", "none"},
		"no day":           {"2024-03-05", "2024-03-50"},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := parseHeldOut(strings.Replace(ferry, change[0], change[1], 1)); err == nil {
				t.Error("no error")
			}
		})
	}
}

// TestHeldOutPairs: every pair is in the form that its folder's README asks.
func TestHeldOutPairs(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("..", heldOutFolder, "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no pairs", err)
	}
	for _, path := range paths {
		if _, err := readHeldOut(path); err != nil {
			t.Error(err)
		}
	}
}

package eval

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

func TestHeldOutRefuses(t *testing.T) {
	_, marks, _ := strings.Cut(ferry, "Der Kapitän schweigt.\n")
	tests := map[string]struct{ replace, by, want string }{
		"no kind":              {"change number |", "change height |", `line 11: no kind of change is called "height"`},
		"not quoted":           {"| 12 |", "| 13 |", `line 11: "13" is not in A`},
		"no such sentence":     {"| | 3", "| | 4", `line 13: "4" is not in B`},
		"no B":                 {"\nB:", "", "line 10: want a sentence of A or B:"},
		"A again":              {"\nDer Kapitän", "\nA:\nDer Kapitän", `line 10: want a sentence of B or change or none, have "A:"`},
		"B again":              {"\nDer Kapitän", "\nB:\nDer Kapitän", `line 10: want a sentence of B or change or none, have "B:"`},
		"sides changed":        {"A:\n", "B:\n", `line 4: want A:, have "B:"`},
		"no sentence of A":     {"A:\nThe ferry Halvora sank off Tarn Point on Monday with 40 people on board.\nThe coast guard said 12 people were missing.", "A:", `line 5: want a sentence of A, have "B:"`},
		"none and changes":     {"note nothing", "none", `line 15: want optional or note, have "none"`},
		"change after note":    {"note nothing", "note nothing\nchange number | 12 | 15", "line 16: want note"},
		"change after another": {"optional name", "note\nchange name", "line 14: want"},
		"text after marks":     {"note nothing", "Der Rest.", "line 15: want optional or note"},
		"no marks":             {marks, "", "line 10: the pair ends, want a sentence of B or change or none"},
		"optional only":        {marks, "optional name | Tarn Point | Tarn Point\n", "line 11: want a sentence of B or change or none"},
		"no day":               {"2024-03-05", "2024-03-50", `line 3: want a day, have "2024-03-50"`},
		"one day":              {"2024-03-05 ", "", "line 3: want two days"},
		"three languages":      {"en de", "en de fr", "line 2: want two languages"},
		"empty line":           {"\nB:", "\n\nB:", "line 7: want a sentence"},
		"a line in two":        {"12 people", "12 | people", "line 6: want a sentence without |"},
		"both sides empty":     {"change number | 12 | 15", "change number | | ", "line 11: a change has words on one side at least"},
		"added to A":           {"addition | | 3", "addition | 2 |", "line 13: an addition has a sentence of B only"},
		"omitted from B":       {"addition | | 3", "omission | | 3", "line 13: an omission has a sentence of A only"},
		"moved from nowhere":   {"addition | | 3", "order | | 3", "line 13: a move has a sentence on both sides"},
		"two fields":           {"| 12 | 15", "| 12", "line 11: want KIND | A | B"},
		"no UTF-8":             {"nothing", "\xff", "not UTF-8"},
		"far too long":         {"nothing", strings.Repeat("x", maxPair), "more than 65536 bytes"},
		"nothing at all":       {ferry, "", "line 1: want id:"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := parseHeldOut(strings.Replace(ferry, tt.replace, tt.by, 1))
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
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

// FuzzHeldOut: whatever is read has what its marks say, and an answer that
// repeats the marks hits them all without an alarm.
func FuzzHeldOut(f *testing.F) {
	f.Add(ferry)
	f.Add(lighthouse)
	f.Add(strings.Replace(ferry, "Der Kapitän", "A:\nDer Kapitän", 1))
	f.Add(strings.Replace(ferry, "| 12 | 15", "| | ", 1))
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parseHeldOut(s)
		if err != nil {
			return
		}
		for side, a := range p.sides {
			if len(p.lines[side]) == 0 || a.Lang == "" || a.Published.IsZero() && !strings.Contains(s, "0001-01-01") {
				t.Errorf("side %s: %+v", a.ID, a)
			}
		}
		var answer []stemma.Change
		for _, m := range p.marks {
			answer = append(answer, p.answer(m))
		}
		hit, alarms := p.match(answer, p.lines)
		for i := range hit {
			if !hit[i] {
				t.Errorf("%+v is not hit by itself", p.marks[i])
			}
		}
		if len(alarms) > 0 {
			t.Errorf("alarms %+v", alarms)
		}
	})
}

// answer is the change that a mark asks for.
func (p *heldOut) answer(m mark) stemma.Change {
	c := stemma.Change{Kind: m.kind}
	if m.sides[0] != "" {
		c.BeforeSpan = &p.places(m, 0)[0]
	}
	if m.sides[1] != "" {
		c.AfterSpan = &p.places(m, 1)[0]
	}
	return c
}

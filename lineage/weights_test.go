package lineage

import (
	"bytes"
	"strings"
	"testing"
)

// Every feature has a weight in the file that ships, of the sign that its
// meaning allows, and a name and a meaning of its own.
func TestShippedWeights(t *testing.T) {
	w, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]bool{}
	for line := range strings.Lines(weightsFile) {
		name, _, _ := strings.Cut(line, " ")
		lines[name] = true
	}
	seen := map[string]bool{}
	for f := range features {
		a := &features[f]
		switch {
		case a.name == "" || a.meaning == "":
			t.Errorf("feature %d has no name or no meaning", f)
		case seen[a.name]:
			t.Errorf("two features are called %s", a.name)
		case !lines[a.name]:
			t.Logf("%s has no line in weights.txt: learn the weights anew", a.name)
		case a.sign.keep(w[f]) != w[f]:
			t.Errorf("%s weighs %v against its meaning", a.name, w[f])
		case a.sign.keep(a.start) != a.start:
			t.Errorf("%s starts at %v against its meaning", a.name, a.start)
		}
		seen[a.name] = true
	}
}

func TestParseWeights(t *testing.T) {
	tests := []struct{ name, file, err string }{
		{"comments and empty lines", "# a heading\n\n  \n", ""},
		{"a weight", "cites.parent  2.5  the child credits the parent", ""},
		{"no such feature", "cites.nobody 1 x", `line 1: no feature is called "cites.nobody"`},
		{"no weight", "\ncites.parent", "line 2: cites.parent has no weight"},
		{"no number", "cites.parent much", `"much" is no weight`},
		{"not a number", "cites.parent NaN", `"NaN" is no weight`},
		{"endless", "cites.parent +Inf", `"+Inf" is no weight`},
		{"beyond evidence", "cites.parent 1e6", `"1e6" is no weight`},
		{"twice", "cites.parent 1\ncites.parent 2", "line 2: cites.parent is given twice"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := ParseWeights(tt.file)
			switch {
			case tt.err == "" && err != nil:
				t.Error(err)
			case tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)):
				t.Errorf("error %v, want %q", err, tt.err)
			case tt.name == "a weight" && w.of[fCites] != 2.5:
				t.Errorf("weight %v, want 2.5", w.of[fCites])
			}
		})
	}
}

func TestWeightsRoundTrip(t *testing.T) {
	a, err := ParseWeights(weightsFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Set("order.break", -1.25); err != nil {
		t.Fatal(err)
	}
	if err := a.Set("order.brake", -1); err == nil {
		t.Error("set a feature that there is not")
	}
	var file bytes.Buffer
	if err := a.Write(&file); err != nil {
		t.Fatal(err)
	}
	b, err := ParseWeights(file.String())
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := b.Write(&again); err != nil {
		t.Fatal(err)
	}
	if file.String() != again.String() {
		t.Errorf("wrote\n%s\nread and wrote\n%s", file.String(), again.String())
	}
	if b.of[fBreak] != -1.25 {
		t.Errorf("order.break is %v", b.of[fBreak])
	}
}

func FuzzParseWeights(f *testing.F) {
	f.Add(weightsFile)
	f.Add("cites.parent 1e309")
	f.Fuzz(func(t *testing.T, file string) {
		w, err := ParseWeights(file)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := w.Write(&b); err != nil {
			t.Fatal(err)
		}
		if _, err := ParseWeights(b.String()); err != nil {
			t.Errorf("cannot read what was written: %v", err)
		}
	})
}

package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFloors(t *testing.T) {
	floors, err := ReadFloors(strings.NewReader("# what may not fall\n\nstories.mono.f1 0.9\nstories.cross.f1 0.7\nvectors.mean 0.5\n"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		figures []Figure
		want    []string
	}{
		"all above": {
			figures: []Figure{{"stories.mono.f1", 0.9}, {"stories.cross.f1", 0.8}},
		},
		"one below": {
			figures: []Figure{{"stories.mono.f1", 0.95}, {"stories.cross.f1", 0.69}},
			want:    []string{"stories.cross.f1 is 0.6900, below its floor of 0.7000"},
		},
		"one not measured": {
			figures: []Figure{{"stories.mono.f1", 0.95}},
			want:    []string{"stories.cross.f1 has a floor and was not measured"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, floors.Check("stories", tt.figures)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadFloorsNamesTheLine(t *testing.T) {
	for _, second := range []string{"a.c high", "a.c", "a.c NaN", "a.b 0.6"} {
		_, err := ReadFloors(strings.NewReader("a.b 0.5\n" + second + "\n"))
		if err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: error %v does not name line 2", second, err)
		}
	}
}

package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	reviewedStory = `{"id":"f1","outlet":"Larn Herald","published":"2025-03-01T10:00:00Z","text":"The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. Nobody was hurt, the harbour master Ines Karo said. The ship is to be towed to Breder on Sunday."}
{"id":"f2","outlet":"Breder Bote","published":"2025-03-01T12:00:00Z","text":"Die Fähre Alva ist am Samstag mit 212 Passagieren an Bord vor Larn auf Grund gelaufen. Niemand wurde verletzt, sagte die Hafenmeisterin Ines Karo. Das Schiff soll am Sonntag nach Breder geschleppt werden."}
{"id":"f3","outlet":"Selm Courier","published":"2025-03-01T14:00:00Z","text":"The ferry Alva ran aground off Larn on Saturday with 212 passengers aboard. Nobody was hurt, the harbour master Ines Karo said."}
`
	reviewedGold = `{"name":"ferry","articles":[{"id":"f1","parents":[]},{"id":"f2","parents":["f1"]},{"id":"f3","parents":[]}],"lost":[],"origins":0,"judged":["f2"]}`
)

// TestReviewedLineage: gold data of reviewers is measured without the development stories, and only by what they judged.
func TestReviewedLineage(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"reviewed-1.jsonl": reviewedStory, "reviewed-1.gold.json": reviewedGold} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	figures, err := Lineage(t.Context(), dir, Models{})
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]float64{}
	for _, f := range figures {
		have[f.Name] = f.Value
	}
	if len(have) != 3 || have["reviewed.judged"] != 1 || have["reviewed.parent"] != 1 {
		t.Errorf("%v", figures)
	}
}

// TestLevelsIn: the levels of the development stories come together; without gold data the first that is missing is told.
func TestLevelsIn(t *testing.T) {
	for _, c := range []struct{ files, want string }{
		{"reviewed-1 reviewed-2 desk-a-1", "desk-a reviewed"}, {"heavy-01 reviewed-1", "light medium heavy reviewed"}, {"", "light medium heavy"},
	} {
		dir := t.TempDir()
		for name := range strings.FieldsSeq(c.files) {
			if err := os.WriteFile(filepath.Join(dir, name+".gold.json"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := levelsIn(dir); err != nil || strings.Join(have, " ") != c.want {
			t.Errorf("%s: %v, %v, want %s", c.files, have, err, c.want)
		}
	}
	if _, err := Lineage(t.Context(), t.TempDir(), Models{}); err == nil || !strings.Contains(err.Error(), "light-*.gold.json") {
		t.Errorf("no gold data: %v", err)
	}
}

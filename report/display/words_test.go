package display

import "testing"

func TestList(t *testing.T) {
	for want, names := range map[string][]string{
		"":                                nil,
		"Orlow":                           {"Orlow"},
		"Orlow and Larn":                  {"Orlow", "Larn"},
		"Orlow, Larn and 2 more":          {"Orlow", "Larn", "Brede", "Selm"},
		"a source, by way of Larn; Orlow": {"a source, by way of Larn", "Orlow"},
	} {
		if have := List(names, 3); have != want {
			t.Errorf("list(%q) = %q, want %q", names, have, want)
		}
	}
}

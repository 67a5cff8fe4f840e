package variant

import "testing"

func TestAlike(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"passengers", "pasengers", true},
		{"colour", "color", true},
		{"паром", "паромъ", true},
		{"ferry", "lantern", false},
		{"on", "up", false},
		{"a", "blanket", false},
	}
	for _, tt := range tests {
		b := NewBook()
		x, y := b.Number(tt.a), b.Number(tt.b)
		if got := b.alike(x, y); got != tt.want {
			t.Errorf("alike(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func TestSpelledAlike(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"العبارة", "العباره", true},
		{"मछुआरे", "मछुवारे", true},
		{"καθηγητής", "καθηγητὴς", true},
		{"العبارة", "الفجر", false},
		{"渡船", "码头", false},
		{"", "", false},
		{"", "ferry", false},
	}
	for _, tt := range tests {
		b := NewBook()
		x, y := b.Number(tt.a), b.Number(tt.b)
		if got := b.alike(x, y); got != tt.want {
			t.Errorf("alike(%q, %q) = %v", tt.a, tt.b, got)
		}
		if b.alike(x, y) != b.alike(y, x) {
			t.Errorf("%q is like %q, but not the other way round", tt.a, tt.b)
		}
	}
}

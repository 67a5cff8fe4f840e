package text

import "testing"

func TestNumbersThatNameOrCount(t *testing.T) {
	for _, tt := range []struct{ lang, text, want string }{
		{"en", "Flight 370 was late, and in the ward 12 patients waited.", "12"},
		{"en", "Call +62 21 555 1234 or 555 12 34 before noon.", ""},
		{"de", "Um halb elf, gegen 10.30 an Gleis 7, sprach die Brigade 47.", ""},
		{"de", "Der Wert stieg auf 10,30 Euro.", "10.3 eur"},
		{"id", "Di ruang 12 ada 12 orang.", "12"},
		{"uk", "47-ма бригада втратила 12 бійців у залі 3.", "12; 3"},
		{"ru", "Бригада 47 и рейс 12 задержаны.", ""},
		{"fr", "La brigade 47 et la ligne 12 ont fermé.", ""},
		{"tr", "12 numaralı salonda 40 kişi vardı.", "40"},
	} {
		if got := plainNumbers(valuesIn(tt.lang, tt.text).Numbers); got != tt.want {
			t.Errorf("%s %s\n got %s\nwant %s", tt.lang, tt.text, got, tt.want)
		}
	}
}

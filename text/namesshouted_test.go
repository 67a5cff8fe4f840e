package text

import (
	"strings"
	"testing"
)

// A phrase in capitals is no name because of them; a name and an acronym in
// capitals stay what they are.
func TestNamesShouted(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"es", "Anoche UN JOVEN de 20 años murió en el puerto.", ""},
		{"es", "El dueño dijo que LA POLICÍA no llegó a tiempo.", ""},
		{"es", "La OTAN y la UNIVERSIDAD DE ORVEL firmaron el acuerdo.", "OTAN; UNIVERSIDAD DE ORVEL"},
		{"es", "DRAMA EN EL PUERTO: dos barcos chocaron el lunes por la noche.", ""},
		{"en", "He said that THE POLICE did nothing when the boats burned.", ""},
		{"en", "The owner of NORLINK spoke to NATO about it on the pier.", "NORLINK; NATO"},
		{"en", "LIVE UPDATES: two boats collided in the harbour last night.", ""},
		{"en", "The minister said that US TROOPS left and the IT office is closed.", "US; IT"},
		{"en", "VIKTOR HORN: I am innocent.", "VIKTOR HORN"},
		{"en", "MARA LENZ: I told Norlink of it.", "MARA LENZ; Norlink"},
		{"en", "GENERAL ELECTRIC: profits rise.", "ELECTRIC"},
		{"de", "VIKTOR VON HORN: Ich bin unschuldig.", "VIKTOR VON HORN"},
		{"ru", "ВИКТОР ОРЛОВСКИЙ: Я не виновен.", "ВИКТОР ОРЛОВСКИЙ"},
		{"fr", "Il affirme que LE GOUVERNEMENT savait tout depuis le mois dernier.", ""},
		{"it", "Secondo lui IL GOVERNO sapeva tutto da un mese.", ""},
		{"pt", "Ontem UM JOVEM morreu no porto depois da colisão.", ""},
		{"ru", "Он сказал, что В МОСКВЕ об этом знали давно.", "МОСКВЕ"},
		{"pl", "Wczoraj NA DRODZE zginęły dwie osoby.", ""},
		{"id", "Menurut dia PARA KORBAN sudah dibawa ke rumah sakit.", ""},
		{"tr", "Dün gece BİR GENÇ limanda öldü.", ""},
	} {
		var got []string
		for _, n := range valuesIn(c.lang, c.text).Names {
			got = append(got, c.text[n.Start:n.End])
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.lang, c.text, s, c.want)
		}
	}
}

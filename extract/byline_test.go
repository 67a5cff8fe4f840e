package extract

import "testing"

func TestPerson(t *testing.T) {
	for in, want := range map[string]string{
		"By Ana Reis":               "Ana Reis",
		"BY ANA REIS":               "ANA REIS",
		"by Ana Reis and Tom Hale":  "Ana Reis and Tom Hale",
		"Written by: Ana Reis":      "Ana Reis",
		"Byron Hale":                "Byron Hale",
		"By the harbour desk":       "By the harbour desk",
		"Par Élise Morand":          "Élise Morand",
		"Propos recueillis par Luc": "Luc",
		"Parvati Rao":               "Parvati Rao",
		"Von Lena Brandt":           "Lena Brandt",
		"Text: Von Lena Brandt":     "Lena Brandt",
		"Von Trauen":                "Von Trauen",
		"von der Aue":               "von der Aue",
		"Di Bruna Salvi":            "Bruna Salvi",
		"Di Marra":                  "Di Marra",
		"Por Inés Vidal":            "Inés Vidal",
		"Porfirio Vidal":            "Porfirio Vidal",
		"Автор: Ольга Ветрова":      "Ольга Ветрова",
		"بقلم: سلمى نور":            "سلمى نور",
		"מאת נועה ברק":              "נועה ברק",
		"Oleh Rini Wulan":           "Rini Wulan",
		"記者 林小雨":                    "林小雨",
		"本报记者李明":                    "李明",
		"文/周晓":                      "周晓",
		"文晓":                        "文晓",
		"โดย มาลี ศรีสุข": "มาลี ศรีสุข",
		"By":                       "By",
		"admin":                    "",
		"https://sallow.example/a": "",
	} {
		if got := person(in); got != want {
			t.Errorf("person(%q) = %q, want %q", in, got, want)
		}
	}
}

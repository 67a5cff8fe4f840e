package ingest

import "testing"

func TestTextless(t *testing.T) {
	w := textless{}
	for _, tt := range []struct {
		raw  string
		want string // its address
		name string // known afterwards
	}{
		{`{"text":"The ferry Alva ran aground.","url":"https://larn.example/1"}`, "", ""},
		{`{"url":"https://larn.example/2"}`, "https://larn.example/2", ""},
		{`{"type":"text","url":"https://larn.example/3"}`, "https://larn.example/3", ""},
		{`{"_source":{"maintext":"Die Fähre Alva lief auf Grund.","url":"https://larn.example/4"}}`, "", "maintext"},
		{`{"maintext" : "not decoded again, for it is not even JSON`, "", "maintext"},
		{`{"title":"\"maintext\"","url":"https://larn.example/5"}`, "https://larn.example/5", "maintext"},
		{`{"текст":"Паром сел на мель.","url":"https://larn.example/6"}`, "", "текст"},
		{`null`, "", "текст"},
		{`{`, "", "текст"},
	} {
		got := ""
		if e := w.entry([]byte(tt.raw)); e != nil {
			got = e.URL
		}
		if got != tt.want || w.name != tt.name {
			t.Errorf("%s: address %q and name %q, want %q and %q", tt.raw, got, w.name, tt.want, tt.name)
		}
	}
}

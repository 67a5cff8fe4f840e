package family

import (
	"testing"

	"github.com/stemma-news/stemma"
)

func TestInputName(t *testing.T) {
	for input, want := range map[string]string{
		"":                          "",
		"reports/ar.txt":            "ar.txt",
		"crawl.warc.gz#17":          "crawl.warc.gz#17",
		"http://127.0.0.1:8080/s/0": "127.0.0.1:8080/s/0",
		"https://www.vestnik.example/паром/": "vestnik.example/паром",
		"https://kurier.example/a?id=4":      "kurier.example/a?id=4",
	} {
		if have := InputName(input); have != want {
			t.Errorf("%s: %s, want %s", input, have, want)
		}
	}
	if have := Outlet(&stemma.Article{ID: "x", Input: "http://127.0.0.1:8080/s/0"}); have != "127.0.0.1:8080/s/0" {
		t.Errorf("a report without outlet and title is called %s", have)
	}
}

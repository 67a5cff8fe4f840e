package fetch

import "testing"

func TestSamePage(t *testing.T) {
	same := [][]string{
		{"https://quay.example/ferry", "http://www.quay.example/ferry/", "HTTPS://Quay.Example:443/ferry#comments", "https://m.quay.example/ferry?utm_source=a&fbclid=b", "https://amp.quay.example/ferry/amp", "https://web.archive.org/web/20240302101500/https://quay.example/ferry"},
		{"https://gavan.example/?id=7&lang=bg", "https://gavan.example/?lang=bg&id=7&ref=rss"},
		{"https://港口.example/渡轮", "https://港口.example/%E6%B8%A1%E8%BD%AE"},
		{"https://quay.example/Ferry"},
		{"https://quay.example:8080/ferry"},
		{"https://m.example/ferry"},
		{"https://example/ferry"},
	}
	seen := map[string]int{}
	for i, group := range same {
		for _, address := range group {
			key := SamePage(address)
			if key == "" || key != SamePage(group[0]) {
				t.Errorf("%s: %q, and %s: %q", address, key, group[0], SamePage(group[0]))
			}
			if j, ok := seen[key]; ok && j != i {
				t.Errorf("%s is as %s", address, same[j][0])
			}
			seen[key] = i
		}
	}
	for _, none := range []string{"", "ferry", "https://quay.example", "https://quay.example/?utm_source=x", "://"} {
		if key := SamePage(none); key != "" {
			t.Errorf("%s: %q", none, key)
		}
	}
}

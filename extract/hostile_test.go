package extract

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestHostilePages holds the time and memory of pages made to cost much, or
// damaged beyond what browsers see, to bounds: the whole of each takes a few
// seconds at most and a small multiple of its size.
func TestHostilePages(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time, one page after the other")
	}
	const sentence = "The harbour was closed on Tuesday. "
	var attributes strings.Builder
	for i := range 1_000_000 {
		attributes.WriteString(" a")
		attributes.WriteByte(byte('a' + i%26))
		attributes.WriteString("=x")
	}
	whole := article("", 5)
	for name, page := range map[string]string{
		"10 MB in one line":                "<p>" + strings.Repeat(sentence, 10<<20/len(sentence)) + "</p>",
		"10 MB of one tag never closed":    "<p>" + strings.Repeat("<b", 5<<20),
		"10 MB of end tags":                whole + strings.Repeat("</x>", 10<<20/4),
		"100,000 deep":                     strings.Repeat("<div>", 100_000) + whole,
		"100,000 deep in formatting":       strings.Repeat("<b><i>", 50_000) + whole,
		"a million attributes":             "<div" + attributes.String() + ">" + whole,
		"a million comments":               strings.Repeat("<!-- -->", 1_000_000) + whole,
		"50,000 unclosed tables":           strings.Repeat("<table><tr><td>", 50_000) + whole,
		"a bomb of entities":               "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + whole + "<p>" + strings.Repeat("&b;&amp;", 200_000) + "</p>",
		"null bytes":                       strings.ReplaceAll(whole, " ", " \x00") + strings.Repeat("\x00", 1<<20),
		"broken in every encoding":         whole + strings.Repeat("<p>\xFF\xFE\x80\xC3\x28\xE2\x82\xF0\x90\x1B$B</p>", 50_000),
		"JSON-LD nested deep":              `<script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 100_000) + `</script>` + whole,
		"JSON-LD never closed":             `<script type="application/ld+json">{"@type":"NewsArticle","headline":"` + strings.Repeat(`a\"b" `, 300_000) + `</script>` + whole,
		"100,000 JSON-LD blocks":           strings.Repeat(`<script type="application/ld+json">{"@type":"Article"</script>`, 20_000) + whole,
		"100,000 metas":                    strings.Repeat(`<meta property="article:published_time" content="2024-13-41T99:99">`, 100_000) + whole,
		"100,000 times":                    strings.Repeat(`<time class="published">31 February 2024 25:61</time>`, 50_000) + whole,
		"100,000 classes":                  `<div class="` + strings.Repeat("related-", 100_000) + `">` + whole + "</div>",
		"authors in a class of a megabyte": `<div class="` + strings.Repeat("ab ", 350_000) + `">` + strings.Repeat("<i itemprop=author></i>", 20_000) + whole + "</div>",
		"authors within authors":           strings.Repeat("<div itemprop=author>", 500) + strings.Repeat(sentence, 100_000) + strings.Repeat("</div>", 500) + whole,
		"a title of a megabyte":            "<title>" + strings.Repeat("Storm - ", 130_000) + "</title>" + whole,
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			p, err := HTML(t.Context(), []byte(page), Options{})
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err != nil && strings.Contains(err.Error(), "failed on this page") {
				t.Error(err)
			}
			if took > 25*time.Second {
				t.Errorf("took %v", took)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 400*uint64(len(page))+200<<20 {
				t.Errorf("%d bytes of memory for a page of %d", used, len(page))
			}
			if err == nil && strings.ContainsRune(p.Text, 0) {
				t.Error("a null byte in the text")
			}
			t.Logf("%v, %d MB allocated, %d bytes of text, %v", took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, len(p.Text), err)
		})
	}
}

// TestManyElements: a page that is nothing but tags is refused before its tree is made.
func TestManyElements(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	page := []byte("<!DOCTYPE html><title>Storm shuts harbour</title>" + strings.Repeat("<p>a", maxTags+1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := HTML(t.Context(), page, Options{})
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "more than 500000 elements") {
		t.Error(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 20*uint64(len(page)) {
		t.Errorf("%d MiB for a page of %d", used>>20, len(page)>>20)
	}
}

// TestUnclosedTags: an encoding is guessed in time that its sample bounds, whatever
// stands in it.
func TestUnclosedTags(t *testing.T) {
	if testing.Short() {
		t.Skip("it is about time and memory")
	}
	begin := time.Now()
	for range 2 {
		Decode([]byte("<p>caf\xE9 " + strings.Repeat("<", 1<<20)))
		decodePage([]byte("<p>caf\xE9 "+strings.Repeat("<", 1<<20)), "")
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
}

package extract

import (
	"context"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzHTML(f *testing.F) {
	for _, name := range []string{"courier", "manara", "haibin"} {
		b, err := os.ReadFile("testdata/" + name + ".html")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("\xFF\xFE<\x00p\x00>\x00x\x00"))
	f.Add([]byte(`<script type="application/ld+json">{"@type":[[["Article"]]],"author":[[{"name":{"name":[]}}]]}</script><p>x`))
	f.Add([]byte("<html lang=x-y><title>t</title><p>t<p>t"))
	for _, tt := range troubled {
		f.Add([]byte(tt.page))
	}
	for _, seed := range []string{
		"<!-- <!-- --><!--", "<p title='", "<script type=\"application/ld+json\">[{\"@type\":\"Article\"", "<b><p><i></b><table><p><td></table>",
		"<meta property=article:published_time content='29 Feb 2023'><h1>x</h1><p>1/1/1", "<html lang=ja><meta charset=shift_jis>\x83\x5c\x83", "<title>a | b | c</title><h1>a</h1>",
		"\x1B$B%\x1B(B", "\x00<\x00p\x00>\x00x\x00<\x00/\x00p\x00>\x00y\x00y\x00y", "<time itemprop=datePublished>令和元年", "<a href=x><p>x</p></a><div class='ad-ad-ad comments no-comments'>y",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		p, err := HTML(context.Background(), page, Options{MaxBytes: 1 << 16, Timeout: 5 * time.Second})
		if err != nil {
			if strings.Contains(err.Error(), "failed on this page") || strings.Contains(err.Error(), "longer than") {
				t.Error(err) // a panic of ours or of trafilatura
			}
			return
		}
		for _, s := range []string{p.Title, p.Text, p.Outlet, p.Byline, p.Lang, p.URL} {
			if !utf8.ValidString(s) {
				t.Errorf("not UTF-8: %q", s)
			}
		}
		if strings.TrimSpace(p.Text) == "" || strings.Contains(p.Text, "\n\n") {
			t.Errorf("text %q", p.Text)
		}
	})
}

// FuzzMendJSON holds the repair of JSON to what it is for: JSON that is right
// stays as it is, and the result is never much longer.
func FuzzMendJSON(f *testing.F) {
	for _, s := range []string{`{"a":"b "c" d",}`, `{"a":[1,2,{"b":"\q"`, "{\"a\":\"x\ny\"}//", `[[[["`, `{"a":"b","c":"d"}`, `}]`, `{"a": -1e9, "b": null}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		mended := mendJSON(s)
		if len(mended) > 2*len(s)+2*maxOpen {
			t.Errorf("%d bytes of %d", len(mended), len(s))
		}
		var before, after any
		if json.Unmarshal([]byte(s), &before) == nil && strings.Count(s, "{")+strings.Count(s, "[") < maxOpen {
			if err := json.Unmarshal([]byte(mended), &after); err != nil || !reflect.DeepEqual(before, after) {
				t.Errorf("%q became %q: %v", s, mended, err)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("Port Sallow"))
	f.Add([]byte("\xEF\xBB\xBFx\xFF"))
	f.Add([]byte("\xCF\xE0\xF0\xEE\xEC"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d := Decode(b)
		if !utf8.ValidString(d.Text) {
			t.Errorf("%q is not UTF-8", d.Text)
		}
		if d.Charset == "utf-8" && (d.Invalid >= 0) == utf8.Valid(b) {
			t.Errorf("invalid %d of %q", d.Invalid, b)
		}
	})
}

func BenchmarkHTML(b *testing.B) {
	page, err := os.ReadFile("testdata/courier.html")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := HTML(b.Context(), page, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

package extract

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestStripped(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"program", `a<script src="x">if (a < b) { "</p>" }</script>b`, `ab`},
		{"end tag in capitals", "a<SCRIPT>x</Script\n>b", `ab`},
		{"data stays", `<script type="application/ld+json">{"a":"<p>"}</script>`, `<script type="application/ld+json">{"a":"<p>"}</script>`},
		{"program that writes one", `<script><!-- document.write("<script>x</script>") --></script>b`, `<script><!-- document.write("<script>x</script>") --></script>b`},
		{"comment in a program", `<script><!-- x --></script>b`, `b`},
		{"not named so", `<scripted a=1>x</scripted>`, `<scripted>x</scripted>`},
		{"style and drawing", `<style>p{}</style><svg viewBox="0 0 1 1"><path d="M0"/></svg>c`, `c`},
		{"drawing in a drawing", `<svg><svg></svg>x</svg>c`, `<svg>x</svg>c`},
		{"drawing that is closed at once", `<svg/>c`, `<svg />c`},
		{"comment", `سد<!-- <script> -->ّ`, `سدّ`},
		{"short comments", `a<!-->b<!--->c<!-- x --!>d`, `abcd`},
		{"comment without end", `a<!-- <p class="x" data-y="z">b`, `a<!-- <p class="x" data-y="z">b`},
		{"comment behind <", `1 <<!-- x -->p>2`, `1 &lt;p>2`},
		{"attributes", `<p class=lead data-id="7" ONCLICK='a>b' Hidden>水位</p>`, `<p class=lead Hidden>水位</p>`},
		{"attributes without space", `<p id="a"class="b"/>`, `<p id="a" class="b" />`},
		{"links keep no address", `<a href="https://a.example/?q=<script>">x</a><link rel=canonical href=/a/b>`, `<a>x</a><link rel=canonical href=/a/b>`},
		{"style that hides", `<p style="color: red">a<p style="display:none">b`, `<p>a<p style="display:none">b`},
		{"text that is no markup", `<title>x <b y="z">, a <3</title><textarea><p data-a="b"></textarea>`, `<title>x <b y="z">, a <3</title><textarea><p data-a="b"></textarea>`},
		{"title without end", `<title>x <b y="z">`, `<title>x <b y="z">`},
		{"bare <", `1 < 2 <= 3, a<`, `1 < 2 <= 3, a<`},
		{"tag without end", `a<p class="b`, `a<p class="b`},
		{"quote without begin", `<p title=a"b c=">d">e</p>`, `<p title=a"b>e</p>`},
		{"end tags", `</p ></div>`, `</p ></div>`},
	} {
		if got := string(stripped([]byte(c.page))); got != c.want {
			t.Errorf("%s: stripped(%q)\n= %q\nwant %q", c.name, c.page, got, c.want)
		}
	}
}

// FuzzStripped holds that a page has the same text without what is stripped,
// unless it has a drawing: paragraphs in one end it.
func FuzzStripped(f *testing.F) {
	f.Add("<p class='a' data-b=\"<c>\">Dam <!-- x --> holds<script>'</p>'</script><title>a<b</title></p>")
	f.Add("<body><noscript><p x=1></noscript><iframe><x y='</iframe>")
	f.Add("<table><tr><td id=1 a>سد<style><!-- </style>")
	f.Fuzz(func(t *testing.T, page string) {
		lower := strings.ToLower(page)
		for _, odd := range []string{"<svg", "<math", "<select", "<template", "<frameset", "<plaintext", "<![", "\x00"} {
			if strings.Contains(lower, odd) {
				return
			}
		}
		whole, err := html.Parse(strings.NewReader(page))
		if err != nil {
			return
		}
		doc, err := html.Parse(bytes.NewReader(stripped([]byte(page))))
		if err != nil {
			t.Fatalf("%q: %v", page, err)
		}
		if got, want := blockText(doc, notText), blockText(whole, notText); got != want {
			t.Errorf("%q: text %q, want %q", page, got, want)
		}
	})
}

func BenchmarkStripped(b *testing.B) {
	page := []byte(strings.Repeat(`<div class="a" data-b="c"><p>The river rose.</p><script>var x = "y";</script></div>`, 1000))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		stripped(page)
	}
}

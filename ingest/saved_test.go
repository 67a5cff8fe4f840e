package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const savedHead = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://larn.example/ferry\r\nSubject: =?utf-8?Q?Ferry=20aground?=\r\nDate: Sun, 2 Mar 2025 12:00:00 -0000\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b----\"\r\n\r\n\r\n"

// A page that a browser saved is a page that was captured then; its frames are
// not read.
func TestSavedPages(t *testing.T) {
	quoted := strings.NewReplacer("=", "=3D", "ä", "=C3=A4").Replace(pageOf("Fähre", faehre, `<meta property="article:published_time" content="2025-03-01T09:30:00Z">`))
	page := savedHead + "------b----\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://larn.example/ferry\r\n\r\n" + quoted +
		"\r\n------b----\r\nContent-Type: text/css\r\nContent-Location: https://larn.example/a.css\r\n\r\np{}\r\n------b----\r\nContent-Type: text/html\r\nContent-Location: https://ads.example/\r\n\r\n" +
		pageOf("Buy", strings.Repeat("Buy more of this. ", 200)) + "\r\n------b------\r\n"
	tests := []struct {
		name, file, content string
		want, problems      []string
	}{
		{"by its name", "a.mhtml", page, []string{`a.mhtml|https://larn.example/ferry|2025-03-01|"2025-03-02T12:00:00Z"|` + faehre}, nil},
		{"by its content", "a.eml", page, []string{`a.eml|https://larn.example/ferry|2025-03-01|"2025-03-02T12:00:00Z"|` + faehre}, nil},
		{"without a page", "a.mht", savedHead + "------b------\r\n", nil, []string{"a.mht: a saved page without its HTML: save it again, as HTML"}},
		{"something else", "a.mhtml", "The ferry ran aground.", nil, []string{"a.mhtml: not a page as browsers save it: save it again, as HTML"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := readAlone(t, tt.file, tt.content, Options{})
			var got []string
			for _, a := range b.Articles {
				got = append(got, strings.Join([]string{a.Input, a.URL, a.Published.Format("2006-01-02"), string(a.Extra["captured"]), a.Text}, "|"))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("articles (-want +got):\n%s", d)
			}
			if _, problems := saidOf(b); cmp.Diff(tt.problems, problems) != "" {
				t.Errorf("problems: %q", problems)
			}
		})
	}
}

package ingest

import (
	"encoding/base64"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// letter is a mail with a body.
func letter(from, subject, body string) string {
	return "Received: from a.example by b.example; Sat, 2 Mar 2024 10:16:00 +0700\r\nFrom: " + from + "\r\nSubject: " + subject +
		"\r\nDate: Sat, 2 Mar 2024 10:15:00 +0700\r\nMessage-ID: <1@quay.example>\r\nMIME-Version: 1.0\r\n" + body
}

const plainBody = "Content-Type: text/plain; charset=utf-8\r\n\r\n"

func withBoundary(kind string, parts ...string) string {
	return "Content-Type: multipart/" + kind + "; boundary=\"=_1\"\r\n\r\n--=_1\r\n" + strings.Join(parts, "\r\n--=_1\r\n") + "\r\n--=_1--\r\n"
}

func saidOf(b Batch) (articles, problems []string) {
	for i := range b.Articles {
		a := &b.Articles[i]
		articles = append(articles, strings.Join([]string{a.Input, a.Outlet, a.Byline, a.Published.Format(time.RFC3339), a.Title, a.Text}, "|"))
	}
	for _, e := range append(b.Errors, b.Notes...) {
		problems = append(problems, e.Input+": "+e.Problem)
	}
	return articles, problems
}

func TestMail(t *testing.T) {
	sofia := "=?utf-8?B?" + base64.StdEncoding.EncodeToString([]byte("Фери заседна край Скел")) + "?="
	const date = "2024-03-02T10:15:00+07:00"
	tests := []struct {
		name, file, content string
		want, problems      []string
	}{
		{
			"a newsletter", "a.eml", letter("Quay Mail <news@quaymail.example>", "Ferry aground", plainBody+"The ferry ran aground off Skell.\r\n"),
			[]string{"a.eml|Quay Mail||" + date + "|Ferry aground|The ferry ran aground off Skell."},
			nil,
		},
		{
			"a person at an outlet, in Bulgarian", "a.eml", letter("=?utf-8?Q?=D0=98=D0=B2=D0=B0_=D0=9F=D0=B5=D0=B5=D0=B2=D0=B0?= <i.peeva@mail.gavan.example>", sofia, plainBody+"Ферито заседна край Скел."),
			[]string{"a.eml|gavan.example|Ива Пеева|" + date + "|Фери заседна край Скел|Ферито заседна край Скел."},
			nil,
		},
		{
			"a person with an address of anyone", "a.eml", letter("Jo Marsh <jo.marsh@gmail.com>", "Ferry", plainBody+"The ferry ran aground."),
			[]string{"a.eml||Jo Marsh|" + date + "|Ferry|The ferry ran aground."},
			nil,
		},
		{
			"a mailing list in Arabic", "a.txt", letter("Samir <samir@anyhost.example>\r\nList-Id: \"=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte("نشرة الميناء"))+"?=\" <port.example>", "x", plainBody+"جنحت العبارة مساء الاثنين قبالة سكيل."),
			[]string{"a.txt|نشرة الميناء|Samir|" + date + "|x|جنحت العبارة مساء الاثنين قبالة سكيل."},
			nil,
		},
		{
			"the page where the plain form says nothing", "a.eml", letter("desk@quay.example", "渡轮搁浅", withBoundary("alternative",
				"Content-Type: text/plain\r\n\r\nThis mail needs a program that shows HTML: https://quay.example/"+strings.Repeat("x", 400),
				"Content-Type: text/html; charset=utf-8\r\n\r\n<table><tr><td><style>p{}</style><p>"+strings.Repeat("渡轮在岬角附近搁浅,没有人受伤。", 8)+"</p><p>港务局星期五公布结果。</p></td></tr></table>")),
			[]string{"a.eml|quay.example||" + date + "|渡轮搁浅|" + strings.Repeat("渡轮在岬角附近搁浅,没有人受伤。", 8) + "\n港务局星期五公布结果。"},
			nil,
		},
		{
			"attachments", "a.eml", letter("Quay <a@quay.example>", "Reports", withBoundary("mixed", plainBody+"See the reports of the day.",
				"Content-Disposition: attachment; filename=../../skell.txt\r\n\r\nThe boat sank.",
				"Content-Disposition: attachment; filename=skell.txt\r\n\r\nThe boat did not sink.",
				"Content-Type: application/x-thing; name=a.bin\r\n\r\nx",
				"Content-Type: message/rfc822\r\n\r\n"+letter("Orrin <b@orrin.example>", "Inner", plainBody+"The inner report."))),
			[]string{
				"a.eml|Quay||" + date + "|Reports|See the reports of the day.", "a.eml/skell.txt|||0001-01-01T00:00:00Z||The boat sank.",
				"a.eml/2-skell.txt|||0001-01-01T00:00:00Z||The boat did not sink.", "a.eml/part-6.eml|Orrin||" + date + "|Inner|The inner report.",
			},
			[]string{"a.eml: attachments that are not read: a.bin"},
		},
		{"no text", "a.eml", letter("a@b.example", "x", plainBody), nil, []string{"a.eml: a mail without a text: leave it out"}},
		{"encrypted", "a.eml", letter("a@b.example", "x", withBoundary("encrypted", "\r\n\r\nx")), nil, []string{"a.eml: it is encrypted: save its text"}},
		{
			"no mail", "a.eml", "The ferry ran aground off Skell.\n", nil,
			[]string{"a.eml: not a mail: it has no From, Date or Subject: save it from the mail program as .eml, or give its text as .txt"},
		},
		{"a text that begins like a mailbox", "a.txt", "From 10:15 on 2 March 2024 the ferry lay aground.\n\nNobody was hurt.", []string{"a.txt|||0001-01-01T00:00:00Z||From 10:15 on 2 March 2024 the ferry lay aground.\n\nNobody was hurt."}, nil},
		{"a text that begins like a mail", "a.txt", "Subject: the ferry\nDate: unknown\n\nThe ferry ran aground.\n", []string{"a.txt|||0001-01-01T00:00:00Z||Subject: the ferry\nDate: unknown\n\nThe ferry ran aground.\n"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			articles, problems := saidOf(readAlone(t, tt.file, tt.content, Options{}))
			if d := cmp.Diff(tt.want, articles); d != "" {
				t.Errorf("articles (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.problems, problems); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}

// A mailbox has mails by number, and one can be asked for.
func TestMailbox(t *testing.T) {
	var box strings.Builder
	for i, s := range []string{"The ferry ran aground.", "", "Die Fähre lief auf Grund."} {
		fmt.Fprintf(&box, "From a@b.example Sat Mar  2 10:15:0%d 2024\n%s\n\n", i, strings.ReplaceAll(letter("Quay <a@quay.example>", "No", plainBody+s), "\r", ""))
	}
	dir := folderOf(t, map[string]string{"a.mbox": box.String()}) + string(filepath.Separator)
	const first, third = "a.mbox#1|Quay||2024-03-02T10:15:00+07:00|No|The ferry ran aground.", "a.mbox#3|Quay||2024-03-02T10:15:00+07:00|No|Die Fähre lief auf Grund."
	for _, tt := range []struct {
		input          string
		want, problems []string
	}{
		{"a.mbox", []string{first, third}, []string{"a.mbox#2: a mail without a text: leave it out"}},
		{"a.mbox#3", []string{third}, nil},
		{"a.mbox#4", nil, []string{"a.mbox#4: there are fewer mails in it (3): check the number"}},
	} {
		articles, problems := saidOf(readInput(t, dir+tt.input))
		for _, all := range [][]string{articles, problems} {
			for i := range all {
				all[i] = strings.TrimPrefix(all[i], dir)
			}
		}
		if d := cmp.Diff(tt.want, articles); d != "" {
			t.Errorf("%s: articles (-want +got):\n%s", tt.input, d)
		}
		if d := cmp.Diff(tt.problems, problems); d != "" {
			t.Errorf("%s: problems (-want +got):\n%s", tt.input, d)
		}
	}
}

func readInput(t *testing.T, input string) Batch {
	t.Helper()
	b, err := Read(t.Context(), []string{input}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSenders(t *testing.T) {
	for _, tt := range []struct {
		name, local, domain string
		want                bool
	}{
		{"Jo Marsh", "jmarsh", "quay.example", true},
		{"Jo Marsh", "j.marsh", "quay.example", true},
		{"Quay Mail", "news", "quaymail.example", false},
		{"Quay Mail", "quaymail", "sender.example", true}, // a name for a name: it is one or the other
		{"Harbour News Agency", "desk", "hna.example", false},
		{"Ирина Орлова", "i.orlova", "gavan.example", true},
		{"Гавань сегодня", "news", "gavan.example", false},
	} {
		if got := isPerson(tt.name, tt.local, tt.domain); got != tt.want {
			t.Errorf("%s <%s@%s>: %v", tt.name, tt.local, tt.domain, got)
		}
	}
}

func FuzzMail(f *testing.F) {
	f.Add([]byte(letter("a@b.example", "x", withBoundary("mixed", plainBody+"a", "Content-Type: text/html\r\n\r\n<p>b", "Content-Disposition: attachment; filename=a.txt\r\n\r\nc"))))
	f.Add([]byte("From a@b Sat Mar  2 10:15:00 2024\nSubject: a\n\nb\n\nFrom a@b Sat Mar  2 10:15:00 2024\nSubject: a\n\nc\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(strings.TrimSpace(string(content))) == 0 || len(content) > 1<<14 {
			t.Skip()
		}
		fuzz(t, "a.eml", append([]byte("From: a@b.example\n"), content...))
		fuzz(t, "a.mhtml", append([]byte("From: a@b.example\n"), content...))
		fuzz(t, "a.mbox", append([]byte("From a@b Sat Mar  2 10:15:00 2024\nFrom: a@b.example\n"), content...))
	})
}

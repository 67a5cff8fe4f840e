package mail

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html/charset"
)

// crlf is a mail with the line ends of the standard.
func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

func in(t *testing.T, label, s string) string {
	t.Helper()
	e, _ := charset.Lookup(label)
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// A header that is folded into as many lines as it may have bytes takes no
// longer than one of few lines.
func TestManyFoldedLines(t *testing.T) {
	long := "From: a@quay.example\nSubject: Ferry\n" + strings.Repeat(" a\n", maxHeader/4) + "Date: Sat, 2 Mar 2024 10:15:00 +0700\n\nx"
	begin := time.Now()
	m, err := Parse([]byte(long))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(m.Subject, " a"); n != maxHeader/4 || m.Date.Time.IsZero() {
		t.Errorf("%d of %d lines, date %v", n, maxHeader/4, m.Date)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestSubjects(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"plain", "Ferry stopped off Skell", "Ferry stopped off Skell"},
		{"folded", "Ferry stopped\n off Skell", "Ferry stopped off Skell"},
		{"quoted-printable", "=?ISO-8859-1?Q?F=E4hre_vor_Skell_gestoppt?=", "Fähre vor Skell gestoppt"},
		{"words that follow each other", "=?utf-8?Q?Le_ferry?=\n =?utf-8?Q?_est_=C3=A0_l=27arr=C3=AAt?=", "Le ferry est à l'arrêt"},
		{"a character cut between two words", "=?utf-8?B?" + b64("渡轮停\xe8\x88") + "?= =?utf-8?B?" + b64("\xaa了") + "?=", "渡轮停航了"},
		{"Japanese", "=?ISO-2022-JP?B?" + b64(in(t, "iso-2022-jp", "フェリー座礁")) + "?=", "フェリー座礁"},
		{"Russian", "=?koi8-r?B?" + b64(in(t, "koi8-r", "Паром остановлен")) + "?= (HNA)", "Паром остановлен (HNA)"},
		{"Arabic with a language", "=?windows-1256*ar?B?" + b64(in(t, "windows-1256", "توقفت العبارة")) + "?=", "توقفت العبارة"},
		{"Korean", "=?euc-kr?B?" + b64(in(t, "euc-kr", "연락선 중단")) + "?=", "연락선 중단"},
		{"raw UTF-8", "Фери спря", "Фери спря"},
		{"raw Latin-1", "F\xe4hre vor der K\xfcste gestoppt", "Fähre vor der Küste gestoppt"},
		{"an encoding of no one", "=?x-none?Q?caf=C3=A9?=", "café"},
		{"no word after all", "=?utf-8?Q?open", "=?utf-8?Q?open"},
		{"UTF-7", "=?utf-7?Q?F+AOQ-hre?=", "Fähre"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Parse(crlf("Subject: " + tt.raw + "\n\nx"))
			if err != nil {
				t.Fatal(err)
			}
			if m.Subject != tt.want {
				t.Errorf("%q, want %q", m.Subject, tt.want)
			}
		})
	}
}

func TestPeople(t *testing.T) {
	tests := []struct {
		raw  string
		want Address
	}{
		{"Quay Mail <news@quay.example>", Address{"Quay Mail", "news@quay.example"}},
		{`"Marsh, Jo" <jo@quay.example>`, Address{"Marsh, Jo", "jo@quay.example"}},
		{"jo@quay.example (Jo Marsh)", Address{"Jo Marsh", "jo@quay.example"}},
		{"jo@quay.example", Address{"", "jo@quay.example"}},
		{`"jo@quay.example" <jo@quay.example>`, Address{"", "jo@quay.example"}},
		{"=?utf-8?B?" + b64("Ирина Орлова") + "?= <i.orlova@gavan.example>", Address{"Ирина Орлова", "i.orlova@gavan.example"}},
		{`"=?utf-8?B?` + b64("بريد أورين") + `?=" <a@b.example>`, Address{"بريد أورين", "a@b.example"}},
		{"Harbour desk", Address{"Harbour desk", ""}},
		{"<", Address{}},
	}
	for _, tt := range tests {
		if got := (header{"From": {tt.raw}}).address("From"); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.raw, got, tt.want)
		}
	}
}

func TestDates(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"Date: Sat, 2 Mar 2024 10:15:00 +0700", "2024-03-02T10:15:00+07:00"},
		{"Date: 2 Mar 24 10:15 EST", "2024-03-02T10:15:00-05:00"},
		{"Date: Sat, 02 Mar 2024 10:15:00 GMT (Greenwich)", "2024-03-02T10:15:00Z"},
		{"Date: 2024-03-02T10:15:00+01:00", "2024-03-02T10:15:00+01:00"},
		{"Received: from a by b; Sat, 2 Mar 2024 11:15:00 +0100\nReceived: from x by a; Sat, 2 Mar 2024 10:10:00 +0000", "2024-03-02T11:15:00+01:00"},
		{"Date: soon", "0001-01-01T00:00:00Z"},
	}
	for _, tt := range tests {
		m, err := Parse(crlf("From: a@b.example\n" + tt.raw + "\n\nx"))
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Date.Time.Format(time.RFC3339); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.raw, got, tt.want)
		}
	}
}

// What of a mail is its text, its page and its attachments.
func TestBodies(t *testing.T) {
	tests := []struct{ name, raw, text, html, attached string }{
		{"no kind", "\nThe ferry stopped.", "The ferry stopped.", "", ""},
		{"quoted-printable Latin-1", "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nDie F=E4hre ste=\nht seit = Montag.", "Die Fähre steht seit = Montag.", "", ""},
		{"base64 that is damaged", "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + b64("Фери спря.")[:8] + " \n*" + b64("Фери спря.")[8:] + "==", "Фери спря.", "", ""},
		{"an encoding that lies", "Content-Type: text/plain; charset=us-ascii\n\nLa vedette est à quai.", "La vedette est à quai.", "", ""},
		{"flowed", "Content-Type: text/plain; format=flowed\n\nThe ferry \nstopped.\n> Nobody \n> knows.\n-- \nJo", "The ferry stopped.\n> Nobody knows.\n-- \nJo", "", ""},
		{"flowed without spaces", "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n渡轮在 \n岬角搁浅。", "渡轮在岬角搁浅。", "", ""},
		{"two forms", "Content-Type: multipart/alternative; boundary=\"=_a\"\n\nnot shown\n--=_a\nContent-Type: text/plain\n\nPlain.\n--=_a\nContent-Type: text/html; charset=\"big5\"\n\n" + in(t, "big5", "<p>渡輪擱淺</p>") + "\n--=_a--\nnot shown", "Plain.", "<p>渡輪擱淺</p>", ""},
		{
			"parts within parts, and no end", "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/related; boundary=xy\n\n--xy\nContent-Type: text/html\n\n<p>Page.</p>\n--xy\nContent-Type: image/png; name=logo.png\n\nPNG\n--xy--\n--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=\"../../etc/report.txt\"\n\nAttached.",
			"", "<p>Page.</p>", "logo.png image/png PNG; report.txt text/plain Attached.",
		},
		{"a mail in a mail", "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nSee below.\n--x\nContent-Type: message/rfc822\n\nSubject: Inner\n\nText.\n--x--", "See below.", "", "part-3.eml message/rfc822 Subject: Inner\r\n\r\nText."},
		{"a list's foot", "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nThe news.\n--x\nContent-Type: text/plain\n\nLeave the list.\n--x--", "The news.\n\nLeave the list.", "", ""},
		{"a kind that is damaged", "Content-Type: text/html; charset=utf-8; charset=latin1; =\n\n<p>Page.</p>", "", "<p>Page.</p>", ""},
		{"a name in another alphabet", "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: application/pdf; name=\"=?utf-8?B?" + b64("отчёт.pdf") + "?=\"\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--x\nContent-Disposition: attachment; filename*=utf-8''%E6%B8%A1.pdf\nContent-Type: application/pdf\n\n%PDF\n--x--", "", "", "отчёт.pdf application/pdf %PDF; 渡.pdf application/pdf %PDF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Parse(crlf("From: a@b.example\n" + tt.raw))
			if err != nil {
				t.Fatal(err)
			}
			var attached []string
			for _, a := range m.Attachments {
				attached = append(attached, fmt.Sprintf("%s %s %s", a.Name, a.MediaType, a.Data))
			}
			got := []string{m.Text, m.HTML, strings.Join(attached, "; ")}
			if d := cmp.Diff([]string{tt.text, tt.html, tt.attached}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTroubles(t *testing.T) {
	var deep strings.Builder
	deep.WriteString("Subject: a\n")
	for i := range 100 {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%[1]d\n", i)
	}
	many := "Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 5000)
	tests := []struct{ name, raw, want string }{
		{"nested", deep.String(), "its parts are nested more than 20 deep, and the inner ones are not read"},
		{"many parts", many, "it has more than 1000 parts, and the others are not read"},
		{"encrypted", "Subject: a\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\nx", "it is encrypted: save its text"},
		{"sealed", "Subject: a\nContent-Type: application/pkcs7-mime\n\nx", "it is encrypted or sealed as a whole (S/MIME): save its text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Parse([]byte(tt.raw))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff([]string{tt.want}, m.Troubles); d != "" {
				t.Error(d)
			}
		})
	}
	if _, err := Parse([]byte("The ferry stopped.\nNobody: knows why.\n")); !errors.Is(err, ErrNotMail) {
		t.Errorf("a text: %v", err)
	}
}

// Apple Mail puts the length before a mail and a list of properties after it.
func TestAppleMail(t *testing.T) {
	m, err := Parse([]byte("21         \nSubject: Ferry\n\nText.\n<?xml version=\"1.0\"?><plist/>"))
	if err != nil || m.Subject != "Ferry" || m.Text != "Text." {
		t.Errorf("%+v %v", m, err)
	}
}

func TestMailbox(t *testing.T) {
	const box = `From harbour@quay.example Sat Mar  2 10:15:00 2024
Subject: One

>From the harbour: nothing.
From nowhere came a boat.
>>From Skell.

From - Sat Mar 02 11:00:00 2024
Subject: Two

` + "Large: " + `LONG

From x@y.example  Sun Mar  3 08:00:00 2024
Subject: Three

Text.
`
	b := NewMailbox(strings.NewReader(strings.Replace(box, "LONG", strings.Repeat("x", 9000), 1)), 1000)
	var got []string
	for {
		mail, err := b.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if large, ok := errors.AsType[*LargeError](err); ok {
			got = append(got, fmt.Sprintf("%d bytes", large.Size))
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(mail))
	}
	want := []string{"Subject: One\n\nFrom the harbour: nothing.\nFrom nowhere came a boat.\n>From Skell.\n\n", "9023 bytes", "Subject: Three\n\nText.\n"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("Subject: =?utf-8?Q?a=?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n=\r\n--b--"))
	f.Add([]byte("12\nFrom: a\n\nbbb"))
	f.Add([]byte("Content-Type: text/plain; charset=utf-7\nDate: x\n\n+AOQ-+"))
	f.Add([]byte("Content-Type: text/plain; format=flowed\nFrom: \"a\n\n> a \n>b"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Parse(raw)
		if err != nil {
			return
		}
		for _, s := range []string{m.Subject, m.From.Name, m.From.Address, m.Text, m.HTML, m.List, m.Organisation} {
			if strings.ToValidUTF8(s, "") != s {
				t.Errorf("not UTF-8: %q", s)
			}
		}
		for _, a := range m.Attachments {
			if a.Name == "" || strings.ContainsAny(a.Name, "/\\\n\x00") {
				t.Errorf("name %q", a.Name)
			}
		}
	})
}

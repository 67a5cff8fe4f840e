package ingest

import (
	"strings"
	"testing"
	"testing/fstest"
)

const maildirMail = "Received: from a.example\r\nMessage-ID: <1@quay.example>\r\nFrom: Quay Mail <news@quay.example>\r\nSubject: %\r\nDate: Sat, 1 Mar 2025 09:30:00 +0100\r\n\r\nThe ferry Alva ran aground on the Skerry reef off Larn. %\r\n"

// The mails of a Maildir have names without an extension; what the server keeps
// beside them is nobody's loss.
func TestMaildir(t *testing.T) {
	mail := func(n string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(strings.ReplaceAll(maildirMail, "%", n))}
	}
	fsys := fstest.MapFS{
		"box/cur/1740817800.M1P2.host.example,S=811:2,S": mail("eins"),
		"box/new/1740817900.M3P4.host.example":           mail("zwei"),
		"box/.Sent/cur/1740817950_0.host:2,S":            mail("drei"),
		"box/.Sent/new/1740817951_0.host":                mail("vier"),
		"box/tmp/1740817999.M5P6.host.example":           mail("half of a mail"),
		"box/.cache/cur/index":                           {Data: []byte("no mail")},
		"box/dovecot-uidlist":                            {Data: []byte("3 V1740817800")},
		"box/dovecot.index.log":                          {Data: []byte("\x01\x02")},
		"box/maildirfolder":                              {},
		"other/new/17-harbour":                           {Data: []byte("no mail, by its name")},
	}
	b, err := ReadFS(t.Context(), fsys, "box", Options{})
	if err != nil || len(b.Errors) > 0 {
		t.Fatal(err, b.Errors)
	}
	var titles []string
	for _, a := range b.Articles {
		titles = append(titles, a.Title)
	}
	if got := strings.Join(titles, " "); got != "drei vier eins zwei" {
		t.Errorf("mails %s", got)
	}
	if b, _ := ReadFS(t.Context(), fsys, "other", Options{}); len(b.Articles) > 0 || len(b.Errors) != 1 {
		t.Errorf("%v, %v", b.Articles, b.Errors)
	}
}

// A mail of Outlook is told from other files of old office programs, by its name or
// by what is in it.
func TestOutlook(t *testing.T) {
	word := ole + "\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)
	msg := word + "_\x00_\x00s\x00u\x00b\x00s\x00t\x00g\x001\x00.\x000\x00_\x000\x00"
	fsys := fstest.MapFS{"a.msg": {Data: []byte(word)}, "b": {Data: []byte(msg)}, "c.doc": {Data: []byte(word)}}
	for name, want := range map[string]string{"a.msg": "save it from Outlook as .eml", "b": "save it from Outlook as .eml", "c.doc": "an old office document"} {
		b, err := ReadFS(t.Context(), fsys, name, Options{})
		if err != nil || len(b.Errors) != 1 || !strings.Contains(b.Errors[0].Problem, want) {
			t.Errorf("%s: %v, %v; want %q", name, b.Errors, err, want)
		}
	}
}

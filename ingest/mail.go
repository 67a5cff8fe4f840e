package ingest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/mail"
)

// A mail is an article: its subject is the title, its date is when it was
// published. Its text is the plain form, or what is found in the HTML form where
// the plain one has little (see mailText). Its attachments are read as files of
// their own, mails within it too: "x.eml/report.txt".
//
// Who it is from is the outlet or the byline. A mail from a person has a byline,
// and its outlet is the organisation or the mailing list that the mail names, or
// else the domain of the address, unless everyone can have one there. The sender
// is a person if the part of the address before the "@" has a part of the name
// ("Jo Marsh", j.marsh@…) or is two names itself (i.orlova@…), and the domain
// has none. Any other sender's name is the outlet: "Quay Mail",
// news@quay.example.

// mailFactor is how much larger than its text a mail may be: attachments.
const mailFactor = 4

var reMailField = regexp.MustCompile(`(?i)^(?:received|return-path|delivered-to|x-[a-z-]+|message-id|mime-version|from|date|subject|to|dkim-signature|arc-[a-z-]+|reply-to|content-type|sender|list-[a-z-]+):`)

// isMail reports a mail by its name, or by a header that only mails have. One
// that is named .txt is a mail too.
func isMail(head []byte, by byName) bool {
	fields, sure := mailFields(head)
	return by == itself || sure && fields >= 3
}

// isMailbox reports a mailbox by its name, or by the line that opens a mail and
// a header after it.
func isMailbox(head []byte, by byName) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	fields, _ := mailFields(rest)
	return by == itself || mail.Opens(line) && fields >= 2
}

// mailFields counts the lines at the beginning of a text that are fields of
// mails; sure is true where one of them is in no other text.
func mailFields(head []byte) (n int, sure bool) {
	for line := range bytes.Lines(head[:min(len(head), 8<<10)]) {
		name := reMailField.Find(line)
		switch {
		case len(bytes.TrimSpace(line)) == 0, name == nil && n == 0:
			return n, sure
		case name != nil:
			n++
			lower := strings.ToLower(string(name))
			sure = sure || slices.Contains([]string{"received:", "message-id:", "mime-version:", "return-path:", "delivered-to:"}, lower)
		}
	}
	return n, sure
}

func readMail(ctx context.Context, p *part, s *stream) error {
	b, ok, err := p.upTo(s, int64(mailFactor*p.o.MaxArticle))
	if err != nil || !ok {
		return err
	}
	p.mail(ctx, b, p.input)
	return ctx.Err()
}

// readMailbox reads the mails of a mailbox, one by one.
func readMailbox(ctx context.Context, p *part, s *stream) error {
	box := mail.NewMailbox(s, mailFactor*p.o.MaxArticle)
	for n := int64(1); ; n++ {
		b, err := box.Next()
		large, isLarge := errors.AsType[*mail.LargeError](err)
		switch wanted := p.begin(ctx, n); {
		case errors.Is(err, io.EOF):
			p.fewerMails(n - 1)
			return nil
		case err != nil && !isLarge:
			return err
		case !wanted:
		case isLarge:
			p.fail(p.at(n), "the mail has %s, and one may have %s: take its attachments out", size(large.Size), size(int64(mailFactor*p.o.MaxArticle)))
		default:
			p.mail(ctx, b, p.at(n))
		}
		if p.only.N == n || ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (p *part) fewerMails(n int64) {
	if p.only.N > n {
		p.fail(p.atPlace(p.only), "there are fewer mails in it (%d): check the number", n)
	}
}

// mail reads one mail and what is attached to it.
func (p *part) mail(ctx context.Context, b []byte, where string) {
	m, err := mail.Parse(b)
	if err != nil {
		p.fail(where, "%s: save it from the mail program as .eml, or give its text as .txt", err)
		return
	}
	read, passed := attachments(m)
	if p.inside == "" {
		p.job(ctx, len(b)+pageCost*len(m.HTML), func(ctx context.Context, k *sink) {
			for _, t := range m.Troubles {
				k.fail(where, "%s", t)
			}
			if !k.mail(ctx, m, where) && len(read) == 0 && len(m.Troubles) == 0 {
				k.fail(where, "a mail without a text: leave it out")
			}
		})
		if len(passed) > 0 {
			p.note(where, "attachments that are not read: %s", strings.Join(passed, ", "))
		}
	}
	if len(read) > 0 && !p.tooDeep() {
		p.attached(ctx, read, where)
	}
}

// attached reads the attachments of a mail as files within it.
func (p *part) attached(ctx context.Context, files []mail.Attachment, where string) {
	whole := p.input
	p.input = where
	defer func() { p.input = whole }()
	found := p.inside == ""
	for _, a := range files {
		if p.inside == "" || p.inside == a.Name || strings.HasPrefix(p.inside, a.Name+"/") {
			p.inner(ctx, a.Name, int64(len(a.Data)), bytes.NewReader(a.Data))
			found = true
		}
	}
	if !found {
		p.fail(where+"/"+p.inside, "there is no such attachment: check the name")
	}
}

// attachments returns those that can be articles, and the names of the others
// that a person may want to know of. Names that are there twice get a number.
func attachments(m *mail.Message) (read []mail.Attachment, passed []string) {
	seen := map[string]int{}
	for _, a := range m.Attachments {
		switch {
		case a.MediaType == "message/rfc822" && !isRead(a.Name):
			a.Name += ".eml"
		case !isRead(a.Name):
			if !isNoReport(a.Name) && !strings.HasPrefix(a.MediaType, "image/") && !isOfMail(a.MediaType) {
				passed = append(passed, a.Name)
			}
			continue
		case isOfMail(a.MediaType):
			continue
		}
		if seen[a.Name]++; seen[a.Name] > 1 {
			a.Name = fmt.Sprintf("%d-%s", seen[a.Name], a.Name)
		}
		read = append(read, a)
	}
	return read, passed
}

// isOfMail reports what programs add to mails for each other.
func isOfMail(mediaType string) bool {
	return slices.Contains([]string{
		"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/ms-tnef", "text/calendar",
		"text/vcard", "text/x-vcard", "text/x-amp-html", "message/delivery-status", "text/rfc822-headers", "application/pgp-keys",
	}, mediaType)
}

// mail gives the article that a mail is; false where it has no text.
func (k *sink) mail(ctx context.Context, m *mail.Message, where string) bool {
	a, ok := k.mailText(ctx, m, where)
	if !ok {
		return false
	}
	a.Title = cmp.Or(m.Subject, a.Title)
	sender(m, &a)
	if m.Date.Known() {
		a.Published, a.PublishedPrecision = m.Date.Time, m.Date.Precision
	}
	a.Lang = cmp.Or(a.Lang, tag(m.Lang))
	if reWebAddress.MatchString(m.URL) {
		a.URL = m.URL
	}
	note(&a, "message_id", m.ID)
	note(&a, "mailing_list", m.List)
	note(&a, "from", m.From.Address)
	k.add(a, where)
	return true
}

// mailText returns the text of a mail. The plain form is what its sender wrote;
// where it is made by a machine that leaves most of the text to the HTML form
// ("Your program cannot show this mail"), or is not there, that is read.
func (k *sink) mailText(ctx context.Context, m *mail.Message, where string) (stemma.Article, bool) {
	const few = 300 // letters, beside addresses
	plain := letters(m.Text)
	if m.HTML == "" || plain >= few {
		return stemma.Article{Text: strings.TrimSpace(m.Text)}, plain > 0
	}
	a, ok := k.mailPage(ctx, m, where)
	if !ok || letters(a.Text) < 2*plain {
		a.Text = strings.TrimSpace(m.Text)
	}
	return a, strings.TrimSpace(a.Text) != ""
}

// mailPage reads the HTML form: as a page is, and where no article is found in
// it, all of its text.
func (k *sink) mailPage(ctx context.Context, m *mail.Message, where string) (stemma.Article, bool) {
	all := textOfHTML(m.HTML)
	page, err := extract.HTML(ctx, []byte(m.HTML), extract.Options{MaxBytes: mailFactor * k.o.MaxArticle})
	if err != nil || letters(page.Text) < letters(all)/2 {
		if err != nil && ctx.Err() == nil && letters(all) == 0 {
			k.fail(where, "%s", err)
		}
		return stemma.Article{Text: all}, letters(all) > 0
	}
	a := articleOf(page)
	a.Outlet, a.Byline, a.Title, a.URL = "", "", "", ""
	a.Published, a.PublishedPrecision = date.None().Time, date.None().Precision
	return a, true
}

var reAddressInText = regexp.MustCompile(`https?://\S+`)

// letters counts the letters of a text, without those of addresses.
func letters(s string) int {
	n := 0
	for _, r := range reAddressInText.ReplaceAllString(s, "") {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// sender says who a mail is from.
func sender(m *mail.Message, a *stemma.Article) {
	local, domain, _ := strings.Cut(strings.ToLower(m.From.Address), "@")
	own, _ := publicsuffix.EffectiveTLDPlusOne(domain)
	own = cmp.Or(own, domain)
	if isAnyones(own) {
		own = ""
	}
	switch name := m.From.Name; {
	case name == "":
		a.Outlet = cmp.Or(m.Organisation, own)
	case isPerson(name, local, own):
		a.Byline, a.Outlet = name, cmp.Or(m.Organisation, m.List, own)
	default:
		a.Outlet = name
	}
}

var reTwoNames = regexp.MustCompile(`^\p{L}+[._]\p{L}{2,}$`)

// isPerson reports that the sender's name is that of a person.
func isPerson(name, local, domain string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) })
	label, _, _ := strings.Cut(domain, ".")
	person := reTwoNames.MatchString(local) && len(words) >= 2 && len(words) <= 3
	for _, w := range words {
		const shortest = 3
		if len([]rune(w)) < shortest {
			continue
		}
		if strings.Contains(label, w) {
			return false
		}
		person = person || strings.Contains(local, w)
	}
	return person
}

// isAnyones reports a domain where everyone can have an address: it is no
// outlet.
func isAnyones(domain string) bool {
	const all = " gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk yahoo.co.jp icloud.com me.com aol.com proton.me protonmail.com " +
		"gmx.de gmx.net web.de t-online.de orange.fr free.fr laposte.net libero.it mail.ru yandex.ru ya.ru rambler.ru ukr.net wp.pl o2.pl seznam.cz qq.com 163.com 126.com sina.com " +
		"naver.com daum.net rediffmail.com uol.com.br "
	return domain != "" && strings.Contains(all, " "+domain+" ")
}

//go:build slow && unix

package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
)

func worstPages() []worstCase {
	htmlHead := "<!DOCTYPE html><html><head><title>Ferry aground</title></head><body>"
	return []worstCase{
		{"html open", "a.html", rep(htmlHead, "<p>a ", "")},
		{"html divs", "a.html", rep(htmlHead, "<div>a", "")},
		{"html b", "a.html", rep(htmlHead, "<b>a", "")},
		{"html bp", "a.html", rep(htmlHead, "<b><p>a", "")},
		{"html bip", "a.html", rep(htmlHead, "<b><i><u><s><p>a", "")},
		{"html a", "a.html", rep(htmlHead, "<a href=x>b", "")},
		{"html ap", "a.html", rep(htmlHead, "<a href=x><p>b", "")},
		{"html nobr", "a.html", rep(htmlHead, "<nobr>b<p>", "")},
		{"html font attr", "a.html", numbered(htmlHead, func(i int) string { return fmt.Sprintf("<font a=%d>", i) }, "")},
		{"html font p", "a.html", numbered(htmlHead, func(i int) string { return fmt.Sprintf("<font a=%d><p>x", i) }, "")},
		{"html attr one", "a.html", func(n int) string {
			return numbered(htmlHead+"<div", func(i int) string { return fmt.Sprintf(" a%d=x", i) }, "><p>x")(n)
		}},
		{"html body attrs", "a.html", func(n int) string {
			return numbered(htmlHead, func(i int) string { return fmt.Sprintf("<body a%d=x>", i) }, "<p>x")(n)
		}},
		{"html body attrs2", "a.html", func(n int) string {
			return numbered(htmlHead+"<body ", func(i int) string { return fmt.Sprintf(" a%d=x", i) }, "><p>x")(n/2) + numbered("<body ", func(i int) string { return fmt.Sprintf(" b%d=x", i) }, "><p>x")(n/2)
		}},
		{"html table", "a.html", rep(htmlHead, "<table>a", "")},
		{"html table td", "a.html", rep(htmlHead, "<table><tr><td>a", "")},
		{"html table text", "a.html", rep(htmlHead+"<table>", "a <b>", "")},
		{"html foster", "a.html", rep(htmlHead+"<table><tr>", "<p>a", "")},
		{"html select", "a.html", rep(htmlHead, "<select><option>a", "")},
		{"html form", "a.html", rep(htmlHead, "<form><input>", "")},
		{"html svg", "a.html", rep(htmlHead, "<svg><g>a", "")},
		{"html math", "a.html", rep(htmlHead, "<math><mi>", "")},
		{"html template", "a.html", rep(htmlHead, "<template>", "")},
		{"html comment", "a.html", rep(htmlHead, "<!--", "")},
		{"html comments", "a.html", rep(htmlHead, "<!-- a -->", "")},
		{"html cdata", "a.html", rep(htmlHead, "<![CDATA[", "")},
		{"html script", "a.html", rep(htmlHead, "<script>", "")},
		{"html script2", "a.html", rep(htmlHead, "<script><!--<script>", "")},
		{"html scriptx", "a.html", rep(htmlHead, "<script></script", "")},
		{"html style", "a.html", rep(htmlHead, "<style>", "")},
		{"html textarea", "a.html", rep(htmlHead, "<textarea>", "")},
		{"html title", "a.html", rep(htmlHead, "<title>", "")},
		{"html end p", "a.html", rep(htmlHead, "</p>", "")},
		{"html end br", "a.html", rep(htmlHead, "</br>a", "")},
		{"html br", "a.html", rep(htmlHead, "a<br>", "")},
		{"html li", "a.html", rep(htmlHead, "<ul><li>a", "")},
		{"html lis", "a.html", rep(htmlHead+"<ul>", "<li>a", "")},
		{"html h1", "a.html", rep(htmlHead, "<h1>Ferry aground", "")},
		{"html h1s", "a.html", rep(htmlHead, "<h1>Ferry aground</h1>", "")},
		{"html entity", "a.html", rep(htmlHead+"<p>", "&notit;", "")},
		{"html amp", "a.html", rep(htmlHead+"<p>", "&", "")},
		{"html lt", "a.html", rep(htmlHead+"<p>", "<", "")},
		{"html quote attr", "a.html", rep(htmlHead+"<p a=\"", "<p a='", "")},
		{"html meta", "a.html", rep(htmlHead, `<meta property="og:title" content="Ferry">`, "")},
		{"html meta author", "a.html", rep(htmlHead, `<meta name="author" content="Jo Marsh, Ann Lee">`, "")},
		{"html meta many", "a.html", numbered(htmlHead, func(i int) string { return fmt.Sprintf(`<meta name="author" content="Jo Marsh%d">`, i) }, "")},
		{"html meta long", "a.html", rep(htmlHead+`<meta name="author" content="`, "Jo Marsh, ", `"><p>x`)},
		{"html meta long date", "a.html", rep(htmlHead+`<meta property="article:published_time" content="`, "2024-", `"><p>x`)},
		{"html long title", "a.html", rep("<html><head><title>", "Ferry - ", "</title><body><p>The ferry")},
		{"html long title bar", "a.html", rep("<html><head><title>", "Ferry | ", "</title><body><p>The ferry")},
		{"html byline", "a.html", rep(htmlHead, `<p class="byline">By Jo Marsh</p>`, "")},
		{"html byline long", "a.html", rep(htmlHead+`<p class="byline">By `, `Jo Marsh and `, "</p>")},
		{"html time", "a.html", rep(htmlHead, `<time datetime="2024-01-01">1 Jan</time>`, "")},
		{"html class", "a.html", rep(htmlHead+`<div class="`, "comment ", `"><p>a`)},
		{"html class each", "a.html", rep(htmlHead, `<div class="comment-sidebar-related-x">a</div>`, "")},
		{"html ids", "a.html", numbered(htmlHead, func(i int) string { return fmt.Sprintf(`<p id=x%d>The ferry ran aground %d.</p>`, i, i) }, "")},
		{"html article", "a.html", rep(htmlHead, `<article><p>The ferry ran aground.</p>`, "")},
		{"html articles", "a.html", rep(htmlHead, `<article><p>The ferry ran aground.</p></article>`, "")},
		{"html headlines", "a.html", rep(htmlHead, `<article><h2><a href=x>The ferry ran aground.</a></h2></article>`, "")},
		{"html itemprop", "a.html", rep(htmlHead, `<div itemprop=articleBody>a `, "")},
		{"html itemprop2", "a.html", rep(htmlHead, `<div itemscope itemtype="http://schema.org/NewsArticle"><p itemprop=author>a `, "")},
		{"html ld arr", "a.html", rep(htmlHead+`<script type="application/ld+json">[`, `{"@type":"NewsArticle","headline":"Ferry"},`, `{}]</script><p>x`)},
		{"html ld deep", "a.html", rep(htmlHead+`<script type="application/ld+json">`, `{"@graph":[{"author":`, `</script><p>x`)},
		{"html ld authors", "a.html", rep(htmlHead+`<script type="application/ld+json">{"@type":"NewsArticle","author":[`, `{"name":"Jo"},`, `{}]}</script><p>x`)},
		{"html ld broken", "a.html", rep(htmlHead+`<script type="application/ld+json">{"@type":"NewsArticle","a":"`, `x"y`, `</script><p>x`)},
		{"html ld commas", "a.html", rep(htmlHead+`<script type="application/ld+json">{"@type":"NewsArticle","a":[`, `1,,`, `]}</script><p>x`)},
		{"html ld cdata", "a.html", rep(htmlHead+`<script type="application/ld+json">`, `<!--`, `</script><p>x`)},
		{"html ld nl", "a.html", rep(htmlHead+`<script type="application/ld+json">{"@type":"NewsArticle","a":"`, "\n", `"}</script><p>x`)},
		{"html ld ids", "a.html", numbered(htmlHead+`<script type="application/ld+json">{"@graph":[`, func(i int) string {
			return fmt.Sprintf(`{"@id":"#%d","@type":"NewsArticle","author":{"@id":"#%d"}},`, i, i+1)
		}, `{}]}</script><p>x`)},
		{"html next data", "a.html", rep(htmlHead+`<script id="__NEXT_DATA__" type="application/json">{"a":`, `[`, `</script><p>x`)},
		{"html one p", "a.html", rep(htmlHead+"<p>", "The ferry ran aground off Larn. ", "")},
		{"html word", "a.html", rep(htmlHead+"<p>", "a", "")},
		{"html date words", "a.html", rep(htmlHead+"<p>", "14 March 2024 ", "")},
		{"html ps date", "a.html", rep(htmlHead, "<p>14 March 2024 10:15</p>", "")},
		{"html ps", "a.html", rep(htmlHead, "<p>The ferry ran aground off Larn.</p>", "")},
		{"html spans", "a.html", rep(htmlHead, "<span>The ferry </span>", "")},
		{"html links", "a.html", rep(htmlHead, `<p><a href="/x">The ferry ran aground</a></p>`, "")},
		{"html noscript", "a.html", rep(htmlHead, `<noscript><p>The ferry</noscript>`, "")},
		{"html frameset", "a.html", rep("<html><frameset>", `<frame>`, "")},
		{"html canonical", "a.html", rep(htmlHead, `<link rel=canonical href="https://a.example/x">`, "")},
		{"html base", "a.html", rep(htmlHead, `<base href="https://a.example/x">`, "")},
		{"html bad enc", "a.html", rep(htmlHead+"<p>", "\xE9\x80 ", "")},
		{"html charset", "a.html", rep("<html><head>", `<meta charset=x>`, "<p>\xE9")},
		{"html 2022", "a.html", rep(`<html><head><meta charset=iso-2022-jp><p>`, "\x1B$B\x1B(B", "")},
		{"html bidi", "a.html", rep(htmlHead+"<p>x", "\u202E\u200B", "")},
		{"html marks", "a.html", rep(htmlHead+"<p>x", "\u0301", "")},
	}
}

func worstMails() []worstCase {
	mailHead := "From: a@quay.example\nSubject: Ferry\nDate: Sat, 2 Mar 2024 10:15:00 +0700\nMessage-ID: <a@b>\nMIME-Version: 1.0\n"
	return []worstCase{
		{"eml fields", "a.eml", rep(mailHead, "X-A: b\n", "\nfoo")},
		{"eml same", "a.eml", rep(mailHead, "Received: b\n", "\nfoo")},
		{"eml nofields", "a.eml", rep(mailHead, "foo\n", "\nfoo")},
		{"eml folded", "a.eml", rep(mailHead+"To: a\n", " b\n", "\nfoo")},
		{"eml words", "a.eml", rep("From: a@b.example\nSubject:", " =?utf-8?q?a?=", "\n\nfoo")},
		{"eml words2", "a.eml", rep("From: a@b.example\nSubject:", "=?utf-8?q?a?= x", "\n\nfoo")},
		{"eml wordsopen", "a.eml", rep("From: a@b.example\nSubject:", "=?", "\n\nfoo")},
		{"eml wordsopen2", "a.eml", rep("From: a@b.example\nSubject:", "=?a?q?", "\n\nfoo")},
		{"eml wordscs", "a.eml", rep("From: a@b.example\nSubject:", " =?utf-8?q?a?= =?latin1?q?b?=", "\n\nfoo")},
		{"eml wordenc", "a.eml", rep("From: a@b.example\nSubject:", " =?x?q?=E9=80?=", "\n\nfoo")},
		{"eml from", "a.eml", rep("Subject: x\nFrom:", " a@b.example,", "\n\nfoo")},
		{"eml from quotes", "a.eml", rep("Subject: x\nFrom:", ` "a`, "\n\nfoo")},
		{"eml from parens", "a.eml", rep("Subject: x\nFrom:", `(`, "\n\nfoo")},
		{"eml from angle", "a.eml", rep("Subject: x\nFrom:", `<`, "\n\nfoo")},
		{"eml date", "a.eml", rep("Subject: x\nFrom: a@b.example\nDate:", ` Sat, 2 Mar`, "\n\nfoo")},
		{"eml date parens", "a.eml", rep("Subject: x\nFrom: a@b.example\nDate:", `(`, "\n\nfoo")},
		{"eml received dates", "a.eml", rep("Subject: x\nFrom: a@b.example\n", "Received: a;"+strings.Repeat(" Sat", 20)+"\n", "\n\nfoo")},
		{"eml ctype", "a.eml", numbered(mailHead+"Content-Type: text/plain", func(i int) string { return fmt.Sprintf("; a*%d=b", i) }, "\n\nfoo")},
		{"eml ctype2", "a.eml", rep(mailHead+"Content-Type: text/plain", "; a=b", "\n\nfoo")},
		{"eml ctype3", "a.eml", rep(mailHead+"Content-Type: text/plain; a=\"", `\\`, "\n\nfoo")},
		{"eml ctype4", "a.eml", rep(mailHead+"Content-Type: text/plain; a*=utf-8''", `%20`, "\n\nfoo")},
		{"eml parts", "a.eml", rep(mailHead+"Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\na\n", "")},
		{"eml parts same nest", "a.eml", rep(mailHead+"Content-Type: multipart/mixed; boundary=b\n\n", "--b\nContent-Type: multipart/mixed; boundary=b\n\n", "")},
		{"eml nest", "a.eml", func(n int) string {
			var b strings.Builder
			b.WriteString(mailHead + "Content-Type: multipart/mixed; boundary=b0\n\n")
			for i := 1; i < 25; i++ {
				fmt.Fprintf(&b, "--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n", i-1, i)
			}
			b.WriteString(strings.Repeat("a\n", n/2))
			return b.String()
		}},
		{"eml rfc822 nest", "a.eml", rep(mailHead+"Content-Type: message/rfc822\n\n", mailHead+"Content-Type: message/rfc822\n\n", "")},
		{"eml b64", "a.eml", rep(mailHead+"Content-Transfer-Encoding: base64\n\n", "QUFB\n", "")},
		{"eml qp", "a.eml", rep(mailHead+"Content-Transfer-Encoding: quoted-printable\n\n", "= ", "")},
		{"eml qp2", "a.eml", rep(mailHead+"Content-Transfer-Encoding: quoted-printable\n\n=", " ", "x")},
		{"eml qp3", "a.eml", rep(mailHead+"Content-Transfer-Encoding: quoted-printable\n\n", "=\t", "x")},
		{"eml flowed", "a.eml", rep(mailHead+"Content-Type: text/plain; format=flowed\n\n", "a \n", "x")},
		{"eml flowed q", "a.eml", rep(mailHead+"Content-Type: text/plain; format=flowed\n\n", ">", " x")},
		{"eml flowed qq", "a.eml", rep(mailHead+"Content-Type: text/plain; format=flowed\n\n", "> a \n>> b \n", " x")},
		{"eml html", "a.eml", rep(mailHead+"Content-Type: text/html\n\n<p>", "<b><p>a", "")},
		{"eml html tables", "a.eml", rep(mailHead+"Content-Type: text/html\n\n<p>", "<table><tr><td>a", "")},
		{"eml utf7", "a.eml", rep(mailHead+"Content-Type: text/plain; charset=utf-7\n\n", "+AGE-", "")},
		{"eml utf7b", "a.eml", rep(mailHead+"Content-Type: text/plain; charset=utf-7\n\n", "+", "")},
		{"eml bad enc", "a.eml", rep(mailHead+"Content-Type: text/plain; charset=x\n\n", "\xE9\x80 ", "")},
		{"eml names", "a.eml", rep(mailHead+"Content-Type: multipart/mixed; boundary=b\n\n", "--b\nContent-Disposition: attachment; filename=a.txt\n\na\n", "")},
		{"eml body lines", "a.eml", rep(mailHead+"\n", "\n", "x")},
		{"eml body text", "a.eml", rep(mailHead+"\n", "The ferry ran aground\n", "x")},
		{"eml body urls", "a.eml", rep(mailHead+"\n", "https://", "x")},
		{"eml forwards", "a.eml", rep(mailHead+"\n", "-----Original Message-----\nFrom: a@b.example\nSubject: x\nDate: 2 Mar 2024\n\na\n", "x")},
		{"eml quoted", "a.eml", rep(mailHead+"\n", "On 2 Mar 2024, Jo wrote:\n> a\n", "x")},
		{"mbox", "a.mbox", rep("", "From a@b Sat Mar  2 10:15:00 2024\nFrom: a@b.example\nSubject: x\n\nfoo\n\n", "")},
		{"mbox from", "a.mbox", rep("From a@b Sat Mar  2 10:15:00 2024\nFrom: a@b.example\n\n", "From 10:15", "")},
		{"mbox from2", "a.mbox", rep("From a@b Sat Mar  2 10:15:00 2024\nFrom: a@b.example\n\n", ">", "From")},
		{"mhtml", "a.mhtml", rep("From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n", "--b\nContent-Type: text/html\n\n<p>a\n", "")},
	}
}

func worstArchives() []worstCase {
	warcHead := "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
	return []worstCase{
		{"warc tiny", "a.warc", rep("", warcHead+"Content-Length: 0\r\n\r\n\r\n\r\n", "")},
		{"warc http heads", "a.warc", func(n int) string {
			body := "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", n/6) + "\r\nfoo"
			return warcHead + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body)) + body
		}},
		{"warc http line", "a.warc", func(n int) string {
			body := "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("b", n) + "\r\n\r\nfoo"
			return warcHead + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body)) + body
		}},
		{"warc chunks", "a.warc", func(n int) string {
			body := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\na\r\n", n/6) + "0\r\n\r\n"
			return warcHead + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body)) + body
		}},
		{"warc chunk bad", "a.warc", func(n int) string {
			body := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1;", n/2)
			return warcHead + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(body)) + body
		}},
		{"warc gz members", "a.warc", func(n int) string {
			var one bytes.Buffer
			z := gzip.NewWriter(&one)
			z.Close()
			var h bytes.Buffer
			z = gzip.NewWriter(&h)
			fmt.Fprint(z, warcHead+"Content-Length: 0\r\n\r\n\r\n\r\n")
			z.Close()
			return h.String() + strings.Repeat(one.String(), n/one.Len())
		}},
		{"warc folded", "a.warc", rep("WARC/1.0\r\nA: b\r\n", " c\r\n", "")},
		{"arc lines", "a.arc", rep("filedesc://a 0.0.0.0 20240101000000 text/plain 10\n", "http://a/ 0.0.0.0 20240101000000 text/html 0\n", "")},
		{"zip many", "a.zip", zipMany},
		{"zip names", "a.zip", zipNames},
		{"tar many", "a.tar", tarMany},
		{"tar pax", "a.tar", func(n int) string {
			var b bytes.Buffer
			z := tar.NewWriter(&b)
			recs := map[string]string{}
			for i := 0; i < n/30; i++ {
				recs[fmt.Sprintf("X.a%d", i)] = "bbbbbbb"
			}
			z.WriteHeader(&tar.Header{Name: "a.txt", Size: 1, Typeflag: tar.TypeReg, PAXRecords: recs})
			z.Write([]byte("x"))
			z.Close()
			return b.String()
		}},
	}
}

func rep(pre, unit, post string) func(int) string {
	return func(n int) string { return pre + strings.Repeat(unit, n/len(unit)) + post }
}

func numbered(pre string, f func(i int) string, post string) func(int) string {
	return func(n int) string {
		var b strings.Builder
		b.WriteString(pre)
		for i := 0; b.Len() < n; i++ {
			b.WriteString(f(i))
		}
		b.WriteString(post)
		return b.String()
	}
}

func zipMany(n int) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; b.Len() < n; i++ {
		w, _ := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("%d.txt", i), Method: zip.Store})
		fmt.Fprintf(w, "x%d", i)
	}
	z.Close()
	return b.String()
}

func zipNames(n int) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; b.Len() < n; i++ {
		z.CreateHeader(&zip.FileHeader{Name: strings.Repeat("a/", 5000) + fmt.Sprint(i) + ".html", Method: zip.Store})
	}
	z.Close()
	return b.String()
}

func tarMany(n int) string {
	var b bytes.Buffer
	z := tar.NewWriter(&b)
	for i := 0; b.Len() < n; i++ {
		z.WriteHeader(&tar.Header{Name: fmt.Sprintf("%d.txt", i), Size: 1, Mode: 0o644, Typeflag: tar.TypeReg})
		z.Write([]byte("x"))
	}
	z.Close()
	return b.String()
}

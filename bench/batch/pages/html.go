package main

import (
	"fmt"
	"hash/fnv"
	"html"
	"math/rand/v2"
	"strings"
	"time"
)

// labels are what sites have around their articles, by language: sections, what is beside the text, what is below.
var labels = map[string][3]string{
	"en": {"Home|World|Politics|Business|Sport|Culture|Weather|Opinion", "Most read", "About us|Contact|Privacy policy|Terms of use|Advertise with us|Subscribe to our newsletter"},
	"de": {"Start|Welt|Politik|Wirtschaft|Sport|Kultur|Wetter|Meinung", "Meistgelesen", "Über uns|Kontakt|Datenschutz|Impressum|Werbung|Newsletter bestellen"},
	"es": {"Portada|Mundo|Política|Economía|Deportes|Cultura|Tiempo|Opinión", "Lo más leído", "Quiénes somos|Contacto|Privacidad|Aviso legal|Publicidad|Boletín"},
	"fr": {"Accueil|Monde|Politique|Économie|Sport|Culture|Météo|Idées", "Les plus lus", "Qui sommes-nous|Contact|Confidentialité|Mentions légales|Publicité|Lettre d'information"},
	"it": {"Home|Mondo|Politica|Economia|Sport|Cultura|Meteo|Opinioni", "I più letti", "Chi siamo|Contatti|Privacy|Note legali|Pubblicità|Newsletter"},
	"pt": {"Início|Mundo|Política|Economia|Desporto|Cultura|Tempo|Opinião", "Mais lidas", "Quem somos|Contacto|Privacidade|Termos|Publicidade|Boletim"},
	"id": {"Beranda|Dunia|Politik|Ekonomi|Olahraga|Budaya|Cuaca|Opini", "Terpopuler", "Tentang kami|Kontak|Kebijakan privasi|Ketentuan|Iklan|Berlangganan"},
	"tr": {"Ana sayfa|Dünya|Siyaset|Ekonomi|Spor|Kültür|Hava|Görüş", "Çok okunanlar", "Hakkımızda|İletişim|Gizlilik|Künye|Reklam|Bülten"},
	"ru": {"Главная|Мир|Политика|Экономика|Спорт|Культура|Погода|Мнения", "Самое читаемое", "О нас|Контакты|Конфиденциальность|Правила|Реклама|Рассылка"},
	"el": {"Αρχική|Κόσμος|Πολιτική|Οικονομία|Αθλητικά|Πολιτισμός|Καιρός|Απόψεις", "Δημοφιλή", "Ποιοι είμαστε|Επικοινωνία|Απόρρητο|Όροι|Διαφήμιση|Ενημερωτικό"},
	"ar": {"الرئيسية|العالم|السياسة|الاقتصاد|الرياضة|الثقافة|الطقس|الرأي", "الأكثر قراءة", "من نحن|اتصل بنا|الخصوصية|الشروط|الإعلانات|النشرة"},
	"hi": {"होम|दुनिया|राजनीति|कारोबार|खेल|संस्कृति|मौसम|राय", "सबसे ज़्यादा पढ़ी गई", "हमारे बारे में|संपर्क|गोपनीयता|शर्तें|विज्ञापन|न्यूज़लेटर"},
	"zh": {"首页|国际|政治|财经|体育|文化|天气|评论", "最多阅读", "关于我们|联系|隐私|条款|广告|订阅"},
}

func labelsOf(lang string) [3]string {
	if l, ok := labels[lang]; ok {
		return l
	}
	return labels["en"]
}

// layout is how a site builds its pages: of what its articles are made, and where.
type layout struct{ open, close, lead string }

var layouts = []layout{
	{`<main><article class="story">`, `</article></main>`, `<p class="lead">`},
	{`<div id="content"><div class="article-body" itemprop="articleBody">`, `</div></div>`, `<p>`},
	{`<section class="post"><div class="entry-content">`, `</div></section>`, `<p><strong class="dateline"></strong>`},
}

// style says what a site has of its own, always the same.
func style(outlet string) (layout, *rand.Rand) {
	h := fnv.New64a()
	h.Write([]byte(outlet))
	return layouts[h.Sum64()%uint64(len(layouts))], rand.New(rand.NewPCG(h.Sum64(), 3))
}

// html is the page as its site sends it, with headlines of others beside it and about so many kilobytes of scripts.
func (p *page) html(headlines []string, weight int) string {
	l, site := style(p.Outlet)
	words := labelsOf(p.Lang)
	var b strings.Builder
	p.head(&b, site, weight)
	fmt.Fprintf(&b, "<body>\n<header><a class=\"logo\" href=\"/\">%s</a>\n", html.EscapeString(p.Outlet))
	list(&b, "nav", strings.Split(words[0], "|"))
	fmt.Fprintf(&b, "</header>\n%s\n<h1>%s</h1>\n", l.open, html.EscapeString(p.Title))
	if !p.Undated {
		fmt.Fprintf(&b, "<div class=\"meta\"><time datetime=\"%s\">%s</time></div>\n", p.Published.Format(time.RFC3339), p.Published.Format("2006-01-02 15:04"))
	}
	for i, paragraph := range strings.Split(p.Text, "\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph == "" {
			continue
		}
		open := "<p>"
		if i == 0 {
			open = l.lead
		}
		b.WriteString(open + html.EscapeString(paragraph) + "</p>\n")
	}
	fmt.Fprintf(&b, "%s\n<aside><h2>%s</h2>\n", l.close, html.EscapeString(words[1]))
	list(&b, "ol", headlines)
	b.WriteString("</aside>\n<footer>\n")
	list(&b, "ul", strings.Split(words[2], "|"))
	fmt.Fprintf(&b, "<p>© 2031 %s</p></footer>\n</body></html>\n", html.EscapeString(p.Outlet))
	return b.String()
}

func (p *page) head(b *strings.Builder, site *rand.Rand, weight int) {
	fmt.Fprintf(b, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n<title>%s | %s</title>\n<link rel=\"canonical\" href=\"%s\">\n<meta property=\"og:type\" content=\"article\">\n<meta property=\"og:site_name\" content=\"%s\">\n<meta property=\"og:title\" content=\"%s\">\n",
		p.Lang, html.EscapeString(p.Title), html.EscapeString(p.Outlet), p.URL, html.EscapeString(p.Outlet), html.EscapeString(p.Title))
	if !p.Undated {
		fmt.Fprintf(b, "<meta property=\"article:published_time\" content=\"%s\">\n", p.Published.Format(time.RFC3339))
	}
	b.WriteString("<style>" + filler(site, weight<<10/4, ".%s{margin:%d}") + "</style>\n<script>" + filler(site, weight<<10*3/4, "var %s=%d;") + "</script>\n</head>")
}

// filler is what fills styles and scripts: names and numbers that hardly compress, as little as minified code does.
func filler(rng *rand.Rand, size int, form string) string {
	var b strings.Builder
	for b.Len() < size {
		fmt.Fprintf(&b, form, name(rng), rng.IntN(10_000))
	}
	return b.String()
}

func name(rng *rand.Rand) string {
	var out [6]byte
	for i := range out {
		out[i] = "abcdefghijklmnopqrstuvwxyz"[rng.IntN(26)]
	}
	return string(out[:])
}

func list(b *strings.Builder, kind string, items []string) {
	fmt.Fprintf(b, "<%s class=\"%s-list\">", kind, kind)
	for _, it := range items {
		fmt.Fprintf(b, "<li><a href=\"/%s\">%s</a></li>", slug(it), html.EscapeString(it))
	}
	fmt.Fprintf(b, "</%s>\n", kind)
}

package extract

import (
	"errors"
	"strings"
	"testing"
)

// troubled are pages that do not give the whole article, written after the
// kinds that sites serve.
var troubled = []struct {
	name  string
	kind  Trouble
	fatal bool
	page  string
}{
	{"robot check", TroubleBlocked, true, `<title>Just a moment...</title><h1>sallow.example</h1><p>Checking if the site connection is secure</p><p>sallow.example needs to review the security of your connection before proceeding.</p>`},
	{"robot check in Russian", TroubleBlocked, true, `<html lang=ru><title>Проверка</title><p>Подтвердите, что вы не робот</p><form><input type=checkbox></form>`},
	{"robot check in Chinese", TroubleBlocked, true, `<html lang=zh><title>安全验证</title><p>请完成下方验证后继续操作</p>`},
	{"captcha", TroubleBlocked, true, `<title>sallow.example</title><p>Please enable JS and disable any ad blocker</p><p>Are you a robot?</p>`},
	{"forbidden", TroubleError, true, `<html><head><title>403 Forbidden</title></head><body><center><h1>403 Forbidden</h1></center><hr><center>nginx</center></body></html>`},
	{"soft 404", TroubleError, true, `<title>Page not found | Sallow Post</title><h1>Sorry, we could not find that page</h1><p>The page you requested may have moved or been deleted. Try the search above.</p>`},
	{"soft 404 in German", TroubleError, true, `<html lang=de><title>Seite nicht gefunden - Hafenbote</title><h1>Ups!</h1><p>Die von Ihnen gesuchte Adresse gibt es bei uns nicht mehr. Vielleicht hilft die Suche.</p>`},
	{"soft 404 in Japanese", TroubleError, true, `<html lang=ja><title>エラー</title><p>お探しのページは削除されたか、移動した可能性があります。</p>`},
	{"soft 404 in Arabic", TroubleError, true, `<html lang=ar><title>المنارة</title><h1>الصفحة غير موجودة</h1><p>عد إلى الصفحة الرئيسية.</p>`},
	{"soft 404 that offers other articles", TroubleError, true, `<html lang=es><title>Página no encontrada - Correo de Orsa</title><h1>Página no encontrada</h1><p>Le invitamos a volver a la portada.</p><ul>` + strings.Repeat(`<li><a href=/n>El puerto de Orsa abre de nuevo sus muelles</a></li>`, 16) + `</ul>`},
	{"legal reasons", TroubleError, true, `<title>451: Unavailable due to legal reasons</title><p>We recognize you are attempting to access this website from a country where we cannot grant it.</p>`},
	{"cookie wall", TroubleConsent, true, `<title>Sallow Post</title><div><p>We value your privacy</p><p>We and our partners store and access information on a device, such as cookies, and process personal data.</p><p>You may accept all cookies or manage preferences.</p><button>Accept</button></div>`},
	{"cookie wall in German", TroubleConsent, true, `<html lang=de><title>Hafenbote</title><p>Mit Werbung weiterlesen oder werbefrei im Abo: Besuchen Sie uns wie gewohnt mit Tracking, wir und unsere Partner verwenden Cookies zu diesem Zweck.</p><p>Alle akzeptieren und zur Einwilligung zurück.</p>`},
	{"cookie wall in French", TroubleConsent, true, `<html lang=fr><title>Le Phare</title><p>Nous et nos partenaires utilisons des cookies pour mesurer l'audience de ce site.</p><p>Tout accepter</p><p>Gestion des cookies</p>`},
	{"login", TroubleLogin, true, `<title>Sallow Post</title><form><p>Log in to Sallow Post</p><input type=email><input type=password><a href=/x>Forgot your password?</a></form>`},
	{"login in Indonesian", TroubleLogin, true, `<html lang=id><title>Masuk</title><form><input name=u><input type=password></form><p>Lupa kata sandi</p>`},
	{"script only", TroubleScript, true, `<title>Storm shuts harbour</title><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script>app()</script>`},
	{"script only in French", TroubleScript, true, `<html lang=fr><title>Le port</title><p>Veuillez activer JavaScript pour lire ce site.</p><div id=app></div>`},
	{"film", TroubleMedia, true, `<head><title>Crane falls</title><meta property="og:type" content="video.other"></head><h1>Crane falls</h1><div class=player></div><p>Watch it.</p>`},
	{"film with a caption", TroubleMedia, false, `<head><title>Crane falls</title><script type="application/ld+json">{"@type":"VideoObject","name":"Crane falls","uploadDate":"2024-11-06"}</script></head><h1>Crane falls</h1><main><p>The crane at pier four of Port Sallow fell into the basin on Tuesday morning, as this film by a passer-by shows.</p></main>`},
	{"nothing", TroubleEmpty, true, `<html><body></body></html>`},
	{"stub that says so", TroublePaywall, false, article(``, 2) + `<div class=wall><p>Subscribe to continue reading</p><p>Already a subscriber? Log in</p></div>`},
	{"stub in German", TroublePaywall, false, `<html lang=de>` + article(``, 2) + `<section><p>Jetzt weiterlesen mit HB+</p></section>`},
	{"stub in Japanese", TroublePaywall, false, `<html lang=ja><article><h1>港が閉鎖</h1><p>サロー港は火曜日、嵐でクレーンが倒れたため閉鎖された。港湾局によると、けが人はいない。</p><p>島へのフェリーは金曜日まで運航しない見通しで、魚市場は内陸に移った。</p></article><p>この記事は有料会員限定です。残り文字数520字</p>`},
	{"stub marked in JSON-LD", TroublePaywall, false, `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Storm","isAccessibleForFree":"False","hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".rest"}}</script>` + article(``, 2)},
	{"stub that breaks off", TroublePaywall, false, article(`<p>The operator, which had been warned twice by the inspectors in the spring of the year, told the Sallow Post that…</p>`, 2)},
}

// article is a page's article of some paragraphs and what follows them.
func article(tail string, paragraphs int) string {
	all := []string{
		"<p>The harbour of Port Sallow was closed on Tuesday after a storm tore a crane from its rails, the port authority said.</p>",
		"<p>Nobody was hurt, but the ferry to the islands will not sail before Friday, and the fish market has moved inland.</p>",
		"<p>Divers are to look for the crane's cabin in the basin, which is twelve metres deep at that place, as soon as the wind allows.</p>",
		"<p>The mayor asked the owners of small boats to leave the inner basin, where the swell had broken moorings during the night.</p>",
		"<p>It is the second accident of its kind within a year; after the first the inspectors had asked for new rails.</p>",
		"<p>The insurer of the port declined to comment on the sum, which local papers put at four million crowns.</p>",
		"<p>Schools on the islands stay open, the county said, and food for a week had been landed before the storm.</p>",
		"<p>The weather service expects the wind to drop on Thursday night and to turn north, with showers until the weekend.</p>",
	}
	var b strings.Builder
	for i := range paragraphs {
		b.WriteString(all[i%len(all)])
	}
	return "<article><h1>Storm shuts harbour</h1>" + b.String() + tail + "</article>"
}

func TestTrouble(t *testing.T) {
	for _, tt := range troubled {
		p, err := HTML(t.Context(), []byte(tt.page), Options{})
		var e *Error
		switch {
		case tt.fatal && (!errors.As(err, &e) || e.Kind != tt.kind):
			t.Errorf("%s: got %v and %+v, want an error of kind %s", tt.name, err, p, tt.kind)
		case tt.fatal && !strings.Contains(err.Error(), ": "):
			t.Errorf("%s: no remedy in %q", tt.name, err)
		case !tt.fatal && (err != nil || p.Trouble != tt.kind || p.Note == "" || p.Text == ""):
			t.Errorf("%s: got %v and %+v, want a note of kind %s", tt.name, err, p, tt.kind)
		}
	}
}

// TestNoTrouble holds the signs of trouble to pages that are in none.
func TestNoTrouble(t *testing.T) {
	for name, page := range map[string]string{
		"a whole article":                           article("", 8),
		"a short one":                               article("", 3),
		"an offer to subscribe in the footer":       article("", 8) + strings.Repeat("<p>Another line of the page that is part of something else.</p>", 20) + "<footer><p>Subscribe to read our newsletter</p></footer>",
		"a cookie banner":                           `<div id=banner><p>We use cookies. Accept all cookies or manage preferences.</p></div>` + article("", 5),
		"a login form":                              `<form><input type=password><p>Forgot your password?</p></form>` + article("", 4),
		"a report about robots":                     "<title>Are robots taking over the port?</title>" + article("<p>Are you a robot? asked the mayor, and the crane did not answer him, to the delight of the crowd.</p>", 6),
		"a report about error 404":                  "<title>The story of 404</title>" + article("<p>The page was not found for years, the archive said.</p>", 6),
		"not free, but all there":                   `<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false,"hasPart":{"cssSelector":".rest","isAccessibleForFree":false}}</script><article><h1>Storm</h1><div class="rest">` + article("", 5) + `</div></article>`,
		"an ellipsis at the end of a long article":  article("<p>And the ferry sailed away…</p>", 8),
		"a noscript that asks for scripts":          `<noscript>Please enable JavaScript.</noscript>` + article("", 4),
		"a film beside an article":                  `<meta property="og:type" content="video"><script type="application/ld+json">[{"@type":"VideoObject"},{"@type":"NewsArticle","headline":"Storm"}]</script>` + article("", 6),
		"an article with a list of others below it": article("", 4) + "<ul>" + strings.Repeat(`<li><a href="/x">Another report of the harbour and of the ferry</a></li>`, 30) + "</ul>",
	} {
		p, err := HTML(t.Context(), []byte(page), Options{})
		if err != nil || p.Trouble != "" || !strings.Contains(p.Text, "Nobody was hurt") {
			t.Errorf("%s: %v %q %q", name, err, p.Note, p.Text)
		}
	}
}

// TestFrontPage recognises a list of teasers.
func TestFrontPage(t *testing.T) {
	teaser := `<div class="story-card"><a href="/a"><h3>Storm tears crane from its rails in the harbour</h3></a><p>The harbour of Port Sallow was closed on Tuesday, the port authority said, and nobody was hurt.</p></div>`
	links := `<li><a href="/b">Council raises the fees of the fish market once more</a></li>`
	for name, page := range map[string]string{
		"teasers":     `<title>Sallow Post</title><main>` + strings.Repeat(teaser, 20) + `</main>`,
		"only titles": `<title>Sallow Post - News</title><main><ul>` + strings.Repeat(links, 40) + `</ul></main>`,
	} {
		_, err := HTML(t.Context(), []byte(page), Options{})
		var e *Error
		if !errors.As(err, &e) || e.Kind != TroubleList {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWallsData holds walls.txt to its form: kinds that there are, phrases in
// lower case, each once in a kind, in at least twenty scripts and languages.
func TestWallsData(t *testing.T) {
	all := walls()
	for kind, phrases := range all {
		if _, ok := troubles[kind]; !ok {
			t.Errorf("no trouble is called %q", kind)
		}
		seen := map[string]bool{}
		for _, p := range phrases {
			if seen[p] || p != strings.ToLower(p) || len(p) < 5 {
				t.Errorf("%s: %q is there twice, too short or has capitals", kind, p)
			}
			seen[p] = true
		}
	}
	for _, kind := range []Trouble{TroublePaywall, TroubleConsent, TroubleBlocked, TroubleError, TroubleLogin, TroubleScript} {
		if len(all[kind]) < 20 {
			t.Errorf("%s has %d phrases", kind, len(all[kind]))
		}
	}
}

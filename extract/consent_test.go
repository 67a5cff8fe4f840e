package extract

import (
	"errors"
	"strings"
	"testing"
)

// walledPages are walls of pages that ask to accept cookies, in many languages:
// their heading, what they say, and their buttons.
var walledPages = []struct{ lang, heading, text, yes, no string }{
	{"en", "We value your privacy", "We and our 712 partners store and access information on a device, such as unique identifiers, and process personal data for the purposes below.", "Accept all", "Continue without accepting"},
	{"fr", "Votre vie privée compte pour nous", "Avec nos 1 204 partenaires, nous lisons des informations sur un terminal et mesurons l'audience des contenus.", "Tout accepter", "Continuer sans accepter"},
	{"de", "Wir schützen Ihre Privatsphäre", "Wir und unsere bis zu 218 Partner verarbeiten Informationen auf einem Gerät, um Anzeigen zu messen und Inhalte zu verbessern.", "Zustimmen und weiter", "Alle ablehnen"},
	{"es", "Valoramos su privacidad", "Nosotros y nuestros 340 socios guardamos información en un dispositivo y tratamos datos personales para mostrar anuncios.", "Aceptar todo", "Rechazar todo"},
	{"pt", "A sua privacidade é importante", "Nós e os nossos 95 parceiros guardamos informações num dispositivo e tratamos dados pessoais para medir os anúncios.", "Aceitar tudo", "Rejeitar tudo"},
	{"it", "Rispettiamo la tua privacy", "Noi e i nostri 480 partner archiviamo informazioni su un dispositivo e trattiamo dati personali per misurare gli annunci.", "Accetta tutto", "Continua senza accettare"},
	{"nl", "Wij geven om uw privacy", "Wij en onze 611 partners bewaren informatie op een apparaat en verwerken gegevens om advertenties te meten.", "Alles accepteren", "Alles weigeren"},
	{"sv", "Vi värnar om din integritet", "Vi och våra 77 partners lagrar information på en enhet och behandlar uppgifter för att mäta annonser.", "Godkänn alla", "Avvisa alla"},
	{"da", "Vi passer på dit privatliv", "Vi og vores 130 partnere gemmer oplysninger på en enhed og behandler data for at måle annoncer.", "Accepter alle", "Afvis alle"},
	{"fi", "Yksityisyytesi on meille tärkeää", "Me ja kumppanimme (88) tallennamme tietoja laitteelle ja käsittelemme niitä mainosten mittaamiseksi.", "Hyväksy kaikki", "Hylkää kaikki"},
	{"pl", "Szanujemy Twoją prywatność", "My i nasi partnerzy (509) uzyskujemy dostęp do informacji na urządzeniu i przetwarzamy dane, aby mierzyć reklamy.", "Akceptuj wszystko", "Odrzuć wszystko"},
	{"cs", "Vaše soukromí je pro nás důležité", "My a naši 44 partneři přistupujeme k informacím v zařízení a zpracováváme údaje, abychom měřili reklamy.", "Přijmout vše", "Pokračovat bez souhlasu"},
	{"el", "Σεβόμαστε το απόρρητό σας", "Εμείς και οι 60 συνεργάτες μας αποθηκεύουμε πληροφορίες στη συσκευή και επεξεργαζόμαστε δεδομένα. Αποδοχή όλων ή επιλογές;", "Αποδοχή όλων", "Απόρριψη όλων"},
	{"ru", "Ваша конфиденциальность важна", "Мы и наши 32 партнёра храним сведения на устройстве, в том числе файлы cookie, и обрабатываем данные.", "Принять все", "Отклонить все"},
	{"tr", "Gizliliğinize önem veriyoruz", "Biz ve 210 ortağımız cihazınızda bilgi saklıyor, çerezleri okuyor ve verileri reklam ölçümü için işliyoruz.", "Tümünü kabul et", "Tümünü reddet"},
	{"ar", "نحن نحترم خصوصيتك", "نحن وشركاؤنا نخزن ملفات تعريف الارتباط على جهازك ونعالج البيانات لقياس الإعلانات وتحسين المحتوى.", "قبول الكل", "رفض الكل"},
	{"id", "Kami menghargai privasi Anda", "Kami dan mitra kami menyimpan informasi di perangkat dan menggunakan cookie untuk mengukur iklan serta isi.", "Terima semua", "Tolak semua"},
	{"ja", "お客様のプライバシーについて", "当社とパートナー712社は、端末に情報を保存し、広告の測定のためにクッキーを使用して個人データを処理します。", "すべて同意", "すべて拒否"},
	{"zh", "我们重视您的隐私", "我们和我们的合作伙伴会在设备上存储信息，使用cookie处理个人数据，以衡量广告和内容的效果。", "全部接受", "全部拒绝"},
	{"ko", "귀하의 개인정보를 소중히 여깁니다", "당사와 파트너 712곳은 기기에 정보를 저장하고 쿠키를 사용하여 광고를 측정하고 개인 데이터를 처리합니다.", "모두 수락", "모두 거부"},
}

// TestConsentWalls recognises the wall with its buttons as such and as lines,
// and the long one that lists what all the partners do.
func TestConsentWalls(t *testing.T) {
	for _, w := range walledPages {
		head := `<html lang=` + w.lang + `><head><title>Sallow Post</title></head><body><h1>` + w.heading + `</h1><p>` + w.text + `</p>`
		for name, page := range map[string]string{
			"with buttons": head + `<button>` + w.yes + `</button><button>` + w.no + `</button>`,
			"with lines":   head + `<p>` + w.yes + `</p><p>` + w.no + `</p>`,
			"long":         head + strings.Repeat(`<p>`+w.text+`</p>`, 12) + `<button>` + w.yes + `</button><button>` + w.no + `</button>`,
		} {
			p, err := HTML(t.Context(), []byte(page), Options{})
			var e *Error
			if !errors.As(err, &e) || e.Kind != TroubleConsent {
				t.Errorf("%s, %s: %v %q", w.lang, name, err, p.Text)
			}
		}
	}
}

// TestReportsOnConsent holds that a report about cookies is one.
func TestReportsOnConsent(t *testing.T) {
	for _, w := range walledPages {
		page := `<html lang=` + w.lang + `><h1>` + w.heading + `</h1>` + article(`<p>«`+w.text+`»</p>`, 5) + `<div id=banner><p>` + w.text + `</p><button>` + w.yes + `</button></div>`
		p, err := HTML(t.Context(), []byte(page), Options{})
		if err != nil || !strings.Contains(p.Text, "Nobody was hurt") {
			t.Errorf("%s: %v %q", w.lang, err, p.Text)
		}
	}
}

// TestNoSentence refuses pages of which only the navigation is left.
func TestNoSentence(t *testing.T) {
	const says = `<meta property="article:published_time" content="2024-11-06T18:40:12+01:00"><title>Storm shuts harbour</title>`
	for name, tt := range map[string]struct {
		page string
		ok   bool
	}{
		"a comment without an end":     {says + `<nav><a href="/">Home</a> <a href="/w">World</a></nav><!-- ` + article("", 5), false},
		"names of sections":            {`<title>Sallow Post</title><div>News Sports Weather</div>`, false},
		"names of sections in Chinese": {`<title>晨报</title><div><a href="/a">首页</a><a href="/b">国内</a><a href="/c">体育</a></div>`, false},
		"a flash that says what it is": {says + `<article><h1>Storm shuts harbour</h1><p>Port authority: harbour closed until Friday</p></article>`, true},
		"a flash of one sentence":      {`<title>Flash</title><article><h1>Flash</h1><p>The harbour of Port Sallow is closed.</p></article>`, true},
		"a flash in Japanese":          {`<title>速報</title><article><h1>速報</h1><p>サロー港が嵐で閉鎖された。</p></article>`, true},
	} {
		p, err := HTML(t.Context(), []byte(tt.page), Options{})
		var e *Error
		if tt.ok != (err == nil) || !tt.ok && (!errors.As(err, &e) || e.Kind != TroubleEmpty) {
			t.Errorf("%s: %v %q", name, err, p.Text)
		}
	}
}

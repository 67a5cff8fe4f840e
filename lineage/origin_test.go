package lineage

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// Two newsrooms on one fire. Neither has a word from the other: the same
// place, the same hour and the same numbers are the event's.
const (
	fireAtMill = `A fire broke out in the old paper mill of Torvane shortly after four o'clock on Tuesday morning. The night watchman, Osk Merrin, said he heard a bang from the drying hall and saw flames behind the windows. Sixty firefighters from three towns fought the blaze for seven hours. Two of them were taken to hospital with smoke poisoning. The roof of the main building fell in at about half past six. The mill had stood empty since it went bankrupt nine years ago. Its owner, a holding company in Larn, had applied for permission to pull it down. Neighbours said young people often met in the cellar.`

	fireWitness = `Wer in Torvane am Dienstag früh aus dem Fenster sah, dachte zuerst an einen roten Sonnenaufgang. Die Bäckerin Ilse Vank stand schon in der Backstube, als der Strom ausfiel. Die Feuerwehr rückte mit 60 Kräften aus und war um 11 Uhr noch immer mit Nachlöschen beschäftigt. Die Bahnstrecke nach Larn blieb wegen des Rauchs bis zum Mittag gesperrt. Bürgermeisterin Hanne Dorl sprach von einem schwarzen Tag für die Stadt und kündigte eine Sitzung des Rates an. Die Papierfabrik war einst der größte Arbeitgeber im Tal. Nach der Ursache sucht nun die Kriminalpolizei, die Brandstiftung nicht ausschließt. Die Schule in der Mühlstraße öffnet erst am Mittwoch wieder.`

	fireInSpanish = `Un incendio se declaró en la antigua fábrica de papel de Torvane poco después de las cuatro de la madrugada del martes. El vigilante nocturno, Osk Merrin, dijo que oyó una explosión en la nave de secado y vio llamas detrás de las ventanas. Sesenta bomberos de tres localidades lucharon contra el fuego durante siete horas. Dos de ellos fueron trasladados al hospital intoxicados por el humo. El tejado del edificio principal se derrumbó hacia las seis y media. La fábrica estaba vacía desde que quebró hace nueve años. Los vecinos dijeron que los jóvenes se reunían a menudo en el sótano.`

	fireOfBoth = `A fire broke out in the old paper mill of Torvane shortly after four o'clock on Tuesday morning. The night watchman, Osk Merrin, said he heard a bang from the drying hall and saw flames behind the windows. Sixty firefighters from three towns fought the blaze for seven hours. Two of them were taken to hospital with smoke poisoning. The roof of the main building fell in at about half past six. The railway line to Larn stayed closed until noon because of the smoke. Mayor Hanne Dorl spoke of a black day for the town and announced a meeting of the council. The paper mill was once the largest employer in the valley. The criminal police are now looking for the cause and do not rule out arson. The school in Mühlstrasse will not open again until Wednesday.`

	fireInIndonesian = `Kebakaran melanda bekas pabrik kertas di Torvane tak lama setelah pukul empat pada Selasa pagi. Penjaga malam, Osk Merrin, mengatakan ia mendengar ledakan dari ruang pengeringan dan melihat api di balik jendela. Enam puluh petugas pemadam kebakaran dari tiga kota memadamkan api selama tujuh jam. Dua di antara mereka dibawa ke rumah sakit karena keracunan asap. Atap gedung utama runtuh sekitar pukul setengah tujuh. Pabrik itu kosong sejak bangkrut sembilan tahun lalu.`
)

// The same in languages that share no letters.
const (
	damInRussian    = `Утром в среду в плотине у города Квалле обнаружили трещину длиной двенадцать метров. Смотритель Ярек Толь заметил воду на стене во время обхода. Инженеры начали спускать водохранилище, чтобы снизить давление. Жителей трёх деревень ниже по течению попросили покинуть дома. По словам губернатора, опасности прорыва нет. Плотину построили шестьдесят лет назад и ремонтировали всего один раз.`
	damInArabic     = `اكتُشف صباح الأربعاء شق طوله اثنا عشر متراً في السد القريب من مدينة كوالي. ولاحظ الحارس يارك تول الماء على الجدار خلال جولته. وبدأ المهندسون بتفريغ الخزان لتخفيف الضغط. وطُلب من سكان ثلاث قرى أسفل النهر مغادرة منازلهم. وقال المحافظ إنه لا خطر من انهيار السد. وبُني السد قبل ستين عاماً ولم يُرمم سوى مرة واحدة.`
	marketTurkish   = `Kvalle pazarında balık fiyatları son on yılın en yüksek düzeyine çıktı. Balıkçılar yakıtın pahalı olduğunu ve fırtınalar yüzünden denize açılamadıklarını söylüyor. Belediye, tezgâh kiralarını kış sonuna kadar yarıya indirdi. Esnaf odası başkanı Sema Orlu bunun yetmeyeceğini belirtti. Geçen hafta pazarda yalnızca dokuz tezgâh açıktı.`
	bothInUkrainian = `Уранці в середу в греблі біля міста Квалле виявили тріщину завдовжки дванадцять метрів. Доглядач Ярек Толь помітив воду на стіні під час обходу. Інженери почали спускати водосховище, щоб зменшити тиск. Мешканців трьох сіл нижче за течією попросили залишити домівки. Тим часом на ринку Квалле ціни на рибу сягнули найвищого рівня за десять років. Рибалки кажуть, що пальне дороге, а через шторми вони не могли вийти в море. Міська влада вдвічі знизила орендну плату за прилавки до кінця зими. Голова ремісничої палати Сема Орлу заявила, що цього не вистачить.`
)

func fireReport(id, outlet, lang, at, text string) stemma.Article {
	a := stemma.Article{ID: id, Outlet: outlet, Lang: lang, Text: text, PublishedPrecision: stemma.PrecisionNone}
	if at != "" {
		a.Published, _ = time.Parse(time.DateTime, "2031-05-06 "+at+":00")
		a.PublishedPrecision = stemma.PrecisionSecond
	}
	return a
}

func TestOrigins(t *testing.T) {
	mill := fireReport("mill", "Torvane Courier", "en", "08:00", fireAtMill)
	witness := fireReport("witness", "Talbote", "de", "09:30", fireWitness)
	spanish := fireReport("spanish", "Correo de Larn", "es", "11:00", fireInSpanish)
	both := fireReport("both", "Valley Post", "en", "14:00", fireOfBoth)
	indonesian := fireReport("indonesian", "Kabar Torvane", "id", "10:00", fireInIndonesian)
	dam := fireReport("dam", "Вестник Квалле", "ru", "08:00", damInRussian)
	arabic := fireReport("arabic", "صوت كوالي", "ar", "10:00", damInArabic)
	market := fireReport("market", "Kvalle Postası", "tr", "09:00", marketTurkish)
	ukrainian := fireReport("ukrainian", "Кваллеський тиждень", "uk", "15:00", bothInUkrainian)
	for _, x := range []struct {
		name     string
		articles []stemma.Article
		want     string
		origins  int
	}{
		{"two reports of one event", []stemma.Article{mill, witness}, "", 2},
		{"a report and its translation", []stemma.Article{mill, spanish}, "spanish<mill", 1},
		{"two origins, one of them translated", []stemma.Article{mill, witness, spanish, indonesian}, "spanish<mill indonesian<mill", 2},
		{"two origins and a report made of both", []stemma.Article{mill, witness, spanish, both}, "spanish<mill both<mill both<<witness", 2},
		{"a translation between scripts", []stemma.Article{dam, arabic}, "arabic<dam", 1},
		{"two subjects in a third language", []stemma.Article{dam, market, ukrainian}, "ukrainian<dam ukrainian<<market or ukrainian<market ukrainian<<dam", 2},
		{"the same without the one who was first", []stemma.Article{witness, both}, "both<witness", 1},
	} {
		t.Run(x.name, func(t *testing.T) {
			tree := trace(t, x.articles...)
			if got := family(tree); !slices.Contains(strings.Split(x.want, " or "), got) || tree.Origins != x.origins {
				t.Errorf("tree %q with %d origins, want %q with %d", got, tree.Origins, x.want, x.origins)
			}
		})
	}
}

// TestMixedDescent: of what origins a report is that was made of two, and which
// of its sentences are from which.
func TestMixedDescent(t *testing.T) {
	tree := trace(t, fireReport("mill", "Torvane Courier", "en", "08:00", fireAtMill),
		fireReport("witness", "Talbote", "de", "09:30", fireWitness), fireReport("both", "Valley Post", "en", "14:00", fireOfBoth))
	d := tree.Descents[2]
	if len(d.From) != 2 || math.Abs(d.From[0].Share-0.5) > 0.11 || d.Own > 0.11 {
		t.Errorf("descent %+v, want half from each of the two", d)
	}
	for _, s := range d.From {
		first, last := s.Sentences[0], s.Sentences[len(s.Sentences)-1]
		if s.Origin == "mill" && last > 4 || s.Origin == "witness" && first < 5 {
			t.Errorf("sentences %v are said to be from %s", s.Sentences, s.Origin)
		}
	}
}

// TestTied: what counts against an origin is another family's earlier text, as
// far as it stands side by side in both.
func TestTied(t *testing.T) {
	for _, x := range []struct {
		name, at, says string
		share, runs    float64
	}{
		{"the same in the same order", "07:00", "1 2 3 4 5 6", 1, math.Log1p(5)},
		{"the same in another order", "07:00", "6 4 2 5 3 1", 1, 0},
		{"two facts", "07:00", "1 11 12 4 13 14", 1. / 3, 0},
		{"later", "09:00", "1 2 3 4 5 6", 0, 0},
		{"undated, and names it as the source", "", "@Marsh_Herald 1 2 3 4 5 6", 0, 0},
	} {
		g, err := newGraph(t.Context(), write([]report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6"}, {"b", "Kabar Rawa", "id", x.at, x.says},
		}, nil))
		if err != nil {
			t.Fatal(err)
		}
		g.parent = []int{g.root(), g.root(), g.root()}
		if share, runs := g.tied(0); math.Abs(share-x.share) > 1e-9 || math.Abs(runs-x.runs) > 1e-9 {
			t.Errorf("%s: tied %.3f, runs %.3f, want %.3f, %.3f", x.name, share, runs, x.share, x.runs)
		}
		g.parent[0] = 1
		if share, _ := g.tied(0); share != 0 {
			t.Errorf("%s: tied %.3f within one family", x.name, share)
		}
	}
}

// TestApart: reports of one event are apart, a report and what it was made
// from are not.
func TestApart(t *testing.T) {
	for _, x := range []struct {
		name, child string
		want        float64
	}{
		{"cut", "1 2 3 4", 0},
		{"cut and added to", "1 2 3 4 11 12", 0},
		{"all of it, in another order", "4 2 3 1", 0},
		{"two facts", "11 1 12 13 4 14", 2. / 3},
		{"nothing", "11 12", 0},
	} {
		g, err := newGraph(t.Context(), write([]report{
			{"a", "Marsh Herald", "en", "08:00", "1 2 3 4 5 6"}, {"b", "Kabar Rawa", "id", "09:00", x.child},
		}, nil))
		if err != nil {
			t.Fatal(err)
		}
		var tl tally
		g.compareApart(1, 0, &tl)
		if got := tl.whole[fApart]; math.Abs(got-x.want) > 1e-9 {
			t.Errorf("%s: apart %.3f, want %.3f", strings.TrimSpace(x.name), got, x.want)
		}
	}
}

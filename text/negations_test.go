package text

import (
	"strings"
	"testing"
)

// For each language sentences that deny something, with the words that do, and
// sentences with the same letters that deny nothing.
func TestNegations(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"zh", "国家减灾机构说，死亡人数增至832人。", ""},
		{"zh", "无锡的无人机展览上有人燃放烟花。", ""},
		{"zh", "非洲国家的未来取决于没收的资产。", ""},
		{"zh", "不丹国王表示不安，居民普遍不满。", ""},
		{"zh", "前所未有的洪水淹没了村庄，三人下落不明。", ""},
		{"zh", "政府毫不犹豫地回应。", "毫不"},
		{"zh", "对没有票的乘客，门是关着的。", "没有"},
		{"zh", "专家称这座桥不安全。", "不安全"},
		{"zh", "大臣不同意这项计划，法院判他无罪。", "不同意; 无罪"},
		{"zh", "救援人员没收到消息，船只并非被风吹走。", "没收到; 并非"},
		{"zh", "會不會下雨，官員說還未知道。", "還未"},
		{"ja", "住民の不安が広がり、無料の食事が配られた。", ""},
		{"ja", "危ない橋は絶えず監視され、間違いなく閉鎖される。", ""},
		{"ja", "はなしの内容は思わずもれた。", ""},
		{"ja", "船は港に戻らず、乗組員は見つからなかった。", "らず; なかった"},
		{"ja", "市長は出席せず、説明もありません。", "せず; ません"},
		{"ja", "避難は完了していない。", "いない"},
		{"ko", "미래 기술로 불꽃 축제를 연다고 제안했다.", ""},
		{"ko", "건물 안 사람들은 잘못했다고 했다.", ""},
		{"ko", "정부는 그 계획을 안 했다고 밝혔다.", "안"},
		{"ko", "구조대는 배를 못 찾았다.", "못"},
		{"ko", "건물 안 할머니가 구조됐다.", ""},
		{"ko", "학교 안 참가자들이 대피했다.", ""},
		{"ko", "차 안 막내와 알바생이 숨졌다.", ""},
		{"ko", "시장은 회의를 안 할 것이라고 말했다.", "안"},
		{"ko", "아무도 돈을 안 받았다.", "안"},
		{"ko", "배는 돌아오지 않았고 소식이 없다.", "않; 없"},
		{"tr", "Bakan Dönmez cuma günü gemileri gömüyor dedi.", ""},
		{"tr", "Açıklamadan sonra asker köylüyü yaraladı.", ""},
		{"tr", "Köpek balığı çocuğa saldırmadı.", "saldırmadı"},
		{"tr", "Rehineler öldürülmedi ve gemi batmamış.", "öldürülmedi; batmamış"},
		{"tr", "Hükümet köprünün kapatılmaması gerektiğini söyledi.", "kapatılmaması"},
		{"fi", "Sairaalassa hoidetaan kymmentä potilasta.", ""},
		{"fi", "Laiva ei palannut, eivätkä miehet soittaneet.", "ei; eivätkä"},
		{"hu", "A nemzet ünnepén nemcsak a tenger volt csendes.", ""},
		{"hu", "A hajó nem tért vissza, és túlélő sincs.", "nem; sincs"},
		{"fa", "نبرد در شهر ادامه دارد و نمایندگان آمدند.", ""},
		{"fa", "سازمان‌های غیر دولتی کمک کردند.", ""},
		{"fa", "دولت اعلام نکرده‌است و کشتی نرسید.", "نکرده‌است; نرسید"},
		{"fa", "پل بسته نشد و باز نخواهند کرد.", "نشد; نخواهند"},
		{"hi", "गैर सरकारी संगठन ने मत पेटी लौटाई।", ""},
		{"hi", "जहाज नहीं लौटा।", "नहीं"},
		{"bn", "তিনি বললেন কোম্পানি পানি পাঠিয়েছে।", ""},
		{"bn", "জাহাজ ফেরেনি এবং বন্দর বন্ধ হয়নি।", "ফেরেনি; হয়নি"},
		{"ta", "கப்பல் திரும்பவில்லை.", "திரும்பவில்லை"},
		{"ur", "پل سرکار نے بنا دیا ہے۔", ""},
		{"ur", "جہاز واپس نہیں آیا۔", "نہیں"},
		{"sw", "Siku ya pili hatari ilipungua hata bandarini.", ""},
		{"sw", "Meli haikurudi na mabaharia hawakupatikana.", "haikurudi; hawakupatikana"},
		{"sw", "Bandari haitafunguliwa kesho.", "haitafunguliwa"},
		{"he", "השר נסע אל הנמל ואף נאם שם.", ""},
		{"he", "הספינה לא חזרה, ונמסר שלא נמצאו ניצולים.", "לא; שלא"},
		{"ar", "غادرت السفينة بلا شك.", ""},
		{"ar", "السفينة لم تعد ولن تعود.", "لم; ولن"},
		{"th", "ไม่นานหลังจากนั้น เรือก็กลับมา", ""},
		{"th", "เรือไม่กลับมา", "ไม่"},
		{"vi", "Hàng không tạm dừng, không ít chuyến bay đổi giờ.", ""},
		{"vi", "Tàu chưa trở về và không ai gọi.", "chưa; không"},
		{"id", "Tak lama kemudian kapal itu kembali.", ""},
		{"id", "Kapal itu tidak kembali, bukan karena badai, dan belum ditemukan.", "tidak; bukan; belum"},
		{"cs", "V neděli byla nemocnice největší ve městě.", ""},
		{"cs", "Ministr návrh nepodepsal a lodě nedorazily.", "nepodepsal; nedorazily"},
		{"fr", "Dans le Pas-de-Calais, une organisation non-gouvernementale aide.", ""},
		{"fr", "Le bateau n'est pas revenu.", "pas"},
		{"en", "The no-fly zone near the port was widened.", ""},
		{"en", "No-one was hurt and the boat did not sink.", "No-one; not"},
		{"pt", "A organização não-governamental ajudou.", ""},
		{"ro", "Vasul n-a plecat și nu-i nimeni la bord.", "n; nu; nimeni"},
	} {
		var got []string
		for _, h := range valuesIn(c.lang, c.text).Hedges {
			if h.Negation {
				got = append(got, c.text[h.Start:h.End])
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.lang, c.text, s, c.want)
		}
	}
}

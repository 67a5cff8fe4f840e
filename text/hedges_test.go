package text

import (
	"strings"
	"testing"
)

// formatHedges marks a negation with "!".
func formatHedges(text string, hedges []Hedge) string {
	var out []string
	for _, h := range hedges {
		s := text[h.Start:h.End]
		if h.Negation {
			s = "!" + s
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestHedges(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "The boats reportedly did not leave; not only that, they may have sunk in May.", "reportedly; !not; may have"},
		{"en", "No more than ten alleged smugglers can't swim.", "alleged; !can't"},
		{"en", "Prime Minister May may appear in court.", "may"},
		{"ar", "وقد غرقت القوارب وقد تغرق أخرى ولم تصل", "وقد; !ولم"},
		{"tr", "Tekneler batabilir, gelmediklerini söyledi.", "batabilir; !gelmediklerini"},
		{"id", "Perahu itu diduga tidak berangkat, tidak hanya itu, mungkin tenggelam.", "diduga; !tidak; mungkin"},
		{"ms", "Bot itu didakwa tidak bertolak.", "didakwa; !tidak"},
		{"ar", "ربما لم تغادر القوارب، ولا يزال المزعوم ما لا يقل عن عشرة", "ربما; !لم; المزعوم"},
		{"fr", "Les bateaux ne seraient pas partis, non seulement à cause du présumé passeur.", "seraient; !pas; présumé"},
		{"es", "Los barcos supuestamente no zarparon; no solo eso, quizás.", "supuestamente; !no; quizás"},
		{"pt", "Os barcos supostamente não partiram; talvez não só isso.", "supostamente; !não; talvez"},
		{"it", "Le barche non sarebbero partite; forse.", "!non; sarebbero; forse"},
		{"de", "Die Bauern sollen ab Mai Geld erhalten.", ""},
		{"de", "Er soll drei Menschen getötet haben, und die Frau, die Geld gestohlen haben soll, floh.", "soll; soll"},
		{"nl", "Hij zou morgen komen; de man zou drie mensen hebben gedood.", "zou"},
		{"de", "Die Boote sollen angeblich nicht ausgelaufen sein, nicht nur das.", "sollen; angeblich; !nicht"},
		{"nl", "De boten zijn vermoedelijk niet vertrokken.", "vermoedelijk; !niet"},
		{"sv", "Båtarna påstås inte ha lämnat, inte bara det.", "påstås; !inte"},
		{"ru", "Лодки якобы не вышли, не только они; возможно.", "якобы; !не; возможно"},
		{"uk", "Човни нібито не вийшли; можливо.", "нібито; !не; можливо"},
		{"pl", "Łodzie rzekomo nie wypłynęły; może.", "rzekomo; !nie; może"},
		{"cs", "Lodě údajně není vidět; možná.", "údajně; !není; možná"},
		{"sr", "Чамци наводно нису испловили.", "наводно; !нису"},
		{"bg", "Лодките вероятно не са отплавали.", "вероятно; !не"},
		{"ro", "Bărcile probabil nu au plecat.", "probabil; !nu"},
		{"hu", "A hajók állítólag nem indultak el, nem csak ezek.", "állítólag; !nem"},
		{"fi", "Veneet eivät ehkä lähteneet.", "!eivät; ehkä"},
		{"el", "Τα σκάφη ίσως δεν έφυγαν.", "ίσως; !δεν"},
		{"tr", "Teknelerin ayrılmadığı iddia edildi, muhtemelen değil.", "!ayrılmadığı; iddia edildi; muhtemelen; !değil"},
		{"fa", "قایق\u200cها احتمالا حرکت نکردند و نمی\u200cروند", "احتمالا; !نکردند; !نمی\u200cروند"},
		{"ur", "کشتیاں مبینہ طور پر نہیں گئیں", "مبینہ طور پر; !نہیں"},
		{"hi", "नावें कथित तौर पर नहीं गईं, शायद", "कथित तौर पर; !नहीं; शायद"},
		{"bn", "নৌকা সম্ভবত যায়নি, না", "সম্ভবত; !যায়নি; !না"},
		{"he", "הסירות כנראה לא הפליגו, לא רק הן", "כנראה; !לא"},
		{"zh", "据称船只没有离开，不仅如此，可能不会，非洲。", "据称; !没有; 可能; !不会"},
		{"ja", "船は出航していないとみられる。少ない可能性。", "!いない; とみられる; 可能性"},
		{"ko", "배가 떠나지 않았다고 주장했다", "!않; 주장했다"},
		{"vi", "Có thể tàu không rời đi, không chỉ vậy.", "Có thể; !không"},
		{"th", "เรืออาจไม่ออก ไม่เพียง", "อาจ; !ไม่"},
		{"sw", "Huenda meli hakuna, si tu", "Huenda; !hakuna"},
		{"ta", "படகுகள் ஒருவேளை இல்லை", "ஒருவேளை; !இல்லை"},
	} {
		if got := formatHedges(c.text, valuesIn(c.lang, c.text).Hedges); got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.lang, c.text, got, c.want)
		}
	}
}

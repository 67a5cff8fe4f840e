package train

import "strings"

// Serbian is written in two alphabets, letter for letter. Pairs come in one of them as their source has it; a pair in
// the other is as good, and twice as many are what the smaller of the two needs.
var (
	serbianLatin    = strings.NewReplacer(pairsOf(serbianLetters, 0, 1)...)
	serbianCyrillic = strings.NewReplacer(pairsOf(serbianLetters, 1, 0)...)
)

// serbianLetters lists the digraphs first: the earlier of two that match wins.
var serbianLetters = strings.Fields(`
	љ lj њ nj џ dž Љ Lj Њ Nj Џ Dž
	а a б b в v г g д d ђ đ е e ж ž з z и i ј j к k л l м m н n о o п p р r с s т t ћ ć у u ф f х h ц c ч č ш š
	А A Б B В V Г G Д D Ђ Đ Е E Ж Ž З Z И I Ј J К K Л L М M Н N О O П P Р R С S Т T Ћ Ć У U Ф F Х H Ц C Ч Č Ш Š`)

func pairsOf(letters []string, from, to int) (out []string) {
	for i := 0; i < len(letters); i += 2 {
		out = append(out, letters[i+from], letters[i+to])
	}
	return out
}

// otherScript returns a Serbian text in the other alphabet, or "" if it has letters that do not belong to its own,
// as foreign names in Latin letters have.
func otherScript(text string) string {
	latin := serbianLatin.Replace(text)
	if latin != text {
		if serbianLatin.Replace(serbianCyrillic.Replace(latin)) == latin && !strings.ContainsAny(text, "abcdefghijklmnoprstuvzqwxy") {
			return latin
		}
		return ""
	}
	if strings.ContainsAny(text, "qwxyQWXY") {
		return ""
	}
	return serbianCyrillic.Replace(text)
}

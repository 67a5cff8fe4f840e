package feature

// stem cuts the article and the one-letter words that Arabic and Hebrew write together with the next word. It is
// light on purpose (after Larkey et al. 2002, light10): what it cuts wrongly, it cuts the same way everywhere.
func stem(kind script, w []rune) []rune {
	if kind == hebrew {
		return hebrewStem(w)
	}
	if len(w) >= 5 && (w[0] == 'و' || w[0] == 'ف') {
		w = w[1:]
	}
	switch {
	case len(w) >= 5 && (w[0] == 'ب' || w[0] == 'ك' || w[0] == 'ل') && w[1] == 'ا' && w[2] == 'ل':
		return w[3:]
	case len(w) >= 4 && (w[0] == 'ا' || w[0] == 'ل') && w[1] == 'ل':
		return w[2:]
	}
	return w
}

// hebrewStem cuts one prefix, and the article after it.
func hebrewStem(w []rune) []rune {
	if len(w) < 4 {
		return w
	}
	switch w[0] {
	case 'ה':
		return w[1:]
	case 'ו', 'ב', 'ל', 'מ', 'ש', 'כ':
		if len(w) >= 5 && w[1] == 'ה' {
			return w[2:]
		}
		return w[1:]
	}
	return w
}

package text

// CaseEndings returns the endings that names take in a language, folded and
// longest first; none where its names have no cases.
func CaseEndings(lang string) []string { return lexiconOf(lang).caseEndings }

// HasLexicon reports a language whose words are known: in others nothing is found
// of hedges, negations and months, whether there are any or not.
func HasLexicon(lang string) bool { return lexiconOf(lang) != lexiconOf("") }

package text

// CaseEndings returns the endings that names take in a language, folded and
// longest first; none where its names have no cases.
func CaseEndings(lang string) []string { return lexiconOf(lang).caseEndings }

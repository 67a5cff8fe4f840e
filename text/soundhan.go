package text

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// transcribed reads a foreign name in Chinese characters by its sounds; ok is
// false for a name of which any character is not one of those that newspapers
// use for sounds. Most names of outlets are translated, and pinyin would only
// guess: of 435 Chinese names of known outlets it brought 18 to the right
// Latin name and 21 to a wrong one, for 800 kB of tables.
func transcribed(name string) (sounds string, ok bool) {
	table := transcription()
	var b strings.Builder
	han := 0
	for _, r := range name {
		sound, known := table[r]
		switch {
		case known:
			b.WriteString(sound)
			han++
		case unicode.IsLetter(r):
			return "", false
		default:
			b.WriteByte(' ')
		}
	}
	return b.String(), han > 1
}

var transcription = sync.OnceValue(func() map[rune]string { return must(loadTranscription()) })

func loadTranscription() (map[rune]string, error) {
	data, err := readLexiconFile("_transcription")
	if err != nil {
		return nil, err
	}
	table := map[rune]string{}
	for n, line := range dataLines(data) {
		for f := range strings.FieldsSeq(line) {
			sound, characters, ok := strings.Cut(f, "=")
			if !ok || sound == "" || !isASCII(sound) {
				return nil, fmt.Errorf("transcription, line %d: %q is not sound=characters", n, f)
			}
			for _, r := range characters {
				table[r] = sound
			}
		}
	}
	return table, nil
}

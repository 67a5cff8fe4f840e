package text

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

var soundTable = sync.OnceValue(func() map[string]*scriptSounds { return must(loadSounds()) })

func loadSounds() (map[string]*scriptSounds, error) {
	data, err := readLexiconFile("_sounds")
	if err != nil {
		return nil, err
	}
	return parseSounds(data)
}

// parseSounds reads lines "script: …" (scriptSounds.read). The lines "near",
// "vowels" and "letters" hold for all scripts.
func parseSounds(data string) (map[string]*scriptSounds, error) {
	table := map[string]*scriptSounds{"near": {}, "vowels": {}, "letters": {}}
	for n, line := range dataLines(data) {
		name, rest, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("sounds, line %d: no colon in %q", n, line)
		}
		s := &scriptSounds{name: name, leaves: map[byte]bool{}, adds: map[byte]bool{}}
		if err := s.read(rest); err != nil {
			return nil, fmt.Errorf("sounds, line %d: %w", n, err)
		}
		table[name] = s
	}
	for _, s := range table {
		s.near, s.vowels = &table["near"].like, &table["vowels"].like
		s.spelled = strings.NewReplacer(slices.Concat(s.spellings, table["letters"].spellings)...)
	}
	for _, name := range []string{"near", "vowels", "letters"} {
		delete(table, name)
	}
	return table, nil
}

// read reads pairs of sounds, -x for what is left out, +x for what is put in,
// and letters=letters.
func (s *scriptSounds) read(line string) error {
	for f := range strings.FieldsSeq(line) {
		from, to, spells := strings.Cut(f, "=")
		switch {
		case spells && from != "":
			s.spellings = append(s.spellings, from, to)
		case len(f) != 2 || !isSound(f[1]):
			return fmt.Errorf("%q is no pair", f)
		case f[0] == '-':
			s.leaves[f[1]] = true
		case f[0] == '+':
			s.adds[f[1]] = true
		case !isSound(f[0]):
			return fmt.Errorf("%q is no pair", f)
		default:
			s.like.add(f[0], f[1])
		}
	}
	return nil
}

func isSound(c byte) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }

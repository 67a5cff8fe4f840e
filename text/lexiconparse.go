package text

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parse reads settings, and behind them sections.
func (l *lexicon) parse(name, data string) error {
	section := ""
	for n, line := range dataLines(data) {
		var err error
		switch {
		case line[0] == '[' && line[len(line)-1] == ']':
			section = line[1 : len(line)-1]
			err = l.checkSection(section)
		case section == "":
			err = l.set(line)
		default:
			err = l.add(sections[section], line)
		}
		if err != nil {
			return fmt.Errorf("lexicon %s, line %d: %w", name, n, err)
		}
	}
	return nil
}

func (l *lexicon) checkSection(name string) error {
	if _, ok := sections[name]; !ok {
		return fmt.Errorf("unknown section [%s]", name)
	}
	return nil
}

// set reads a setting, a line above the first section.
func (l *lexicon) set(line string) error {
	key, value, ok := strings.Cut(line, "=")
	if !ok {
		return fmt.Errorf("setting %q has no '='", line)
	}
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if value == "" {
		return fmt.Errorf("setting %q has no value", key)
	}
	switch key {
	case "decimal":
		l.decimal = value[0]
	case "group":
		l.group = value[0]
	case "include":
		return l.load(value)
	case "yes":
		return l.setHabits(list(value))
	default:
		into := l.lists(key)
		if into == nil {
			return fmt.Errorf("unknown setting %q", key)
		}
		*into = foldedList(value)
	}
	return nil
}

// lists gives where a setting that is a list belongs, nil for another setting.
func (l *lexicon) lists(key string) *[]string {
	return map[string]*[]string{
		"prefixes":            &l.prefixes,
		"case endings":        &l.caseEndings,
		"place endings":       &l.placeEndings,
		"counted endings":     &l.countedEndings,
		"modifier endings":    &l.modifierEndings,
		"modified endings":    &l.modifiedEndings,
		"plural endings":      &l.pluralEndings,
		"hearsay modals":      &l.hearsayModals,
		"hearsay infinitives": &l.hearsayInfinitives,
		"participle endings":  &l.participleEndings,
		"plain terms":         &l.plainTerms,
		"negative endings":    &l.negativeEndings,
		"negative prefixes":   &l.negativePrefixes,
		"negated endings":     &l.negatedEndings,
		"negated verbs":       &l.negatedVerbs,
		"free negations":      &l.freeNegations,
		"negated beginnings":  &l.negatedBeginnings,
		"negative infixes":    &l.negativeInfixes,
		"hedge infixes":       &l.hedgeInfixes,
		"hedged beginnings":   &l.hedgedBeginnings,
		"change words":        &l.changeWords,
		"change amounts":      &l.changeAmounts,
		"change particles":    &l.changeParticles,
		"quantity endings":    &l.forms.endings,
		"at least endings":    &l.forms.more,
		"about prefixes":      &l.forms.about,
		"number merges":       &l.forms.merges,
	}[key]
}

// habits are what a language may say yes to; lexicon/README.md describes them.
const habits = "bare days, bare tens, buddhist years, calendar weeks, capital months, capital weekdays, compound numbers, day sign, " +
	"jalali years, month first, myriads, noun capitals, noun first, ones before tens, ordinal dot, scales first, space groups, " +
	"spaced dates, titles after, two word names, verbs first, verbs last, year first"

func (l *lexicon) setHabits(names []string) error {
	for _, name := range names {
		if !slices.Contains(list(habits), name) {
			return fmt.Errorf("unknown habit %q", name)
		}
		l.flags[name] = true
	}
	return nil
}

// add reads "value = phrase, phrase" or "phrase, phrase" into a section.
func (l *lexicon) add(r role, line string) error {
	m := meaning{role: r}
	if key, rest, ok := strings.Cut(line, " = "); ok {
		m.key, line = strings.TrimSpace(key), rest
		m.value, m.unit = leadingNumber(m.key)
	}
	if err := m.check(); err != nil {
		return err
	}
	if r == roleMonth {
		l.named[int(m.value)] = true
	}
	phrases := list(line)
	if len(phrases) == 0 {
		return fmt.Errorf("no phrase in %q", line)
	}
	for _, p := range phrases {
		l.phrases.add(p, m)
		if inflecting.has(r) && len(l.caseEndings) > 0 && utf8.RuneCountInString(p) >= 4 {
			l.inflected = append(l.inflected, inflectedPhrase{p, m})
		}
	}
	return nil
}

// inflecting are the roles whose phrases take case endings.
const inflecting = roleSet(1<<roleTerm | 1<<roleUnit | 1<<roleMoney | 1<<roleScale | 1<<roleTimeUnit |
	1<<roleTitle | 1<<roleOrganisation | 1<<rolePlace)

// leadingNumber reads a key such as "12", "1_000" or "-1 day".
func leadingNumber(key string) (value float64, rest string) {
	digits, rest, _ := strings.Cut(key, " ")
	value, err := strconv.ParseFloat(strings.ReplaceAll(digits, "_", ""), 64)
	if err != nil {
		return 0, key
	}
	return value, rest
}

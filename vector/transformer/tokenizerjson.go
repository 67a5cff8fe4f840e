package transformer

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// maxTokenizer bounds tokenizer.json; that of XLM-RoBERTa has 17 MB.
const maxTokenizer = 64 << 20

// A step of the pipeline in tokenizer.json, as far as it is understood here.
type stepJSON struct {
	Type          string     `json:"type"`
	Normalizers   []stepJSON `json:"normalizers"`
	Pretokenizers []stepJSON `json:"pretokenizers"`
	Charsmap      []byte     `json:"precompiled_charsmap"`
	Pattern       struct {
		String *string `json:"String"`
		Regex  *string `json:"Regex"`
	} `json:"pattern"`
	Content     string       `json:"content"`
	StripLeft   bool         `json:"strip_left"`
	StripRight  bool         `json:"strip_right"`
	Replacement string       `json:"replacement"`
	Prepend     string       `json:"prepend_scheme"`
	PrefixSpace *bool        `json:"add_prefix_space"`
	Split       *bool        `json:"split"`
	Single      []markerJSON `json:"single"`
	Specials    map[string]struct {
		IDs []int32 `json:"ids"`
	} `json:"special_tokens"`
	CLS nameAndID `json:"cls"`
	SEP nameAndID `json:"sep"`
}

type markerJSON struct {
	Special *struct {
		ID string `json:"id"`
	} `json:"SpecialToken"`
	Sequence *struct{} `json:"Sequence"`
}

// nameAndID is written as ["<s>", 0].
type nameAndID struct{ id int32 }

func (n *nameAndID) UnmarshalJSON(raw []byte) error {
	var name string
	return json.Unmarshal(raw, &[]any{&name, &n.id})
}

// UnmarshalJSON reads ["piece", score].
func (p *piece) UnmarshalJSON(raw []byte) error {
	return json.Unmarshal(raw, &[]any{&p.text, &p.score})
}

// readTokenizerJSON reads the file of the Python library "tokenizers".
func readTokenizerJSON(raw []byte) (*tokenizer, error) {
	var file struct {
		Added []struct {
			ID      int  `json:"id"`
			Special bool `json:"special"`
		} `json:"added_tokens"`
		Normalizer   *stepJSON `json:"normalizer"`
		PreTokenizer *stepJSON `json:"pre_tokenizer"`
		Processor    *stepJSON `json:"post_processor"`
		Model        struct {
			Type         string  `json:"type"`
			Unknown      *int    `json:"unk_id"`
			Vocabulary   []piece `json:"vocab"`
			ByteFallback bool    `json:"byte_fallback"`
		} `json:"model"`
	}
	var kind struct {
		Model struct {
			Type string `json:"type"`
		} `json:"model"`
	}
	if err := json.Unmarshal(raw, &kind); err != nil {
		return nil, err
	}
	// Files from before version 0.9 of the library have no type for this model.
	if kind.Model.Type != "Unigram" && kind.Model.Type != "" {
		return nil, fmt.Errorf("a vocabulary of type %s; only Unigram (XLM-RoBERTa's) is read", kind.Model.Type)
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, err
	}
	if file.Model.Unknown == nil || file.Model.ByteFallback || len(file.Model.Vocabulary) > maxVocabulary {
		return nil, errors.New("a vocabulary without an unknown piece, with bytes as pieces, or too large")
	}
	skip := map[int]bool{}
	for _, a := range file.Added {
		skip[a.ID] = a.Special
	}
	t := &tokenizer{}
	if err := t.setVocabulary(file.Model.Vocabulary, *file.Model.Unknown, skip); err != nil {
		return nil, err
	}
	return t, errors.Join(t.setNormal(file.Normalizer), t.setWords(file.PreTokenizer), t.setMarkers(file.Processor))
}

// setNormal adds the steps that change the text.
func (t *tokenizer) setNormal(s *stepJSON) error {
	if s == nil {
		return nil
	}
	switch s.Type {
	case "Sequence":
		for i := range s.Normalizers {
			if err := t.setNormal(&s.Normalizers[i]); err != nil {
				return err
			}
		}
		return nil
	case "Precompiled":
		if len(s.Charsmap) == 0 {
			return nil
		}
		c, err := readCharsmap(s.Charsmap)
		if err != nil {
			return err
		}
		t.normal = append(t.normal, c.normalise)
		return nil
	case "Replace":
		return t.setReplace(s)
	}
	f, ok := map[string]func(string) string{
		"NFC": norm.NFC.String, "NFD": norm.NFD.String, "NFKC": norm.NFKC.String, "NFKD": norm.NFKD.String,
		"Lowercase": strings.ToLower, "Strip": s.strip,
	}[s.Type]
	if !ok {
		return fmt.Errorf("normalizer %q is not known here", s.Type)
	}
	t.normal = append(t.normal, f)
	return nil
}

func (s *stepJSON) strip(text string) string {
	if s.StripLeft {
		text = strings.TrimLeftFunc(text, isSpace)
	}
	if s.StripRight {
		text = strings.TrimRightFunc(text, isSpace)
	}
	return text
}

func (t *tokenizer) setReplace(s *stepJSON) error {
	switch {
	case s.Pattern.String != nil:
		old := *s.Pattern.String
		t.normal = append(t.normal, func(text string) string { return strings.ReplaceAll(text, old, s.Content) })
	case s.Pattern.Regex != nil:
		re, err := regexp.Compile(*s.Pattern.Regex)
		if err != nil {
			return fmt.Errorf("normalizer Replace: %w", err)
		}
		t.normal = append(t.normal, func(text string) string { return re.ReplaceAllLiteralString(text, s.Content) })
	default:
		return errors.New("normalizer Replace has no pattern")
	}
	return nil
}

// setWords adds the steps that part the text.
func (t *tokenizer) setWords(s *stepJSON) error {
	if s == nil {
		return nil
	}
	switch s.Type {
	case "Sequence":
		for i := range s.Pretokenizers {
			if err := t.setWords(&s.Pretokenizers[i]); err != nil {
				return err
			}
		}
	case "WhitespaceSplit":
		t.words = append(t.words, splitSpace)
	case "Metaspace":
		if s.Replacement == "" {
			return errors.New("pre-tokenizer Metaspace has no replacement")
		}
		m := metaspace{mark: s.Replacement, split: s.Split == nil || *s.Split}
		m.prefix = s.Prepend == "always" || s.Prepend == "first" || s.Prepend == "" && (s.PrefixSpace == nil || *s.PrefixSpace)
		m.firstOnly = s.Prepend == "first"
		t.words = append(t.words, m.words)
	default:
		return fmt.Errorf("pre-tokenizer %q is not known here", s.Type)
	}
	return nil
}

func splitSpace(words []string) []string {
	var all []string
	for _, w := range words {
		all = append(all, strings.FieldsFunc(w, isSpace)...)
	}
	return all
}

// metaspace writes spaces as a mark and parts the text before each mark.
type metaspace struct {
	mark                     string
	prefix, firstOnly, split bool
}

func (m metaspace) words(words []string) []string {
	var all []string
	for i, w := range words {
		if w == "" {
			continue
		}
		w = strings.ReplaceAll(w, " ", m.mark)
		if m.prefix && (i == 0 || !m.firstOnly) && !strings.HasPrefix(w, m.mark) {
			w = m.mark + w
		}
		for m.split {
			at := strings.Index(w[1:], m.mark)
			if at < 0 {
				break
			}
			all = append(all, w[:at+1])
			w = w[at+1:]
		}
		all = append(all, w)
	}
	return all
}

// setMarkers finds what goes around a text.
func (t *tokenizer) setMarkers(s *stepJSON) error {
	if s == nil {
		return nil
	}
	switch s.Type {
	case "RobertaProcessing", "BertProcessing":
		t.before, t.after = []int32{s.CLS.id}, []int32{s.SEP.id}
	case "TemplateProcessing":
		text := slices.IndexFunc(s.Single, func(m markerJSON) bool { return m.Sequence != nil })
		if text < 0 {
			return errors.New("post-processor has no place for the text")
		}
		for i, m := range s.Single {
			if m.Special == nil {
				continue
			}
			ids := s.Specials[m.Special.ID].IDs
			if i < text {
				t.before = append(t.before, ids...)
			} else {
				t.after = append(t.after, ids...)
			}
		}
	default:
		return fmt.Errorf("post-processor %q is not known here", s.Type)
	}
	return t.checkMarkers()
}

// maxMarkers bounds how many there are; XLM-RoBERTa has one on each side.
const maxMarkers = 8

func (t *tokenizer) checkMarkers() error {
	for _, id := range append(slices.Clone(t.before), t.after...) {
		if id < 0 {
			return fmt.Errorf("marker %d is no piece", id)
		}
	}
	if len(t.before)+len(t.after) > maxMarkers {
		return fmt.Errorf("%d markers around a text", len(t.before)+len(t.after))
	}
	return nil
}

package transformer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A config is what the JSON files of a model's folder say, as far as it bears on the vectors.
type config struct {
	name   string // of the model, without the digest
	prompt string // what goes before every text
	first  bool   // the vector is that of the first marker, not the mean
	length int    // longest text in pieces, markers included

	layers, hidden, heads, inner int
	words, positions, types      int
	skipPositions                int // XLM-RoBERTa counts positions from its padding piece on
	epsilon                      float32
}

// Bounds of what is believed. The largest model of the kind, XLM-RoBERTa XL, has 36 layers of 2,560.
const (
	maxConfig    = 1 << 20
	maxLayers    = 96
	maxHidden    = 1 << 13
	maxInner     = 1 << 15
	maxHeads     = 128
	maxPositions = 1 << 14
)

// usualLength is what these models were trained with, whatever positions they have.
const usualLength = 512

var errTooLarge = errors.New("file is too large for what it should be")

// readFile reads a file of a model's folder, up to a limit.
func readFile(dir, name string, limit int64) ([]byte, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > limit {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, name), errTooLarge)
	}
	return raw, nil
}

// readJSON reads a file into v, and reports whether there is one.
func readJSON(dir, name string, v any) (bool, error) {
	raw, err := readFile(dir, name, maxConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, v)
	}
	if err != nil {
		return false, fmt.Errorf("%s: %w", name, err)
	}
	return true, nil
}

// readConfig reads the files that sentence-transformers keeps beside the weights. Only config.json must be there.
func readConfig(dir string) (config, error) {
	var c config
	if err := c.architecture(dir); err != nil {
		return c, err
	}
	if err := c.modules(dir); err != nil {
		return c, err
	}
	var limits struct {
		Length *int `json:"max_seq_length"`
	}
	if _, err := readJSON(dir, "sentence_bert_config.json", &limits); err != nil {
		return c, err
	}
	c.length = min(usualLength, c.positions-c.skipPositions)
	if l := limits.Length; l != nil && *l > 2 {
		c.length = min(*l, c.positions-c.skipPositions)
	}
	return c, c.prompts(dir)
}

// architecture reads config.json.
func (c *config) architecture(dir string) error {
	var file struct {
		Type       string  `json:"model_type"`
		Name       string  `json:"_name_or_path"`
		Activation string  `json:"hidden_act"`
		Position   string  `json:"position_embedding_type"`
		Layers     int     `json:"num_hidden_layers"`
		Hidden     int     `json:"hidden_size"`
		Heads      int     `json:"num_attention_heads"`
		Inner      int     `json:"intermediate_size"`
		Words      int     `json:"vocab_size"`
		Positions  int     `json:"max_position_embeddings"`
		Types      int     `json:"type_vocab_size"`
		Padding    int     `json:"pad_token_id"`
		Epsilon    float32 `json:"layer_norm_eps"`
	}
	file.Activation, file.Epsilon = "gelu", 1e-12
	ok, err := readJSON(dir, "config.json", &file)
	switch {
	case err != nil:
		return err
	case !ok:
		return errors.New("no config.json: not the folder of a sentence-transformers model")
	case file.Type != "bert" && file.Type != "xlm-roberta":
		return fmt.Errorf("config.json: model_type %q; only bert and xlm-roberta are run here", file.Type)
	case file.Activation != "gelu":
		return fmt.Errorf("config.json: hidden_act %q; only gelu is run here", file.Activation)
	case file.Position != "" && file.Position != "absolute":
		return fmt.Errorf("config.json: position_embedding_type %q; only absolute is run here", file.Position)
	}
	*c = config{
		name: modelName(dir, file.Name), layers: file.Layers, hidden: file.Hidden, heads: file.Heads, inner: file.Inner,
		words: file.Words, positions: file.Positions, types: file.Types, epsilon: file.Epsilon,
	}
	if file.Type == "xlm-roberta" {
		c.skipPositions = file.Padding + 1
	}
	return c.check()
}

// check holds the sizes against what can be computed.
func (c *config) check() error {
	in := func(v, most int) bool { return v > 0 && v <= most }
	switch {
	case !in(c.layers, maxLayers), !in(c.hidden, maxHidden), !in(c.heads, maxHeads), !in(c.inner, maxInner),
		!in(c.words, maxVocabulary), !in(c.positions, maxPositions), !in(c.types, 1<<10):
		return fmt.Errorf("config.json: sizes out of range: %d layers of %d (%d heads, inner %d), %d words, %d positions",
			c.layers, c.hidden, c.heads, c.inner, c.words, c.positions)
	case c.hidden%8 != 0, c.inner%8 != 0, c.hidden%c.heads != 0, c.hidden/c.heads%steps != 0:
		return fmt.Errorf("config.json: %d heads of %d dimensions, inner %d: not multiples of 8 (of a head 4)", c.heads, c.hidden, c.inner)
	case c.skipPositions < 0, c.positions-c.skipPositions < 8, !(c.epsilon >= 0 && c.epsilon < 1):
		return fmt.Errorf("config.json: %d positions from %d on, layer_norm_eps %g", c.positions, c.skipPositions, c.epsilon)
	}
	return nil
}

// modules reads which steps follow the encoder: pooling, and the scaling to unit length, which is done always.
func (c *config) modules(dir string) error {
	var list []struct {
		Type string `json:"type"`
		Path string `json:"path"`
	}
	if _, err := readJSON(dir, "modules.json", &list); err != nil {
		return err
	}
	for _, m := range list {
		switch kind := m.Type[strings.LastIndexByte(m.Type, '.')+1:]; kind {
		case "Transformer", "Normalize":
		case "Pooling":
			if !filepath.IsLocal(m.Path) {
				return fmt.Errorf("modules.json: path %q leaves the folder", m.Path)
			}
			if err := c.pooling(dir, filepath.Join(m.Path, "config.json")); err != nil {
				return err
			}
		default:
			return fmt.Errorf("modules.json: a module of type %q, which is not run here", kind)
		}
	}
	return nil
}

// pooling reads how the vectors of the pieces become one.
func (c *config) pooling(dir, name string) error {
	var modes map[string]any
	if _, err := readJSON(dir, name, &modes); err != nil {
		return err
	}
	for mode, on := range modes {
		if on == true && strings.HasPrefix(mode, "pooling_mode_") && mode != "pooling_mode_mean_tokens" && mode != "pooling_mode_cls_token" {
			return fmt.Errorf("%s: %s is not done here", name, mode)
		}
	}
	c.first = modes["pooling_mode_cls_token"] == true
	if c.first && modes["pooling_mode_mean_tokens"] == true {
		return fmt.Errorf("%s: two ways of pooling", name)
	}
	return nil
}

// prompts chooses what goes before every text: the model's default, or its prompt for queries, which e5 models want
// before both of two texts that are compared as equals. Models before 2024 keep it in their description only.
func (c *config) prompts(dir string) error {
	var file struct {
		Prompts map[string]string `json:"prompts"`
		Default *string           `json:"default_prompt_name"`
	}
	if _, err := readJSON(dir, "config_sentence_transformers.json", &file); err != nil {
		return err
	}
	prompt, ok := file.Prompts["query"]
	if file.Default != nil {
		prompt, ok = file.Prompts[*file.Default]
		if !ok {
			return fmt.Errorf("config_sentence_transformers.json: no prompt %q", *file.Default)
		}
	}
	if !ok && isE5.MatchString(c.name) {
		prompt = "query: "
	}
	if len(prompt) > maxName {
		return errors.New("config_sentence_transformers.json: the prompt is too long")
	}
	c.prompt = prompt
	return nil
}

var (
	isE5      = regexp.MustCompile(`(?i)(^|[^a-z0-9])e5([^a-z0-9]|$)`)
	published = regexp.MustCompile(`^[\w.-]+/([\w.-]+)$`)
)

// modelName is the name under which the model was published if config.json knows it, else that of the folder.
func modelName(dir, known string) string {
	if m := published.FindStringSubmatch(known); m != nil {
		return m[1]
	}
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return filepath.Base(dir)
}

package genealogy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// WriteArticles writes the articles as stemma reads them: a JSON object a line.
func (s *Story) WriteArticles(out io.Writer) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for i := range s.Articles {
		if err := e.Encode(&s.Articles[i]); err != nil {
			return fmt.Errorf("write article %s: %w", s.Articles[i].ID, err)
		}
	}
	return nil
}

// WriteTree writes the true tree as scorers read it.
func (s *Story) WriteTree(out io.Writer) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e.Encode(&s.Tree)
}

// WriteFiles writes NAME.jsonl and NAME.gold.json to a folder, of the name that
// the tree has.
func (s *Story) WriteFiles(dir string) error {
	var articles, tree bytes.Buffer
	if err := s.WriteArticles(&articles); err != nil {
		return fmt.Errorf("%s: %w", s.Tree.Name, err)
	}
	if err := s.WriteTree(&tree); err != nil {
		return fmt.Errorf("%s: %w", s.Tree.Name, err)
	}
	base := filepath.Join(dir, s.Tree.Name)
	if err := os.WriteFile(base+".jsonl", articles.Bytes(), 0o644); err != nil { //nolint:gosec // for everyone to read
		return err
	}
	return os.WriteFile(base+".gold.json", tree.Bytes(), 0o644) //nolint:gosec // for everyone to read
}

package watch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/trace"
	"github.com/stemma-news/stemma/vector/model"
)

// Settings are what an archive remembers of the flags that it was last filled with. They decide whom its reports cite and
// how its trees are, so that whoever looks at them later must not have to know and repeat them.
type Settings struct {
	// Outlets is the name of the reader's own table, Table what was in it.
	Outlets string `json:"outlets,omitempty"`
	Table   string `json:"table,omitempty"`
	// Vectors names the model of sentence vectors; "" for the built-in one.
	Vectors string `json:"vectors,omitempty"`
}

// settingsState is their name in the archive's state.
const settingsState = "settings"

// RecallSettings returns what an archive remembers; nothing where that is damaged.
func RecallSettings(ctx context.Context, a *store.Archive) (Settings, error) {
	var s Settings
	b, ok, err := a.State(ctx, settingsState)
	if err != nil || !ok {
		return s, err
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return Settings{}, nil //nolint:nilerr // as if nothing were remembered
	}
	return s, nil
}

// Remember has an archive remember them.
func (s *Settings) Remember(ctx context.Context, a *store.Archive) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return a.PutState(ctx, settingsState, b)
}

// OutletTable is the table that is remembered, nil for none, and what tells its trees from those of others.
func (s *Settings) OutletTable() (table *attribution.Outlets, kind string, err error) {
	if s.Table == "" {
		return nil, "", nil
	}
	table, err = attribution.ReadOutlets(strings.NewReader(s.Table))
	return table, TableKind([]byte(s.Table)), err
}

// TableKind tells a table of outlets from others, for NewTrees; "" is none.
func TableKind(table []byte) string {
	if len(bytes.TrimSpace(table)) == 0 {
		return ""
	}
	sum := sha256.Sum256(table)
	return hex.EncodeToString(sum[:8])
}

// BuiltIn says that the model of sentence vectors is the built-in one.
func (s *Settings) BuiltIn() bool { return s.Vectors == "" || s.Vectors == model.Static }

// Options are how the archive's stories are traced, and what tells these trees from others (NewTrees). To open a model
// may ask a server.
func (s *Settings) Options(ctx context.Context) (o trace.Options, kind string, err error) {
	if o.Outlets, kind, err = s.OutletTable(); err != nil {
		return o, "", fmt.Errorf("the table of outlets that the archive remembers (%s): %w", s.Outlets, err)
	}
	if s.BuiltIn() {
		return o, kind, nil
	}
	set, err := model.Open(ctx, s.Vectors)
	if err != nil {
		return o, "", fmt.Errorf("the model that the archive's stories were last traced with: %w", err)
	}
	o.Vectors, o.Judge = set.Vectors, set.Judge
	return o, kind, nil
}

// Package truth holds family trees that are known, and tells how far a tree
// that was found is right.
//
// The form of the files is that of the development genealogies, and so are the
// measures: those of their scorer.
package truth

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

// Tree is a story's known tree.
type Tree struct {
	Name     string    `json:"name"`
	Articles []Article `json:"articles"`
	Lost     []Lost    `json:"lost"`
	Origins  int       `json:"origins"`
	// Documents are what the story was made of, where a generator says so: what
	// is held out with the story.
	Documents []string `json:"documents,omitempty"`
	// Judged are, where people and no generator made the tree, the articles whose primary parent they know: the others
	// are there for what they tell of these, and no tree is right or wrong about them. Nil where all is known.
	Judged []string `json:"judged,omitempty"`
	// About says in words where the tree is from.
	About string `json:"about,omitempty"`
}

// Article is an article of a known tree.
type Article struct {
	ID string `json:"id"`
	// Parents are articles and lost sources, the primary one first; an origin
	// has none.
	Parents []string `json:"parents"`
	// Cites is whom the text credits, by name.
	Cites         string         `json:"cites"`
	Lang          string         `json:"lang"`
	NumberChanges []NumberChange `json:"number_changes"`
	Units         []Unit         `json:"units"`
	// Kind is how the article was made from its first parent: copy, rewrite or
	// translation; "" for an origin.
	Kind string `json:"kind,omitempty"`
	// TitleUnit is the unit that the title says, 0 for none.
	TitleUnit int `json:"title_unit,omitempty"`

	// What follows only a generator knows. Times are RFC 3339.

	NameChanges []NameChange `json:"name_changes,omitempty"`
	Citations   []Citation   `json:"citations,omitempty"`
	// Time is when the article really came out, Revised when its text last
	// changed.
	Time    string `json:"time,omitempty"`
	Revised string `json:"revised,omitempty"`
	// TwinOf is the article that this is once more, by the same outlet; Follows
	// is an earlier one of the same outlet that it continues.
	TwinOf  string `json:"twin_of,omitempty"`
	Follows string `json:"follows,omitempty"`
	// Descents are the shares of its units that it has from each origin; what it
	// adds itself is from none.
	Descents []Descent `json:"descents,omitempty"`
}

// NameChange is a name that the article spells otherwise than its parent.
type NameChange struct {
	Unit   int    `json:"unit"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Citation is where an article names a source, in bytes of its text.
type Citation struct {
	// Form is how: in a line of its own, in a dateline, …
	Form  string `json:"form"`
	Name  string `json:"name"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	// Node is the article or lost source that is meant, if one of the tree is.
	Node string `json:"node,omitempty"`
	// Behind says that it is named as whom another source cites.
	Behind bool `json:"behind,omitempty"`
}

// Descent is a share of an article.
type Descent struct {
	Origin string  `json:"origin"`
	Share  float64 `json:"share"`
}

// NumberChange is a number that the article gives otherwise than its parent.
type NumberChange struct {
	Unit   int    `json:"unit"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Unit is a passage, in bytes of the article's text; passages of two articles
// with one unit number say the same. It is nil for text of the article's own.
type Unit struct {
	Unit  *int `json:"unit"`
	Start int  `json:"start"`
	End   int  `json:"end"`
	// From is the parent that the article has the passage from, Born the article
	// or lost source that brought it into the story, where a generator says so.
	From string `json:"from,omitempty"`
	Born string `json:"born,omitempty"`
}

// Lost is a parent that is not among the articles.
type Lost struct {
	ID       string   `json:"id"`
	Outlet   string   `json:"outlet"`
	Names    []string `json:"names,omitempty"` // the forms in which articles name it
	Parents  []string `json:"parents"`
	Children []string `json:"children"` // articles
	// Time is when it came out; After when its parent did, Before when its first
	// child did, as far as those are articles.
	Time   string `json:"time,omitempty"`
	After  string `json:"after,omitempty"`
	Before string `json:"before,omitempty"`
}

// IsChildren reports whether the articles are its children, by half: what they
// have in common is at least half of what either has.
func (l *Lost) IsChildren(articles []string) bool { return sameHalf(set(l.Children), set(articles)) }

// Read reads the tree of a file.
func Read(path string) (*Tree, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t := &Tree{}
	if err := json.Unmarshal(b, t); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

// IsLost reports whether id is one of the tree's lost sources.
func (t *Tree) IsLost(id string) bool {
	return slices.ContainsFunc(t.Lost, func(l Lost) bool { return l.ID == id })
}

// ParentsOf returns the parents of an article or a lost source, the primary one
// first.
func (t *Tree) ParentsOf(id string) []string {
	for i := range t.Articles {
		if t.Articles[i].ID == id {
			return t.Articles[i].Parents
		}
	}
	for i := range t.Lost {
		if t.Lost[i].ID == id {
			return t.Lost[i].Parents
		}
	}
	return nil
}

// family returns the tree in the form in which found ones come.
func (t *Tree) family() *family {
	f := newFamily()
	for _, a := range t.Articles {
		f.articles = append(f.articles, a.ID)
		for _, p := range a.Parents {
			if t.IsLost(p) {
				p = lostPrefix + p
			}
			f.parents[a.ID] = append(f.parents[a.ID], p)
		}
	}
	for _, l := range t.Lost {
		f.parents[lostPrefix+l.ID] = l.Parents[:min(1, len(l.Parents))]
	}
	f.origins = t.Origins
	return f
}

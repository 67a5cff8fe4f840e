package tool

// Cite is a sentence that shows what is said: every answer has them.
type Cite struct {
	Report   string `json:"report" jsonschema:"id of the report"`
	Sentence int    `json:"sentence" jsonschema:"number of the sentence in the report, from 0; -1 is its title"`
	Quote    string `json:"quote" jsonschema:"the sentence, quoted from the report"`
}

// Tree is a story with its family tree, or a part of it.
type Tree struct {
	Note string `json:"note" jsonschema:"how to read this answer"`
	// Trace is how the next call names what was traced here.
	Trace   string `json:"trace,omitempty" jsonschema:"id by which further calls reach this trace, for an hour"`
	Story   string `json:"story,omitempty" jsonschema:"id of the story"`
	Title   string `json:"title,omitempty" jsonschema:"what the story is called"`
	Number  int    `json:"number,omitempty" jsonschema:"which of the stories of the trace this is, from 1"`
	Stories int    `json:"stories" jsonschema:"how many stories the trace found"`

	Reports   int      `json:"reports" jsonschema:"how many reports the story has"`
	Outlets   int      `json:"outlets" jsonschema:"of how many outlets, as far as they are named"`
	Languages []string `json:"languages" jsonschema:"in which languages"`
	Origins   int      `json:"origins" jsonschema:"how many independent origins stand behind these reports"`
	// LeftOut and Stale tell what a kept tree lacks.
	LeftOut int `json:"left_out,omitempty" jsonschema:"how many reports of the story are not in the tree, because it is large"`
	// Unreviewed says that nobody knows whether reviewers said something.
	Unreviewed bool `json:"unreviewed,omitempty" jsonschema:"what reviewers said of the tree could not be read"`
	Stale      bool `json:"stale,omitempty" jsonschema:"reports came in since the tree was made; it is being made anew"`

	Part  string `json:"part" jsonschema:"which part this is: overview, reports, changes, claims or sources"`
	Page  int    `json:"page" jsonschema:"which page of the part, from 1"`
	Pages int    `json:"pages" jsonschema:"how many pages the part has"`

	Roots   []Root   `json:"roots,omitempty" jsonschema:"the origins: reports or lost sources that derive from none of the others"`
	Members []Member `json:"members,omitempty" jsonschema:"reports and lost sources in the order of the tree, parents first"`
	Lost    []Source `json:"lost_sources,omitempty" jsonschema:"sources behind the reports that are not among them"`
	Sources []Source `json:"sources,omitempty" jsonschema:"who is cited"`
	Changes []Change `json:"changes,omitempty" jsonschema:"what retellings changed, what alters facts first"`
	Claims  []Claim  `json:"claims,omitempty" jsonschema:"what several reports say; the number is for claim_history"`
	More    []string `json:"more,omitempty" jsonschema:"which further parts there are, with how many items"`
	Cautions
	Unplaced []string  `json:"unplaced,omitempty" jsonschema:"ids of reports that tell none of the stories"`
	Problems []Problem `json:"problems,omitempty" jsonschema:"what could not be read, and what to do about it"`
}

// Root is an origin.
type Root struct {
	ID      string  `json:"id" jsonschema:"id of the report or source"`
	Letter  string  `json:"letter,omitempty" jsonschema:"letter of the report in this tree"`
	Name    string  `json:"name" jsonschema:"outlet of the report, or name of the source"`
	Lost    bool    `json:"lost,omitempty" jsonschema:"it is a source that is not among the reports"`
	Reports int     `json:"reports" jsonschema:"how many reports stand at or below it"`
	Support float64 `json:"support,omitempty" jsonschema:"how sure it is that it has no parent, 0 to 1"`
}

// Member is a report or a lost source in its place in the tree.
type Member struct {
	ID        string  `json:"id" jsonschema:"id of the report or source"`
	Letter    string  `json:"letter,omitempty" jsonschema:"letter of the report in this tree"`
	Name      string  `json:"name" jsonschema:"outlet of the report, or name of the source"`
	Title     string  `json:"title,omitempty"`
	URL       string  `json:"url,omitempty"`
	Lang      string  `json:"lang,omitempty" jsonschema:"language tag"`
	Published string  `json:"published,omitempty" jsonschema:"when it came out, as exactly as is known"`
	Lost      bool    `json:"lost,omitempty" jsonschema:"it is a source that is not among the reports"`
	Depth     int     `json:"depth" jsonschema:"how many stand above it in the tree"`
	Parent    string  `json:"parent,omitempty" jsonschema:"id of what it derives from; none: it is an origin"`
	How       string  `json:"how,omitempty" jsonschema:"copy, rewrite, translation or citation"`
	Support   float64 `json:"support,omitempty" jsonschema:"how sure its place is, 0 to 1; below 0.5 it is a guess"`
	EitherWay bool    `json:"either_way,omitempty" jsonschema:"nothing shows which of it and its parent came first"`
	Also      []Other `json:"also,omitempty" jsonschema:"further parents it took from"`
	Instead   []Other `json:"instead,omitempty" jsonschema:"other parents that it may have instead"`
	Why       []Why   `json:"why,omitempty" jsonschema:"what speaks for its place, with the sentences"`
	// Reviewed is what people said of it, the last first; the tree is the program's all the same.
	Reviewed []Opinion `json:"reviewed,omitempty" jsonschema:"what reviewers said of its place, the last first; the tree stays what the program inferred"`
}

// Opinion is what a reviewer said of a place in the tree.
type Opinion struct {
	Verdict  string `json:"verdict" jsonschema:"confirmed, rejected or redirected"`
	Reviewer string `json:"reviewer,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// Other is another parent.
type Other struct {
	ID      string  `json:"id"`
	Support float64 `json:"support" jsonschema:"0 to 1"`
}

// Why is a fact that speaks for an edge, or against it.
type Why struct {
	Kind    string `json:"kind" jsonschema:"cites, shared, order, time, omission or change"`
	Detail  string `json:"detail" jsonschema:"the fact in a few words, which may quote the reports"`
	Against bool   `json:"against,omitempty"`
	Cites   []Cite `json:"cites,omitempty"`
}

// Source is somebody whom reports cite.
type Source struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind" jsonschema:"outlet, person, organisation or unnamed"`
	Lost    bool     `json:"lost" jsonschema:"reports derive from it, and it is not among them"`
	Nobody  bool     `json:"inferred,omitempty" jsonschema:"nobody cites it: it is inferred from what reports share"`
	CitedBy []string `json:"cited_by" jsonschema:"letters of the reports that cite it"`
	Came    string   `json:"came_out,omitempty" jsonschema:"when it must have come out"`
	Cites   []Cite   `json:"cites" jsonschema:"sentences that cite it"`
}

// Change is what a retelling changed.
type Change struct {
	From      string  `json:"from" jsonschema:"id of the parent"`
	To        string  `json:"to" jsonschema:"id of the child"`
	Kind      string  `json:"kind" jsonschema:"number, date, name, place, hedge, attribution, loaded-term, wording, order, addition or omission"`
	Before    string  `json:"before,omitempty" jsonschema:"what the parent says"`
	After     string  `json:"after,omitempty" jsonschema:"what the child says"`
	Detail    string  `json:"detail,omitempty"`
	Score     float64 `json:"score" jsonschema:"how sure it is that this is a change of content, 0 to 1"`
	Uncertain bool    `json:"uncertain_parent,omitempty" jsonschema:"from is not the parent in the tree but one that may be, or a sibling"`
	Cites     []Cite  `json:"cites" jsonschema:"the two sentences"`
}

// Claim is what several reports say.
type Claim struct {
	Number  string   `json:"number" jsonschema:"for claim_history"`
	Reports []string `json:"reports" jsonschema:"letters of the reports that make it"`
	Changed int      `json:"changes" jsonschema:"how often it was changed on the way"`
	Cites   []Cite   `json:"cites"`
}

// Problem is an input that could not be used.
type Problem struct {
	Input   string `json:"input"`
	Problem string `json:"problem"`
}

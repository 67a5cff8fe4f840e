package outcome

import (
	"fmt"
	"path/filepath"
)

// Agreement is how stories agree with events, by B-cubed (Bagga & Baldwin 1998): of the pages of a page's story the share
// that tell its event, and of those that tell its event the share that are in its story, each on the average.
type Agreement struct {
	Pages     int     `json:"pages"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	Stories   int     `json:"stories"`
	Events    int     `json:"events"`
}

// String tells it in one line.
func (a Agreement) String() string {
	return fmt.Sprintf("stories of %d pages that tell events: B-cubed precision %.4f, recall %.4f, F1 %.4f; %d groups for %d events",
		a.Pages, a.Precision, a.Recall, 2*a.Precision*a.Recall/max(1e-9, a.Precision+a.Recall), a.Stories, a.Events)
}

// Judge holds the stories of the run in dir against the events of the pages (pages.jsonl). Pages that tell none are left out: some
// are copies of each other, and a story all the same.
func Judge(dir, pages string) (Agreement, error) {
	story := map[string]string{} // of an address; an article without one is alone
	err := Table(filepath.Join(dir, "articles"), func(a struct{ ID, URL, Story string }) error {
		if _, twice := story[a.URL]; twice {
			return nil
		}
		if story[a.URL] = a.Story; a.Story == "" {
			story[a.URL] = "alone " + a.ID
		}
		return nil
	})
	if err != nil {
		return Agreement{}, err
	}
	var events []int
	var stories []string
	err = Lines(pages, func(p struct {
		URL   string
		Event int
	},
	) error {
		if s, ok := story[p.URL]; ok && p.Event >= 0 {
			events, stories = append(events, p.Event), append(stories, s)
		}
		return nil
	})
	return agree(events, stories), err
}

func agree(events []int, stories []string) Agreement {
	type both struct {
		event int
		story string
	}
	inBoth, inEvent, inStory := map[both]int{}, map[int]int{}, map[string]int{}
	for i, e := range events {
		inBoth[both{e, stories[i]}]++
		inEvent[e]++
		inStory[stories[i]]++
	}
	a := Agreement{Pages: len(events), Stories: len(inStory), Events: len(inEvent)}
	n := max(1, float64(a.Pages))
	for i, e := range events {
		c := float64(inBoth[both{e, stories[i]}])
		a.Precision += c / float64(inStory[stories[i]]) / n
		a.Recall += c / float64(inEvent[e]) / n
	}
	return a
}

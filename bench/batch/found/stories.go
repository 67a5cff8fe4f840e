package main

import (
	"fmt"
	"path/filepath"
)

// agreement is how stories agree with events, by B-cubed (Bagga & Baldwin 1998): of the pages of a page's story the share
// that tell its event, and of those that tell its event the share that are in its story, each on the average.
type agreement struct {
	pages             int
	precision, recall float64
	stories, events   int
}

func (a agreement) String() string {
	return fmt.Sprintf("stories of %d pages that tell events: B-cubed precision %.4f, recall %.4f, F1 %.4f; %d groups for %d events",
		a.pages, a.precision, a.recall, 2*a.precision*a.recall/max(1e-9, a.precision+a.recall), a.stories, a.events)
}

// judge holds the stories of a run against the events of the pages. Pages that tell none are left out: some are copies of
// each other, and a story all the same.
func judge(dir, pages string) (agreement, error) {
	story := map[string]string{} // of an address; an article without one is alone
	err := table(filepath.Join(dir, "articles"), func(a struct{ ID, URL, Story string }) error {
		if _, twice := story[a.URL]; twice {
			return nil
		}
		if story[a.URL] = a.Story; a.Story == "" {
			story[a.URL] = "alone " + a.ID
		}
		return nil
	})
	if err != nil {
		return agreement{}, err
	}
	var events []int
	var stories []string
	err = read(pages, func(p struct {
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

func agree(events []int, stories []string) agreement {
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
	a := agreement{pages: len(events), stories: len(inStory), events: len(inEvent)}
	n := max(1, float64(a.pages))
	for i, e := range events {
		c := float64(inBoth[both{e, stories[i]}])
		a.precision += c / float64(inStory[stories[i]]) / n
		a.recall += c / float64(inEvent[e]) / n
	}
	return a
}

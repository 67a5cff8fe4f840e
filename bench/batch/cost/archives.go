package main

// archive is what is known of a web archive, or assumed: docs/SCALE.md names the sources.
type archive struct {
	name     string
	articles float64 // that can be read from it
	days     float64
	tebibyte float64 // of its files, compressed
}

// CC-NEWS: 11.7 million documents in each of three months of 2024 (maxidl/FineNews-unfiltered), 1.35 thousand million in all
// from August 2016 to spring 2026 (Lazzaroni, Lasser & Solovev 2026), 25 TiB until September 2022 (commoncrawl/news-crawl
// issue 48), which is 0.34 TiB a month.
var archives = []archive{
	{"one month of CC-NEWS", 11.7e6, 31, 0.34},
	{"ten years of CC-NEWS", 1.35e9, 3560, 41},
}

const (
	// pagesPerArticle: of ten pages one has no article, or one that is there already.
	pagesPerArticle = 1 / 0.9
	// realPages is how many real pages a core reads in a second, from bench/extract: the pages that were measured are
	// lighter, and of what they cost only the unpacking is theirs.
	realPages = 309
	// busy is the share of a cluster's cores that works, on the average: the rest waits for the last of a step, for the
	// disk and for the network.
	busy = 0.7
	// overhead is what a runner adds to the time within steps: coding elements, sorting and moving them. It is measured as
	// the processor time of a whole run in process over the sum of its steps, where measured.json has it.
	overhead = 1.5
)

// cluster is one that can be had anywhere.
type cluster struct {
	name           string
	machines       float64
	cores, memory  float64 // of a machine; GB
	disk, gigabits float64 // of a machine: GB for what is shuffled, network
}

var clusters = []cluster{
	{"4 machines of 16 cores", 4, 16, 64, 1000, 10},
	{"40 machines of 16 cores", 40, 16, 64, 1000, 10},
}

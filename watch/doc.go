// Package watch keeps an archive up with the news: it puts what is new in the archive into stories (CatchUp), and asks
// feeds for what is new in the world (Run).
//
// # Catching up
//
// CatchUp takes the articles that came into the archive since it was last called, in the order in which they came, and
// reads each (text.Read), finds its vectors, whom it cites (attribution.FindByRules) and what it is searched by (search.Entry), on
// all cores; then it tells the stream of stories of them (cluster.Stream), in order, and writes what comes of that in one
// transaction with how far it came (store.Place). So it can be killed at any moment, and goes on where it was.
//
// # Watching
//
// One goroutine keeps the times (schedule.go): which feed is asked when. A feed is asked in a goroutine of its own
// (poll.go), some at a time and one of a host; what is new in it goes through a bounded queue to the one that writes
// (keep.go): articles into the archive, then the stories, then the trees of those that changed (retrace.go), then what
// somebody wanted to be told (tell.go). Where that takes longer than the world needs for news, the queue is full, and feeds
// are asked later: nothing piles up. Webhooks are sent beside all that (deliver.go), from an outbox in the archive.
//
// A feed is asked about twice in the time in which something new is expected of it (interval.go); a host that fails is
// left alone for longer and longer (backoff.go). All that must outlive the process is in the archive's state: what servers
// gave to ask again by, which entries were read, when a feed is due, which hosts are left alone, and which alerts were
// given.
package watch

// Package watch keeps an archive up with the news: it puts what is new in the archive into stories (CatchUp), and asks
// feeds for what is new in the world (Run).
//
// # Catching up
//
// CatchUp takes the articles that came into the archive since it was last called, in the order in which they came, and
// reads each (text.Read), finds its vectors, whom it cites (attribution.FindByRules) and what it is searched by (search.Entry), on
// all cores; then it tells the stream of stories of them (cluster.Stream), in order, and writes what comes of that in one
// transaction with how far it came (store.Place). So it can be killed at any moment, and goes on where it was. A report that
// the program itself fails at is remembered, and read again by another version of it (failed.go).
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
// left alone for longer and longer (backoff.go). Entries whose pages there was no time for, or which could not be had, wait
// in a queue of their feed (queue.go). All that must outlive the process is in the archive's state: what servers gave to ask
// again by, which entries were read and which wait, when a feed is due, which hosts are left alone, up to where reports were
// held against the rules, and which alerts were given. What is old is dropped from it once a day (forget.go).
//
// Rules are asked about what is new since the archive was first watched, be it from a feed or from an import while no
// watch ran (missed.go). The tree of a story with too many reports has the first of them, and says so (huge.go).
//
// # Several processes
//
// Where the archive is a database, any number of processes may watch it (team.go). One of them leads, by a lease that the server
// frees when it dies: it says which feeds are asked, places, judges, closes, tells, sends (lead.go). All of them work jobs from
// a queue in the database (jobs.go, River): for each host one that asks its feeds and then waits till the next is due (ask.go), for each
// story that changed one that traces it (treejob.go, drawing.go). A process is seen by advisory locks on a connection of its own
// (presence.go); the jobs of one that is no longer seen go to others after 5 to 10 s. By the same connection it has the turn at each
// host that it asks, be it for a feed or for a page, and keeps it through the pause behind the request (Turns); and the turn at
// each story that it traces, till its tree is in the archive (treeturn.go).
//
// Who led, slept, and goes on while another leads has its writes refused (putLead): what it knows is old. How long large stories take to
// trace is kept with their trees, for the one that leads to say when they are worth another (retrace.go).
//
// A lock of a session, and no time that is written down and renewed: it ends with its process at once, needs no clocks that agree, and a
// tree that takes half an hour is not taken for dead. River's own rescue of jobs goes by the time that they run, so that it
// comes after the longest that a job may take (jobLimit); it is there for a job that hangs in a process that lives.
//
// A folder is watched by one process, with no queue in between.
package watch

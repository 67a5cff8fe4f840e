// Package store keeps articles and their stories in an archive: one directory, no
// server; or a database of a server, for a team.
//
// # What is in an archive
//
// An article is what one id stands for. The first that comes under an id is its
// first revision. The same again changes nothing; what is the same is decided
// by what a reader sees: outlet, address, title, byline, dates and text, so
// that an article that comes by another way (a feed, a web archive) is the same
// one. Other content under the same id and the same address is a further
// revision: all are kept (Revisions), and the article is then what came last, or,
// where revisions say when they were changed, what was changed last. Other
// content under the same id and another address, or none, is
// another article, since ids such as "17" are given by many: it is kept under
// the id with a piece of a hash added, always the same one, and told of
// (Added.Renamed). Nothing that was added is lost, and the order of arrival is
// kept, but for very many that wait to be placed and came in another order than that
// of their dates (OrderByDate). A record that the disk has damaged is told by Check, and
// is mended by adding the article again (mend.go).
//
// An article without an id of its own has one that is derived from its content, and
// so another one whenever it has changed. It is known by its address: from the
// same address, of the same outlet and alike enough, it is a revision, and the
// article keeps its first id and is found by the others, too. An address that was
// given by mistake, that of a section or a home page, brings nothing together
// (identity.go, alike.go).
//
// What came is placed in stories by who can tell them apart (packages cluster and
// watch): Unplaced gives what has come since the last time, Place writes what became
// of it, as events that happen to stories: founded, joined, moved, merged, closed. The
// place up to which arrivals were dealt with is written with them, so that nothing is
// left out or done twice. A story keeps its id for ever; one that was merged into another
// leads to it. What search finds an article by goes in with it (IndexEntry).
//
// Beside them an archive has how far each input was read (Checkpoint), written in
// one transaction with the articles, trees of stories (Trace), whom articles cite and where
// (Attributions), small values by name (State), and messages that wait for delivery (Message).
//
// # What is kept, and what is found again
//
// Bytes of an article in the mean of 413 development reports (2,864 bytes of text, 16
// sentences, 3.2 sources, 5.8 attributions), without the room that pages leave:
//
//	text, fields, sentences   1753  packed, in the revision
//	words and passages        3131  the index of search: terms, and 32 bytes of signs a sentence
//	attributions               283  packed (attributions.go)
//	names of cited sources     209  and where to find by them
//	ids, dates, columns        260
//	profile                   4461  as long as the story is open, then dropped
//	tree                         -  of stories that somebody traced
//
// Sentences are kept as offsets with the article, as the reader found them that placed it, for
// all that is kept besides counts them: attributions, passages, what a story is compared by.
// A later reader may cut a text otherwise. It then makes the index anew (IndexEntry.Made), and
// writes what it cuts (Divided) and finds (Cites) before it; until then everything is of one
// reading. A tree has the sentences that it was made of in itself.
//
// So of a revision what was read is never changed, but its sentences can be, and its number: as
// long as nothing was made of it, it can come in another order (OrderByDate) or come again
// (Reoffer). What refers to a revision by its number is changed or taken away with that; what a program
// remembers of numbers beyond those that were dealt with does not hold for ever.
//
// Attributions are kept as they were found by rules when the article was placed: who cites a
// source, and in which sentence, is answered from the archive. To find them again takes 2.3 ms
// of CPU an article (0.6 for reading it, 1.7 for the rules), four minutes for 100,000 that cite
// one source, and gives what today's rules find in articles that yesterday's have chosen. What
// the English model finds beyond the rules is in trees alone: it takes twice as long again.
//
// Vectors are not kept, but for their signs: as numbers they are a kilobyte a sentence, three
// times all the rest. The few that a search compares are computed anew from the text.
//
// # What is promised
//
// What Add, Place or Update has returned for is on the disk: a process that is killed at any
// moment, or a machine that loses its power, loses nothing of it and leaves no
// half of a batch. Into a directory one process writes at a time, and another that tries is told
// (ErrLocked), into a database several do (below); any number may read, also while one writes. An archive of an
// older form is brought to the present one when it is opened, after a copy was
// made beside it; one of a newer form is refused. Who may not write into the
// directory can read all the same (readonly.go).
//
// The directory must be on a local disk: locks and shared memory of SQLite do
// not work on network file systems.
//
// # An archive as a stream
//
// Export writes an archive as lines of JSON (stemma/archive/v1), from which Restore, or
// another database, makes it again; what is exported of that is the same, byte for
// byte. Each line is an object with one member, and they come in this order:
//
//	archive   the form of the stream: {"schema":"stemma/archive/v1"}
//	revision  one form of an article, in the order of arrival: id, added, n (its number,
//	          where it is not the next), latest, article (its fields), bytes (its text,
//	          where that is not UTF-8), damaged (the hash of its content, where the
//	          record cannot be read)
//	alias     another id by which an article came
//	input     how far a file was read
//	placed    upto: the number of the last arrival that was dealt with
//	story     id, version, lead (the article of its title), changed, closed
//	redirect  a story, and the one into which it was merged
//	member    an article of a story, by which arrival (n), and what it is compared by
//	trace     the tree of a story, and of which version of it
//	cites     a name of a source that an article cites
//	attributions  its sources and attributions, by which arrival (n)
//	state     a value by its name
//	message   one of the outbox
//	end       how many lines there were, and the SHA-256 of all bytes before this one
//
// Restore refuses a stream whose end does not fit, whose lines name what is in no line
// before them, or whose stories do not fit together, and leaves nothing of it. What is counted is
// counted anew; the index of search is not in the stream.
//
// # Files
//
//	archive.db    SQLite, in WAL mode; archive.db-wal and -shm belong to it
//	lock          held by the process that writes
//	writer        which that is, for the message to others
//	beginning     is there until the first archive.db is written: an empty one is refused without it
//	archive-v1.db a copy from before the form was changed
//
// # In a database
//
// The name of an archive may be the address of a database of PostgreSQL, 15 or newer (database.go). It is the same archive: one type, one
// set of queries, one set of tests (storetest, and those of package search, run on both), and what is exported of one is what is
// exported of the other, byte for byte. Two types behind an interface would have been 6,000 lines twice; a mapper of objects would
// have had to be told each query all the same. What differs is said in few places: how an archive is opened and locked (engine), a dozen
// fragments of SQL (postgressql.go), and what PostgreSQL does not take for a value (postgresconn.go).
//
// All is in a schema of its own. Texts are sorted by their bytes (COLLATE "C"), whatever the database has. The schema is made
// and brought to the present form by goose, under a lock, so that several may start at once; one of a newer form is refused.
//
// Several processes may write. Transactions that write are one after the other: each begins with a change of one row, and waits there
// for the one before it (server.begin). So arrivals have their numbers in the order in which they are seen, and who reads on behind a
// number leaves none out. What only one may do at a time, because it rests on what was read before (placing, bringing into order, indexing, compacting, leading those that watch),
// is done by who has the lease of that (Lease, Placing), or by anybody while nobody has. The server frees a lease whose
// process has died; one whose process only sleeps is refused by its number when another has taken it (postgreslease.go).
//
// When the server is gone, each call either has done what it was to do or says that it has not; of a commit whose answer did not come it
// says that this is not known (ErrUnsure), and doing it again is safe: Add knows what it has, Place says ErrPlaced. The next call
// finds the server again. A server that is killed in mid-write and started again has lost nothing that was acknowledged
// (TestPostgresKilled); that is its own promise, as long as nobody has set synchronous_commit or fsync off.
//
// Not in a database: repairing (its own backups do that), copies before a new form, and giving room back to the disk. An id has 2,000
// bytes at most there, because an index takes no more. Connections that are shared by transaction (a pooler in that mode) do not do: leases and
// prepared queries belong to a session.
//
// The index of search is the same, too: segments, whose rows are bytes that this package packs and reads (search_row). PostgreSQL's own
// full text search knows 29 languages and none without spaces, and ranks every match, as FTS5 does, which was measured and lost
// (bench/search). pgvector (0.8.5, bit_hamming_ops of 100,000 codes in 2,000 clusters) was measured and is not used: a passage takes 418 bytes, 334 of
// them for the graph, where a segment has 34; making the graph took some ten times as long as making all of the index; of the nearest 50 in one of 16
// languages it found 12 in 100 (it looks for the nearest of all first, and goes on looking where it is told to, without a bound that holds); and two
// graphs of the same rows gave answers that differed in 1 of 500, where the same archive is to give the same answer. It finds 99.8 in 100 of what it is asked
// without a filter, fast; and an archive must be searched as well where it is not installed.
package store

// Package store keeps articles and their stories in an archive: one directory, no
// server.
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
// kept. A record that the disk has damaged is told by Check, and is mended by adding
// the article again (mend.go).
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
// one transaction with the articles, trees of stories (Trace), whom articles cite,
// small values by name (State), and messages that wait for delivery (Message).
//
// # What is promised
//
// What Add, Place or Update has returned for is on the disk: a process that is killed at any
// moment, or a machine that loses its power, loses nothing of it and leaves no
// half of a batch. One process writes at a time, and another that tries is told
// (ErrLocked); any number may read, also while one writes. An archive of an
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
//	cites     whom an article cites
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
//	archive-v1.db a copy from before the form was changed
package store

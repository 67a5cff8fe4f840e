// Package fetch gets pages and feeds from the web: politely, safely, and once.
//
// # Politely
//
// A site's robots.txt (RFC 9309, package robots) is asked for first and obeyed, for every host that a redirect leads to as
// well. A host gets one request at a time, with a pause between two: Options.Delay, or the longer Crawl-delay of its
// robots.txt up to Options.MaxDelay. Where it asks for more patience (429, 503, Retry-After) it is left alone, by
// every Get of the Client. Each request says who sends it. Different hosts are asked side by side.
//
// # Safely
//
// Addresses come from feeds, pages and mails, and answers from anybody, so neither is trusted. Only http and https, and
// only the public internet: every address that a name resolves to is checked when the connection is made (so a
// name that resolves to something else the second time gains nothing), also those that a redirect leads to. Redirects,
// size (as sent and unpacked), time, headers and the slowest speed are limited; only types of content that news may
// come in are read. Cookies live as long as one Get, since some sites go in circles without.
//
// Proxies of the environment are not used unless Options.Proxy is true: a proxy resolves names itself, so nothing here
// can check where they lead.
//
// # Once
//
// With Options.Cache, what was fetched is kept on disk and asked for again with its ETag and Last-Modified, and not at
// all while its Cache-Control says that it is fresh. With Options.Offline only the cache is read.
//
// Archived copies (web.archive.org, archive.today, arquivo.pt and others, see Archived) are told by their address or their
// headers (RFC 7089), and say what they are a copy of and when it was taken.
//
// The package knows nothing of articles, and doesn't run scripts: pages that are nothing without them are extract's
// trouble. It doesn't follow links; meta refresh is none of its business, either.
package fetch

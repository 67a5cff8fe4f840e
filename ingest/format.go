package ingest

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"
)

// format is a kind of file.
type format struct {
	// what it is called: "a web page".
	what string
	// extensions of the files that are read in a folder.
	extensions []string
	// magic is what it has at an offset, where that is enough to recognise it.
	magic string
	at    int
	// is reports whether a text is of this format, by its beginning as UTF-8
	// without white space and by whether its name says so. Without it, and
	// without magic, the name alone decides; with magic, both must hold.
	is func(head []byte, by byName) bool
	// numbered is true where its articles have numbers: "PATH#N".
	numbered bool
	// inside is true for an archive of files, which have names: "PATH/NAME".
	inside bool
	// read reads a file; nil for one that cannot be read, with what to do then.
	read   func(ctx context.Context, p *part, s *stream) error
	remedy string
}

// begins reports whether a file begins as the format does.
func (f *format) begins(head []byte, ext string) bool {
	if f.magic == "" || len(head) <= f.at || !bytes.HasPrefix(head[f.at:], []byte(f.magic)) {
		return false
	}
	by := unnamed
	if slices.Contains(f.extensions, ext) {
		by = itself
	}
	return f.is == nil || f.is(head, by)
}

// ole is how the files of old office programs begin (MS-CFB).
const ole = "\xD0\xCF\x11\xE0"

// isMsg tells a mail of Outlook from other files of its kind: by the name, or by
// what its parts are called (MS-OXMSG 2.1).
func isMsg(head []byte, by byName) bool {
	return by == itself || bytes.Contains(head, []byte("_\x00_\x00s\x00u\x00b\x00s\x00t\x00g\x001\x00.\x000\x00_\x00"))
}

// byName is what the name of a file says of a format: nothing, that it is this
// one, or that it is another.
type byName int

const (
	unnamed byName = iota
	itself
	another
)

// formats are all kinds of file, in the order in which they are tried. The last
// is what a file is that is none of the others.
func formats() []format {
	return []format{
		{what: "a PDF document", magic: "%PDF-", remedy: "save its text as .txt"},
		{what: "a rich text document", magic: "{\\rtf", remedy: "save it as plain text"},
		{what: "a web archive", extensions: []string{".warc", ".arc"}, magic: "WARC/", numbered: true, read: readArchive},
		{what: "a web archive", magic: "filedesc:", numbered: true, read: readArchive},
		{what: "a zip archive", extensions: []string{".zip", ".wacz"}, magic: "PK\x03\x04", inside: true, read: readZip},
		{what: "a tar archive", extensions: []string{".tar", ".tgz"}, magic: "ustar", at: 257, inside: true, read: readTar},
		{what: "a mail as Outlook saves it (.msg)", extensions: []string{".msg"}, magic: ole, is: isMsg, remedy: "save it from Outlook as .eml, or its text as .txt"},
		{what: "an old office document", magic: ole, remedy: "save its text as .txt"},
		{what: "a picture", magic: "\x89PNG", remedy: "give the article's text"},
		{what: "a picture", magic: "\xFF\xD8\xFF", remedy: "give the article's text"},
		{what: "a picture", magic: "GIF89a", remedy: "give the article's text"},
		{what: "compressed by bzip2", magic: "BZh91AY", remedy: "unpack it, or compress it by gzip"},
		{what: "compressed by xz", magic: "\xFD7zXZ\x00", remedy: "unpack it, or compress it by gzip"},
		{what: "a 7z archive", magic: "7z\xBC\xAF", remedy: "unpack it"},
		{what: "a rar archive", magic: "Rar!\x1A", remedy: "unpack it"},
		{what: "a Parquet file", magic: "PAR1\x15", remedy: "export it as JSON lines"},
		{what: "a database", magic: "SQLite format 3\x00", remedy: "export it as JSON lines"},
		{what: "compressed twice", magic: "\x1F\x8B", remedy: "unpack it once"},
		{what: "compressed twice", magic: "\x28\xB5\x2F\xFD", remedy: "unpack it once"},

		{what: "a page that a browser saved", extensions: []string{".mhtml", ".mht"}, is: isSaved, read: readSaved},
		{what: "a mailbox", extensions: []string{".mbox", ".mbx"}, is: isMailbox, numbered: true, read: readMailbox},
		{what: "a mail", extensions: []string{".eml", ".emlx"}, is: isMail, inside: true, read: readMail},
		{what: "a feed", extensions: []string{".xml", ".rss", ".atom", ".rdf"}, is: isFeed, numbered: true, read: readFeed},
		{what: "a sitemap", is: isSitemap, numbered: true, read: readSitemap},
		{what: "a list of feeds", extensions: []string{".opml"}, is: isOPML, numbered: true, read: readOPML},
		{what: "a news item", extensions: []string{".nitf", ".newsml"}, is: isNews, numbered: true, read: readNews},
		{what: "a web page", extensions: []string{".html", ".htm", ".xhtml"}, is: isPage, read: readPage},
		{what: "a text under a line of JSON", is: isHeadedText, read: readText},
		{what: "JSON lines", extensions: []string{".jsonl", ".ndjson"}, is: isLines, numbered: true, read: readLines},
		{what: "JSON", extensions: []string{".json"}, is: isJSON, numbered: true, read: readDocument},
		{what: "a table", extensions: []string{".csv", ".tsv", ".tab"}, is: isTable, numbered: true, read: readTable},
		{what: "XML of another kind than feeds and news items", is: isXML, remedy: "save its text as .txt, or its articles as JSON lines"},
		{what: "Markdown", extensions: []string{".md", ".markdown"}, read: readMarkdown},
		{what: "plain text", extensions: []string{".txt", ".text"}, read: readText},
	}
}

// recognise tells what a stream holds, and makes it UTF-8 where it is text in
// UTF-16. It returns nil for an empty one.
func recognise(s *stream, name string) (*format, error) {
	all := formats()
	if i := slices.IndexFunc(all, func(f format) bool { return f.begins(s.head, extension(name)) }); i >= 0 {
		return &all[i], nil
	}
	if e := utf16(s.head); e != nil {
		if err := s.transcode(e); err != nil {
			return nil, err
		}
	}
	head := bytes.TrimLeft(bytes.TrimPrefix(s.head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	if len(head) == 0 {
		return nil, nil //nolint:nilnil // documented
	}
	if isBinary(s.head) {
		return &format{what: "binary data", remedy: "give a " + readExtensions() + " file"}, nil
	}
	return textFormat(all, head, name), nil
}

// textFormat tells what a text is.
func textFormat(all []format, head []byte, name string) *format {
	ext := extension(name)
	known := slices.ContainsFunc(all, func(f format) bool { return slices.Contains(f.extensions, ext) })
	for i, f := range all {
		by := unnamed
		switch {
		case slices.Contains(f.extensions, ext):
			by = itself
		case known:
			by = another
		}
		if f.magic == "" && (f.is == nil && by == itself || f.is != nil && f.is(head, by)) {
			return &all[i]
		}
	}
	return &all[len(all)-1]
}

// extension returns the extension of a name under a .gz or .zst, in lower case.
func extension(name string) string {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zst", ".zstd"} {
		name = strings.TrimSuffix(name, packed)
	}
	return name[max(strings.LastIndexAny(name, `./\`), 0):]
}

// readExtensions returns the first extension of each format that is read, as
// words.
func readExtensions() string {
	var first []string
	for _, f := range formats() {
		if f.read != nil && len(f.extensions) > 0 {
			first = append(first, f.extensions[0])
		}
	}
	last := len(first) - 1
	return strings.Join(first[:last], ", ") + " or " + first[last]
}

// reMaildir is what the mails of a Maildir are called: they have no extension.
var reMaildir = regexp.MustCompile(`(?:^|[/\\])(?:cur|new)[/\\][0-9]{6,}[._][^/\\]*$`)

// isRead reports whether a file is read in a folder, by its name.
func isRead(name string) bool {
	ext := extension(name)
	return reMaildir.MatchString(name) || slices.ContainsFunc(formats(), func(f format) bool { return f.read != nil && slices.Contains(f.extensions, ext) })
}

// isNoReport reports, by its name, a file that goes with reports and holds
// none: pictures, sound, video, what a page is drawn with, and what a server keeps
// beside mails.
func isNoReport(name string) bool {
	switch base := name[strings.LastIndexAny(name, `/\\`)+1:]; {
	case strings.HasPrefix(base, "dovecot"), base == "maildirfolder", base == "maildirsize", base == "subscriptions":
		return true
	}
	const all = " .jpg .jpeg .png .gif .webp .avif .svg .ico .bmp .tif .tiff .mp3 .m4a .ogg .wav .mp4 .webm .mov .avi .css .js .mjs .map .woff .woff2 .ttf .otf .eot "
	ext := extension(name)
	return ext != "" && strings.Contains(all, " "+ext+" ")
}

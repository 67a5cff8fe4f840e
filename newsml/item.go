package newsml

import (
	"cmp"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
)

// item reads the fields of an item.
func (r *Reader) item(n *node, kind Kind) *Item {
	it := &Item{Kind: kind, Element: n.name, Created: date.None(), Modified: date.None(), Embargoed: date.None()}
	switch n.name {
	case "nitf":
		it.nitf(n)
	case "NewsItem":
		it.newsML1(n)
	default:
		it.g2(n)
	}
	if it.Provider == "" && it.Holder == "" {
		it.Provider = r.from
	}
	if !it.Created.Known() && !it.Modified.Known() {
		it.Created = r.sent
	}
	it.tidy()
	return it
}

// tidy leaves out the last change where it is none: not after the first version.
func (it *Item) tidy() {
	if !it.Created.Known() {
		it.Created, it.Modified = it.Modified, date.None()
	}
	if it.Modified.Known() && !it.Modified.Time.After(it.Created.Time) {
		it.Modified = date.None()
	}
	it.Status = strings.ToLower(it.Status)
	if it.Status == "cancelled" {
		it.Status = "canceled"
	}
}

// complete takes from another reading of the same item what is still missing: a
// NITF text within NewsML.
func (it *Item) complete(o *Item) {
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&it.ID, o.ID},
		{&it.Status, o.Status},
		{&it.Lang, o.Lang},
		{&it.Headline, o.Headline},
		{&it.Subheadline, o.Subheadline},
		{&it.Slug, o.Slug},
		{&it.Byline, o.Byline},
		{&it.Dateline, o.Dateline},
		{&it.Provider, o.Provider},
		{&it.Holder, o.Holder},
		{&it.Credit, o.Credit},
		{&it.Urgency, o.Urgency},
		{&it.Genre, o.Genre},
		{&it.Location, o.Location},
		{&it.Series, o.Series},
		{&it.Edition, o.Edition},
		{&it.Section, o.Section},
		{&it.Note, o.Note},
		{&it.Text, o.Text},
	} {
		*f.to = cmp.Or(*f.to, f.from)
	}
	for _, f := range []struct {
		to   *stemma.Moment
		from stemma.Moment
	}{{&it.Created, o.Created}, {&it.Modified, o.Modified}, {&it.Embargoed, o.Embargoed}} {
		if !f.to.Known() {
			*f.to = f.from
		}
	}
	if len(it.Keywords) == 0 {
		it.Keywords = o.Keywords
	}
}

// g2 reads an item of NewsML-G2 (specification 2.34).
func (it *Item) g2(n *node) {
	item, content, rights := n.find("itemMeta"), n.find("contentMeta"), n.find("rightsInfo")
	it.ID, it.Version = n.attr("guid"), n.attr("version")
	it.Status = afterColon(cmp.Or(item.find("pubStatus").attr("qcode"), afterSlash(item.find("pubStatus").attr("uri"))))
	it.Created = item.date("firstCreated")
	if !it.Created.Known() {
		it.Created = content.date("contentCreated")
	}
	it.Modified = item.date("versionCreated")
	if !it.Modified.Known() {
		it.Modified = content.date("contentModified")
	}
	it.Embargoed = item.date("embargoed")
	it.Provider = item.find("provider").named()
	it.Holder = rights.find("copyrightHolder").named()
	it.Note = item.said("edNote")
	it.Headline, it.Subheadline = headlines(content)
	it.Headline = cmp.Or(it.Headline, item.said("title"))
	it.Slug, it.Byline, it.Dateline, it.Credit = content.said("slugline"), content.said("by"), content.said("dateline"), content.said("creditline")
	it.Byline = cmp.Or(it.Byline, people(content.all("creator")))
	it.Origin = content.find("infoSource").named()
	it.Urgency, it.Genre, it.Location = content.said("urgency"), content.find("genre").named(), content.find("located").named()
	it.Lang = cmp.Or(content.find("language").attr("tag"), n.attr("lang"))
	for _, k := range content.all("keyword") {
		it.Keywords = append(it.Keywords, k.text())
	}
	it.Series = cmp.Or(item.find("memberOf").named(), content.find("partOf").named())
	if strings.HasPrefix(it.ID, "http://") || strings.HasPrefix(it.ID, "https://") {
		it.URL = it.ID
	}
	it.contents(n.find("contentSet"))
	it.references(n.find("groupSet"))
}

// headlines returns the main headline and the one below it, by their roles.
func headlines(content *node) (main, sub string) {
	for _, h := range content.all("headline") {
		role := strings.ToLower(afterColon(h.attr("role")))
		switch text := h.text(); {
		case strings.HasPrefix(role, "sub"):
			sub = cmp.Or(sub, text)
		default:
			main = cmp.Or(main, text)
		}
	}
	return main, sub
}

// people returns the names of authors, unless they are organisations.
func people(all []*node) string {
	var names []string
	for _, c := range all {
		if name := c.find("name").text(); name != "" && !strings.Contains(c.find("type").attr("qcode"), "organisation") && !strings.Contains(c.attr("qcode"), "org") {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// contents reads the text of an item: the first rendition that has one.
func (it *Item) contents(set *node) {
	set.each(func(c *node) bool {
		switch c.name {
		case "inlineXML":
			it.Lang = cmp.Or(c.attr("lang"), it.Lang)
			it.inline(c)
		case "inlineData":
			it.data(c.raw(), c.attr("contenttype"))
		case "remoteContent":
			it.Remote++
		default:
			return true
		}
		return false
	})
}

// inline reads markup within an item: NITF, XHTML, or another with paragraphs.
func (it *Item) inline(c *node) {
	if nitf := c.find("nitf"); nitf != nil {
		inner := &Item{Created: date.None(), Modified: date.None(), Embargoed: date.None()}
		inner.nitf(nitf)
		it.complete(inner)
		return
	}
	if html := c.find("html"); html != nil {
		it.Headline = cmp.Or(it.Headline, html.find("title").text())
		it.Lang = cmp.Or(it.Lang, html.attr("lang"))
		c = html
		if body := html.find("body"); body != nil {
			c = body
		}
	}
	it.Text = cmp.Or(it.Text, blocks(c))
}

// data reads content that is not marked up as XML.
func (it *Item) data(s, mediaType string) {
	if strings.TrimSpace(s) == "" || it.Text != "" {
		return
	}
	if strings.Contains(mediaType, "html") || mediaType == "" && strings.Contains(s, "</p>") {
		it.HTML = cmp.Or(it.HTML, s)
		return
	}
	it.Text = strings.TrimSpace(s)
}

func (it *Item) references(set *node) {
	for _, r := range set.all("itemRef") {
		it.References = append(it.References, Reference{Address: r.attr("href"), ID: r.attr("residref"), Headline: r.said("headline", "title")})
	}
}

// newsML1 reads a news item of NewsML 1.
func (it *Item) newsML1(n *node) {
	ident, manage, lines := n.find("Identification"), n.find("NewsManagement"), n.find("NewsLines")
	it.ID = cmp.Or(ident.said("PublicIdentifier"), ident.said("NewsItemId"))
	it.Version = ident.said("RevisionId")
	it.Created, it.Modified = manage.date("FirstCreated"), manage.date("ThisRevisionCreated")
	it.Status = manage.find("Status").attr("FormalName")
	if strings.EqualFold(it.Status, "embargoed") {
		it.Embargoed = manage.date("DateAndTime")
	}
	it.Urgency = manage.find("Urgency").attr("FormalName")
	it.Headline, it.Subheadline = lines.said("HeadLine"), lines.said("SubHeadLine")
	it.Byline, it.Dateline, it.Slug, it.Credit = lines.said("ByLine"), lines.said("DateLine"), lines.said("SlugLine"), lines.said("CreditLine")
	it.Slug = cmp.Or(it.Slug, n.said("NameLabel"))
	admin := n.find("AdministrativeMetadata")
	it.Provider = cmp.Or(party(admin.find("Provider")), ident.said("ProviderId"))
	it.Origin = party(admin.find("Source"))
	it.Holder = n.said("CopyrightHolder")
	it.Lang = cmp.Or(n.find("DescriptiveMetadata").find("Language").attr("FormalName"), n.attr("lang"))
	it.Genre = n.find("Genre").attr("FormalName")
	for _, k := range n.all("KeywordLine") {
		it.Keywords = append(it.Keywords, k.text())
	}
	for _, c := range n.all("ContentItem") {
		it.contentItem(c)
	}
}

func party(n *node) string { return n.find("Party").named() }

// contentItem reads one form of a NewsML 1 text.
func (it *Item) contentItem(c *node) {
	data := c.find("DataContent")
	switch {
	case data == nil:
		if c.attr("Href") != "" {
			it.Remote++
		}
	case data.find("nitf", "html", "body", "body.content", "p") != nil:
		it.inline(data)
	default:
		it.data(data.raw(), strings.ToLower(c.find("MimeType").attr("FormalName")))
	}
}

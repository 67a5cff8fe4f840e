package newsml

import (
	"cmp"
	"strings"
)

// nitf reads a document of NITF 3.
func (it *Item) nitf(n *node) {
	head, doc := n.find("head"), n.find("docdata")
	body := n.find("body.head")
	it.ID = doc.find("doc-id").attr("id-string")
	it.Status = doc.attr("management-status")
	it.Created, it.Embargoed = doc.date("date.issue"), doc.date("date.release")
	if !it.Created.Known() {
		it.Created = n.date("story.date", "pubdate")
	}
	it.Urgency = doc.find("urgency").attr("ed-urg")
	it.Slug = cmp.Or(doc.find("du-key").attr("key"), doc.find("fixture").attr("fix-id"))
	it.Series = doc.find("series").attr("series.name")
	it.Note = doc.find("ed-msg").attr("info")
	it.Holder = cmp.Or(doc.find("doc.copyright").attr("holder"), body.said("rights.owner"))
	it.Location = doc.find("evloc").attr("city")
	pub := head.find("pubdata")
	it.Edition, it.Section = pub.attr("edition.name"), pub.attr("position.section")
	if !it.Created.Known() {
		it.Created = dateOf(pub.attr("date.publication"))
	}
	it.Provider, it.Origin = pub.attr("name"), body.said("distributor")
	if it.Provider == "" { // the agency itself
		it.Provider, it.Origin = it.Origin, ""
	}
	it.Headline, it.Subheadline = body.said("hl1"), body.said("hl2")
	it.Headline = cmp.Or(it.Headline, body.said("headline", "hedline"), head.said("title"))
	it.Byline = byline(body.find("byline"))
	it.Dateline = body.said("dateline")
	it.Lang = cmp.Or(n.attr("lang"), n.find("body").attr("lang"), n.find("lang").attr("iso-code"))
	for _, k := range doc.all("keyword") {
		it.Keywords = append(it.Keywords, k.attr("key"))
	}
	it.Text = blocks(n.find("body.content"))
	if it.Text == "" {
		it.Text = blocks(body.find("abstract"))
	}
}

// byline returns the people in a byline, without what they are.
func byline(n *node) string {
	var names []string
	for _, p := range n.all("person") {
		names = append(names, p.text())
	}
	if len(names) > 0 {
		return strings.Join(names, ", ")
	}
	return n.text()
}

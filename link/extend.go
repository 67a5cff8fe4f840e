package link

// maxMerge is the most sentences on one side of a link.
const maxMerge = 5

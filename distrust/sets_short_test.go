//go:build !slow

package distrust_test

// articlesOfASet is how many articles of a set TestDevelopmentSets reads.
const articlesOfASet = 40

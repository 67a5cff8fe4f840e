//go:build slow

package distrust_test

// articlesOfASet is how many articles of a set TestDevelopmentSets reads: all.
const articlesOfASet = 1 << 30

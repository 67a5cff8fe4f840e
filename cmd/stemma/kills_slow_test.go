//go:build unix && slow

package main

const watchKills = 25

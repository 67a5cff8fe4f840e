//go:build slow

package store_test

const (
	cutTimes      = 12 // of TestPowerCut
	faultStep     = 29 // of TestDiskFails
	woundTimes    = 4  // of TestDamaged
	migrationStep = 19 // of TestMigrationKilled
)

//go:build slow

package store_test

const (
	cutTimes      = 50 // of TestPowerCut
	faultStep     = 7  // of TestDiskFails
	woundTimes    = 12 // of TestDamaged
	migrationStep = 7  // of TestMigrationKilled
)

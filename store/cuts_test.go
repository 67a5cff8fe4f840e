//go:build !slow

package store_test

// How often tests damage something: with -tags slow more often, and with -more 10 ten times as often again.
const (
	// cutTimes is how often TestPowerCut cuts the power in each kind of work.
	cutTimes = 2
	// faultStep is that TestDiskFails has every so-manieth write fail.
	faultStep = 67
	// woundTimes is how often TestDamaged damages an archive in each way.
	woundTimes = 1
	// migrationStep is that TestMigrationKilled kills at every so-manieth write.
	migrationStep = 47
)

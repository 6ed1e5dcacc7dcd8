package replica

// NextRelease makes this program know one more migration until the returned
// function is called.
func NextRelease(sql string) (back func()) {
	old := steps
	steps = append(append([]migration{}, old...), migration{number: newestMigration() + 1, name: "next release", text: sql})
	return func() { steps = old }
}

package sqlite

// AddMigration adds a step that is still to come, until the returned function is called.
func AddMigration(text string) (remove func()) {
	before := steps
	steps = append(steps[:len(steps):len(steps)], migration{newest() + 1, text})
	return func() { steps = before }
}

package replica

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

type migration struct {
	number int
	name   string
	text   string
}

// steps are all migrations in order; a test adds one that is still to come.
var steps = readMigrations()

func readMigrations() []migration {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		panic(err) // the embedded folder is part of the program
	}
	var list []migration
	for _, e := range entries {
		n, err := strconv.Atoi(strings.SplitN(e.Name(), "_", 2)[0])
		if err != nil {
			panic("replica: migration without a number: " + e.Name())
		}
		text, err := migrations.ReadFile(path.Join("migrations", e.Name()))
		if err != nil {
			panic(err) // as above
		}
		list = append(list, migration{n, e.Name(), string(text)})
	}
	slices.SortFunc(list, func(a, b migration) int { return a.number - b.number })
	return list
}

func newestMigration() int { return steps[len(steps)-1].number }

// migrate runs the pending steps, each in a transaction of its own. A file that
// holds a shop already is backed up before the first.
func (r *Replica) migrate(ctx context.Context) error {
	var version int
	if err := r.conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if version > 0 && version < newestMigration() {
		if _, err := r.Backup(ctx, "before-migration"); err != nil {
			return fmt.Errorf("backup before migration: %w", err)
		}
	}
	for _, m := range steps {
		if m.number <= version {
			continue
		}
		if err := runMigration(ctx, r.conn, m); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return nil
}

func runMigration(ctx context.Context, c *sql.Conn, m migration) error {
	if _, err := c.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	// Another program may have run it since this one looked.
	var version int
	err := c.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	if err == nil && version >= m.number {
		_, err = c.ExecContext(ctx, "ROLLBACK")
		return err
	}
	script := m.text + fmt.Sprintf("\n;PRAGMA user_version=%d;PRAGMA application_id=%d;", m.number, applicationID)
	if err == nil {
		_, err = c.ExecContext(ctx, script)
	}
	if err == nil {
		_, err = c.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		_, back := c.ExecContext(ctx, "ROLLBACK")
		return errors.Join(err, back)
	}
	return nil
}

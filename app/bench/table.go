package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// table is what one measurement found.
type table struct {
	title string
	about string
	head  []string
	rows  [][]string
	notes []string

	measured string // when, and on how busy a machine
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// text writes the table as Markdown, its columns aligned.
func (t *table) text() string {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, c := range row {
			widths[i] = max(widths[i], len([]rune(c)))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s\n\n", t.title, t.about)
	line := func(cells []string) {
		for i, c := range cells {
			fmt.Fprintf(&b, "| %s%s ", c, strings.Repeat(" ", widths[i]-len([]rune(c))))
		}
		b.WriteString("|\n")
	}
	line(t.head)
	rule := make([]string, len(widths))
	for i, w := range widths {
		rule[i] = strings.Repeat("-", w)
	}
	line(rule)
	for _, row := range t.rows {
		line(row)
	}
	for _, n := range t.notes {
		fmt.Fprintf(&b, "\n%s\n", n)
	}
	if t.measured != "" {
		fmt.Fprintf(&b, "\n%s\n", t.measured)
	}
	return b.String()
}

// write puts the tables, the machine and the date into the document. A section
// that was not measured this time stays as it was.
func (b *bench) write(path string) error {
	old, err := sections(path)
	if err != nil {
		return err
	}
	for i := range b.tables {
		t := &b.tables[i]
		at := slices.IndexFunc(old, func(s string) bool { return strings.HasPrefix(s, "## "+t.title+"\n") })
		if at < 0 {
			old, at = append(old, ""), len(old)
		}
		old[at] = t.text()
	}
	var s strings.Builder
	s.WriteString("# Benchmarks\n\nWritten by `make bench`. Each figure stands beside a floor measured in the same run on the same disk, so that the\n" +
		"ratios compare between machines and the times do not have to. A missed target says so.\n\n")
	fmt.Fprintf(&s, "- Machine: %s\n- Disk: %s\n- System: %s, %s\n\n", processor(), disk(), system(), runtime.Version())
	for _, section := range old {
		s.WriteString(section + "\n")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(strings.TrimRight(s.String(), "\n")+"\n"), 0o644)
}

// sections gives the document's sections as they stand, none when it is not there.
func sections(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	parts := strings.Split(string(text), "\n## ")[1:]
	for i := range parts {
		parts[i] = "## " + strings.TrimRight(parts[i], "\n") + "\n"
	}
	return parts, nil
}

// spread is a series of durations, sorted.
type spread []time.Duration

func spreadOf(list []time.Duration) spread {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

// at gives the duration that a share of the series is not above.
func (s spread) at(perMille int) time.Duration {
	if len(s) == 0 {
		return 0
	}
	return s[min(len(s)-1, len(s)*perMille/1000)]
}

func (s spread) p50() time.Duration { return s.at(500) }
func (s spread) p95() time.Duration { return s.at(950) }

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

func ratio(a, b time.Duration) string {
	if b <= 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", float64(a)/float64(b))
}

// verdict says whether a target is met.
func verdict(met bool, target string) string {
	if met {
		return target + ": met"
	}
	return target + ": **missed**"
}

// timed runs do once and gives how long it took.
func timed(do func() error) (time.Duration, error) {
	begin := time.Now()
	err := do()
	return time.Since(begin), err
}

func sorted(list []int64) []int64 {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

package replica

import (
	"context"
	"database/sql"
	"strings"

	"github.com/prylavok/prylavok/app/find"
	"github.com/prylavok/prylavok/app/shop"
)

// searchStep is one query that gives rowids of a search table.
type searchStep struct {
	query string
	args  []any
}

// searchSteps gives the queries that look a text up, the best first; each wants
// a limit as its last argument. Rows come in their order, " DESC" gives the
// newest first.
func searchSteps(table, direction string, q find.Query) []searchStep {
	if letters, ok := q.Letter(); ok {
		return []searchStep{{"SELECT rowid FROM " + table + " WHERE " + table + " MATCH ? ORDER BY rowid" + direction + " LIMIT ?", []any{letterExpression(letters)}}}
	}
	var steps []searchStep
	for _, e := range []string{q.Starts(), q.Parts()} {
		if e != "" {
			steps = append(steps, searchStep{"SELECT rowid FROM " + table + " WHERE " + table + " MATCH ? ORDER BY rowid" + direction + " LIMIT ?", []any{e}})
		}
	}
	return steps
}

// lookUpPlan is how records of one kind are looked up.
type lookUpPlan[T any] struct {
	found []T // what is known to be meant already
	limit int
	steps []searchStep
	query func(step string) string // reads the records that a step finds
	read  func(*sql.Rows) ([]T, error)
	id    func(T) shop.ID
}

// lookUp takes the steps one after another until enough is found; each record
// is given once, where the best step found it.
func lookUp[T any](ctx context.Context, r *Replica, p lookUpPlan[T]) ([]T, error) {
	list, seen := p.found, make(map[shop.ID]bool, p.limit)
	for _, v := range list {
		seen[p.id(v)] = true
	}
	for _, step := range p.steps {
		if len(list) >= p.limit {
			break
		}
		rows, err := r.read.QueryContext(ctx, p.query(step.query), append(step.args, p.limit)...) //nolint:rowserrcheck // p.read reads to the end and looks
		if err != nil {
			return nil, r.explain(err)
		}
		more, err := p.read(rows)
		if err != nil {
			return nil, r.explain(err)
		}
		for _, v := range more {
			if id := p.id(v); !seen[id] && len(list) < p.limit {
				seen[id] = true
				list = append(list, v)
			}
		}
	}
	return list, nil
}

// matchClause gives the condition that a row is found by what was typed.
func matchClause(table, column string, q find.Query) (clause string, args []any) {
	e := q.Parts()
	if letters, ok := q.Letter(); ok {
		e = letterExpression(letters)
	}
	if e == "" {
		return "0", nil
	}
	return column + " IN (SELECT rowid FROM " + table + " WHERE " + table + " MATCH ?)", []any{e}
}

// wordStarts are the second characters that folded words can have; the space
// ends a word of one character.
const wordStarts = "abcdefghijklmnopqrstuvwxyz0123456789абвгдежзиклмнопрстуфхцчшщъыьэюяєі "

// letterExpression asks for words that begin with one of the letters, each led
// by its space. The index knows three characters and more, so every third one is
// named; reading all texts instead takes several times as long.
func letterExpression(letters []string) string {
	var b strings.Builder
	for _, l := range letters {
		for _, next := range wordStarts {
			if b.Len() > 0 {
				b.WriteString(" OR ")
			}
			b.WriteString(`"` + l + string(next) + `"`)
		}
	}
	return b.String()
}

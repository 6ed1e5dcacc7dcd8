package main

import (
	"time"

	"github.com/prylavok/prylavok/app/replica"
)

// clockAhead is how far this program takes its clock to be ahead, as a
// duration: "-26280h" for a till that lives three years ago. Only a test's
// build sets it (go build -ldflags "-X main.clockAhead=…").
var clockAhead string

// options are what every command opens a shop with.
func options() replica.Options {
	ahead, err := time.ParseDuration(clockAhead)
	if err != nil {
		return replica.Options{} // it is set in no program that is shipped
	}
	return replica.Options{Now: func() time.Time { return time.Now().Add(ahead) }}
}

// now is what this program takes the time for.
func now() time.Time {
	if clock := options().Now; clock != nil {
		return clock()
	}
	return time.Now()
}

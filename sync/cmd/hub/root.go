package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// What the program ends with.
const (
	exitDone   = 0
	exitFailed = 1 // nothing was done; the error says what was kept
	exitUsage  = 2 // the command line was wrong; nothing was begun
)

// usageError is a command line that cannot be carried out.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func usage(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// problem is an error with a code for programs and a sentence for people: what
// happened, what was kept, what to do.
type problem struct {
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Args    map[string]string `json:"args,omitempty"`
	cause   error
}

func (p *problem) Error() string { return p.Message }
func (p *problem) Unwrap() error { return p.cause }

// unsound is a hub whose books do not add up; the report says what was found.
type unsound struct{ report report }

func (u unsound) Error() string {
	return fmt.Sprintf("%d faults were found; restore the last backup that is whole.", len(u.report.Problems))
}

// console is where a command writes: results to out, words for people to err.
type console struct{ out, err io.Writer }

// result writes the one JSON value that a command answers with.
func (c console) result(v any) error {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(v)
}

// line writes a result of a command that goes on, on one line.
func (c console) line(v any) error { return json.NewEncoder(c.out).Encode(v) }

// tell writes a line for people.
func (c console) tell(format string, args ...any) { fmt.Fprintf(c.err, format+"\n", args...) }

// run carries a command line out and gives the exit code.
func run(ctx context.Context, args []string, c console) int {
	root := group("hub", "The server that a shop's desks agree through")
	root.Long = "The server that a shop's desks agree through.\n\nResults are JSON on standard output, words for people go to standard error.\nThe exit code is 0 done, 1 failed, 2 wrong usage."
	root.Version = version
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetVersionTemplate("{{.Version}}\n")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetArgs(args)
	root.SetOut(c.out)
	root.SetErr(c.err)
	shops, devices := group("shop", "Make and list shops"), group("device", "List and change a shop's devices")
	shops.AddCommand(shopAddCommand(c), shopListCommand(c))
	devices.AddCommand(deviceListCommand(c), deviceRevokeCommand(c), deviceRoleCommand(c))
	root.AddCommand(serveCommand(c), shops, inviteCommand(c), devices, verifyCommand(c), backupCommand(c), restoreCommand(c))
	begun := false
	watchBegin(root, &begun)
	command, err := root.ExecuteContextC(ctx)
	if err != nil && !begun {
		// Whatever cobra refuses before a command begins is wrong usage.
		err = usageError{err.Error()}
	}
	return c.end(command, err)
}

// group is a command that only has commands below it.
func group(use, short string) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return usage("say what to do") }}
}

// watchBegin notes when a command begins to work.
func watchBegin(command *cobra.Command, begun *bool) {
	work := command.RunE
	command.RunE = func(cmd *cobra.Command, args []string) error {
		*begun = true
		return work(cmd, args)
	}
	for _, c := range command.Commands() {
		watchBegin(c, begun)
	}
}

// end reports how a command ended.
func (c console) end(command *cobra.Command, err error) int {
	var wrong usageError
	var faults unsound
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &wrong):
		c.tell("%s: %s\nSee %q.", command.CommandPath(), wrong, command.CommandPath()+" --help")
		c.refuse(&problem{Code: "usage", Message: wrong.text})
		return exitUsage
	case errors.As(err, &faults):
		c.tell("%s: %s", command.CommandPath(), faults)
		_ = c.result(faults.report) // as with refuse
		return exitFailed
	}
	var p *problem
	if !errors.As(err, &p) {
		p = &problem{Code: "failed", Message: err.Error()}
	}
	c.tell("%s: %s", command.CommandPath(), p.Message)
	if p.cause != nil {
		c.tell("(%s)", p.cause)
	}
	c.refuse(p)
	return exitFailed
}

func (c console) refuse(p *problem) {
	// Where standard output is closed the exit code still tells.
	_ = c.result(map[string]*problem{"error": p})
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/prylavok/prylavok/app/bind"
	"github.com/prylavok/prylavok/app/replica"
	"github.com/prylavok/prylavok/app/shop"
	"github.com/spf13/cobra"
)

// What the program ends with.
const (
	exitDone   = 0
	exitFailed = 1 // nothing was done; the error says what was kept
	exitUsage  = 2 // the command line was wrong; nothing was begun
	exitPartly = 3 // done but for what the result lists
)

// errPartly ends a command whose result lists what was refused.
var errPartly = errors.New("some rows were refused; the result lists them")

// usageError is a command line that cannot be carried out.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

func usage(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// console is where a command reads and writes: results to out, words for
// people to err.
type console struct {
	in       io.Reader
	out, err io.Writer
}

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
	root := &cobra.Command{
		Use:           "desk",
		Short:         "The order desk without a window",
		Long:          "The order desk without a window.\n\nResults are JSON on standard output, words for people go to standard error.\nThe exit code is 0 done, 1 failed, 2 wrong usage, 3 done in part.",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(*cobra.Command, []string) error { return usage("say what to do") },
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetArgs(args)
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	for _, command := range []func(console) *cobra.Command{initCommand, importCommand, exportCommand, methodsCommand, callCommand, printCommand, serveCommand, demoCommand, backupCommand, restoreCommand, verifyCommand, digestCommand, syncCommand, scanCommand} {
		root.AddCommand(command(c))
	}
	begun := false
	for _, command := range append(root.Commands(), root) {
		work := command.RunE
		command.RunE = func(cmd *cobra.Command, args []string) error {
			begun = true
			return work(cmd, args)
		}
	}
	command, err := root.ExecuteContextC(ctx)
	if err != nil && !begun {
		// Whatever cobra refuses before a command begins is wrong usage.
		err = usageError{err.Error()}
	}
	return c.end(command, err)
}

// end reports how a command ended.
func (c console) end(command *cobra.Command, err error) int {
	var wrong usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errPartly), errors.Is(err, errAttention):
		c.tell("%s: %s", command.CommandPath(), err)
		return exitPartly
	case errors.As(err, &wrong):
		c.tell("%s: %s\nSee %q.", command.CommandPath(), wrong, command.CommandPath()+" --help")
		c.refuse(&bind.CallError{Code: "usage", Message: wrong.text})
		return exitUsage
	}
	var faults unsound
	if errors.As(err, &faults) {
		c.tell("%s: %s", command.CommandPath(), faults)
		_ = c.result(faults.report) // as with refuse
		return exitFailed
	}
	refusal := toRefusal(err)
	c.tell("%s: %s", command.CommandPath(), refusal.Message)
	if cause := causeOf(err); cause != "" {
		c.tell("(%s)", cause)
	}
	c.refuse(refusal)
	return exitFailed
}

func (c console) refuse(e *bind.CallError) {
	// Where standard output is closed the exit code still tells.
	_ = c.result(map[string]*bind.CallError{"error": e})
}

func toRefusal(err error) *bind.CallError {
	var p *shop.Problem
	if errors.As(err, &p) {
		return &bind.CallError{Code: p.Code, Message: p.Message, Field: p.Field, Args: p.Args, Retry: p.Retry}
	}
	return &bind.CallError{Code: "failed", Message: err.Error()}
}

// causeOf gives what lies behind a problem, for whoever has to mend it, unless
// its sentence says why already.
func causeOf(err error) string {
	var p *shop.Problem
	if !errors.As(err, &p) || p.Cause == nil || p.Args["why"] != nil {
		return ""
	}
	return p.Cause.Error()
}

// problem is an error of the command line itself: a code for programs and a
// sentence for people.
func problem(code, format string, args ...any) error {
	return &shop.Problem{Code: code, Message: fmt.Sprintf(format, args...)}
}

// replicaFlag declares the flag that nearly every command needs.
func replicaFlag(cmd *cobra.Command) *string {
	path := cmd.Flags().String("replica", "", "the shop's `FILE`")
	if err := cmd.MarkFlagRequired("replica"); err != nil {
		panic(err) // the flag was declared a line above
	}
	return path
}

// withReplica opens a shop for one command.
func withReplica(ctx context.Context, path string, do func(*replica.Replica) error) error {
	r, err := replica.Open(ctx, path, options())
	if err != nil {
		return err
	}
	return errors.Join(do(r), r.Close())
}

// oneOf refuses a value that a flag does not know, and with other words one
// that a later release will.
func oneOf(flag, value string, known, later []string) error {
	for _, k := range known {
		if value == k {
			return nil
		}
	}
	for _, l := range later {
		if value == l {
			return usage("--%s %s is not in this release yet; it can be: %s", flag, value, strings.Join(known, ", "))
		}
	}
	return usage("--%s cannot be %q; it can be: %s", flag, value, strings.Join(known, ", "))
}

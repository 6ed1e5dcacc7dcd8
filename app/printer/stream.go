package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// A line is an open way to a printer that takes bytes one after the other.
type line interface {
	// write hands bytes over. When it fails, begun says how many may have left.
	write(ctx context.Context, p []byte) (begun int, err error)
	// read gives some of what the printer says, and fails with the context.
	read(ctx context.Context, p []byte) (int, error)
	// taken waits until everything that was written is at the printer, as far as
	// this way can tell. After it nothing more is written if over is set.
	taken(ctx context.Context) (over bool, err error)
	// close ends the line in good order.
	close() error
	// abort ends it so that nothing that still waits to leave does.
	abort()
}

// pace is how long a stream waits for what.
type pace struct {
	dial   time.Duration // for the printer to be there
	answer time.Duration // for the first answer, by which a printer shows that it answers
	taken  time.Duration // for the word that a label is at the printer
	stall  time.Duration // for a printer that takes no byte
}

// A printer that makes a label of 150 mm at its slowest, 50 mm/s, reads on after
// three seconds; one that changes the paper is waited for by a person.
var usualPace = pace{dial: 5 * time.Second, answer: 1500 * time.Millisecond, taken: TimeoutMax, stall: TimeoutMax}

// again is how often a printer that is away is tried.
const again = 200 * time.Millisecond

// A stream is a printer that reads its language byte by byte.
type stream struct {
	name string
	mute bool // there is no way back from it
	dial func(context.Context, pace) (line, error)
	pace pace
}

var _ Device = stream{}

// Print hands the pages over one by one. A printer that answers is asked after
// each, on one line: as it reads byte after byte, its answer shows that it has
// all before. One that does not answer gets a line for each page where the end
// of a line tells that much.
func (s stream) Print(ctx context.Context, j Job) error {
	j, err := j.checked()
	if err != nil {
		return err
	}
	h := handover{stream: s, job: j, language: languageOf(j.Type), done: j.From}
	defer h.hangUp()
	for h.done < j.count() {
		if err := h.page(ctx); err != nil {
			return err
		}
	}
	return h.after()
}

// Status asks the printer on a line of its own.
func (s stream) Status(ctx context.Context, mediaType string) (Status, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	h := handover{stream: s, language: languageOf(mediaType)}
	defer h.hangUp()
	if err := h.reach(ctx); err != nil {
		return Status{}, err
	}
	st := h.status
	if !h.answers {
		st = Status{State: StateUnknown, Problems: []string{}}
	}
	return st, nil
}

// A handover is one job on its way.
type handover struct {
	stream
	language
	job     Job
	line    line // nil when there is none
	done    int  // pages that are at the printer
	asked   bool // whether it was found out if the printer answers
	answers bool
	status  Status // the last answer
}

// page hands over the page after done.
func (h *handover) page(ctx context.Context) error {
	if h.line == nil {
		if err := h.reach(ctx); err != nil {
			return err
		}
	}
	if err := h.stopped(); err != nil {
		return err
	}
	p := h.job.page(h.done)
	if begun, err := h.line.write(ctx, p); err != nil {
		return h.cut(ctx, p[:begun], err)
	}
	over, err := h.arrived(ctx)
	if err != nil {
		return h.cut(ctx, p, err)
	}
	h.done++
	h.job.handed(h.done)
	if over {
		_ = h.line.close() // the printer has all and has said so
		h.line = nil
	}
	return nil
}

// arrived waits for the word that everything written is at the printer.
func (h *handover) arrived(ctx context.Context) (over bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, h.pace.taken)
	defer cancel()
	if h.answers {
		return false, h.ask(ctx)
	}
	return h.line.taken(ctx)
}

// reach opens a line and finds out once whether the printer answers.
func (h *handover) reach(ctx context.Context) error {
	l, err := h.call(ctx)
	if err != nil {
		return h.away(ctx, err)
	}
	h.line = l
	if h.lead != "" {
		if _, err := l.write(ctx, []byte(h.lead)); err != nil {
			return h.cut(ctx, nil, err)
		}
	}
	if h.asked || h.mute || h.query == "" {
		return nil
	}
	asking, cancel := context.WithTimeout(ctx, h.pace.answer)
	defer cancel()
	err = h.ask(asking)
	switch {
	case err == nil:
		h.answers = true
	case ctx.Err() != nil || !isTimeout(err):
		return h.cut(ctx, nil, err)
	}
	h.asked = true
	return nil
}

// call opens a line. A printer that has just taken a label may not be ready for
// the next line, so it is tried for a while.
func (h *handover) call(ctx context.Context) (line, error) {
	trying, cancel := context.WithTimeout(ctx, h.pace.dial)
	defer cancel()
	next := time.NewTicker(again)
	defer next.Stop()
	for {
		l, err := h.dial(trying, h.pace)
		if err == nil || h.done == h.job.From {
			return l, err
		}
		select {
		case <-trying.Done():
			return nil, err
		case <-next.C:
		}
	}
}

// answerMax bounds what a printer says to one question; the rest is noise.
const answerMax = 1 << 10

// ask puts the printer's question to it and waits for the answer.
func (h *handover) ask(ctx context.Context) error {
	if _, err := h.line.write(ctx, []byte(h.query)); err != nil {
		return err
	}
	var said []byte
	piece := make([]byte, answerMax)
	for {
		n, err := h.line.read(ctx, piece)
		said = append(said, piece[:n]...)
		if st, whole := h.heard(said); whole {
			h.status = st
			return nil
		}
		if err != nil {
			return err
		}
		if len(said) > answerMax {
			said = said[len(said)-answerMax:]
		}
	}
}

// stopped tells of a printer that said it cannot print, before the next page.
func (h *handover) stopped() error {
	if len(h.status.Problems) == 0 {
		return nil
	}
	code := h.status.Problems[0]
	e := &Error{Code: code, Printer: h.name, Done: h.done, Retry: true, Hint: h.at() + ": " + hints[code]}
	if h.status.Waiting > 0 {
		e.Hint += fmt.Sprintf("; then it prints what it holds (%d), so do not switch it off", h.status.Waiting)
	}
	return e
}

// after tells of a printer that took the last page and has a problem: it prints
// what it holds when that is mended.
func (h *handover) after() error {
	if h.done == h.job.From {
		return nil // nothing was left to hand over
	}
	return h.stopped()
}

// at says how far a job came, for people.
func (h *handover) at() string {
	if h.done == h.job.count() {
		return "the printer has the whole job"
	}
	return fmt.Sprintf("printing stopped before page %d of %d", h.done+1, h.job.count())
}

// cut ends a line that failed when begun of the page after done may have left.
func (h *handover) cut(ctx context.Context, begun []byte, err error) error {
	h.line.abort()
	h.line = nil
	inked := len(begun) > 0 && (len(begun) == len(h.job.page(h.done)) || h.inked(begun))
	e := &Error{Code: CodeCut, Printer: h.name, Done: h.done, Retry: !inked, Err: err}
	if ctx.Err() != nil || isTimeout(err) {
		e.Code = CodeTimeout
	}
	e.Hint = h.at() + "; look at its cable and power and go on with that page"
	if len(begun) > 0 && h.waits {
		e.Hint += ", after switching the printer off and on so that it forgets the part that it has"
	}
	if inked {
		e.Code = CodeDoubt
		e.Hint = fmt.Sprintf("page %d of %d was sent and nobody knows whether it came out; look at the printer, then go on with that page or the next", h.done+1, h.job.count())
	}
	return e
}

// away tells why no line could be opened.
func (h *handover) away(ctx context.Context, err error) error {
	e := &Error{Code: CodeRefused, Printer: h.name, Done: h.done, Retry: true, Err: err, Hint: "the printer cannot be opened; see what the system says"}
	switch {
	case errors.Is(err, errAway):
		e.Code, e.Hint = CodeAway, "the printer is off, not plugged in or at another address; look at it, or choose it again in the settings"
	case ctx.Err() != nil || isTimeout(err):
		e.Code, e.Hint = CodeTimeout, "the printer does not answer; look at its cable and power"
	case errors.Is(err, errBusy):
		e.Code, e.Hint = CodeBusy, "another program has the printer; close it and print again"
	case errors.Is(err, fs.ErrPermission):
		e.Code, e.Hint = CodeDenied, "this user may not open the printer; on Linux join the group lp or dialout and sign in again"
	}
	if h.job.count() > 1 {
		e.Hint = h.at() + ": " + e.Hint
	}
	return e
}

// hangUp ends a line that all went well on.
func (h *handover) hangUp() {
	if h.line != nil {
		_ = h.line.close() // everything on it was confirmed
	}
}

// The reasons of a dial that are told apart.
var (
	errAway = errors.New("not there")
	errBusy = errors.New("in use")
)

func isTimeout(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.Is(err, os.ErrDeadlineExceeded)
}

// deadlined is what a network connection and a polled file have in common.
type deadlined interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// polled is the reading and writing of a line whose system calls end in time.
type polled struct {
	deadlined
	stall time.Duration
}

// chunk is written at once: a printer that reads slowly shows that it does.
const chunk = 4 << 10

func (l polled) write(ctx context.Context, p []byte) (begun int, err error) {
	defer context.AfterFunc(ctx, func() { _ = l.SetWriteDeadline(time.Unix(1, 0)) })()
	for begun < len(p) {
		late := time.Now().Add(l.stall)
		if err := l.SetWriteDeadline(late); err != nil {
			return begun, err
		}
		// After the deadline, so that the context's end overrules it.
		if err := ctx.Err(); err != nil {
			return begun, err
		}
		n, err := l.Write(p[begun:min(begun+chunk, len(p))])
		begun += n
		if err != nil && (!errors.Is(err, os.ErrDeadlineExceeded) || !time.Now().Before(late)) {
			return begun, err
		}
	}
	return begun, nil
}

func (l polled) read(ctx context.Context, p []byte) (int, error) {
	defer context.AfterFunc(ctx, func() { _ = l.SetReadDeadline(time.Unix(1, 0)) })()
	for {
		if err := l.SetReadDeadline(time.Time{}); err != nil {
			return 0, err
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := l.Read(p)
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		// The end of this context, or one that came late from another.
	}
}

func (l polled) close() error { return l.Close() }

package printer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// An ippPrinter is a printer on the network that keeps a queue of its own.
type ippPrinter struct {
	uri    string
	path   string
	server server
}

var _ Device = ippPrinter{}

// Print looks whether the printer can print, and whether it has the job already,
// and sends the job, each page as a job of its own.
func (p ippPrinter) Print(ctx context.Context, j Job) error {
	j, err := j.checked()
	if err != nil {
		return err
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	format, err := p.ready(ctx, j)
	if err != nil {
		return err
	}
	var known jobs
	if !j.Anew {
		// A printer that keeps no list has none to look into.
		known, _ = p.server.ourJobs(ctx, p.path, p.uri)
	}
	for _, piece := range j.pieces() {
		if !known.taken[piece.mark] {
			if err := p.send(ctx, j.Title, piece, format); err != nil {
				return err
			}
		}
		j.handed(piece.n + piece.copies)
	}
	return nil
}

// Status asks for the printer's attributes.
func (p ippPrinter) Status(ctx context.Context, _ string) (Status, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	st, _, _, err := p.server.printerStatus(ctx, p.path, p.uri)
	if err != nil {
		return st, p.trouble(ctx, err)
	}
	return st, nil
}

// ready refuses what the printer would refuse or keep for later, and gives the
// name under which it takes the document.
func (p ippPrinter) ready(ctx context.Context, j Job) (format string, err error) {
	st, accepting, formats, err := p.server.printerStatus(ctx, p.path, p.uri)
	if err != nil {
		e := p.trouble(ctx, err)
		e.Done, e.Retry = j.From, true
		return "", e
	}
	e := &Error{Printer: p.uri, Done: j.From, Retry: true}
	switch {
	case len(st.Problems) > 0:
		e.Code = st.Problems[0]
		e.Hint = hints[e.Code]
		return "", e
	case st.State == StateStopped:
		e.Code, e.Hint = CodeRefused, "the printer is stopped; look at its paper and its screen"
		return "", e
	case !accepting:
		e.Code, e.Hint = CodeRefused, "the printer takes no jobs; allow it to in the printer's settings"
		return "", e
	}
	want := []string{j.Type}
	if isRaw(j.Type) {
		want = []string{j.Type, "application/vnd.cups-raw", TypeRaw}
	}
	for _, f := range want {
		if len(formats) == 0 || slices.Contains(formats, f) {
			return f, nil
		}
	}
	e.Code, e.Hint = CodeFormat, fmt.Sprintf("the printer does not print %s; choose the language that it knows in the settings", j.Type)
	return "", e
}

func (p ippPrinter) send(ctx context.Context, title string, piece piece, format string) error {
	m := request(ippPrintJob, p.uri, ippText(ippName, "job-name", piece.named(title)), ippText(ippMime, "document-format", format))
	if piece.copies > 1 {
		m.groups = append(m.groups, ippGroup{ippJob, []ippAttr{ippNumber(ippInteger, "copies", piece.copies)}})
	}
	a, err := p.server.ask(ctx, p.path, m, piece.bytes)
	if err == nil {
		state, _ := a.group(ippJob).number("job-state")
		if state != ippJobCanceled && state != ippJobAborted {
			return nil
		}
		err = ippStatus{said: "the printer gave the job up at once"}
	}
	e := p.trouble(ctx, err)
	e.Done, e.Retry = piece.n, true
	var refused ippStatus
	if errors.As(err, &refused) || errors.Is(err, errAway) {
		return e
	}
	return settle(ctx, e, piece.mark, func(ctx context.Context) (jobs, error) { return p.server.ourJobs(ctx, p.path, p.uri) }, func(ctx context.Context, id int) error {
		return p.server.cancel(ctx, p.path, p.uri, id)
	})
}

// settleTime is for the look into a queue after a hand-over that failed.
const settleTime = 5 * time.Second

// settle finds out whether a job that failed under way is in the queue. If it is
// there is no error; if it is certain that it is not, e may be tried again; and
// else a person has to look.
func settle(ctx context.Context, e *Error, mark string, look func(context.Context) (jobs, error), cancel func(context.Context, int) error) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer stop()
	found, err := look(ctx)
	if found.taken[mark] {
		return nil
	}
	if id, half := found.empty[mark]; err == nil && half {
		if err = cancel(ctx, id); err == nil {
			return e
		}
	}
	if err == nil && found.kept {
		return e
	}
	e.Code, e.Retry = CodeDoubt, false
	e.Hint = "the job was sent and nobody knows whether it came out; look at the printer and its queue before printing again"
	return e
}

// trouble turns what went wrong into a code and what to do.
func (p ippPrinter) trouble(ctx context.Context, err error) *Error {
	e := &Error{Code: CodeRefused, Printer: p.uri, Retry: true, Err: err, Hint: "the printer refused; see what it said"}
	var said ippStatus
	var stranger *tls.CertificateVerificationError
	switch {
	case errors.As(err, &said):
		switch {
		case said.code == ippFormatUnknown:
			e.Code, e.Hint = CodeFormat, "the printer does not print this kind of document; choose the language that it knows in the settings"
		case said.code == ippNotFound || said.http == http.StatusNotFound:
			e.Code, e.Hint = CodeUnknown, "the printer has no queue of this name; correct its address in the settings"
		case said.code >= ippForbidden && said.code <= ippNotAuthorized || said.http == http.StatusUnauthorized || said.http == http.StatusForbidden:
			e.Code, e.Hint = CodeDenied, "the printer asks for a password; allow printing without one in the printer's settings"
		case said.code == ippServerBusy:
			e.Code, e.Hint = CodeBusy, "the printer is busy; print again in a moment"
		case said.code == ippNotAccepting:
			e.Hint = "the printer takes no jobs; allow it to in the printer's settings"
		}
	case errors.As(err, &stranger):
		e.Code, e.Hint = CodeUntrusted, "this computer does not trust the printer's certificate, so it may be another device; add the certificate to those that the system trusts, or write ipp:// where nobody else is on the network"
	case errors.Is(err, errAway):
		e.Code, e.Hint = CodeAway, "the printer is off or at another address; look at it, or choose it again in the settings"
	case ctx.Err() != nil || isTimeout(err):
		e.Code, e.Hint = CodeTimeout, "the printer does not answer; look at its cable and power"
	default:
		e.Code, e.Hint = CodeCut, "the connection to the printer broke; look at its cable and power"
	}
	return e
}

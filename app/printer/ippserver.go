package printer

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/user"
	"slices"
	"strings"
)

// server is where IPP is spoken: a printer, or CUPS.
type server struct {
	network, address string
	secure           bool           // by TLS
	trusted          *x509.CertPool // who vouches for certificates; nil: those whom the system trusts
}

// answerBytesMax bounds an answer: a queue of CUPS holds 500 jobs.
const answerBytesMax = 4 << 20

// sender is who our jobs belong to.
func sender() string {
	u, err := user.Current()
	if err != nil || u.Username == "" {
		return "prylavok"
	}
	_, name, domain := strings.Cut(u.Username, `\`)
	if !domain {
		name = u.Username
	}
	return name
}

// ask sends a request, with a document or none, and reads the answer.
func (s server) ask(ctx context.Context, path string, m ippMessage, document []byte) (ippMessage, error) {
	head := m.encode()
	body := io.MultiReader(bytes.NewReader(head), bytes.NewReader(document))
	scheme, host := "http://", s.address
	if s.network == "unix" {
		host = "localhost"
	}
	if s.secure {
		scheme = "https://"
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, scheme+host+path, body)
	if err != nil {
		return ippMessage{}, err
	}
	q.ContentLength = int64(len(head) + len(document))
	q.Header.Set("Content-Type", "application/ipp")
	way := &http.Transport{DisableKeepAlives: true, DisableCompression: true, TLSClientConfig: &tls.Config{RootCAs: s.trusted, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			c, err := new(net.Dialer).DialContext(ctx, s.network, s.address)
			if err != nil && ctx.Err() == nil {
				err = fmt.Errorf("%w: %w", errAway, err)
			}
			return c, err
		}}
	client := http.Client{Transport: way, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(q)
	if err != nil {
		return ippMessage{}, err
	}
	defer a.Body.Close() //nolint:errcheck // it was read
	if a.StatusCode != http.StatusOK {
		return ippMessage{}, ippStatus{http: a.StatusCode}
	}
	said, err := io.ReadAll(io.LimitReader(a.Body, answerBytesMax))
	if err != nil {
		return ippMessage{}, err
	}
	answer, err := decodeIPP(said)
	if err == nil && answer.code >= ippFailed {
		err = ippStatus{code: answer.code, said: answer.group(ippOperation).text("status-message")}
	}
	return answer, err
}

// ippStatus is a refusal by the server: it has understood and has not done it.
type ippStatus struct {
	http int
	code uint16
	said string
}

func (s ippStatus) Error() string {
	switch {
	case s.http != 0:
		return fmt.Sprintf("HTTP status %d", s.http)
	case s.said != "":
		return fmt.Sprintf("IPP status 0x%04x: %s", s.code, s.said)
	}
	return fmt.Sprintf("IPP status 0x%04x", s.code)
}

// request begins a request about a printer.
func request(operation uint16, uri string, more ...ippAttr) ippMessage {
	return ippMessage{code: operation, id: 1, groups: []ippGroup{{ippOperation, append([]ippAttr{
		ippText(ippCharset, "attributes-charset", "utf-8"), // the first two, in this order
		ippText(ippLanguage, "attributes-natural-language", "en"),
		ippText(ippURI, "printer-uri", uri),
		ippText(ippName, "requesting-user-name", sender()),
	}, more...)}}}
}

// printerStatus asks how a printer is and which documents it prints.
func (s server) printerStatus(ctx context.Context, path, uri string) (st Status, accepting bool, formats []string, err error) {
	a, err := s.ask(ctx, path, request(ippGetPrinterAttr, uri, ippText(ippKeyword, "requested-attributes",
		"printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "document-format-supported", "queued-job-count")), nil)
	if err != nil {
		return st, false, nil, err
	}
	g := a.group(ippPrinterAt)
	state, _ := g.number("printer-state")
	waiting, _ := g.number("queued-job-count")
	st = reasonsStatus(state, g.texts("printer-state-reasons"))
	st.Waiting = max(waiting, 0)
	accepting = g.text("printer-is-accepting-jobs") != "\x00"
	if !accepting {
		st.State = StateRefusing
	}
	return st, accepting, g.texts("document-format-supported"), nil
}

// reasonsStatus reads the keywords of RFC 8011 5.4.12. Those that end in
// -warning or -report stop nothing.
func reasonsStatus(state int, reasons []string) Status {
	problems, low := map[string]bool{}, false
	for _, r := range reasons {
		word := strings.TrimSuffix(r, "-error")
		if strings.HasSuffix(r, "-warning") || strings.HasSuffix(r, "-report") {
			low = low || strings.HasPrefix(r, "media-low")
			continue
		}
		switch word {
		case "media-low":
			low = true
		case "media-empty", "media-needed", "input-tray-missing":
			problems[CodePaper] = true
		case "cover-open", "door-open", "interlock-open":
			problems[CodeOpen] = true
		case "paused", "moving-to-paused":
			problems[CodePaused] = true
		case "marker-supply-empty", "toner-empty", "developer-empty":
			problems[CodeRibbon] = true
		case "media-jam", "fuser-over-temp", "opc-life-over", "interpreter-resource-unavailable":
			problems[CodeFault] = true
		}
	}
	st := trouble(state == ippPrinterProcessing, 0, problems)
	st.PaperLow = low
	switch {
	case state == ippPrinterStopped:
		st.State = StateStopped
	case state != ippPrinterIdle && state != ippPrinterProcessing && len(st.Problems) == 0:
		st.State = StateUnknown
	}
	return st
}

// jobs is what a queue knows of jobs of ours, by the mark in their names.
type jobs struct {
	taken map[string]bool // it has them: they wait, print or were printed
	empty map[string]int  // it has their names alone, as the line broke: their ids
	// kept is set when the queue remembers jobs that are over, so that one that
	// it does not know was never there.
	kept bool
}

// errHidden says that a queue has jobs of ours and does not say which.
var errHidden = errors.New("the queue does not tell the names of its jobs")

// ourJobs reads a queue. With errHidden it gives those that it saw.
func (s server) ourJobs(ctx context.Context, path, uri string) (jobs, error) {
	j := jobs{taken: map[string]bool{}, empty: map[string]int{}}
	list, err := s.myJobs(ctx, path, uri, "all")
	if said := (ippStatus{}); errors.As(err, &said) && said.code == ippValueUnknown {
		// Those that wait first: one that is printed meanwhile is seen twice, not never.
		if list, err = s.myJobs(ctx, path, uri, "not-completed"); err == nil {
			var over []ippGroup
			over, err = s.myJobs(ctx, path, uri, "completed")
			list = append(list, over...)
		}
	}
	if err != nil {
		return j, err
	}
	hidden := false
	for _, g := range list {
		state, _ := g.number("job-state")
		j.kept = j.kept || state >= ippJobCanceled
		name := g.text("job-name")
		if name == "" {
			hidden = true
			continue
		}
		mark := markIn(name)
		documents, told := g.number("number-of-documents")
		id, _ := g.number("job-id")
		switch {
		case mark == "" || state == ippJobCanceled || state == ippJobAborted:
		case told && documents == 0 || slices.Contains(g.texts("job-state-reasons"), "job-incoming"):
			j.empty[mark] = id
		default:
			j.taken[mark] = true
		}
	}
	if hidden {
		return j, errHidden
	}
	return j, nil
}

func (s server) myJobs(ctx context.Context, path, uri, which string) ([]ippGroup, error) {
	// CUPS forgets the names of jobs that are over until it reads their files
	// again, which it does for what it keeps nowhere else.
	a, err := s.ask(ctx, path, request(ippGetJobs, uri, ippText(ippKeyword, "which-jobs", which), ippBool("my-jobs", true), ippText(ippKeyword, "requested-attributes",
		"job-id", "job-name", "job-state", "job-state-reasons", "number-of-documents", "job-uuid")), nil)
	var list []ippGroup
	for _, g := range a.groups {
		if g.tag == ippJob {
			list = append(list, g)
		}
	}
	return list, err
}

// cancel takes back a job.
func (s server) cancel(ctx context.Context, path, uri string, id int) error {
	_, err := s.ask(ctx, path, request(ippCancelJob, uri, ippNumber(ippInteger, "job-id", id)), nil)
	return err
}

// A piece is what is handed over at once to a queue, which makes copies itself.
type piece struct {
	n      int // pages that are done before it
	bytes  []byte
	copies int
	mark   string // what it is known by in the queue
}

// pieces are what is left of a job.
func (j Job) pieces() []piece {
	if j.Pages == nil {
		if j.From == j.Copies {
			return nil
		}
		mark := j.ID
		if j.From > 0 {
			mark += fmt.Sprintf("+%d", j.From) // the queue knows the first copies by the id
		}
		return []piece{{j.From, j.Bytes, j.Copies - j.From, mark}}
	}
	var list []piece
	for n := j.From; n < len(j.Pages); n++ {
		list = append(list, piece{n, j.Pages[n], 1, fmt.Sprintf("%s.%d", j.ID, n+1)})
	}
	return list
}

// named gives the title that people read with the mark at its end.
func (p piece) named(title string) string {
	mark := " [" + p.mark + "]"
	return plainTitle(title, titleBytesMax-len(mark)) + mark
}

// markIn gives the mark in a name, "" where there is none.
func markIn(name string) string {
	at := strings.LastIndex(name, " [")
	if at < 0 || !strings.HasSuffix(name, "]") {
		return ""
	}
	return name[at+2 : len(name)-1]
}

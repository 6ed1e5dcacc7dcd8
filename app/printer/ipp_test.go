package printer_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/prylavok/prylavok/app/printer"
)

// An ippFake is an IPP printer of the test. It reads requests by itself, as
// RFC 8010 writes them.
type ippFake struct {
	t         *testing.T
	mu        sync.Mutex
	url       string
	state     byte
	accepting byte
	reasons   []string
	formats   []string
	refuse    uint16 // status of Print-Job
	noAll     bool   // it lists no jobs that wait and are over together
	forgets   bool   // it lists none that are over
	before    func() // instead of taking a job
	after     func() // after taking a job, before the answer
	jobs      []ippJob
}

type ippJob struct {
	name, format, copies, document string
	state                          byte
}

func newIPP(t *testing.T) *ippFake {
	f := &ippFake{t: t, state: 3, accepting: 1, reasons: []string{"none"}, formats: []string{printer.TypePDF, printer.TypeRaw}}
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	f.url = strings.Replace(s.URL, "http", "ipp", 1) + "/ipp/print"
	return f
}

// ServeHTTP answers one request.
func (f *ippFake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // cut off on the way: no whole request, no job
	}
	if r.Method != http.MethodPost || r.URL.Path != "/ipp/print" || r.Header.Get("Content-Type") != "application/ipp" || r.ContentLength != int64(len(body)) {
		f.t.Errorf("request %s %s of %s with length %d", r.Method, r.URL, r.Header.Get("Content-Type"), r.ContentLength)
	}
	if len(body) < 9 || body[0] != 1 || body[1] != 1 || binary.BigEndian.Uint32(body[4:]) == 0 || body[8] != 1 {
		f.t.Errorf("request begins % x", body[:min(len(body), 9)])
		return
	}
	names, attrs, document := readIPP(f.t, body[8:])
	if len(names) < 4 || names[0] != "attributes-charset" || names[1] != "attributes-natural-language" || names[2] != "printer-uri" || attrs["printer-uri"][0] != f.url || attrs["requesting-user-name"][0] == "" {
		f.t.Errorf("request with %v and %v", names, attrs)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	answer := func(status uint16, groups ...[]byte) {
		out := []byte{1, 1, byte(status >> 8), byte(status), 0, 0, 0, 1, 1}
		out = append(out, "\x47\x00\x12attributes-charset\x00\x05utf-8\x48\x00\x1battributes-natural-language\x00\x02en"...)
		_, _ = w.Write(append(append(out, bytes.Join(groups, nil)...), 3))
	}
	switch operation := binary.BigEndian.Uint16(body[2:]); operation {
	case 0x000b:
		answer(0, []byte{4}, attr(0x23, "printer-state", "\x00\x00\x00"+string(f.state)), attr(0x22, "printer-is-accepting-jobs", string(f.accepting)),
			attr(0x44, "printer-state-reasons", f.reasons...), attr(0x49, "document-format-supported", f.formats...))
	case 0x000a:
		which := attrs["which-jobs"][0]
		if f.noAll && which == "all" {
			answer(0x040b)
			return
		}
		var groups [][]byte
		for n, j := range f.jobs {
			if over := j.state >= 7; over && f.forgets || which == "completed" && !over || which == "not-completed" && over {
				continue
			}
			groups = append(groups, []byte{2}, attr(0x21, "job-id", "\x00\x00\x00"+string(rune(n+1))), attr(0x23, "job-state", "\x00\x00\x00"+string(j.state)), attr(0x42, "job-name", j.name))
		}
		answer(1, groups...) // successful-ok-ignored-or-substituted-attributes
	case 0x0002:
		if f.before != nil {
			f.before()
			return
		}
		if f.refuse != 0 {
			answer(f.refuse, attr(0x41, "status-message", "no"))
			return
		}
		f.jobs = append(f.jobs, ippJob{name: attrs["job-name"][0], format: attrs["document-format"][0], copies: fmt.Sprintf("%q", attrs["copies"]), document: string(document), state: 9})
		if f.after != nil {
			f.after()
			return
		}
		answer(0, []byte{2}, attr(0x21, "job-id", "\x00\x00\x00\x01"), attr(0x23, "job-state", "\x00\x00\x00\x03"))
	default:
		f.t.Errorf("operation %x", operation)
	}
}

func attr(tag byte, name string, values ...string) (out []byte) {
	for _, v := range values {
		out = append(out, tag)
		out = binary.BigEndian.AppendUint16(out, uint16(len(name)))
		out = append(out, name...)
		out = binary.BigEndian.AppendUint16(out, uint16(len(v)))
		out, name = append(out, v...), ""
	}
	return out
}

func readIPP(t *testing.T, data []byte) (names []string, attrs map[string][]string, document []byte) {
	attrs = map[string][]string{}
	for len(data) > 0 {
		tag := data[0]
		data = data[1:]
		if tag == 3 {
			return names, attrs, data
		}
		if tag < 0x10 {
			continue
		}
		var parts [2]string
		for i := range parts {
			n := int(binary.BigEndian.Uint16(data))
			parts[i], data = string(data[2:2+n]), data[2+n:]
		}
		if parts[0] != "" {
			names = append(names, parts[0])
		}
		attrs[names[len(names)-1]] = append(attrs[names[len(names)-1]], parts[1])
	}
	t.Error("the request has no end tag")
	return names, attrs, nil
}

// A PDF and labels reach an IPP printer as they are, in the format that it names,
// under the title with the job's own mark; a retry sends nothing twice.
func TestIPPPrintsOnce(t *testing.T) {
	f := newIPP(t)
	d := open(t, f.url)
	j := job("0190-ab")
	j.Copies = 2
	pages := labelJob([][]byte{[]byte("^XA1^XZ"), []byte("^XA2^XZ\x00")})
	pages.ID = "0190-ac"
	for range 2 {
		for _, noAll := range []bool{false, true} {
			f.noAll = noAll
			for _, j := range []printer.Job{j, pages} {
				if err := d.Print(t.Context(), j); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	want := []ippJob{
		{"Чек A7-000123 [0190-ab]", printer.TypePDF, `["\x00\x00\x00\x02"]`, string(j.Bytes), 9},
		{"Етикетки [0190-ac.1]", printer.TypeRaw, "[]", "^XA1^XZ", 9},
		{"Етикетки [0190-ac.2]", printer.TypeRaw, "[]", "^XA2^XZ\x00", 9},
	}
	if !slices.Equal(f.jobs, want) {
		t.Fatalf("jobs %q, want %q", f.jobs, want)
	}
	// What was given up is printed again, and what a person wants anew.
	f.jobs[1].state = 7
	if err := d.Print(t.Context(), pages); err != nil {
		t.Fatal(err)
	}
	pages.Anew, pages.From = true, 1
	if err := d.Print(t.Context(), pages); err != nil {
		t.Fatal(err)
	}
	if len(f.jobs) != 5 || f.jobs[3].name != want[1].name || f.jobs[4].name != want[2].name {
		t.Fatalf("jobs %q", f.jobs)
	}
}

// An IPP printer that cannot print says why, and gets nothing.
func TestIPPRefusals(t *testing.T) {
	for _, c := range []struct {
		what, code string
		set        func(*ippFake)
	}{
		{"no paper", printer.CodePaper, func(f *ippFake) { f.state, f.reasons = 5, []string{"media-empty-error", "other"} }},
		{"open", printer.CodeOpen, func(f *ippFake) { f.state, f.reasons = 5, []string{"media-needed", "cover-open-error"} }},
		{"stopped", printer.CodeRefused, func(f *ippFake) { f.state = 5 }},
		{"takes no jobs", printer.CodeRefused, func(f *ippFake) { f.accepting = 0 }},
		{"knows no PDF", printer.CodeFormat, func(f *ippFake) { f.formats = []string{"image/urf", printer.TypeRaw} }},
		{"does not like this PDF", printer.CodeFormat, func(f *ippFake) { f.refuse = 0x040a }},
		{"busy", printer.CodeBusy, func(f *ippFake) { f.refuse = 0x0507 }},
		{"wants a password", printer.CodeDenied, func(f *ippFake) { f.refuse = 0x0402 }},
		{"no such queue", printer.CodeUnknown, func(f *ippFake) { f.refuse = 0x0406 }},
	} {
		t.Run(c.what, func(t *testing.T) {
			f := newIPP(t)
			c.set(f)
			wantCode(t, open(t, f.url).Print(t.Context(), job("x")), c.code, true)
			if len(f.jobs) != 0 {
				t.Errorf("jobs %q", f.jobs)
			}
		})
	}
	f := newIPP(t)
	f.reasons = []string{"media-low-warning", "toner-low-report"}
	if st, err := open(t, f.url).Status(t.Context(), printer.TypePDF); err != nil || st.State != printer.StateReady || !st.PaperLow || len(st.Problems) != 0 {
		t.Errorf("status %+v, %v", st, err)
	}
	wantCode(t, open(t, "ipp://127.0.0.1:1/ipp").Print(t.Context(), job("x")), printer.CodeAway, true)
	for what, answer := range map[string]string{"no IPP": "<html>", "IPP cut off": "\x01\x01\x00\x00\x00\x00\x00\x01\x01\x47\x00\x12attri", "nothing": ""} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) }))
		defer s.Close()
		t.Run(what, func(t *testing.T) {
			wantCode(t, open(t, strings.Replace(s.URL, "http", "ipp", 1)).Print(t.Context(), job("x")), printer.CodeCut, true)
		})
	}
}

// A hand-over whose answer is lost is looked for in the printer's list: if it is
// there all is well, if it is certainly not it may be sent again, and where the
// printer forgets its jobs a person looks.
func TestIPPAnswerIsLost(t *testing.T) {
	for _, c := range []struct {
		what        string
		taken       bool
		forgets     bool
		code        string
		retry, well bool
	}{
		{"and the job was taken", true, false, "", false, true},
		{"and the job was not taken", false, false, printer.CodeTimeout, true, false},
		{"and the printer forgets, taken", true, true, printer.CodeDoubt, false, false},
		{"and the printer forgets, not taken", false, true, printer.CodeDoubt, false, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			f := newIPP(t)
			d := open(t, f.url)
			if err := d.Print(t.Context(), job("before")); err != nil {
				t.Fatal(err)
			}
			f.forgets = c.forgets
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			lost := func() { cancel() }
			if c.taken {
				f.after = lost
			} else {
				f.before = lost
			}
			err := d.Print(ctx, job("x"))
			if c.well {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wantCode(t, err, c.code, c.retry)
			f.before, f.after = nil, nil
			if c.retry {
				if err := d.Print(t.Context(), job("x")); err != nil || len(f.jobs) != 2 {
					t.Fatalf("again: %v; jobs %q", err, f.jobs)
				}
			}
		})
	}
}

// Over TLS a printer whose certificate is trusted prints; one that nobody vouches
// for, and one that does not speak TLS, are given nothing of the job.
func TestIPPOverTLS(t *testing.T) {
	f := newIPP(t)
	s := httptest.NewTLSServer(f)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(s.Close)
	plain := strings.Replace(f.url, "ipp:", "ipps:", 1)
	f.url = strings.Replace(s.URL, "https", "ipps", 1) + "/ipp/print"
	d := open(t, f.url)
	wantCode(t, d.Print(t.Context(), job("x")), printer.CodeUntrusted, true)
	if _, err := d.Status(t.Context(), printer.TypePDF); asError(t, err).Code != printer.CodeUntrusted {
		t.Error(err)
	}
	wantCode(t, open(t, plain).Print(t.Context(), job("x")), printer.CodeCut, true)
	if len(f.jobs) != 0 {
		t.Fatalf("jobs %q", f.jobs)
	}
	if err := printer.Trusting(d, s.Certificate()).Print(t.Context(), job("x")); err != nil || len(f.jobs) != 1 {
		t.Fatalf("%v; jobs %q", err, f.jobs)
	}
}

// Any bytes are decoded without harm; what is decoded is written again and
// decodes to the same.
func FuzzIPP(f *testing.F) {
	f.Add([]byte("\x01\x01\x00\x00\x00\x00\x00\x01\x01\x47\x00\x12attributes-charset\x00\x05utf-8\x03"))
	f.Add(append(append([]byte("\x02\x00\x00\x00\x00\x00\x00\x01\x04"), attr(0x44, "printer-state-reasons", "none", "other")...), 3))
	f.Fuzz(func(t *testing.T, data []byte) {
		again, err := printer.Recode(data)
		if err != nil {
			return
		}
		twice, err := printer.Recode(again)
		if err != nil || !bytes.Equal(again, twice) {
			t.Fatalf("% x became % x and then % x, %v", data, again, twice, err)
		}
	})
}

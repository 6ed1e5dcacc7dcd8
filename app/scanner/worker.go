package scanner

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	// everyDefault is how often it is looked for scanners that came.
	everyDefault = 2 * time.Second
	// waitMax is the longest time between two attempts to open a port.
	waitMax = 30 * time.Second
	// TryTime is how long a try listens.
	TryTime = time.Minute
)

// Config says what a worker does with what it hears. The functions must return
// at once.
type Config struct {
	Give    func(Code) // each code; those of one scanner in their order
	Changed func()     // Status answers something else now
	Log     *slog.Logger
	// The rest is for tests; nil and 0 mean the system's ports and two seconds.
	Ports func() ([]Port, error)
	Open  func(name string, baud int) (io.ReadCloser, error) // as OpenPort
	Every time.Duration
}

// Worker listens to the scanners of this machine while Run runs.
type Worker struct {
	c    Config
	log  *slog.Logger
	bell chan struct{}
	done sync.WaitGroup // of the listeners

	mu      sync.Mutex
	setting Setting
	chosen  chosen
	lines   []*line
	tries   []*line
	busy    map[string]*line // who has a port open, or is opening or closing it
	until   time.Time        // a try goes on; zero = none
	tried   bool
	problem string
}

// line is one scanner: where it is, how it stands, and who listens to it.
type line struct {
	port     Port
	trying   bool
	state    State
	why      error
	ever     bool // it was open
	noise    bool
	codes    int
	last     string
	lastAt   time.Time
	attempts int                // that failed, one after another
	next     time.Time          // no attempt before
	end      context.CancelFunc // ends the listener; nil = there is none
	over     bool               // the listener was told to end
}

// New gives a worker that listens by a setting once it runs.
func New(c Config, s Setting) *Worker {
	if c.Ports == nil {
		c.Ports = Ports
	}
	if c.Open == nil {
		c.Open = OpenPort
	}
	if c.Every == 0 {
		c.Every = everyDefault
	}
	return &Worker{c: c, log: c.log(), setting: s.whole(), busy: map[string]*line{}, bell: make(chan struct{}, 1)}
}

// Run listens until ctx ends; all ports are closed when it returns.
func (w *Worker) Run(ctx context.Context) {
	defer w.done.Wait()
	for {
		wait := w.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-w.bell:
		case <-time.After(wait):
		}
	}
}

// Set listens by another setting from now on.
func (w *Worker) Set(s Setting) {
	s = s.whole()
	w.mu.Lock()
	same := s == w.setting
	if !same {
		w.setting, w.chosen = s, chosen{}
		// A scanner that stays wanted is opened anew: its speed may be another.
		drop(w.lines)
		w.lines = slices.DeleteFunc(w.lines, func(l *line) bool { return l.end == nil })
	}
	w.mu.Unlock()
	if !same {
		w.changed()
		w.ring()
	}
}

// Try begins to listen on every free port of which it is not known that it is
// another device's, for TryTime at most, or ends that. What is heard so is told
// by Status and given to nobody.
func (w *Worker) Try(on bool) {
	w.mu.Lock()
	switch {
	case on && w.until.IsZero():
		drop(w.tries)
		w.tries, w.tried = nil, true
		w.until = time.Now().Add(TryTime)
	case on:
		w.until = time.Now().Add(TryTime)
	default:
		w.endTry()
	}
	w.mu.Unlock()
	w.changed()
	w.ring()
}

func (w *Worker) endTry() {
	w.until = time.Time{}
	drop(w.tries)
}

// drop tells listeners to end; they have ended once their end is nil.
func drop(lines []*line) {
	for _, l := range lines {
		if l.over = true; l.end != nil {
			l.end()
		}
	}
}

// Status tells how it stands now.
func (w *Worker) Status() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	st := Status{Mode: w.setting.Mode, Scanners: []Scanner{}, Problem: w.problem}
	for _, l := range w.lines {
		if !l.over {
			st.Scanners = append(st.Scanners, l.tell())
		}
	}
	if w.setting.Mode == ModePort && len(st.Scanners) == 0 {
		st.Scanners = append(st.Scanners, Scanner{Port: w.setting.Port, Key: w.setting.Port, Title: w.setting.Port, State: StateWaiting})
	}
	if w.tried {
		st.Try = &Trial{Until: milli(w.until), Ports: []Scanner{}}
		for _, l := range w.tries {
			st.Try.Ports = append(st.Try.Ports, l.tell())
		}
	}
	return st
}

func (l *line) tell() Scanner {
	s := Scanner{Port: l.port.Name, Key: l.port.Key(), Title: l.port.Words(), State: l.state, Noise: l.noise, Codes: l.codes, Last: l.last, LastAt: milli(l.lastAt)}
	switch {
	case l.trying && l.over && l.state == StateOpen:
		s.State = StateEnded
	case l.state == StateFailed:
		s.Why = l.why.Error()
	case l.state == StateDenied:
		s.Group = groupOf(l.port.Name)
	}
	return s
}

func (w *Worker) changed() {
	if w.c.Changed != nil {
		w.c.Changed()
	}
}

// ring lets Run look at once.
func (w *Worker) ring() {
	select {
	case w.bell <- struct{}{}:
	default:
	}
}

// look compares the ports that are there with those that are wanted, and begins
// and ends listeners. It gives how long nothing needs to be looked at again.
func (w *Worker) look(ctx context.Context) time.Duration {
	ports, err := w.c.Ports()
	problem := ""
	if err != nil {
		problem = err.Error()
	}
	w.mu.Lock()
	differs := problem != w.problem
	w.problem = problem
	if ctx.Err() == nil {
		w.want(ctx, ports)
		differs = w.try(ctx, ports) || differs
	}
	wait := w.c.Every
	if !w.until.IsZero() {
		wait = min(wait, time.Until(w.until))
	}
	w.mu.Unlock()
	if differs {
		w.log.Info("serial ports are looked for", slog.String("problem", problem))
		w.changed()
	}
	return wait
}

// want sees to the scanners that the setting asks for.
func (w *Worker) want(ctx context.Context, ports []Port) {
	w.lines = slices.DeleteFunc(w.lines, func(l *line) bool { return l.over && l.end == nil })
	var wanted []*line
	for _, p := range w.wanted(ports) {
		l := w.lineOf(p, ports)
		wanted = append(wanted, l)
		if other := w.busy[p.Name]; other != nil && other.trying {
			drop([]*line{other}) // a scanner that is wanted goes before a try
		}
		if w.busy[p.Name] == nil && !time.Now().Before(l.next) {
			w.begin(ctx, l)
		}
	}
	for _, l := range w.lines {
		if l.end == nil && !slices.Contains(wanted, l) {
			// Plugged in again it is opened at once.
			l.attempts, l.next = 0, time.Time{}
		}
	}
}

func (w *Worker) wanted(ports []Port) []Port {
	switch w.setting.Mode {
	case ModeAuto:
		return slices.DeleteFunc(slices.Clone(ports), func(p Port) bool { return p.Maker() == "" })
	case ModePort:
		if p, ok := w.chosen.find(w.setting.Port, ports); ok {
			return []Port{p}
		}
	}
	return nil
}

// lineOf gives the scanner at a port: the one that was there before, or one that
// was lost and has come back under another name, or a new one.
func (w *Worker) lineOf(p Port, ports []Port) *line {
	for _, l := range w.lines {
		if l.port.Name == p.Name && !l.over {
			if l.end == nil {
				l.port = p
			}
			return l
		}
	}
	for _, l := range w.lines {
		gone := l.end == nil && !slices.ContainsFunc(ports, func(q Port) bool { return q.Name == l.port.Name && q.sameModel(l.port) })
		if gone && l.port.sameModel(p) && l.port.Serial == p.Serial {
			l.port = p
			return l
		}
	}
	l := &line{port: p, state: StateWaiting}
	w.lines = append(w.lines, l)
	return l
}

// try sees to the ports that are tried, and reports whether the time for that is up.
func (w *Worker) try(ctx context.Context, ports []Port) (over bool) {
	if w.until.IsZero() {
		return false
	}
	if !time.Now().Before(w.until) {
		w.endTry()
		return true
	}
	for _, p := range ports {
		known := func(l *line) bool { return l.port.Name == p.Name }
		if p.Other() != "" || w.busy[p.Name] != nil || slices.ContainsFunc(w.lines, known) || slices.ContainsFunc(w.tries, known) {
			continue
		}
		l := &line{port: p, trying: true, state: StateWaiting}
		w.tries = append(w.tries, l)
		w.begin(ctx, l)
	}
	return false
}

// begin starts the listener of a line.
func (w *Worker) begin(ctx context.Context, l *line) {
	ctx, l.end = context.WithCancel(ctx)
	p, baud := l.port, w.setting.Baud
	w.busy[p.Name] = l
	w.done.Go(func() { w.ended(ctx, l, p, w.listen(ctx, l, p, baud)) })
}

// listen opens a port and hears it until ctx ends or the port fails.
func (w *Worker) listen(ctx context.Context, l *line, p Port, baud int) error {
	in, err := w.c.Open(p.Name, baud)
	if err != nil {
		return err
	}
	defer in.Close()
	w.mu.Lock()
	l.state, l.ever, l.attempts, l.noise, l.why = StateOpen, true, 0, false, nil
	w.mu.Unlock()
	w.changed()
	w.log.Info("scanner is heard", slog.String("port", p.Name), slog.String("device", p.Words()))
	var s Splitter
	read := make([]byte, 4096)
	for ctx.Err() == nil {
		n, err := in.Read(read)
		if n > 0 {
			w.heard(l, p, s.Feed(read[:n]), s.Noise())
		}
		if err != nil {
			return err
		}
		if n == 0 {
			w.heard(l, p, s.Pause(), s.Noise())
		}
	}
	return nil
}

// heard gives codes on and remembers them for people.
func (w *Worker) heard(l *line, p Port, codes []string, noise bool) {
	w.mu.Lock()
	silent := l.trying || l.over || w.c.Give == nil
	w.mu.Unlock()
	if !silent {
		for _, c := range codes {
			w.c.Give(Code{Text: c, Scanner: p.Words()})
		}
	}
	w.mu.Lock()
	differs := noise != l.noise || len(codes) > 0
	if l.noise = noise; len(codes) > 0 {
		l.codes += len(codes)
		l.last, l.lastAt = codes[len(codes)-1], time.Now()
	}
	w.mu.Unlock()
	if differs {
		w.changed()
	}
}

// ended takes how a listener ended: without an error when it was told to.
func (w *Worker) ended(ctx context.Context, l *line, p Port, err error) {
	told := ctx.Err() != nil
	w.mu.Lock()
	l.end() // frees the context
	l.end = nil
	delete(w.busy, p.Name)
	if !told {
		l.fail(err, w.c.Every)
	}
	w.mu.Unlock()
	if !told {
		w.log.Info("scanner is not heard", slog.String("port", p.Name), slog.Any("error", err))
	}
	w.changed()
	w.ring()
}

// fail says what an error made of a scanner, and when it is tried again: what is
// not there at the next look, what is refused after longer and longer.
func (l *line) fail(err error, every time.Duration) {
	was := l.state
	l.why, l.state = err, standing(err)
	l.next = time.Now().Add(every)
	if was != StateOpen && l.state != StateWaiting {
		l.attempts++
		l.next = time.Now().Add(min(waitMax, every<<min(l.attempts-1, 10)))
	}
	// Systems have many words for a cable that was pulled while they read.
	gone := was == StateOpen || l.ever && l.state == StateWaiting
	if gone || was == StateLost && l.state == StateFailed {
		l.state = StateLost
	}
}

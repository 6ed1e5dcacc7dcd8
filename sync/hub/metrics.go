package hub

import (
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prylavok/prylavok/sync/wire"
)

// metrics are the server's figures for Prometheus. They name no shop, device
// or person.
type metrics struct {
	handler    http.Handler
	batches    prometheus.Counter
	refused    prometheus.Counter
	clones     prometheus.Counter
	turnedAway prometheus.Counter
	groups     prometheus.Histogram
	commits    prometheus.Histogram
	closes     *prometheus.CounterVec
	received   prometheus.Counter
	sent       prometheus.Counter
}

func newMetrics(s *Server) *metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "hub", Name: name, Help: help})
	}
	m := &metrics{
		batches:    counter("batches_total", "Batches that got a place in a feed."),
		refused:    counter("refusals_total", "Batches that were refused."),
		clones:     counter("clones_total", "Times that a device turned out to be a copy."),
		turnedAway: counter("turned_away_total", "Connections refused because there were too many."),
		received:   counter("received_bytes_total", "Bytes read from the network."),
		sent:       counter("sent_bytes_total", "Bytes written to the network."),
		groups:     prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "hub", Name: "group_submissions", Help: "Submissions stored in one transaction.", Buckets: prometheus.ExponentialBuckets(1, 2, 10)}),
		commits:    prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "hub", Name: "commit_seconds", Help: "How long a transaction of batches took.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 14)}),
		closes:     prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "hub", Name: "closes_total", Help: "Connections that the hub ended, by close code."}, []string{"code"}),
	}
	r := prometheus.NewRegistry()
	r.MustRegister(m.batches, m.refused, m.clones, m.turnedAway, m.received, m.sent, m.groups, m.commits, m.closes,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "hub", Name: "connections", Help: "Connections open now."}, func() float64 { return float64(s.open.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "hub", Name: "feed_lag_places", Help: "Places that the connected desk furthest behind has to read."}, func() float64 { return float64(s.rooms.lag()) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(r, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
	return m
}

func (m *metrics) stored(results []Result, took time.Duration) {
	m.groups.Observe(float64(len(results)))
	m.commits.Observe(took.Seconds())
	for i := range results {
		m.batches.Add(float64(results[i].Placed))
		m.refused.Add(float64(len(results[i].Refused)))
		if results[i].Cloned > 0 {
			m.clones.Inc()
		}
	}
}

func (m *metrics) closed(code wire.CloseCode) {
	m.closes.WithLabelValues(strconv.Itoa(int(code))).Inc()
}

// counting counts the bytes of a listener's connections.
func (m *metrics) counting(l net.Listener) net.Listener { return countedListener{l, m} }

type countedListener struct {
	net.Listener
	m *metrics
}

func (l countedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return countedConn{c, l.m}, nil
}

type countedConn struct {
	net.Conn
	m *metrics
}

func (c countedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.m.received.Add(float64(n))
	return n, err
}

func (c countedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.m.sent.Add(float64(n))
	return n, err
}

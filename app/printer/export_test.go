package printer

import (
	"context"
	"crypto/x509"
	"net"
	"time"
)

// Hurried gives a stream that waits for nothing longer than a test does.
func Hurried(d Device, answer, taken, stall, dial time.Duration) Device {
	s := d.(stream)
	s.pace = pace{dial: dial, answer: answer, taken: taken, stall: stall}
	return s
}

// Trusting gives an IPP printer that trusts a certificate as if the system did.
func Trusting(d Device, c *x509.Certificate) Device {
	p := d.(ippPrinter)
	p.server.trusted = x509.NewCertPool()
	p.server.trusted.AddCert(c)
	return p
}

// On is a printer at the end of connections that hold nothing back: what was
// written was read.
func On(dial func() net.Conn) Device {
	return stream{name: "test", mute: true, pace: usualPace, dial: func(context.Context, pace) (line, error) {
		c := dial()
		return sure{polled{c, time.Minute}}, nil
	}}
}

type sure struct{ polled }

func (sure) taken(context.Context) (bool, error) { return false, nil }

func (s sure) abort() { _ = s.Close() }

// Heard reads an answer in a printer's language.
func Heard(mediaType string, said []byte) (Status, bool) {
	return languageOf(mediaType).heard(said)
}

// Recode reads an IPP message and writes it again.
func Recode(data []byte) ([]byte, error) {
	m, err := decodeIPP(data)
	return m.encode(), err
}

// DeviceFiles lists the printers that two folders tell of.
var DeviceFiles = deviceFiles

package wire

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
)

// An invite's code is 80 random bits in Crockford's letters, in four groups:
// they are told apart when read aloud, and whoever mistypes O for 0 is understood.

const (
	codeBytes   = 10
	codeLetters = 16
	crockford   = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// ErrInvite says that a text is no invite.
var ErrInvite = errors.New("not an invite")

// NewInviteCode makes a code from ten random bytes.
func NewInviteCode(random io.Reader) (string, error) {
	var raw [codeBytes]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		return "", fmt.Errorf("make invite code: %w", err)
	}
	var b strings.Builder
	bits, n := uint32(0), 0
	for _, v := range raw {
		for bits, n = bits<<8|uint32(v), n+8; n >= 5; n -= 5 {
			if l := b.Len(); l%5 == 4 {
				b.WriteByte('-')
			}
			b.WriteByte(crockford[bits>>(n-5)&31])
		}
	}
	return b.String(), nil
}

// InviteCode brings a code that somebody typed into the form that NewInviteCode
// gives: capitals, groups of four, 0 for O and 1 for I and L. ErrInvite when it is none.
func InviteCode(typed string) (string, error) {
	var b strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch r {
		case ' ', '-', '\t', '\r', '\n', '–', '—':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if r > 'Z' || !strings.ContainsRune(crockford, r) {
			return "", fmt.Errorf("%w: %q is no letter of a code", ErrInvite, r)
		}
		if b.Len()%5 == 4 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	if n := b.Len(); n != codeLetters+codeLetters/4-1 {
		return "", fmt.Errorf("%w: a code has %d letters", ErrInvite, codeLetters)
	}
	return b.String(), nil
}

// InviteText writes an invite that can be typed, scanned and pasted: the hub's
// address and a code. It is prylavok://host:port/CODE for a hub at Path, with
// ?tls=1 where it speaks TLS, and the address with #CODE for any other.
func InviteText(hub, code string) (string, error) {
	u, err := url.Parse(hub)
	if err != nil || (u.Scheme != "ws" && u.Scheme != "wss") || u.Host == "" {
		return "", fmt.Errorf("%w: %q is no address of a hub", ErrInvite, hub)
	}
	if u.Path != Path || u.RawQuery != "" || u.Port() == "" {
		u.Fragment = code
		return u.String(), nil
	}
	text := "prylavok://" + u.Host + "/" + code
	if u.Scheme == "wss" {
		text += "?tls=1"
	}
	return text, nil
}

// ParseInvite reads what InviteText wrote, also when it comes in capitals or
// with spaces around: the hub's address and the code. ErrInvite when it is none.
func ParseInvite(text string) (hub, code string, err error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrInvite, err)
	}
	if u.Hostname() == "" || u.User != nil {
		return "", "", fmt.Errorf("%w: there is no address of a hub in it", ErrInvite)
	}
	switch u.Scheme {
	case "prylavok":
		code, err = InviteCode(strings.Trim(u.Path, "/"))
		scheme := "ws"
		if q := strings.ToLower(u.RawQuery); q == "tls=1" {
			scheme = "wss"
		} else if q != "" {
			err = errors.Join(err, fmt.Errorf("%w: %q is not known", ErrInvite, u.RawQuery))
		}
		if u.Port() == "" {
			err = errors.Join(err, fmt.Errorf("%w: the hub's port is missing", ErrInvite))
		}
		u = &url.URL{Scheme: scheme, Host: net.JoinHostPort(strings.ToLower(u.Hostname()), u.Port()), Path: Path}
	case "ws", "wss":
		code, err = InviteCode(u.Fragment)
		u.Fragment, u.RawFragment, u.Host = "", "", strings.ToLower(u.Host)
		if u.Path == "" || u.Path == "/" {
			u.Path = Path
		}
	default:
		err = fmt.Errorf("%w: it begins with neither prylavok:// nor wss://", ErrInvite)
	}
	if err != nil {
		return "", "", err
	}
	return u.String(), code, nil
}

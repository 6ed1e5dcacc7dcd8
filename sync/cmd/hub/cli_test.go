package main_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prylavok/prylavok/sync/change"
	"github.com/prylavok/prylavok/sync/wire"
)

type invitation struct {
	Shop, Invite, Code, Role string
	Expires                  int64
}

type devices struct {
	Devices []struct {
		Device, Name, Series, Role string
		Revoked                    bool
	}
}

// Every command explains itself; what is wrong is told with the code 2 and changes nothing.
func TestWrongCommandLines(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"", "serve", "shop", "shop add", "shop list", "invite", "device", "device list", "device revoke", "device role", "verify", "backup", "restore"} {
		if r := run(t, append(strings.Fields(command), "--help")...); r.Code != 0 || !strings.Contains(r.Out, "Usage:") {
			t.Errorf("hub %s --help ended with %d: %s", command, r.Code, r.Out)
		}
	}
	dir := filepath.Join(t.TempDir(), "data")
	for _, line := range [][]string{
		{}, {"frob"}, {"shop"}, {"shop", "add"}, {"serve"}, {"verify"}, {"backup", "--data", dir}, {"invite", "--data", dir, "--role", "god"},
		{"shop", "add", "--data", dir, "--name", " "}, {"shop", "add", "--data", dir, "--name", "a", "--currency", "hryvnia"},
		{"serve", "--data", dir, "--listen", "0.0.0.0:0"}, {"serve", "--data", dir, "--tls-cert", "x"}, {"serve", "--database", "postgres://x"},
		{"serve", "--data", dir, "--public", "http://x"}, {"serve", "--data", dir, "--listen", "nowhere"}, {"invite", "--data", dir, "--address", "x"},
		{"shop", "add", "extra", "--data", dir, "--name", "a"},
	} {
		refused(t, 2, "usage", line...)
	}
	refused(t, 1, "hub.missing", "verify", "--data", dir)
	refused(t, 1, "hub.missing", "invite", "--data", dir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	rubbish := filepath.Join(dir, "hub.db")
	if err := os.WriteFile(rubbish, []byte(strings.Repeat("rubbish ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, 1, "hub.foreign", "serve", "--data", dir, "--listen", "127.0.0.1:0")
	refused(t, 1, "hub.foreign", "shop", "add", "--data", dir, "--name", "a")
	refused(t, 1, "hub.not_a_backup", "restore", "--data", dir, rubbish)
	if data, err := os.ReadFile(rubbish); err != nil || !strings.HasPrefix(string(data), "rubbish rubbish") {
		t.Errorf("the foreign file was changed: %v", err)
	}
}

// A shop is made, tills join and are seen, their rights change and end while the
// hub serves, and nothing of that needs it to stop.
func TestTheCommandsWorkBesideAServingHub(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	h := serve(t, "--data", dir, "--listen", "127.0.0.1:0")
	made := ask[invitation](t, "shop", "add", "--data", dir, "--name", "Крамниця", "--currency", "UAH")
	if made.Role != "owner" || !strings.Contains(made.Invite, h.listen) || made.Expires <= time.Now().UnixMilli() {
		t.Errorf("made %+v", made)
	}
	owner, clerk := newDesk(t), newDesk(t)
	owner.enrol(made.Invite, nil)
	r := run(t, "invite", "--data", dir, "--qr")
	if r.Code != 0 || !strings.Contains(r.Said, "█▀") {
		t.Errorf("no picture: %d %s", r.Code, r.Said)
	}
	clerk.enrol(ask[invitation](t, "invite", "--data", dir, "--role", "clerk").Invite, nil)
	list := ask[devices](t, "device", "list", "--data", dir, "--shop", made.Shop)
	if len(list.Devices) != 2 || list.Devices[0].Series == list.Devices[1].Series {
		t.Fatalf("devices are %+v", list)
	}
	id := uuid.UUID(clerk.id).String()
	ask[any](t, "device", "role", "--data", dir, id, "manager")
	clerk.ended(wire.CloseScope)
	clerk.greet(h.listen)
	if clerk.welcome.Scope != change.ScopeManager {
		t.Errorf("the clerk is %s", clerk.welcome.Scope)
	}
	ask[any](t, "device", "revoke", "--data", dir, id)
	clerk.ended(wire.CloseScope)
	refused(t, 1, "hub.no_device", "device", "revoke", "--data", dir, uuid.NewString())
	refused(t, 1, "hub.no_shop", "invite", "--data", dir, "--shop", uuid.NewString())
	refused(t, 2, "usage", "device", "revoke", "--data", dir, "someone")
	refused(t, 1, "hub.held", "serve", "--data", dir, "--listen", "127.0.0.1:0")
	list = ask[devices](t, "device", "list", "--data", dir)
	if i := slices.IndexFunc(list.Devices, func(d struct {
		Device, Name, Series, Role string
		Revoked                    bool
	}) bool {
		return d.Device == id
	}); i < 0 || !list.Devices[i].Revoked || list.Devices[i].Role != "manager" {
		t.Errorf("devices are %+v", list)
	}
	ask[invitation](t, "shop", "add", "--data", dir, "--name", "Друга")
	if shops := ask[struct{ Shops []any }](t, "shop", "list", "--data", dir).Shops; len(shops) != 2 {
		t.Errorf("shops are %+v", shops)
	}
	refused(t, 2, "usage", "invite", "--data", dir) // which shop?
	h.stop()
	owner.ended(wire.CloseAgain)
}

// A backup is made while desks work. Restored, it begins a new epoch, keeps what
// was there, and takes back what the desks have.
func TestABackupIsRestored(t *testing.T) {
	t.Parallel()
	dir, out := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "backup.db")
	made := ask[invitation](t, "shop", "add", "--data", dir, "--name", "Крамниця")
	h := serve(t, "--data", dir, "--listen", "127.0.0.1:0")
	d := newDesk(t)
	d.enrol(ask[invitation](t, "invite", "--data", dir, "--shop", made.Shop, "--role", "owner").Invite, nil)
	d.send(wire.Credit{Bytes: 1 << 20})
	push := func() {
		d.make()
		d.send(wire.Push{Batches: d.made[len(d.made)-1:]})
		for d.acked[d.made[len(d.made)-1].ID] == 0 {
			d.take(next[wire.Entries](d).Entries)
		}
	}
	push()
	ask[any](t, "backup", "--data", dir, out)
	refused(t, 1, "out.exists", "backup", "--data", dir, out)
	push()
	refused(t, 1, "hub.held", "restore", "--data", dir, out)
	h.stop()
	restored := ask[struct {
		Kept  string
		Shops int
	}](t, "restore", "--data", dir, out)
	if _, err := os.Stat(restored.Kept); err != nil || restored.Shops != 1 {
		t.Errorf("restored %+v: %v", restored, err)
	}
	h = serve(t, "--data", dir, "--listen", "127.0.0.1:0")
	d.greet(h.listen)
	if len(d.welcome.Epochs) != 2 || d.welcome.Common != d.cursor.Seq-1 {
		t.Fatalf("welcomed with %+v at %+v", d.welcome, d.cursor)
	}
	lost := d.made[1]
	d.send(wire.GiveBack{Entries: []change.Entry{{Seq: d.cursor.Seq, Was: d.cursor, Batch: lost}}, Done: true, Acked: 2})
	if g := next[wire.GivenBack](d); !g.Done {
		t.Errorf("given back: %+v", g)
	}
	d.send(wire.Credit{After: d.welcome.Common, Bytes: 1 << 20})
	if e := next[wire.Entries](d).Entries; len(e) != 1 || e[0].Batch.ID != lost.ID || len(e[0].Batch.Ops) != 1 {
		t.Errorf("the lost batch came as %+v", e)
	}
	h.stop()
	if r := ask[struct{ OK bool }](t, "verify", "--data", dir); !r.OK {
		t.Error("the books do not add up")
	}
}

// With a certificate the hub speaks TLS, invites say so, and clear text gets nowhere.
func TestTLS(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	cert, key, trust := certificate(t, folder)
	dir := filepath.Join(folder, "data")
	h := serve(t, "--data", dir, "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key)
	made := ask[invitation](t, "shop", "add", "--data", dir, "--name", "Крамниця")
	if !strings.HasSuffix(made.Invite, "?tls=1") {
		t.Errorf("the invite is %s", made.Invite)
	}
	newDesk(t).enrol(made.Invite, trust)
	if _, err := wire.Dial(t.Context(), wire.Line{URL: "ws://" + h.listen + wire.Path}); err == nil {
		t.Error("clear text was answered")
	}
	h.stop()
}

// certificate makes one for this machine.
func certificate(t *testing.T, folder string) (cert, key string, trust *tls.Config) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "hub"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, form, form, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for path, data := range map[string][]byte{cert: certPEM, key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certPEM)
	return cert, key, &tls.Config{RootCAs: pool}
}

package wire

import "github.com/prylavok/prylavok/sync/change"

// This file writes and reads the frames with which a session begins.

func (f Hello) pack(p *packer) {
	p.head(f, 12)
	p.uint(uint64(f.Oldest))
	p.uint(uint64(f.Newest))
	p.texts(f.Features)
	p.text(f.Software)
	p.id(f.Shop)
	p.id(f.Device)
	p.cursor(f.Cursor)
	p.id(f.LastBatch)
	p.array(len(f.Past))
	for _, past := range f.Past {
		p.array(2)
		p.int(past.Seq)
		p.id(past.Batch)
	}
	p.epochs(f.Epochs)
	p.int(f.Acked)
	p.int(f.ScopeRev)
}

func readHello(u *unpacker) Frame {
	u.need(12)
	f := Hello{Oldest: uint8(u.small(255)), Newest: uint8(u.small(255)), Features: u.features(), Software: u.text(MaxNameBytes),
		Shop: u.id(), Device: u.id(), Cursor: u.cursor(), LastBatch: u.id()}
	for range u.array(MaxPast) {
		u.inner(2, func() { f.Past = append(f.Past, Place{u.int(), u.id()}) })
	}
	f.Epochs, f.Acked, f.ScopeRev = u.epochs(), u.int(), u.int()
	return f
}

func (f Enrol) pack(p *packer) {
	p.head(f, 10)
	p.uint(uint64(f.Oldest))
	p.uint(uint64(f.Newest))
	p.texts(f.Features)
	p.text(f.Software)
	p.text(f.Invite)
	p.id(f.Device)
	p.bytes(f.PublicKey)
	p.text(f.Name)
	p.id(f.Shop)
	p.text(f.Series)
}

func readEnrol(u *unpacker) Frame {
	u.need(10)
	return Enrol{Oldest: uint8(u.small(255)), Newest: uint8(u.small(255)), Features: u.features(), Software: u.text(MaxNameBytes),
		Invite: u.text(MaxNameBytes), Device: u.id(), PublicKey: u.bytes(MaxKeyBytes), Name: u.text(MaxNameBytes), Shop: u.id(), Series: u.text(MaxNameBytes)}
}

func (f Challenge) pack(p *packer) {
	p.head(f, 3)
	p.uint(uint64(f.Protocol))
	p.bytes(f.Nonce)
	p.texts(f.Features)
}

func readChallenge(u *unpacker) Frame {
	u.need(3)
	return Challenge{Protocol: uint8(u.small(255)), Nonce: u.bytes(MaxKeyBytes), Features: u.features()}
}

func (f Proof) pack(p *packer) {
	p.head(f, 1)
	p.bytes(f.Signature)
}

func readProof(u *unpacker) Frame {
	u.need(1)
	return Proof{u.bytes(MaxKeyBytes)}
}

func (f Enrolled) pack(p *packer) {
	p.head(f, 5)
	p.id(f.Shop)
	p.id(f.Device)
	p.text(f.Series)
	p.text(f.ShopName)
	p.text(f.Currency)
}

func readEnrolled(u *unpacker) Frame {
	u.need(5)
	return Enrolled{Shop: u.id(), Device: u.id(), Series: u.text(MaxNameBytes), ShopName: u.text(MaxNameBytes), Currency: u.text(MaxNameBytes)}
}

func (f Welcome) pack(p *packer) {
	p.head(f, 10)
	p.epochs(f.Epochs)
	p.int(f.Head)
	p.id(f.HeadBatch)
	p.int(f.Common)
	p.int(f.Taken)
	p.array(len(f.Refusals))
	for _, r := range f.Refusals {
		p.array(refusedElements)
		r.elements(p)
	}
	p.text(string(f.Scope))
	p.int(f.ScopeRev)
	p.int(f.Now)
	p.array(3)
	p.int(int64(f.Limits.FrameBytes))
	p.int(int64(f.Limits.PushBatches))
	p.int(int64(f.Limits.PushBytes))
}

func readWelcome(u *unpacker) Frame {
	u.need(10)
	f := Welcome{Epochs: u.epochs(), Head: u.int(), HeadBatch: u.id(), Common: u.int(), Taken: u.int()}
	for range u.array(MaxRefusals) {
		u.inner(refusedElements, func() { f.Refusals = append(f.Refusals, readRefusal(u)) })
	}
	f.Scope, f.ScopeRev, f.Now = change.Scope(u.text(MaxFeatureBytes)), u.int(), u.int()
	u.inner(3, func() {
		f.Limits = Limits{FrameBytes: int(u.small(MaxFrameBytes)), PushBatches: int(u.small(1 << 30)), PushBytes: int(u.small(1 << 30))}
	})
	return f
}

func (f Cloned) pack(p *packer) {
	p.head(f, 1)
	p.int(f.DeviceSeq)
}

func readCloned(u *unpacker) Frame {
	u.need(1)
	return Cloned{u.int()}
}

func (f Renew) pack(p *packer) {
	p.head(f, 2)
	p.id(f.Device)
	p.bytes(f.PublicKey)
}

func readRenew(u *unpacker) Frame {
	u.need(2)
	return Renew{Device: u.id(), PublicKey: u.bytes(MaxKeyBytes)}
}

func (f Renewed) pack(p *packer) {
	p.head(f, 2)
	p.id(f.Device)
	p.text(f.Series)
}

func readRenewed(u *unpacker) Frame {
	u.need(2)
	return Renewed{Device: u.id(), Series: u.text(MaxNameBytes)}
}

func (p *packer) texts(list []string) {
	p.array(len(list))
	for _, s := range list {
		p.text(s)
	}
}

func (u *unpacker) features() (list []string) {
	for range u.array(MaxFeatures) {
		list = append(list, u.text(MaxFeatureBytes))
	}
	return list
}

func (p *packer) cursor(c change.Cursor) {
	p.array(2)
	p.uint(c.Epoch)
	p.int(c.Seq)
}

func (u *unpacker) cursor() (c change.Cursor) {
	u.inner(2, func() { c = change.Cursor{Epoch: u.uint(), Seq: u.int()} })
	return c
}

func (p *packer) epochs(list []change.Epoch) {
	p.array(len(list))
	for _, e := range list {
		p.array(2)
		p.uint(e.ID)
		p.int(e.Fork)
	}
}

func (u *unpacker) epochs() (list []change.Epoch) {
	for range u.array(MaxEpochs) {
		u.inner(2, func() { list = append(list, change.Epoch{ID: u.uint(), Fork: u.int()}) })
	}
	return list
}

package wire

import "github.com/prylavok/prylavok/sync/change"

// This file writes and reads the frames of an open session.

func (f Push) pack(p *packer) {
	p.head(f, 1)
	p.batches(f.Batches)
}

func readPush(u *unpacker) Frame {
	u.need(1)
	return Push{u.batches()}
}

const refusedElements = 7

func (f Refused) pack(p *packer) {
	p.head(f, refusedElements)
	f.elements(p)
}

func (f Refused) elements(p *packer) {
	p.int(f.DeviceSeq)
	p.id(f.Batch)
	p.text(f.Code)
	p.uint(uint64(f.Kind))
	p.id(f.ID)
	p.uint(uint64(f.Field))
	p.text(f.Text)
}

func readRefused(u *unpacker) Frame {
	u.need(refusedElements)
	return readRefusal(u)
}

func readRefusal(u *unpacker) Refused {
	return Refused{DeviceSeq: u.int(), Batch: u.id(), Code: u.text(MaxNameBytes), Kind: uint8(u.small(255)), ID: u.id(), Field: uint8(u.small(255)), Text: u.text(MaxNameBytes)}
}

func (f Credit) pack(p *packer) {
	p.head(f, 2)
	p.int(f.After)
	p.int(f.Bytes)
}

func readCredit(u *unpacker) Frame {
	u.need(2)
	return Credit{After: u.int(), Bytes: u.int()}
}

func (f Entries) pack(p *packer) {
	p.head(f, 1)
	p.entries(f.Entries)
}

func readEntries(u *unpacker) Frame {
	u.need(1)
	return Entries{u.entries()}
}

func (f WantPage) pack(p *packer) {
	p.head(f, 7)
	p.uint(uint64(f.Load))
	p.uint(uint64(f.Tier))
	p.int(f.Since)
	p.int(f.Start)
	p.bytes(f.After)
	p.int(int64(f.Bytes))
	p.bool(f.Scope)
}

func readWantPage(u *unpacker) Frame {
	u.need(7)
	return WantPage{Load: uint32(u.small(1<<32 - 1)), Tier: uint8(u.small(255)), Since: u.int(), Start: u.int(), After: u.bytes(MaxBookmarkBytes),
		Bytes: int(u.small(1 << 30)), Scope: u.bool()}
}

func (f Page) pack(p *packer) {
	p.head(f, 8)
	p.uint(uint64(f.Load))
	p.uint(uint64(f.Tier))
	p.int(f.Head)
	if f.Raw == nil {
		p.array(len(f.Records))
	} else {
		p.array(len(f.Raw))
	}
	for i := range f.Records {
		p.bytes(f.Records[i].Encode())
	}
	for _, data := range f.Raw {
		p.bytes(data)
	}
	p.array(len(f.Sums))
	for _, s := range f.Sums {
		p.array(4)
		p.id(s.Offer)
		p.id(s.Warehouse)
		p.int(s.OnHand)
		p.int(s.Reserved)
	}
	p.bytes(f.Next)
	p.bool(f.Done)
	p.int(f.Total)
}

func readPage(u *unpacker) Frame {
	u.need(8)
	f := Page{Load: uint32(u.small(1<<32 - 1)), Tier: uint8(u.small(255)), Head: u.int()}
	n := u.array(MaxRecords)
	f.Records = make([]change.Record, 0, min(n, 1024))
	for range n {
		f.Records = append(f.Records, u.record())
		if u.err != nil {
			return f
		}
	}
	for range u.array(MaxSums) {
		u.inner(4, func() { f.Sums = append(f.Sums, Sum{u.id(), u.id(), u.int(), u.int()}) })
	}
	f.Next, f.Done, f.Total = u.bytes(MaxBookmarkBytes), u.bool(), u.int()
	return f
}

func (f GiveBack) pack(p *packer) {
	p.head(f, 3)
	p.entries(f.Entries)
	p.bool(f.Done)
	p.int(f.Acked)
}

func readGiveBack(u *unpacker) Frame {
	u.need(3)
	return GiveBack{Entries: u.entries(), Done: u.bool(), Acked: u.int()}
}

func (f GivenBack) pack(p *packer) {
	p.head(f, 2)
	p.int(f.Seq)
	p.bool(f.Done)
}

func readGivenBack(u *unpacker) Frame {
	u.need(2)
	return GivenBack{Seq: u.int(), Done: u.bool()}
}

func (f AskDigest) pack(p *packer)  { p.head(f, 0) }
func readAskDigest(*unpacker) Frame { return AskDigest{} }

func (f Digest) pack(p *packer) {
	p.head(f, 3)
	p.uint(f.Epoch)
	p.int(f.Seq)
	p.bytes(f.Digest)
}

func readDigest(u *unpacker) Frame {
	u.need(3)
	return Digest{Epoch: u.uint(), Seq: u.int(), Digest: u.bytes(MaxKeyBytes)}
}

func (f AskPeers) pack(p *packer)  { p.head(f, 0) }
func readAskPeers(*unpacker) Frame { return AskPeers{} }

func (f Peers) pack(p *packer) {
	p.head(f, 1)
	p.array(len(f.Peers))
	for _, peer := range f.Peers {
		p.array(6)
		p.id(peer.Device)
		p.text(peer.Name)
		p.text(string(peer.Scope))
		p.bool(peer.Online)
		p.int(peer.HeardAt)
		p.bool(peer.Revoked)
	}
}

func readPeers(u *unpacker) Frame {
	u.need(1)
	var f Peers
	for range u.array(MaxPeers) {
		u.inner(6, func() {
			f.Peers = append(f.Peers, Peer{Device: u.id(), Name: u.text(MaxNameBytes), Scope: change.Scope(u.text(MaxFeatureBytes)),
				Online: u.bool(), HeardAt: u.int(), Revoked: u.bool()})
		})
	}
	return f
}

func (f AskInvite) pack(p *packer) {
	p.head(f, 1)
	p.text(string(f.Scope))
}

func readAskInvite(u *unpacker) Frame {
	u.need(1)
	return AskInvite{change.Scope(u.text(MaxFeatureBytes))}
}

func (f Invited) pack(p *packer) {
	p.head(f, 2)
	p.text(f.Code)
	p.int(f.ExpiresAt)
}

func readInvited(u *unpacker) Frame {
	u.need(2)
	return Invited{Code: u.text(MaxNameBytes), ExpiresAt: u.int()}
}

func (f Quarantine) pack(p *packer) {
	p.head(f, 2)
	p.batches(f.Batches)
	p.bool(f.Done)
}

func readQuarantine(u *unpacker) Frame {
	u.need(2)
	return Quarantine{Batches: u.batches(), Done: u.bool()}
}

func (f Quarantined) pack(p *packer) {
	p.head(f, 1)
	p.int(f.DeviceSeq)
}

func readQuarantined(u *unpacker) Frame {
	u.need(1)
	return Quarantined{u.int()}
}

func (f Revoked) pack(p *packer)  { p.head(f, 0) }
func readRevoked(*unpacker) Frame { return Revoked{} }

func (f Revoke) pack(p *packer) {
	p.head(f, 1)
	p.id(f.Device)
}

func readRevoke(u *unpacker) Frame {
	u.need(1)
	return Revoke{u.id()}
}

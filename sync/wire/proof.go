package wire

import (
	"encoding/binary"

	"github.com/prylavok/prylavok/sync/change"
)

// signedDomain sets these signatures apart from all others.
const signedDomain = "prylavok/sync/proof/1\x00"

// SignedText is what a desk signs with its ed25519 key to prove that it is the
// device: the domain, the protocol, the nonce with its length, the shop and the
// device. For an Enrol the shop is Enrol.Shop.
func SignedText(nonce []byte, shop, device change.ID, protocol uint8) []byte {
	text := make([]byte, 0, len(signedDomain)+3+len(nonce)+32)
	text = append(text, signedDomain...)
	text = append(text, protocol)
	text = binary.BigEndian.AppendUint16(text, uint16(len(nonce)))
	text = append(text, nonce...)
	text = append(text, shop[:]...)
	return append(text, device[:]...)
}

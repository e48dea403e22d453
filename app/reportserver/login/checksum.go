//go:build !windows

package login

import (
	"encoding/binary"

	"github.com/jcmturner/gokrb5/v8/gssapi"
	"github.com/jcmturner/gokrb5/v8/iana/chksumtype"
	"github.com/jcmturner/gokrb5/v8/types"
)

// checksum is the authenticator's field with the channel binding and the
// flags (RFC 4121, section 4.1.1). Mutual authentication is not asked for: the
// answer to it could not be checked.
func checksum(binding []byte) types.Checksum {
	b := binary.LittleEndian.AppendUint32(nil, 16)
	hash := bindingHash(binding)
	b = append(b, hash[:]...)
	b = binary.LittleEndian.AppendUint32(b, gssapi.ContextFlagInteg|gssapi.ContextFlagConf)
	return types.Checksum{CksumType: chksumtype.GSSAPI, Checksum: b}
}

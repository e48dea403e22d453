package login

import (
	"crypto"
	"crypto/md5"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
)

// A channel binding ties a handshake to the TLS connection that it travels on,
// for servers whose Extended Protection asks for it: the certificate's hash,
// of the type tls-server-end-point (RFC 5929, section 4).

// serverEndPoint gives the binding's data for a connection; nil without TLS.
func serverEndPoint(state *tls.ConnectionState) []byte {
	if state == nil || len(state.PeerCertificates) == 0 {
		return nil
	}
	leaf := state.PeerCertificates[0]
	hash := crypto.SHA256 // also where the signature uses MD5 or SHA-1
	switch leaf.SignatureAlgorithm {
	case x509.SHA384WithRSA, x509.ECDSAWithSHA384, x509.SHA384WithRSAPSS:
		hash = crypto.SHA384
	case x509.SHA512WithRSA, x509.ECDSAWithSHA512, x509.SHA512WithRSAPSS:
		hash = crypto.SHA512
	}
	h := hash.New()
	h.Write(leaf.Raw)
	return h.Sum([]byte("tls-server-end-point:"))
}

// bindingHash is the MD5 that Kerberos (RFC 4121, section 4.1.1.2) and NTLM
// (MS-NLMP, section 2.2.2.1, MsvAvChannelBindings) carry: over the structure
// of RFC 2744, with no addresses. It is all zero where there is no binding.
func bindingHash(data []byte) [md5.Size]byte {
	if len(data) == 0 {
		return [md5.Size]byte{}
	}
	b := make([]byte, 16, 20+len(data))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	return md5.Sum(append(b, data...))
}

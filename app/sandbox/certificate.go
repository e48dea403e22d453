package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"
)

// certificates are what the report server shows over TLS: an authority made at
// the start, a good certificate of it, and bad ones for the controls.
type certificates struct {
	authority []byte // PEM
	mu        sync.Mutex
	kinds     map[string]*tls.Certificate
	shown     string
}

// The certificates that a control may have shown.
const (
	certificateGood    = "good"
	certificateOther   = "other_name"
	certificateExpired = "expired"
	certificateUnknown = "unknown_authority"
)

func newCertificates() (*certificates, error) {
	now := time.Now()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("sandbox certificate: %w", err)
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Sandbox authority"}, NotBefore: now.Add(-48 * time.Hour), NotAfter: now.Add(48 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("sandbox certificate: %w", err)
	}
	c := &certificates{shown: certificateGood, kinds: map[string]*tls.Certificate{}, authority: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
	leaf := func(kind string, until time.Time, signer *x509.Certificate, by *ecdsa.PrivateKey, names ...string) error {
		own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return fmt.Errorf("sandbox certificate: %w", err)
		}
		t := &x509.Certificate{
			SerialNumber: big.NewInt(now.UnixNano() + int64(len(c.kinds))), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
			NotBefore: until.Add(-36 * time.Hour), NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		if kind != certificateOther {
			t.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
		}
		if signer == nil {
			signer, by = t, own
		}
		der, err := x509.CreateCertificate(rand.Reader, t, signer, &own.PublicKey, by)
		if err != nil {
			return fmt.Errorf("sandbox certificate: %w", err)
		}
		c.kinds[kind] = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: own}
		return nil
	}
	for _, err := range []error{
		leaf(certificateGood, now.Add(24*time.Hour), root, key, "localhost"),
		leaf(certificateOther, now.Add(24*time.Hour), root, key, "reports.example"),
		leaf(certificateExpired, now.Add(-time.Hour), root, key, "localhost"),
		leaf(certificateUnknown, now.Add(24*time.Hour), nil, nil, "localhost"),
	} {
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

// config is the server's. HTTP/2 is left out, as NTLM doesn't work over it.
func (c *certificates) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.kinds[c.shown], nil
		},
	}
}

// show has another certificate shown to connections to come.
func (c *certificates) show(kind string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kinds[kind] == nil {
		return fmt.Errorf("certificate %q is not one of %s, %s, %s, %s", kind, certificateGood, certificateOther, certificateExpired, certificateUnknown)
	}
	c.shown = kind
	return nil
}

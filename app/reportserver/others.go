package reportserver

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"slices"
)

// mostOthers is how many subscriptions are kept as no pins: they are read and
// written with the connection. A client remembers all of them by itself.
const mostOthers = 500

// others are subscriptions that are no pins, as far as a list doesn't tell: of
// each a checksum of its id and of when it was changed last, so that one that
// was changed is read again.
type others map[uint64]bool

// readOthers reads what String wrote; nothing of what it can't read.
func readOthers(text string) others {
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(raw)%8 != 0 {
		return nil
	}
	o := make(others, len(raw)/8)
	for ; len(raw) > 0; raw = raw[8:] {
		o[binary.BigEndian.Uint64(raw)] = true
	}
	return o
}

// String gives the same text for the same subscriptions.
func (o others) String() string {
	all := make([]uint64, 0, len(o))
	for sum := range o {
		all = append(all, sum)
	}
	slices.Sort(all)
	raw := make([]byte, 0, 8*len(all))
	for _, sum := range all {
		raw = binary.BigEndian.AppendUint64(raw, sum)
	}
	return base64.RawStdEncoding.EncodeToString(raw)
}

func (o others) has(r *row) bool { return len(o) > 0 && r.modified != "" && o[otherSum(r)] }

// add takes a row up, unless nothing would tell that it was changed.
func (o *others) add(r *row) {
	if r.modified == "" || len(*o) >= mostOthers {
		return
	}
	if *o == nil {
		*o = others{}
	}
	(*o)[otherSum(r)] = true
}

func otherSum(r *row) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(ident(r.id)))
	_, _ = h.Write([]byte{0})
	_, _ = h.Write([]byte(r.modified))
	return h.Sum64()
}

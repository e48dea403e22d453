package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
)

// ico encodes pictures of different sizes as one Windows icon. Those below 256
// pixels are bitmaps, which every Windows API reads; larger ones are PNG:
// https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
func ico(pictures []*image.NRGBA) ([]byte, error) {
	var head, body bytes.Buffer
	put := func(w *bytes.Buffer, values ...any) {
		for _, v := range values {
			binary.Write(w, binary.LittleEndian, v) // a Buffer takes everything
		}
	}
	put(&head, uint16(0), uint16(1), uint16(len(pictures)))
	offset := 6 + 16*len(pictures)
	for _, img := range pictures {
		size := img.Rect.Dx()
		data := bitmap(img)
		if size >= 256 {
			var b bytes.Buffer
			if err := png.Encode(&b, img); err != nil {
				return nil, fmt.Errorf("picture of %d pixels: %w", size, err)
			}
			data = b.Bytes()
		}
		// A size of 256 is written as 0.
		put(&head, uint8(size), uint8(size), uint8(0), uint8(0), uint16(1), uint16(32), uint32(len(data)), uint32(offset+body.Len()))
		body.Write(data)
	}
	return append(head.Bytes(), body.Bytes()...), nil
}

// bitmap is a picture as a device-independent bitmap: rows from the bottom up,
// blue first, then a mask for what can't read transparency.
func bitmap(img *image.NRGBA) []byte {
	size := img.Rect.Dx()
	var b bytes.Buffer
	for _, v := range []any{
		uint32(40), int32(size), int32(2 * size), uint16(1), uint16(32),
		uint32(0), uint32(0), int32(0), int32(0), uint32(0), uint32(0),
	} {
		binary.Write(&b, binary.LittleEndian, v)
	}
	for y := size - 1; y >= 0; y-- {
		for x := range size {
			c := img.NRGBAAt(x, y)
			b.Write([]byte{c.B, c.G, c.R, c.A})
		}
	}
	stride := (size + 31) / 32 * 4
	for y := size - 1; y >= 0; y-- {
		row := make([]byte, stride)
		for x := range size {
			if img.NRGBAAt(x, y).A < 128 {
				row[x/8] |= 0x80 >> (x % 8)
			}
		}
		b.Write(row)
	}
	return b.Bytes()
}

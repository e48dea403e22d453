package notify

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"sync"
)

// rawImage is the specification's "image-data", signature (iiibiiay).
type rawImage struct {
	Width, Height, Stride int32
	Alpha                 bool
	Bits, Channels        int32
	Pixels                []byte
}

// picture is the app's icon as a notification server takes it.
var picture = sync.OnceValue(func() rawImage {
	img, err := png.Decode(bytes.NewReader(iconPNG))
	if err != nil {
		return rawImage{} // a part of this program: a test reads it
	}
	// Not premultiplied, as the servers read it.
	flat := image.NewNRGBA(img.Bounds())
	draw.Draw(flat, flat.Bounds(), img, img.Bounds().Min, draw.Src)
	return rawImage{
		Width: int32(flat.Rect.Dx()), Height: int32(flat.Rect.Dy()), Stride: int32(flat.Stride),
		Alpha: true, Bits: 8, Channels: 4, Pixels: flat.Pix,
	}
})

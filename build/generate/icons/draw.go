package main

import (
	"image"
	"image/color"
)

// A layer paints a shape in a colour; the zero colour takes away what is there.
type layer struct {
	shape shape
	color color.NRGBA
}

// The colours. Each stands out from a light panel and from a dark one.
var (
	teal  = color.NRGBA{0x12, 0x7a, 0x9c, 0xff}
	white = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	amber = color.NRGBA{0xf7, 0xb5, 0x00, 0xff}
	ink   = color.NRGBA{0x24, 0x1f, 0x14, 0xff}
	red   = color.NRGBA{0xd1, 0x34, 0x38, 0xff}
	grey  = color.NRGBA{0x80, 0x86, 0x8b, 0xff}
	none  = color.NRGBA{}
)

// tile is the app's sign: a tile with three bars on it.
func tile() []layer {
	return []layer{
		{rounded(0.04, 0.04, 0.96, 0.96, 0.2), teal},
		{bars(), white},
	}
}

func bars() shape {
	return joined(
		rounded(0.21, 0.54, 0.36, 0.79, 0.04),
		rounded(0.425, 0.38, 0.575, 0.79, 0.04),
		rounded(0.64, 0.21, 0.79, 0.79, 0.04),
	)
}

// small moves a picture into the upper left part of the square and makes room
// for a badge.
func small(ls []layer) []layer {
	const f = 0.8
	out := make([]layer, len(ls))
	for i, l := range ls {
		s := l.shape
		out[i] = layer{func(x, y float64) bool { return s(x/f, y/f) }, l.color}
	}
	return out
}

// pictures are the four looks of the tray icon. Their outlines differ, so that
// nobody needs the colours: a whole tile; a tile with a triangle; a tile with a
// padlock; an empty tile with a question mark.
var pictures = map[string][]layer{
	"good": tile(),
	"attention": append(small(tile()),
		layer{triangle(0.64, 0.2, 1.06, 0.46, 0.12), none},
		layer{triangle(0.64, 0.3, 0.99, 0.36, 0.06), amber},
		layer{joined(stroke(0.64, 0.56, 0.64, 0.72, 0.095), disc(0.64, 0.865, 0.058)), ink},
	),
	"signed_out": append(small(tile()),
		layer{joined(rounded(0.34, 0.5, 1.04, 1.1, 0.1), disc(0.69, 0.5, 0.31)), none},
		layer{joined(rounded(0.41, 0.58, 0.98, 0.99, 0.07), arc(0.695, 0.52, 0.16, 0.11),
			box(0.48, 0.515, 0.59, 0.6), box(0.8, 0.515, 0.91, 0.6)), red},
		layer{joined(disc(0.695, 0.74, 0.065), stroke(0.695, 0.76, 0.695, 0.87, 0.07)), white},
	),
	"cant_tell": {
		{minus(rounded(0.04, 0.04, 0.96, 0.96, 0.2), rounded(0.15, 0.15, 0.85, 0.85, 0.11)), grey},
		{question(), grey},
	},
}

// question is a question mark.
func question() shape {
	ring := minus(disc(0.5, 0.41, 0.2), disc(0.5, 0.41, 0.085))
	hook := minus(ring, box(0, 0.41, 0.5, 1))
	return joined(hook, stroke(0.5, 0.552, 0.5, 0.6, 0.115), disc(0.5, 0.755, 0.066))
}

// draw paints layers on a square of size pixels. Each pixel is the mean of 8×8
// points, so that it is the same on every machine.
func draw(layers []layer, size int) *image.NRGBA {
	const n = 8
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for py := range size {
		for px := range size {
			var r, g, b, a int
			for i := range n * n {
				x := (float64(px) + (float64(i%n)+0.5)/n) / float64(size)
				y := (float64(py) + (float64(i/n)+0.5)/n) / float64(size)
				c := at(layers, x, y)
				if c.A != 0 {
					r, g, b, a = r+int(c.R), g+int(c.G), b+int(c.B), a+1
				}
			}
			if a > 0 {
				img.SetNRGBA(px, py, color.NRGBA{uint8(r / a), uint8(g / a), uint8(b / a), uint8(a * 255 / (n * n))})
			}
		}
	}
	return img
}

// at is the colour of a point.
func at(layers []layer, x, y float64) color.NRGBA {
	for i := len(layers) - 1; i >= 0; i-- {
		if layers[i].shape(x, y) {
			return layers[i].color
		}
	}
	return none
}

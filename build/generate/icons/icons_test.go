package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The icons in the repository are the ones that draw.go draws. Pictures are
// compared, not files: another version of Go may compress differently.
func TestIconsAreFresh(t *testing.T) {
	t.Parallel()
	all, err := files()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range all {
		got, err := os.ReadFile(filepath.Join("..", "..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Errorf("%v; run go run ./build/generate/icons", err)
			continue
		}
		if strings.HasSuffix(name, ".png") {
			if !sameImage(decode(t, got), decode(t, want)) {
				t.Errorf("%s is stale; run go run ./build/generate/icons", name)
			}
			continue
		}
		g, w := entries(t, got), entries(t, want)
		if len(g) != len(w) {
			t.Errorf("%s is stale; run go run ./build/generate/icons", name)
			continue
		}
		for i := range g {
			if !sameImage(g[i], w[i]) {
				t.Errorf("%s is stale at %d pixels; run go run ./build/generate/icons", name, w[i].Bounds().Dx())
			}
		}
	}
}

// Without colours, each look must differ from each other one in at least a
// tenth of its pixels, on a light panel and on a dark one, however small.
func TestShapesDiffer(t *testing.T) {
	t.Parallel()
	for _, size := range []int{16, 22, 44} {
		for _, panel := range []int{0x20, 0xf0} {
			grey := map[string][]int{}
			for name, layers := range pictures {
				grey[name] = greys(draw(layers, size), panel)
			}
			for a, pa := range grey {
				for b, pb := range grey {
					if a >= b {
						continue
					}
					differ := 0
					for i := range pa {
						if d := pa[i] - pb[i]; d > 60 || d < -60 {
							differ++
						}
					}
					if share := float64(differ) / float64(len(pa)); share < 0.1 {
						t.Errorf("%s and %s at %d pixels on %#x differ in %.0f %% of the pixels without colour; want 10 %%", a, b, size, panel, 100*share)
					}
				}
			}
		}
	}
}

// And each outline differs from the healthy one.
func TestOutlinesDiffer(t *testing.T) {
	t.Parallel()
	good := draw(pictures["good"], 22)
	for name, layers := range pictures {
		if name == "good" {
			continue
		}
		img, differ := draw(layers, 22), 0
		for i := 3; i < len(img.Pix); i += 4 {
			if (img.Pix[i] > 128) != (good.Pix[i] > 128) {
				differ++
			}
		}
		if differ < 40 {
			t.Errorf("the outline of %s differs from good in %d pixels of 484; want 40", name, differ)
		}
	}
}

func TestIcoSizes(t *testing.T) {
	t.Parallel()
	var imgs []*image.NRGBA
	for _, size := range appSizes {
		imgs = append(imgs, draw(tile(), size))
	}
	data, err := ico(imgs)
	if err != nil {
		t.Fatal(err)
	}
	got := entries(t, data)
	if len(got) != len(appSizes) {
		t.Fatalf("%d pictures; want %d", len(got), len(appSizes))
	}
	for i, img := range got {
		if !sameImage(img, imgs[i]) {
			t.Errorf("picture of %d pixels differs from what was put in", appSizes[i])
		}
	}
}

func greys(img *image.NRGBA, panel int) []int {
	out := make([]int, 0, len(img.Pix)/4)
	for i := 0; i < len(img.Pix); i += 4 {
		p := img.Pix[i : i+4]
		l := (299*int(p[0]) + 587*int(p[1]) + 114*int(p[2])) / 1000
		a := int(p[3])
		out = append(out, (l*a+panel*(255-a))/255)
	}
	return out
}

// entries decodes a Windows icon.
func entries(t *testing.T, data []byte) []image.Image {
	t.Helper()
	le := binary.LittleEndian
	if len(data) < 6 || le.Uint16(data[2:]) != 1 {
		t.Fatal("no icon")
	}
	var out []image.Image
	for i := range int(le.Uint16(data[4:])) {
		e := data[6+16*i:]
		size, length, offset := int(e[0]), le.Uint32(e[8:]), le.Uint32(e[12:])
		part := data[offset : offset+length]
		if size == 0 {
			out = append(out, decode(t, part))
			continue
		}
		if h := int(int32(le.Uint32(part[8:]))); h != 2*size {
			t.Fatalf("bitmap of %d pixels says %d rows; want %d, with its mask", size, h, 2*size)
		}
		if want := 40 + 4*size*size + size*((size+31)/32*4); len(part) != want {
			t.Fatalf("bitmap of %d pixels has %d bytes; want %d", size, len(part), want)
		}
		img := image.NewNRGBA(image.Rect(0, 0, size, size))
		for y := range size {
			for x := range size {
				p := part[40+4*((size-1-y)*size+x):]
				img.SetNRGBA(x, y, color.NRGBA{p[2], p[1], p[0], p[3]})
			}
		}
		out = append(out, img)
	}
	return out
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// sameImage allows for the last bit: other processors round points on an edge
// to its other side.
func sameImage(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			p := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA)
			q := color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			if p.A == 0 && q.A == 0 {
				continue
			}
			if far(p.R, q.R) || far(p.G, q.G) || far(p.B, q.B) || far(p.A, q.A) {
				return false
			}
		}
	}
	return true
}

func far(a, b uint8) bool {
	d := int(a) - int(b)
	return d > 12 || d < -12
}

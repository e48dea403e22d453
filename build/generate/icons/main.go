// Command icons draws the icons of the app: those of the tray, of its
// notifications and of its window. Run it at the top of the repository, by
// `go run ./build/generate/icons`, after changing draw.go. What it writes is
// checked in; a test tells when that is stale.
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
)

// The sizes that Windows asks for: 16 to 32 in the tray, by scale; 48 and up in
// the shell.
var (
	traySizes = []int{16, 20, 22, 24, 32, 40, 48}
	appSizes  = []int{16, 20, 24, 32, 40, 48, 64, 256}
)

func main() {
	if err := write("."); err != nil {
		fmt.Fprintln(os.Stderr, "icons:", err)
		os.Exit(1)
	}
}

// write writes all icons below root.
func write(root string) error {
	all, err := files()
	if err != nil {
		return err
	}
	for name, data := range all {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// files makes all icons, by their path in the repository.
func files() (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, layers := range pictures {
		// Twice the usual 22 pixels: sharp on dense screens, and halved exactly
		// on others.
		if err := addPNG(out, "app/tray/icons/"+name+".png", layers, 44); err != nil {
			return nil, err
		}
		if err := addICO(out, "app/tray/icons/"+name+".ico", layers, traySizes); err != nil {
			return nil, err
		}
	}
	for name, size := range map[string]int{
		"app/notify/icon.png":        64,
		"build/icons/mysettings.png": 256,
	} {
		if err := addPNG(out, name, tile(), size); err != nil {
			return nil, err
		}
	}
	if err := addICO(out, "build/icons/mysettings.ico", tile(), appSizes); err != nil {
		return nil, err
	}
	return out, nil
}

func addPNG(to map[string][]byte, name string, layers []layer, size int) error {
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&b, draw(layers, size)); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	to[name] = b.Bytes()
	return nil
}

func addICO(to map[string][]byte, name string, layers []layer, sizes []int) error {
	var imgs []*image.NRGBA
	for _, size := range sizes {
		imgs = append(imgs, draw(layers, size))
	}
	data, err := ico(imgs)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	to[name] = data
	return nil
}

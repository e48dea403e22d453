package command

import (
	"errors"
	"io"

	"golang.org/x/sys/unix"
)

// readUnseen reads a line from a terminal without showing it. The end of the
// input (Ctrl-D) in place of a line is io.EOF: term.ReadPassword would take no
// notice of it, and wait on.
func readUnseen(fd int) ([]byte, error) {
	shown, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return nil, err
	}
	unseen := *shown
	unseen.Lflag &^= unix.ECHO
	unseen.Lflag |= unix.ICANON | unix.ISIG
	unseen.Iflag |= unix.ICRNL
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, &unseen); err != nil {
		return nil, err
	}
	defer func() { _ = unix.IoctlSetTermios(fd, unix.TCSETS, shown) }()
	var line []byte
	for buffer := make([]byte, longestPassword); len(line) < longestPassword; {
		n, err := unix.Read(fd, buffer)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return nil, err
		case n == 0 && len(line) == 0:
			return nil, io.EOF
		}
		if line = append(line, buffer[:n]...); n == 0 || line[len(line)-1] == '\n' {
			break
		}
	}
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	return line, nil
}

//go:build linux

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"
)

func makePipe(path string) error {
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		return fmt.Errorf("pipe %s: %w", path, err)
	}
	return nil
}

// readPipe waits for one line in a named pipe, until ctx ends.
func readPipe(ctx context.Context, path string) (string, error) {
	// For writing as well: opening it would wait for a writer otherwise, and a
	// line would end with its writer.
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	stop := context.AfterFunc(ctx, func() { f.SetReadDeadline(time.Now()) })
	defer stop()
	line, err := bufio.NewReader(f).ReadString('\n')
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	return strings.TrimSpace(line), err
}

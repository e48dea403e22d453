//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"mysettings/app/sandbox"
)

// filled returns a data folder that is signed in to a sandbox organisation of
// 900 tiles and has looked at all of them. The organisation stays up for the
// tray, which would otherwise be measured at looking for it.
func (b *bench) filled(ctx context.Context) (string, error) {
	if b.data != "" {
		return b.data, nil
	}
	data := filepath.Join(b.dir, "data")
	place, err := b.startSandbox(ctx, 900)
	if err != nil {
		return "", fmt.Errorf("starting the sandbox: %w", err)
	}
	for _, words := range [][]string{
		{"config", "set", "authority", place.Authority},
		{"config", "set", "client_id", place.ClientID},
		{"config", "set", "powerbi_api", place.PowerBI},
		{"config", "set", "protection", "file"},
	} {
		if err := b.mysettings(ctx, data, words...); err != nil {
			return "", err
		}
	}
	if err := b.signIn(ctx, data); err != nil {
		return "", fmt.Errorf("signing in: %w", err)
	}
	if err := b.mysettings(ctx, data, "check"); err != nil {
		return "", err
	}
	b.data = data
	return data, nil
}

// place is where the sandbox organisation is.
type place struct {
	Authority string `json:"authority"`
	ClientID  string `json:"client_id"`
	PowerBI   string `json:"powerbi_api"`
}

func (b *bench) startSandbox(ctx context.Context, n int) (place, error) {
	var p place
	org := exec.CommandContext(ctx, filepath.Join(b.bin, "mysettings"), "sandbox", "--tiles", fmt.Sprint(n))
	out, err := org.StdoutPipe()
	if err != nil {
		return p, err
	}
	if err := org.Start(); err != nil {
		return p, err
	}
	b.endSandbox = func() {
		org.Process.Signal(os.Interrupt)
		org.Wait()
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return p, fmt.Errorf("its address: %w", err)
	}
	if err := json.Unmarshal(line, &p); err != nil {
		return p, fmt.Errorf("its address: %w", err)
	}
	return p, nil
}

func (b *bench) mysettings(ctx context.Context, data string, words ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(b.bin, "mysettings"), append(words, "--data", data)...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		return fmt.Errorf("mysettings %s: %w: %s", strings.Join(words, " "), err, out)
	}
	return nil
}

// signIn signs in on the command line; this process plays the person whose
// browser is asked for.
func (b *bench) signIn(ctx context.Context, data string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	// A pipe with a name, so that the address arrives when it is written.
	opened := filepath.Join(b.dir, "opened")
	if err := makePipe(opened); err != nil {
		return err
	}
	script := filepath.Join(b.dir, "browser.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\nprintf '%s\\n' \"$1\" > '"+opened+"'\n"), 0o700); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(b.bin, "mysettings"), "signin", "--data", data)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "BROWSER="+script)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return err
	}
	address, err := readPipe(ctx, opened)
	if err == nil {
		person := sandbox.Ana
		err = person.SignIn(ctx, address)
	}
	if err != nil {
		cancel()
	}
	if ended := cmd.Wait(); err == nil {
		err = ended
	}
	if err != nil {
		return fmt.Errorf("%w: %s", err, out.String())
	}
	return nil
}

//go:build tray || desktop || bindings

package command

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"time"

	"mysettings/app/installed"
)

// holdsSandbox says whether the organisation can run in this process.
const holdsSandbox = false

// startSandbox starts an organisation in a process of its own, as its
// libraries are no part of this executable. end stops it and waits for that.
func (s *session) startSandbox(ctx context.Context, o sandboxOptions) (place, func() error, error) {
	path, err := installed.Beside(installed.Command)
	if err != nil {
		return place{}, nil, err
	}
	args := []string{"sandbox", "--signin-lifetime", o.lifetime.String(), "--tiles", strconv.Itoa(o.tiles)}
	if o.addr != "" {
		args = append(args, "--addr", o.addr)
	}
	if o.tls != "" {
		args = append(args, "--tls", o.tls)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stderr = s.stderr
	cmd.Cancel = func() error { return askToEnd(cmd.Process) }
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return place{}, nil, fmt.Errorf("starting the sandbox: %w", err)
	}
	end := func() error {
		cancel()
		var exit *exec.ExitError
		if err := cmd.Wait(); err != nil && !errors.As(err, &exit) && !errors.Is(err, context.Canceled) {
			return fmt.Errorf("ending the sandbox: %w", err)
		}
		return nil
	}
	var where place
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &where)
	}
	if err != nil {
		return place{}, nil, errors.Join(fmt.Errorf("starting the sandbox: %w", err), end())
	}
	return where, end, nil
}

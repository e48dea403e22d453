//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"mysettings/build/desktop"
)

// step is one sentence of the story, and what makes it true.
type step struct {
	name string // of the picture
	says string
	does func(ctx context.Context, t *teller) error
}

// teller plays the story: it is the person, and the administrator of the
// sandbox organisation.
type teller struct {
	d       *desktop.Desktop
	browser *desktop.Browser
	page    *desktop.Page // in the browser's window; nil when it is closed
	popUp   *desktop.Page // the window that it has opened
	bin     string
	data    string
	log     *os.File

	organisation place
	running      []*exec.Cmd
	kept         string // the schedules as they were before the sign-in ended
	names        []string
	server       reportServer
}

// place is where the sandbox organisation is, as `mysettings sandbox` prints it.
type place struct {
	Authority    string `json:"authority"`
	ClientID     string `json:"client_id"`
	PowerBI      string `json:"powerbi_api"`
	ReportServer string `json:"reportserver"`
	Control      string `json:"control"`
}

func newTeller(d *desktop.Desktop, bin, dir string) (*teller, error) {
	t := &teller{d: d, bin: bin, data: filepath.Join(dir, "data")}
	var err error
	if t.browser, err = d.NewBrowser(); err != nil {
		return nil, err
	}
	if t.log, err = os.Create(filepath.Join(dir, "programs.log")); err != nil {
		return nil, fmt.Errorf("log of the story: %w", err)
	}
	return t, nil
}

// take makes one step come true within a minute and a half (two may pass
// until a refresh is due) and takes its picture.
func (t *teller) take(ctx context.Context, s step, picture string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 100*time.Second, errors.New("it took too long"))
	defer cancel()
	began := time.Now()
	if err := s.does(ctx, t); err != nil {
		return err
	}
	// What was asked for is on the screen; let the last frame be painted too.
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(700 * time.Millisecond):
	}
	if err := t.d.Picture(ctx, picture); err != nil {
		return err
	}
	fmt.Printf("ok  %-70s %5.1fs  %s\n", s.says, time.Since(began).Seconds(), filepath.Base(picture))
	return nil
}

// command runs `mysettings` with words and returns what it printed.
func (t *teller) command(ctx context.Context, words ...string) (string, error) {
	cmd := t.prepare(ctx, "mysettings", words...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	io.WriteString(t.log, out.String()+errs.String())
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		err = nil // something needs attention, which is an answer
	}
	if err != nil {
		return "", fmt.Errorf("mysettings %s: %w: %s", words[0], err, errs.String())
	}
	return out.String(), nil
}

func (t *teller) prepare(ctx context.Context, name string, words ...string) *exec.Cmd {
	cmd := t.d.Command(ctx, filepath.Join(t.bin, name), words...)
	cmd.Env = append(cmd.Env, t.browser.Env(), "MYSETTINGS_DATA="+t.data, "MYSETTINGS_LOG=debug")
	cmd.Stdout, cmd.Stderr = t.log, t.log
	return cmd
}

// start starts a program that stays.
func (t *teller) start(ctx context.Context, words ...string) error {
	cmd := t.prepare(context.WithoutCancel(ctx), "mysettings", words...)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("mysettings %s: %w", strings.Join(words, " "), err)
	}
	t.running = append(t.running, cmd)
	return nil
}

// startOrganisation starts the sandbox and reads where it is.
func (t *teller) startOrganisation(ctx context.Context) error {
	cmd := t.prepare(context.WithoutCancel(ctx), "mysettings", "sandbox")
	cmd.Stdout = nil
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the sandbox: %w", err)
	}
	t.running = append(t.running, cmd)
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("the sandbox did not say where it is: %w", err)
	}
	return json.Unmarshal(line, &t.organisation)
}

// control tells the sandbox organisation to do something, or asks it.
func (t *teller) control(ctx context.Context, path string, body any, answer any) error {
	method, reader := http.MethodGet, io.Reader(nil)
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		method, reader = http.MethodPost, bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(t.organisation.Control, "/")+path, reader)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("control of the sandbox: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
		return fmt.Errorf("control of the sandbox: %s: %s", resp.Status, text)
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(answer)
}

// press waits for a button, link or the like by its name, and presses it.
func (t *teller) press(ctx context.Context, role, name string) error {
	return t.d.Press(ctx, role, name)
}

// pressIn presses a button that is within something else.
func (t *teller) pressIn(ctx context.Context, outerRole, outer, role, name string) error {
	return t.d.PressIn(ctx, outerRole, outer, role, name)
}

// see waits until something of that name is on the screen.
func (t *teller) see(ctx context.Context, role, name string) error {
	_, err := t.d.WaitFor(ctx, role, name)
	return err
}

// openBrowser shows the page that the app asked for.
func (t *teller) openBrowser(ctx context.Context) error {
	address, err := t.browser.Asked(ctx)
	if err != nil {
		return err
	}
	t.page, err = t.browser.Open(ctx, address)
	return err
}

// closeBrowser closes the browser's window.
func (t *teller) closeBrowser() {
	if t.popUp != nil {
		t.popUp.Close()
		t.popUp = nil
	}
	if t.page != nil {
		t.page.Close()
		t.page = nil
	}
}

// explain writes what was on the screen, and what the programs said, when a
// step did not come true.
func (t *teller) explain(ctx context.Context, picture string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if err := t.d.Picture(ctx, picture); err == nil {
		fmt.Fprintln(os.Stderr, "what was on the screen:", picture)
	}
	fmt.Fprintln(os.Stderr, "what a screen reader would have said:")
	t.d.Tree(ctx, func(depth int, e desktop.Element) bool {
		if e.Name != "" {
			fmt.Fprintf(os.Stderr, "%s%s %q\n", strings.Repeat(" ", depth), e.Role, e.Name)
		}
		return true
	})
	for _, file := range []string{t.log.Name(), filepath.Join(t.data, "log", "mysettings.log")} {
		text, err := os.ReadFile(file)
		if err == nil {
			fmt.Fprintf(os.Stderr, "the end of %s:\n%s\n", filepath.Base(file), text[max(0, len(text)-6000):])
		}
	}
}

// stop ends what the story started.
func (t *teller) stop() {
	t.closeBrowser()
	for i := len(t.running) - 1; i >= 0; i-- {
		cmd := t.running[i]
		cmd.Process.Signal(os.Interrupt)
		timer := time.AfterFunc(5*time.Second, func() { cmd.Process.Kill() })
		cmd.Wait()
		timer.Stop()
	}
	t.log.Close()
}

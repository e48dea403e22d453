//go:build linux

package desktop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// Browser is the system's browser as far as the programs on the desktop know:
// a real Chromium window on the virtual screen. It opens what a program asks
// for through $BROWSER, and a test clicks in it.
type Browser struct {
	d       *Desktop
	script  string
	opened  string // a file; every address that was asked for is a line
	profile string
	read    int
}

// chromium finds a Chromium or Chrome.
func chromium() (string, error) {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if name == "" {
			continue
		}
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
	}
	return "", errors.New("no Chromium found: install chromium, or name one in CHROMIUM")
}

// NewBrowser prepares a browser for the desktop. Programs get it with Env.
func (d *Desktop) NewBrowser() (*Browser, error) {
	b := &Browser{
		d:       d,
		script:  filepath.Join(d.Home, "browser.sh"),
		opened:  filepath.Join(d.Home, "opened"),
		profile: filepath.Join(d.Home, "browser-profile"),
	}
	// The script only writes down what to open: opening is up to the test, so
	// that it knows when.
	text := "#!/bin/sh\nprintf '%s\\n' \"$1\" >> '" + b.opened + "'\n"
	if err := os.WriteFile(b.script, []byte(text), 0o700); err != nil {
		return nil, fmt.Errorf("browser script: %w", err)
	}
	return b, nil
}

// Env is what a program needs in its environment to use this browser.
func (b *Browser) Env() string { return "BROWSER=" + b.script }

// Profile is the folder in which the browser keeps its own files.
func (b *Browser) Profile() string { return b.profile }

// Opened is the file with the addresses that programs asked for.
func (b *Browser) Opened() string { return b.opened }

// Asked waits until a program asks for a page and returns its address.
func (b *Browser) Asked(ctx context.Context) (string, error) {
	var address string
	err := Until(ctx, func() error {
		text, err := os.ReadFile(b.opened)
		if err != nil {
			return fmt.Errorf("no page was asked for: %w", err)
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		if len(lines) <= b.read {
			return errors.New("no further page was asked for")
		}
		address = lines[b.read]
		b.read++
		return nil
	})
	return address, err
}

// Page is a page in the browser's window, or in one that a page has opened.
type Page struct {
	conn   *websocket.Conn
	cmd    *exec.Cmd // nil for what a page has opened
	port   string    // at which the browser is worked
	target string
	next   int
}

// Open shows the address in a window of its own.
func (b *Browser) Open(ctx context.Context, address string) (*Page, error) {
	program, err := chromium()
	if err != nil {
		return nil, err
	}
	portFile := filepath.Join(b.profile, "DevToolsActivePort")
	os.Remove(portFile)
	cmd := b.d.Command(context.WithoutCancel(ctx), program, "--test-type", "--app="+address, "--user-data-dir="+b.profile, "--remote-debugging-port=0",
		"--window-size=520,640", "--window-position=800,140", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--password-store=basic",
		"--remote-allow-origins=*")
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the browser: %w", err)
	}
	p := &Page{cmd: cmd}
	if err := Until(ctx, func() error { return p.connect(ctx, portFile) }); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

func (p *Page) connect(ctx context.Context, portFile string) error {
	text, err := os.ReadFile(portFile)
	if err != nil {
		return fmt.Errorf("browser is not up: %w", err)
	}
	p.port, _, _ = strings.Cut(string(text), "\n")
	return p.attach(ctx, "")
}

// target is something that the browser shows.
type target struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	URL  string `json:"webSocketDebuggerUrl"`
}

// targets lists what the browser shows.
func (p *Page) targets(ctx context.Context) ([]target, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:"+p.port+"/json", nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var all []target
	return all, json.NewDecoder(resp.Body).Decode(&all)
}

// attach takes hold of a page other than one.
func (p *Page) attach(ctx context.Context, other string) error {
	all, err := p.targets(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Type == "page" && t.ID != other {
			p.target = t.ID
			p.conn, _, err = websocket.DefaultDialer.DialContext(ctx, t.URL, nil)
			return err
		}
	}
	return errors.New("browser shows no such page")
}

// PopUp waits for the page that this one opens in a window of its own.
func (p *Page) PopUp(ctx context.Context) (*Page, error) {
	up := &Page{port: p.port}
	err := Until(ctx, func() error { return up.attach(ctx, p.target) })
	return up, err
}

// WaitClosed waits until the page has closed its window.
func (p *Page) WaitClosed(ctx context.Context) error {
	return Until(ctx, func() error {
		all, err := p.targets(ctx)
		if err != nil {
			return err
		}
		for _, t := range all {
			if t.ID == p.target {
				return errors.New("the page is still open")
			}
		}
		return nil
	})
}

// Eval runs an expression in the page and returns its value as a string. To the
// page it looks like something that a person did, so that it may open windows.
func (p *Page) Eval(ctx context.Context, expression string) (string, error) {
	p.next++
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(10 * time.Second)
	}
	p.conn.SetReadDeadline(deadline)
	if err := p.conn.WriteJSON(map[string]any{"id": p.next, "method": "Runtime.evaluate",
		"params": map[string]any{"expression": expression, "returnByValue": true, "userGesture": true}}); err != nil {
		return "", fmt.Errorf("asking the page: %w", err)
	}
	for {
		var answer struct {
			ID     int `json:"id"`
			Result struct {
				Result struct {
					Value any `json:"value"`
				} `json:"result"`
			} `json:"result"`
		}
		if err := p.conn.ReadJSON(&answer); err != nil {
			return "", fmt.Errorf("answer of the page: %w", err)
		}
		if answer.ID == p.next {
			return fmt.Sprint(answer.Result.Result.Value), nil
		}
	}
}

// WaitForText waits until the page shows text.
func (p *Page) WaitForText(ctx context.Context, text string) error {
	return Until(ctx, func() error {
		shown, err := p.Eval(ctx, "document.body ? document.body.innerText : ''")
		if err != nil {
			return err
		}
		if !strings.Contains(shown, text) {
			return fmt.Errorf("page shows %q, not %q", shown, text)
		}
		return nil
	})
}

// Click clicks the first button or link whose text contains text.
func (p *Page) Click(ctx context.Context, text string) error {
	wanted, err := json.Marshal(text)
	if err != nil {
		return err
	}
	return Until(ctx, func() error {
		got, err := p.Eval(ctx, `(() => { for (const e of document.querySelectorAll('button, a, input[type=submit]'))
			if ((e.innerText || e.value || '').includes(`+string(wanted)+`)) { e.click(); return 'clicked'; } return 'missing'; })()`)
		if err != nil {
			return err
		}
		if got != "clicked" {
			return fmt.Errorf("no button %q on the page", text)
		}
		return nil
	})
}

// Close closes the browser. What a page has opened is only let go.
func (p *Page) Close() {
	if p.cmd == nil {
		if p.conn != nil {
			p.conn.Close()
		}
		return
	}
	if p.conn != nil {
		p.conn.WriteJSON(map[string]any{"id": 0, "method": "Browser.close"})
		p.conn.Close()
	}
	done := make(chan struct{})
	go func() { p.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(3 * time.Second):
		p.cmd.Process.Kill()
		<-done
	}
}

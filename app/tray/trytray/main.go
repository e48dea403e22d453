//go:build tray

// Command trytray shows the tray to a test: it prints what happens, one line
// each, and takes a new model from every line of standard input, as JSON.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	"mysettings/app/tray"
)

func main() {
	models := make(chan tray.Model)
	var first tray.Model
	in := bufio.NewScanner(os.Stdin)
	if in.Scan() {
		if err := json.Unmarshal(in.Bytes(), &first); err != nil {
			fmt.Println("error:", err)
			os.Exit(2)
		}
	}
	go func() {
		for in.Scan() {
			var m tray.Model
			if err := json.Unmarshal(in.Bytes(), &m); err != nil {
				fmt.Println("error:", err)
				return
			}
			models <- m
		}
	}()
	err := tray.Run(context.Background(), tray.Options{
		Model:       first,
		Models:      models,
		Open:        func() { fmt.Println("open") },
		SignIn:      func(c string) { fmt.Println("sign in", c) },
		Check:       func() { fmt.Println("check") },
		Quit:        func() { fmt.Println("quit") },
		Ready:       func() { fmt.Println("ready") },
		HostChanged: func(present bool) { fmt.Println("host", present) },
		Log:         slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	fmt.Println("ended", err)
}

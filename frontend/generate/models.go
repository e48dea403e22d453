package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	enumHead  = regexp.MustCompile(`^\texport enum (\w+) \{$`)
	enumValue = regexp.MustCompile(`^\t\s+\w+ = ("(?:[^"\\]|\\.)*"),$`)
)

// tidy makes what Wails wrote into the same text every time, and its enums
// into unions of strings, which need no script and which the page's compiler
// compares with plain words. Wails goes through a Go map, so that the order of
// the types changes with every run.
func tidy(models string) (string, error) {
	var out []string
	var blocks []string // of the namespace that is open
	var block []string  // that is open
	for line := range strings.Lines(models) {
		line = strings.TrimRight(line, " \t\n")
		switch {
		case strings.HasPrefix(line, "export namespace "):
			out = append(out, line)
		case line == "}":
			slices.Sort(blocks)
			out = append(append(out, blocks...), line, "")
			blocks = nil
		case block != nil || strings.HasPrefix(line, "\texport "):
			if block = append(block, line); line != "\t}" {
				continue
			}
			text, err := declaration(block)
			if err != nil {
				return "", err
			}
			blocks, block = append(blocks, text), nil
		case line != "":
			return "", fmt.Errorf("line of the models outside a type: %q", line)
		}
	}
	if block != nil || blocks != nil {
		return "", fmt.Errorf("end of the models within a type")
	}
	return strings.TrimSpace(strings.Join(out, "\n")) + "\n", nil
}

// declaration is one type, an enum as a union.
func declaration(block []string) (string, error) {
	head := enumHead.FindStringSubmatch(block[0])
	if head == nil {
		return strings.Join(block, "\n"), nil
	}
	var values []string
	for _, line := range block[1 : len(block)-1] {
		v := enumValue.FindStringSubmatch(line)
		if v == nil {
			return "", fmt.Errorf("value of the enum %s: %q", head[1], line)
		}
		values = append(values, v[1])
	}
	slices.Sort(values)
	return fmt.Sprintf("\texport type %s = %s;", head[1], strings.Join(values, " | ")), nil
}

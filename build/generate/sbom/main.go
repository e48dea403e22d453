// Command sbom writes the software bill of materials of the executables and of
// the page in the window, in CycloneDX's JSON: the modules of each executable as
// it was built, by cyclonedx-gomod, and the packages of the page, by npm, which
// marks those that only serve to build and test it. (Told to leave those out, it
// leaves out others besides.) It holds the bills against the executables and the
// lock file, and fails where something is missing. Licences are in
// build/THIRD_PARTY.md. From the repository's root, with everything built:
//
//	go run ./build/generate/sbom -bin build/bin -out build/sbom
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

// gomod is the tool that reads executables, at a version whose checksum the
// module database knows.
const gomod = "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("sbom", flag.ContinueOnError)
	bin := flags.String("bin", "build/bin", "folder of the executables")
	page := flags.String("page", "frontend", "folder of the page, its packages installed")
	out := flags.String("out", "build/sbom", "folder for the bills")
	if err := flags.Parse(args); err != nil {
		return err
	}
	executables, err := executablesIn(*bin)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		return err
	}
	for _, e := range executables {
		to := filepath.Join(*out, strings.TrimSuffix(filepath.Base(e), ".exe")+".cdx.json")
		if _, err := output(ctx, ".", "go", "run", gomod, "bin", "-json", "-std", "-output", to, e); err != nil {
			return err
		}
		modules, err := modulesOf(e)
		if err != nil {
			return err
		}
		if err := check(to, modules); err != nil {
			return err
		}
		fmt.Printf("%s: %d modules\n", to, len(modules))
	}
	text, err := output(ctx, *page, "npm", "sbom", "--sbom-format=cyclonedx", "--loglevel=error")
	if err != nil {
		return err
	}
	to := filepath.Join(*out, "page.cdx.json")
	if err := os.WriteFile(to, text, 0o644); err != nil {
		return err
	}
	packages, err := packagesOf(filepath.Join(*page, "package-lock.json"))
	if err != nil {
		return err
	}
	if err := check(to, packages); err != nil {
		return err
	}
	fmt.Printf("%s: %d packages\n", to, len(packages))
	return nil
}

// executablesIn lists what was built.
func executablesIn(folder string) ([]string, error) {
	all, err := filepath.Glob(filepath.Join(folder, "mysettings*"))
	if err == nil && len(all) == 0 {
		err = errors.New("no executables in " + folder + ": run make build first")
	}
	return all, err
}

// output runs a tool and returns what it prints.
func output(ctx context.Context, folder, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var errs bytes.Buffer
	cmd.Dir, cmd.Stderr = folder, &errs
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(errs.Bytes()))
	}
	return text, nil
}

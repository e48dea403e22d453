package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// PolicyVariable names another policy file, for trying a policy out. It can
// only add a policy to a machine that has none, never replace one: see
// DefaultPolicyPath.
const PolicyVariable = "MYSETTINGS_POLICY"

// largestPolicy is far more than every setting at its longest.
const largestPolicy = 256 << 10

// DefaultPolicyPath is the machine's policy file: /etc/mysettings/policy.json,
// on Windows %ProgramData%\MySettings\policy.json, on macOS
// /Library/Application Support/MySettings/policy.json. Only where that file
// does not exist, the environment variable MYSETTINGS_POLICY may name another
// by its full path; so nobody gets around an administrator's policy with it.
func DefaultPolicyPath() string {
	return policyPath(machinePolicy(), os.Getenv(PolicyVariable))
}

func policyPath(machine, wanted string) string {
	if wanted == "" || !filepath.IsAbs(wanted) {
		return machine
	}
	// Any other answer than "no such file", no permission among them, means
	// that there may be a policy, which must then be obeyed.
	if _, err := os.Lstat(machine); errors.Is(err, fs.ErrNotExist) {
		return wanted
	}
	return machine
}

func machinePolicy() string {
	switch runtime.GOOS {
	case "windows":
		return filepath.Join(programData(), "MySettings", "policy.json")
	case "darwin":
		return "/Library/Application Support/MySettings/policy.json"
	default:
		return "/etc/mysettings/policy.json"
	}
}

// readPolicy returns the valid values of the policy file and what is wrong
// with the rest. A file that is not there is an empty policy.
func readPolicy(path string) (map[string]string, []error) {
	values := map[string]string{}
	if path == "" {
		return values, nil
	}
	var problems []error
	ignore := func(err error) {
		problems = append(problems, &Ignored{Source: FromPolicy, Path: path, Err: err})
	}
	data, err := policyFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return values, nil
	}
	if err != nil {
		ignore(err)
		return values, problems
	}
	raw, err := decodePolicy(data)
	if err != nil {
		ignore(err)
		return values, problems
	}
	for _, name := range sortedKeys(raw) {
		k, ok := Lookup(name)
		if !ok {
			ignore(unknown(name))
			continue
		}
		text, err := scalar(raw[name])
		if err != nil {
			ignore(&Invalid{Key: name, Value: shown(string(raw[name])), Reason: err.Error(), Try: k.try()})
			continue
		}
		value, err := k.canonical(text)
		if err != nil {
			ignore(err)
			continue
		}
		values[name] = value
	}
	return values, problems
}

// policyFile reads the file, unless somebody who is no administrator could
// have written it: a policy may send the sign-in through another server.
func policyFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, withoutPath(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	if err := trusted(f, info, path == machinePolicy()); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, largestPolicy+1))
	if err != nil {
		return nil, withoutPath(err)
	}
	if len(data) > largestPolicy {
		return nil, errors.New("too large")
	}
	return data, nil
}

func decodePolicy(data []byte) (map[string]json.RawMessage, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // Notepad's mark
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("not JSON (line %d)", 1+bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n")))
		}
		return nil, errors.New(`not of the form {"setting": "value"}`)
	}
	return raw, nil
}

// scalar reads a JSON text, number or truth value as the text it stands for.
func scalar(raw json.RawMessage) (string, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	switch v := v.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case bool:
		return fmt.Sprint(v), nil
	}
	return "", errors.New("a text is needed")
}

func sortedKeys(m map[string]json.RawMessage) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}

// withoutPath drops the path that the os package puts in front: the caller
// names the file already.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

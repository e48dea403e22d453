package login

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"
)

// A login page shows its password field within its first part.
const maxPeek = 64 << 10

// isLoginPage says whether an answer is a page that asks for a name and a
// password where data was asked for. The answer's body stays whole.
func isLoginPage(answer *http.Response) (bool, error) {
	contentType := answer.Header.Get("Content-Type")
	if answer.StatusCode != http.StatusOK || !strings.Contains(strings.ToLower(contentType), "html") {
		return false, nil // most answers: data
	}
	if !isAPI(answer.Request.URL.Path) && !wantsJSON(answer.Request) {
		return false, nil
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil || (kind != "text/html" && kind != "application/xhtml+xml") {
		return false, nil
	}
	head, err := io.ReadAll(io.LimitReader(answer.Body, maxPeek))
	if err != nil {
		return false, err
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), answer.Body), answer.Body}
	return hasPasswordField(head) || looksLikeLogin(answer.Request.URL), nil
}

func wantsJSON(r *http.Request) bool {
	return strings.Contains(strings.ToLower(r.Header.Get("Accept")), "json")
}

// hasPasswordField says whether a page has an input of the type password,
// however it is written.
func hasPasswordField(page []byte) bool {
	page = bytes.ToLower(page)
	for {
		i := bytes.Index(page, []byte("<input"))
		if i < 0 {
			return false
		}
		page = page[i+len("<input"):]
		tag := page
		if end := bytes.IndexByte(tag, '>'); end >= 0 {
			tag = tag[:end]
		}
		for _, part := range bytes.FieldsFunc(tag, func(r rune) bool { return strings.ContainsRune(" \t\r\n/", r) }) {
			if name, value, ok := bytes.Cut(part, []byte("=")); ok && string(name) == "type" &&
				string(bytes.Trim(value, `"'`)) == "password" {
				return true
			}
		}
	}
}

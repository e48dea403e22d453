package reportserver

import (
	"encoding/xml"
	"io"
	"strings"
)

// model is what a server's description of itself lists, of what no document
// describes.
type model struct {
	read          bool // there is a description
	integration   bool // PowerBIIntegration
	notifications bool // Notifications
}

// decodeModel reads $metadata as far as it can be read: XML by the OData
// standard, and JSON where a server should prefer that.
func decodeModel(body string) model {
	var m model
	trimmed := strings.TrimLeft(strings.TrimPrefix(body, byteOrder), " \t\r\n")
	if strings.HasPrefix(trimmed, "{") {
		m.read = strings.Contains(trimmed, `"$Kind"`)
		m.integration = m.read && strings.Contains(trimmed, `"PowerBIIntegration"`)
		m.notifications = m.read && strings.Contains(trimmed, `"Notifications"`)
		return m
	}
	d := xml.NewDecoder(strings.NewReader(trimmed))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // names are ASCII
	container := false
	for !m.integration || !m.notifications {
		t, err := d.RawToken()
		if err != nil {
			break
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "EntityContainer":
			container = true
		case "Singleton", "EntitySet":
			m.read = m.read || container
			switch nameOf(e) {
			case "PowerBIIntegration":
				m.integration = true
			case "Notifications":
				m.notifications = true
			}
		}
	}
	return m
}

func nameOf(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "Name" {
			return a.Value
		}
	}
	return ""
}

package doctor

import (
	"fmt"
	"strings"

	"mysettings/app/language"
)

// Text writes findings for a terminal, or for a mail.
func Text(found []Finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "%-8s%s\n", f.State, f.Text)
		if f.Fix != "" {
			fmt.Fprintf(&b, "        %s\n", f.Fix)
		}
		if f.Details != "" && f.State != Good {
			fmt.Fprintf(&b, "        %s\n", language.Sayf("Details: %s", f.Details))
		}
	}
	return b.String()
}

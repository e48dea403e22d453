package doctor

import (
	"fmt"
	"os"

	"mysettings/app/program"
)

// MakePrivate takes away what others on this computer may do with the data
// folder.
func MakePrivate(p *program.Program) error {
	if err := os.Chmod(p.Data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return nil
}

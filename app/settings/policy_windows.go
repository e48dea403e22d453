package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// trustedInstaller owns what Windows itself and its installers put down.
const trustedInstaller = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"

// programData asks Windows rather than the environment, which is the
// person's to change.
func programData() string {
	if dir, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, 0); err == nil {
		return dir
	}
	return `C:\ProgramData`
}

// trusted refuses a policy file that belongs to somebody else than the
// administrators: every user may create files below ProgramData. A file that
// is not the machine's own may belong to the person who runs the app.
func trusted(f *os.File, _ fs.FileInfo, machine bool) error {
	security, err := windows.GetSecurityInfo(windows.Handle(f.Fd()), windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("owner unknown: %w", err)
	}
	owner, _, err := security.Owner()
	if err != nil {
		return fmt.Errorf("owner unknown: %w", err)
	}
	if owner.IsWellKnown(windows.WinBuiltinAdministratorsSid) || owner.IsWellKnown(windows.WinLocalSystemSid) || owner.String() == trustedInstaller {
		return nil
	}
	if !machine {
		user, err := windows.GetCurrentProcessToken().GetTokenUser()
		if err == nil && user.User.Sid.Equals(owner) {
			return nil
		}
	}
	return errors.New("it doesn't belong to the administrator")
}

package notify

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"unsafe"

	"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast"
	"github.com/go-ole/go-ole"
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const (
	// appID names the app to Windows; its shortcut in the start menu carries
	// the same.
	appID = "MySettings.PowerBI"
	// activatorID is the class that Windows calls when a button is pressed.
	activatorID = "{E9050FA5-8384-4E25-BDF3-54FB0B3C2CAD}"
)

// register tells Windows the app's name and picture, and whom to call. go-toast
// can do that too, but names the class of its own in one place and never
// corrects what an older version wrote.
func register() error {
	wintoast.GUID_ImplNotificationActivationCallback = ole.NewGUID(activatorID)
	values := map[string]string{"DisplayName": appName, "CustomActivator": activatorID}
	// Without a picture the notification is as good.
	if icon, err := iconFile(); err == nil {
		values["IconUri"] = icon
	}
	key, _, err := registry.CreateKey(registry.CURRENT_USER, `Software\Classes\AppUserModelId\`+appID, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("registering for notifications: %w", err)
	}
	defer key.Close()
	for name, value := range values {
		if err := key.SetStringValue(name, value); err != nil {
			return fmt.Errorf("registering for notifications: %w", err)
		}
	}
	return setProcessID()
}

// setProcessID makes this process the app that was registered.
func setProcessID() error {
	id, err := windows.UTF16PtrFromString(appID)
	if err != nil {
		return err
	}
	set := windows.NewLazySystemDLL("shell32.dll").NewProc("SetCurrentProcessExplicitAppUserModelID")
	if err := set.Find(); err != nil {
		return fmt.Errorf("naming the process: %w", err)
	}
	if hr, _, _ := set.Call(uintptr(unsafe.Pointer(id))); hr != 0 {
		return fmt.Errorf("naming the process: %w", ole.NewError(hr))
	}
	return nil
}

// iconFile puts the icon where Windows can read it and returns its path.
func iconFile() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(cache, "mysettings", "notification.png")
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, iconPNG) {
		return path, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, iconPNG, 0o600)
}

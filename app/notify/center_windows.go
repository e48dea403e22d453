package notify

import (
	"errors"
	"fmt"
	"syscall"
	"unsafe"

	"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast"
	"github.com/go-ole/go-ole"
	"golang.org/x/sys/windows"
)

// The Windows Runtime interfaces used here, from the Windows SDK's
// windows.ui.notifications.h and windows.data.xml.dom.h. go-toast knows the
// same ones but neither names a notification nor takes one back.
var (
	iidManager       = ole.NewGUID("{50AC103F-D235-4598-BBEF-98FE4D1A3AD4}") // IToastNotificationManagerStatics
	iidManager2      = ole.NewGUID("{7AB93C52-0E48-4750-BA9D-1A4113981847}") // IToastNotificationManagerStatics2
	iidFactory       = ole.NewGUID("{04124B20-82C6-4229-B109-FD9ED4662B53}") // IToastNotificationFactory
	iidNotification2 = ole.NewGUID("{9DFB9FD1-143A-490E-90BF-B9FBA7132DE7}") // IToastNotification2
	iidXML           = ole.NewGUID("{F7F3A506-1E87-42D6-BCFB-B8C809FA5494}") // IXmlDocument
	iidXMLIO         = ole.NewGUID("{6CD0E74E-EE65-4489-9EBF-CA43E87BA637}") // IXmlDocumentIO
)

// A method's place in its interface's table, after the six that every
// interface of the runtime begins with.
const (
	loadXML                = 6  // IXmlDocumentIO
	createNotification     = 6  // IToastNotificationFactory
	putTag                 = 6  // IToastNotification2
	putGroup               = 8  // IToastNotification2
	putSuppressPopup       = 10 // IToastNotification2
	createNotifierWithID   = 7  // IToastNotificationManagerStatics
	getHistory             = 6  // IToastNotificationManagerStatics2
	show                   = 6  // IToastNotifier
	getSetting             = 8  // IToastNotifier
	removeGroupedTagWithID = 8  // IToastNotificationHistory
	clearWithID            = 12 // IToastNotificationHistory
)

const (
	managerClass      = "Windows.UI.Notifications.ToastNotificationManager"
	notificationClass = "Windows.UI.Notifications.ToastNotification"
	xmlClass          = "Windows.Data.Xml.Dom.XmlDocument"
	group             = "mysettings"
)

var (
	combase        = windows.NewLazySystemDLL("combase.dll")
	registerClass  = combase.NewProc("CoRegisterClassObject")
	revokeClass    = combase.NewProc("CoRevokeClassObject")
	uninitialize   = combase.NewProc("RoUninitialize")
	errNoInterface = errors.New("interface missing")
)

// center is Windows' notification center. It belongs to one thread.
type center struct {
	cookie   uint32
	notifier *ole.IUnknown
}

func openCenter() (c *center, err error) {
	defer recovered(&err)
	for _, proc := range []*windows.LazyProc{registerClass, revokeClass, uninitialize} {
		if err := proc.Find(); err != nil {
			return nil, err
		}
	}
	const multithreaded = 1
	if err := ole.RoInitialize(multithreaded); err != nil {
		return nil, fmt.Errorf("windows runtime: %w", err)
	}
	c = &center{}
	const localServer, multipleUse = 4, 1
	hr, _, _ := registerClass.Call(
		uintptr(unsafe.Pointer(wintoast.GUID_ImplNotificationActivationCallback)),
		uintptr(unsafe.Pointer(wintoast.ClassFactory)),
		localServer, multipleUse, uintptr(unsafe.Pointer(&c.cookie)))
	if hr != 0 {
		c.close()
		return nil, fmt.Errorf("registering for presses: %w", ole.NewError(hr))
	}
	if c.notifier, err = createNotifier(); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func createNotifier() (*ole.IUnknown, error) {
	manager, err := ole.RoGetActivationFactory(managerClass, iidManager)
	if err != nil {
		return nil, fmt.Errorf("notification manager: %w", err)
	}
	defer manager.Release()
	var notifier *ole.IUnknown
	err = withString(appID, func(id uintptr) error {
		return call(&manager.IUnknown, createNotifierWithID, id, uintptr(unsafe.Pointer(&notifier)))
	})
	if err != nil {
		return nil, fmt.Errorf("notifier: %w", err)
	}
	return notifier, nil
}

func (c *center) close() {
	if c.notifier != nil {
		c.notifier.Release()
	}
	if c.cookie != 0 {
		revokeClass.Call(uintptr(c.cookie))
	}
	uninitialize.Call()
}

// show puts up a notification, or replaces the one with the same tag. A quiet
// one changes without appearing again.
func (c *center) show(tag, xml string, quiet bool) (err error) {
	defer recovered(&err)
	var setting uint32
	if err := call(c.notifier, getSetting, uintptr(unsafe.Pointer(&setting))); err == nil && setting != 0 {
		return fmt.Errorf("%w: switched off in Windows (%d)", ErrNoNotifications, setting)
	}
	toast, err := newToast(xml)
	if err != nil {
		return err
	}
	defer toast.Release()
	named, err := as(toast, iidNotification2)
	if err != nil {
		return fmt.Errorf("naming the notification: %w", err)
	}
	defer named.Release()
	err = withString(tag, func(s uintptr) error { return call(named, putTag, s) })
	if err == nil {
		err = withString(group, func(s uintptr) error { return call(named, putGroup, s) })
	}
	if err == nil && quiet {
		err = call(named, putSuppressPopup, 1)
	}
	if err != nil {
		return fmt.Errorf("naming the notification: %w", err)
	}
	if err := call(c.notifier, show, uintptr(unsafe.Pointer(toast))); err != nil {
		return fmt.Errorf("showing the notification: %w", err)
	}
	return nil
}

func newToast(xml string) (*ole.IUnknown, error) {
	doc, err := ole.RoActivateInstance(xmlClass)
	if err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	defer doc.Release()
	loader, err := as(&doc.IUnknown, iidXMLIO)
	if err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	defer loader.Release()
	if err := withString(xml, func(s uintptr) error { return call(loader, loadXML, s) }); err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	content, err := as(&doc.IUnknown, iidXML)
	if err != nil {
		return nil, fmt.Errorf("document: %w", err)
	}
	defer content.Release()
	factory, err := ole.RoGetActivationFactory(notificationClass, iidFactory)
	if err != nil {
		return nil, fmt.Errorf("notification: %w", err)
	}
	defer factory.Release()
	var toast *ole.IUnknown
	if err := call(&factory.IUnknown, createNotification, uintptr(unsafe.Pointer(content)), uintptr(unsafe.Pointer(&toast))); err != nil {
		return nil, fmt.Errorf("notification: %w", err)
	}
	return toast, nil
}

// remove takes a notification off the screen and out of the list.
func (c *center) remove(tag string) (err error) {
	defer recovered(&err)
	return c.history(func(h *ole.IUnknown) error {
		return withString(tag, func(t uintptr) error {
			return withString(group, func(g uintptr) error {
				return withString(appID, func(a uintptr) error { return call(h, removeGroupedTagWithID, t, g, a) })
			})
		})
	})
}

// clear takes away all that the app has shown.
func (c *center) clear() (err error) {
	defer recovered(&err)
	return c.history(func(h *ole.IUnknown) error {
		return withString(appID, func(a uintptr) error { return call(h, clearWithID, a) })
	})
}

func (c *center) history(f func(*ole.IUnknown) error) error {
	manager, err := ole.RoGetActivationFactory(managerClass, iidManager2)
	if err != nil {
		return fmt.Errorf("notification manager: %w", err)
	}
	defer manager.Release()
	var h *ole.IUnknown
	if err := call(&manager.IUnknown, getHistory, uintptr(unsafe.Pointer(&h))); err != nil {
		return fmt.Errorf("notification list: %w", err)
	}
	defer h.Release()
	return f(h)
}

// call calls the method at a place of an object's table.
//
//go:uintptrescapes
func call(object *ole.IUnknown, place int, args ...uintptr) error {
	table := (*[16]uintptr)(unsafe.Pointer(object.RawVTable))
	all := append([]uintptr{uintptr(unsafe.Pointer(object))}, args...)
	if hr, _, _ := syscall.SyscallN(table[place], all...); hr != 0 {
		return ole.NewError(hr)
	}
	return nil
}

// as asks an object for another of its interfaces.
func as(object *ole.IUnknown, iid *ole.GUID) (*ole.IUnknown, error) {
	other, err := object.QueryInterface(iid)
	if err != nil {
		return nil, err
	}
	if other == nil {
		return nil, errNoInterface
	}
	return &other.IUnknown, nil
}

// withString lends a string to the runtime for the time of one call.
func withString(s string, f func(uintptr) error) error {
	h, err := ole.NewHString(s)
	if err != nil {
		return fmt.Errorf("string: %w", err)
	}
	defer ole.DeleteHString(h)
	return f(uintptr(h))
}

// recovered turns a panic into an error: go-ole panics where a Windows has no
// such function.
func recovered(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("windows runtime: %v", v)
	}
}

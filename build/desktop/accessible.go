//go:build linux

package desktop

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/godbus/dbus/v5"
)

// Element is one node of the accessibility tree: what a screen reader would
// say of it.
type Element struct {
	Role string
	Name string

	bus *dbus.Conn
	ref reference
}

// reference is how the accessibility bus names a node.
type reference struct {
	Bus  string
	Path dbus.ObjectPath
}

const (
	accessible = "org.a11y.atspi.Accessible"
	action     = "org.a11y.atspi.Action"
	component  = "org.a11y.atspi.Component"
	content    = "org.a11y.atspi.Text"
)

func (d *Desktop) startAccessibility(ctx context.Context) error {
	launcher, err := lookPath("at-spi-bus-launcher")
	if err != nil {
		return fmt.Errorf("accessibility bus: %w", err)
	}
	if err := d.start("at-spi-bus-launcher", []string{launcher, "--launch-immediately"}, nil); err != nil {
		return err
	}
	var address string
	if err := Until(ctx, func() error {
		return d.Bus.Object("org.a11y.Bus", "/org/a11y/bus").Call("org.a11y.Bus.GetAddress", 0).Store(&address)
	}); err != nil {
		return fmt.Errorf("accessibility bus: %w", err)
	}
	if d.a11y, err = dbus.Connect(address, dbus.WithContext(context.WithoutCancel(ctx))); err != nil {
		return fmt.Errorf("accessibility bus: %w", err)
	}
	// Toolkits build their trees only when somebody says that they are read.
	status := d.Bus.Object("org.a11y.Bus", "/org/a11y/bus")
	if err := status.SetProperty("org.a11y.Status.IsEnabled", dbus.MakeVariant(true)); err != nil {
		return fmt.Errorf("switching accessibility on: %w", err)
	}
	return nil
}

// children lists the nodes below e.
func (e Element) children(ctx context.Context) ([]Element, error) {
	refs, err := e.references(ctx)
	if err != nil {
		return nil, fmt.Errorf("children of %q: %w", e.Name, err)
	}
	var out []Element
	for _, r := range refs {
		if r.Path == "/org/a11y/atspi/null" {
			continue
		}
		c := Element{bus: e.bus, ref: r}
		o := e.bus.Object(r.Bus, r.Path)
		if v, err := o.GetProperty(accessible + ".Name"); err == nil {
			c.Name, _ = v.Value().(string)
		}
		if c.Role, err = role(ctx, o); err != nil {
			continue // gone while we looked
		}
		out = append(out, c)
	}
	return out, nil
}

// roles are the names of the roles by their numbers (AtspiRole): WebKit tells
// only the number.
var roles = map[uint32]string{
	2: "alert", 7: "check box", 11: "combo box", 16: "dialog", 23: "frame", 29: "label", 31: "list", 32: "list item",
	35: "menu item", 37: "page tab", 39: "panel", 40: "password text", 43: "push button", 44: "radio button", 54: "status bar", 62: "toggle button",
	73: "paragraph", 75: "application", 79: "entry", 83: "heading", 85: "section", 88: "link", 95: "document web",
	101: "notification", 110: "landmark", 116: "static", 130: "switch",
}

// role is the name of a node's role.
func role(ctx context.Context, o dbus.BusObject) (string, error) {
	var name string
	if err := o.CallWithContext(ctx, accessible+".GetRoleName", 0).Store(&name); err != nil || name != "" {
		return name, err
	}
	var number uint32
	if err := o.CallWithContext(ctx, accessible+".GetRole", 0).Store(&number); err != nil {
		return "", err
	}
	if name, ok := roles[number]; ok {
		return name, nil
	}
	return fmt.Sprintf("role %d", number), nil
}

// references lists the nodes below e. A web view, whose page lives in another
// process, tells its child only when asked for it by number.
func (e Element) references(ctx context.Context) ([]reference, error) {
	o := e.bus.Object(e.ref.Bus, e.ref.Path)
	var refs []reference
	if err := o.CallWithContext(ctx, accessible+".GetChildren", 0).Store(&refs); err != nil || len(refs) > 0 {
		return refs, err
	}
	v, err := o.GetProperty(accessible + ".ChildCount")
	if err != nil {
		return nil, err
	}
	count, _ := v.Value().(int32)
	for i := range min(count, 1000) {
		var r reference
		if err := o.CallWithContext(ctx, accessible+".GetChildAtIndex", 0, i).Store(&r); err != nil {
			return refs, err
		}
		refs = append(refs, r)
	}
	return refs, nil
}

// Tree calls visit for every node of every program's tree, parents first,
// until visit returns false.
func (d *Desktop) Tree(ctx context.Context, visit func(depth int, e Element) bool) error {
	root := Element{bus: d.a11y, ref: reference{"org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"}}
	_, err := walk(ctx, root, 0, visit)
	return err
}

func walk(ctx context.Context, e Element, depth int, visit func(int, Element) bool) (bool, error) {
	if depth > 60 {
		return true, nil
	}
	kids, err := e.children(ctx)
	if err != nil {
		if depth <= 2 && ctx.Err() == nil {
			return true, nil // a program that ended while we looked
		}
		return ctx.Err() == nil, ctx.Err()
	}
	for _, k := range kids {
		if !visit(depth, k) {
			return false, nil
		}
		if on, err := walk(ctx, k, depth+1, visit); !on || err != nil {
			return on, err
		}
	}
	return true, nil
}

// ErrNotThere says that no element of that role and name is on the screen.
var ErrNotThere = errors.New("not on the screen")

// Find returns the first element whose name contains name and whose role is
// role; an empty role fits all.
func (d *Desktop) Find(ctx context.Context, role, name string) (Element, error) {
	var found Element
	err := d.Tree(ctx, func(_ int, e Element) bool {
		if (role == "" || e.Role == role) && strings.Contains(e.Name, name) {
			found = e
			return false
		}
		return true
	})
	if err != nil {
		return found, err
	}
	if found.bus == nil {
		return found, fmt.Errorf("%s %q: %w", role, name, ErrNotThere)
	}
	return found, nil
}

// WaitForIn returns an element below another one, as soon as both are there.
func (d *Desktop) WaitForIn(ctx context.Context, outerRole, outerName, role, name string) (Element, error) {
	var found Element
	err := Until(ctx, func() error {
		outer, err := d.Find(ctx, outerRole, outerName)
		if err != nil {
			return err
		}
		found = Element{}
		if _, err := walk(ctx, outer, 0, func(_ int, e Element) bool {
			if (role == "" || e.Role == role) && strings.Contains(e.Name, name) {
				found = e
				return false
			}
			return true
		}); err != nil {
			return err
		}
		if found.bus == nil {
			return fmt.Errorf("%s %q in %s %q: %w", role, name, outerRole, outerName, ErrNotThere)
		}
		return nil
	})
	return found, err
}

// WaitFor returns the element as soon as it is there.
func (d *Desktop) WaitFor(ctx context.Context, role, name string) (Element, error) {
	var e Element
	err := Until(ctx, func() (err error) {
		e, err = d.Find(ctx, role, name)
		return err
	})
	return e, err
}

// Says returns as soon as something on the screen says text: as its name, or,
// as paragraphs do, as what stands in it.
func (d *Desktop) Says(ctx context.Context, text string) error {
	return Until(ctx, func() error {
		said := false
		if err := d.Tree(ctx, func(_ int, e Element) bool {
			words := e.Name
			if words == "" {
				words, _ = e.Typed(ctx) // most have no text, which is no error
			}
			said = strings.Contains(words, text)
			return !said
		}); err != nil {
			return err
		}
		if !said {
			return fmt.Errorf("%q: %w", text, ErrNotThere)
		}
		return nil
	})
}

// WaitGone returns when no such element is there any more.
func (d *Desktop) WaitGone(ctx context.Context, role, name string) error {
	return Until(ctx, func() error {
		_, err := d.Find(ctx, role, name)
		if errors.Is(err, ErrNotThere) {
			return nil
		}
		if err == nil {
			return fmt.Errorf("%s %q is still there", role, name)
		}
		return err
	})
}

// Press waits for an element by role and name, as WaitFor does, and presses it.
func (d *Desktop) Press(ctx context.Context, role, name string) error {
	e, err := d.WaitFor(ctx, role, name)
	if err != nil {
		return err
	}
	return e.Press(ctx)
}

// PressIn presses an element below another one, as soon as both are there.
func (d *Desktop) PressIn(ctx context.Context, outerRole, outerName, role, name string) error {
	e, err := d.WaitForIn(ctx, outerRole, outerName, role, name)
	if err != nil {
		return err
	}
	return e.Press(ctx)
}

// Press does what a click on the element does.
func (e Element) Press(ctx context.Context) error {
	var done bool
	if err := e.bus.Object(e.ref.Bus, e.ref.Path).CallWithContext(ctx, action+".DoAction", 0, int32(0)).Store(&done); err != nil {
		return fmt.Errorf("pressing %s %q: %w", e.Role, e.Name, err)
	}
	return nil
}

// Focus puts the keyboard's focus on the element.
func (e Element) Focus(ctx context.Context) error {
	var done bool
	if err := e.bus.Object(e.ref.Bus, e.ref.Path).CallWithContext(ctx, component+".GrabFocus", 0).Store(&done); err != nil {
		return fmt.Errorf("focusing %s %q: %w", e.Role, e.Name, err)
	}
	return nil
}

// Typed is what stands in a field; in one for passwords, a sign for each
// character.
func (e Element) Typed(ctx context.Context) (string, error) {
	var text string
	if err := e.bus.Object(e.ref.Bus, e.ref.Path).CallWithContext(ctx, content+".GetText", 0, int32(0), int32(-1)).Store(&text); err != nil {
		return "", fmt.Errorf("text of %s %q: %w", e.Role, e.Name, err)
	}
	return text, nil
}

// Keys sends key presses to whatever has the focus, in xdotool's names
// ("Return", "ctrl+a").
func (d *Desktop) Keys(ctx context.Context, keys ...string) error {
	return d.xdotool(ctx, append([]string{"key", "--clearmodifiers"}, keys...)...)
}

// Type types text into whatever has the focus.
func (d *Desktop) Type(ctx context.Context, text string) error {
	return d.xdotool(ctx, "type", "--delay", "5", "--", text)
}

func (d *Desktop) xdotool(ctx context.Context, args ...string) error {
	cmd := d.Command(ctx, "xdotool", args...)
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return fmt.Errorf("xdotool %s: %w", args[0], err)
		}
		return fmt.Errorf("xdotool: %w", err)
	}
	return nil
}

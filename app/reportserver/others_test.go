package reportserver

import (
	"fmt"
	"testing"
)

func TestOthers(t *testing.T) {
	t.Parallel()
	var o others
	for i := range 2 * mostOthers {
		o.add(&row{id: fmt.Sprint("a", i), modified: "m"})
	}
	o.add(&row{id: "unchanging"})
	back := readOthers(o.String())
	if len(back) != mostOthers || back.String() != o.String() {
		t.Errorf("%d are kept, want %d", len(back), mostOthers)
	}
	for _, x := range []struct {
		r    row
		want bool
	}{{row{id: "A1", modified: "m"}, true}, {row{id: "a1", modified: "n"}, false}, {row{id: "a1"}, false}, {row{id: "b1", modified: "m"}, false}} {
		if got := back.has(&x.r); got != x.want {
			t.Errorf("%+v: %v", x.r, got)
		}
	}
	for _, text := range []string{"", "!", "AAAA", "AAAAAAAAAAA=", o.String() + "A"} {
		if got := readOthers(text); len(got) != 0 {
			t.Errorf("%q holds %d", text, len(got))
		}
	}
}

package main

import "math"

// A shape is the set of points of the unit square that it covers; (0,0) is the
// upper left corner.
type shape func(x, y float64) bool

func disc(cx, cy, r float64) shape {
	return func(x, y float64) bool { return (x-cx)*(x-cx)+(y-cy)*(y-cy) <= r*r }
}

func box(x0, y0, x1, y1 float64) shape {
	return func(x, y float64) bool { return x0 <= x && x < x1 && y0 <= y && y < y1 }
}

// rounded is a box with corners of radius r.
func rounded(x0, y0, x1, y1, r float64) shape {
	return func(x, y float64) bool {
		if x < x0 || x >= x1 || y < y0 || y >= y1 {
			return false
		}
		dx := max(x0+r-x, x-(x1-r), 0)
		dy := max(y0+r-y, y-(y1-r), 0)
		return dx*dx+dy*dy <= r*r
	}
}

// stroke is a line of width w with round ends.
func stroke(x0, y0, x1, y1, w float64) shape {
	dx, dy := x1-x0, y1-y0
	length := dx*dx + dy*dy
	return func(x, y float64) bool {
		t := ((x-x0)*dx + (y-y0)*dy) / length
		t = min(max(t, 0), 1)
		px, py := x-(x0+t*dx), y-(y0+t*dy)
		return px*px+py*py <= w*w/4
	}
}

// triangle points up; its corners have radius r.
func triangle(cx, top, bottom, half, r float64) shape {
	type point struct{ x, y float64 }
	// The corners, moved in by r.
	side := math.Hypot(half, bottom-top)
	in := r * side / half
	a := point{cx, top + in}
	base := bottom - r
	w := (base - a.y) * half / (bottom - top)
	b, c := point{cx + w, base}, point{cx - w, base}
	edges := []shape{
		stroke(a.x, a.y, b.x, b.y, 2*r), stroke(b.x, b.y, c.x, c.y, 2*r), stroke(c.x, c.y, a.x, a.y, 2*r),
	}
	return func(x, y float64) bool {
		if joined(edges...)(x, y) {
			return true
		}
		if y < a.y || y > base {
			return false
		}
		return math.Abs(x-cx) <= (y-a.y)*w/(base-a.y)
	}
}

// arc is the upper half of a ring.
func arc(cx, cy, r, w float64) shape {
	return func(x, y float64) bool {
		d := math.Hypot(x-cx, y-cy)
		return y <= cy && d <= r+w/2 && d >= r-w/2
	}
}

func joined(shapes ...shape) shape {
	return func(x, y float64) bool {
		for _, s := range shapes {
			if s(x, y) {
				return true
			}
		}
		return false
	}
}

func minus(a, b shape) shape {
	return func(x, y float64) bool { return a(x, y) && !b(x, y) }
}

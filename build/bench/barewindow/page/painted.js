addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => window.go.main.Bare.Painted())));

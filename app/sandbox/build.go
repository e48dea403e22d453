package sandbox

import "time"

// builder puts an organisation together. Ids come from names, so they are the
// same at every start.
type builder struct{ *world }

func (b builder) workspace(name string, premium bool, roles map[string]string) *workspace {
	ws := &workspace{id: idOf("workspace", name), name: name, premium: premium, roles: roles}
	b.workspaces = append(b.workspaces, ws)
	return ws
}

func (b builder) mine(p Person) *workspace {
	ws := &workspace{name: "My workspace", owner: p.User}
	b.workspaces = append(b.workspaces, ws)
	return ws
}

func (b builder) model(ws *workspace, name, mode string, p *plan, takes time.Duration) *model {
	m := &model{id: idOf("dataset", ws.owner+ws.name+name), name: name, workspace: ws, owner: Ana.User, mode: mode, plan: p, takes: takes}
	b.models = append(b.models, m)
	return m
}

func (b builder) report(m *model, name string) *report {
	r := &report{id: idOf("report", m.id+name), name: name, workspace: m.workspace, model: m}
	b.reports = append(b.reports, r)
	return r
}

func (b builder) dashboard(ws *workspace, name string) *dashboard {
	d := &dashboard{id: idOf("dashboard", ws.owner+ws.name+name), name: name, workspace: ws}
	b.dashboards = append(b.dashboards, d)
	return d
}

// tile pins something; r and m are nil for what carries no ids.
func (d *dashboard) tile(title string, r *report, m *model) {
	t := &tile{title: title, report: r, model: m, rows: 1 + len(d.tiles)%2, columns: 1 + len(d.tiles)%3}
	t.id = idOf("tile", d.id+title+string(rune('a'+len(d.tiles))))
	d.tiles = append(d.tiles, t)
}

func daily(zone string, times ...int) *plan { return &plan{enabled: true, times: times, zone: zone} }

func weekdays(zone string, times ...int) *plan {
	p := daily(zone, times...)
	p.days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	return p
}

const hour = 60 // schedules count minutes

// buildByHand makes the small organisation: one of every kind of tile, and
// names as people give them.
func (w *world) buildByHand() {
	b := builder{w}
	everybody := func(ana, carla string) map[string]string {
		return map[string]string{Ana.User: ana, Ben.User: roleMember, Carla.User: carla, Dana.User: roleMember}
	}
	finance := b.workspace("Finance", true, everybody(roleAdmin, roleViewer))
	sales := b.workspace("Sales (EU) 📈", false, everybody(roleMember, roleViewer))
	operations := b.workspace("Operations", true, everybody(roleContributor, roleViewer))
	group := b.workspace("Group reporting – board & audit committee", true, everybody(roleViewer, roleAdmin))
	private := b.workspace("Logistics core", false, map[string]string{Carla.User: roleAdmin})
	mine := b.mine(Ana)

	ledger := b.model(finance, "General ledger", modeImport, daily("W. Europe Standard Time", 6*hour, 12*hour, 18*hour), 4*time.Minute)
	budget := b.model(finance, "Budget 2027", modeImport, weekdays("W. Europe Standard Time", 7*hour+30), 90*time.Second)
	orders := b.model(sales, "Sales (EU)", modeImport, daily("GMT Standard Time", 5*hour+30, 13*hour), 6*time.Minute)
	live := b.model(sales, "Orders, live", modeDirectQuery, &plan{every: 60, zone: "UTC"}, 0)
	upkeep := b.model(operations, "Maintenance plan", modeImport, daily("India Standard Time", 2*hour, 8*hour, 14*hour, 20*hour), 2*time.Minute)
	machines := b.model(operations, "Machine states", modePush, nil, 0)
	sensors := b.model(operations, "Sensor stream", modeStreaming, nil, 0)
	board := b.model(group, "Board pack", modeImport, daily("UTC", 4*hour), 3*time.Minute)
	routes := b.model(private, "Routes", modeImport, daily("Eastern Standard Time", 3*hour), 3*time.Minute)
	expenses := b.model(mine, "Expenses", modeImport, daily("UTC", 1*hour, 7*hour, 13*hour, 19*hour), time.Minute)
	board.owner, routes.owner = Carla.User, Carla.User
	_ = sensors // a streaming model is behind tiles, but they carry no id

	overview := b.report(ledger, "Finance overview")
	plans := b.report(budget, "Budget against actual")
	selling := b.report(orders, "Sales by region")
	pulse := b.report(live, "Order pulse")
	plant := b.report(upkeep, "Plant condition")
	pack := b.report(board, "Board pack")
	transport := b.report(routes, "Transport cost")
	own := b.report(expenses, "My expenses")
	b.reports = append(b.reports, &report{id: idOf("report", "Invoice"), name: "Invoice (paginated)", workspace: finance})

	d := b.dashboard(finance, "Finance")
	d.tile("Revenue against budget", plans, budget)
	d.tile("Cash position", overview, ledger)
	d.tile("Open invoices", overview, ledger)
	d.tile("Margin by month (live page)", overview, ledger)
	d.tile("Read me first", nil, nil)
	d.tile("Contoso logo", nil, nil)

	d = b.dashboard(sales, "Sales (EU)")
	d.tile("Sales by country 🌍", selling, orders)
	d.tile("מכירות לפי אזור", selling, orders)
	d.tile("", selling, orders)
	d.tile("Orders in the last hour", pulse, live)
	d.tile("Average order value of returning customers in the countries of the European Economic Area, in euros, against the same quarter of the year before, without the marketplaces", selling, orders)

	d = b.dashboard(operations, "Operations")
	d.tile("Overdue work orders", plant, upkeep)
	d.tile("Which machine stopped most?", nil, upkeep) // Q&A: a model, no report
	d.tile("Machine states", nil, machines)
	d.tile("Boiler temperature", nil, nil)
	d.tile("Backlog by plant (report server)", nil, nil)

	d = b.dashboard(group, "Board pack")
	d.tile("Group result", pack, board)

	d = b.dashboard(mine, "Me")
	d.tile("Expenses this month", own, expenses)
	d.tile("Cash position", overview, ledger) // a model of another workspace

	d = b.dashboard(private, "Logistics")
	d.shared = []string{Ana.User}
	d.tile("Cost per parcel", transport, routes)

	app := &application{id: idOf("app", "Sales"), name: "Sales for everyone", source: sales}
	b.apps = append(b.apps, app)
	d = b.dashboard(sales, "Sales at a glance")
	d.app = app
	d.tile("Sales by country", selling, orders)
}

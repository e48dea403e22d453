package sandbox

// plannedError is an error that the token endpoint gives when it is next
// asked, whatever the request.
type plannedError struct {
	grant   string // grant_type, "devicecode" for the device endpoint, "" for any
	left    int    // how often; below zero for always
	problem *problem
}

func (i *identity) plan(p *plannedError) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.planned = append(i.planned, p)
}

func (i *identity) takePlanned(grant string) *problem {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, p := range i.planned {
		if p.left == 0 || p.grant != "" && p.grant != grant {
			continue
		}
		if p.left > 0 {
			p.left--
		}
		return p.problem
	}
	return nil
}

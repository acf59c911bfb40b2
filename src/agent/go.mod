module sim.dev/agent

go 1.24.0

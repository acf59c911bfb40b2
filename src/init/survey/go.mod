module sim.dev/survey

go 1.21

module example.com/api

go 1.22

require (
	example.com/text v0.0.0
	github.com/google/uuid v1.6.0
)

replace example.com/text => ../lib/text

module example.com/polyglot/services/api

go 1.22

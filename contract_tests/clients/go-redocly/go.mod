module usage

go 1.23

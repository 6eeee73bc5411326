module servers

go 1.23

module servers

go 1.23

require github.com/gorilla/mux v1.8.0

// Debian's package
replace github.com/gorilla/mux => /usr/share/gocode/src/github.com/gorilla/mux

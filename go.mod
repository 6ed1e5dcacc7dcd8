module github.com/prylavok/prylavok

go 1.26

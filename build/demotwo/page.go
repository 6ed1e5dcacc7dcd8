package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"

	"github.com/prylavok/prylavok/app/demo"
)

//go:embed page.html
var pageHTML []byte

// page serves the switches until ctx ends.
func (s *stage) page(ctx context.Context, listen string) error {
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(pageHTML)
	})
	mux.HandleFunc("GET /tills", s.tell)
	mux.HandleFunc("POST /tills/{n}/{state}", s.turn)
	server := &http.Server{Handler: mux}
	fmt.Fprintf(os.Stderr, "\nThe switches:  http://%s/\n", listener.Addr())
	for _, t := range s.tills {
		fmt.Fprintf(os.Stderr, "%s:        %s\n", t.name, t.address)
	}
	fmt.Fprintf(os.Stderr, "The owner has no PIN, the clerk Марко %s. Stop with Ctrl+C.\n", demo.PINs["Марко"])
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type tillState struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Cut     bool   `json:"cut"`
}

func (s *stage) tell(w http.ResponseWriter, _ *http.Request) {
	list := []tillState{}
	for _, t := range s.tills {
		list = append(list, tillState{t.name, t.address, t.line.IsCut()})
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(list)
}

// turn cuts a till's line or makes it whole.
func (s *stage) turn(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(s.tills) || r.Header.Get("X-Demo") == "" {
		http.Error(w, "no such till", http.StatusNotFound)
		return
	}
	switch line := s.tills[n].line; r.PathValue("state") {
	case "cut":
		line.Cut()
	case "whole":
		line.Heal()
	default:
		http.Error(w, "a line is cut or whole", http.StatusNotFound)
		return
	}
	s.tell(w, r)
}

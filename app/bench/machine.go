package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// processor names the processor and its cores, as far as the system tells.
func processor() string {
	name := runtime.GOARCH
	if v := lineOf("/proc/cpuinfo", "model name"); v != "" {
		name = v
	}
	text := fmt.Sprintf("%s, %d cores", name, runtime.NumCPU())
	if v := lineOf("/proc/meminfo", "MemTotal"); v != "" {
		var kb int64
		if _, err := fmt.Sscan(v, &kb); err == nil {
			text += fmt.Sprintf(", %d GiB memory", (kb+1<<19)>>20)
		}
	}
	return text
}

// disk tells the kinds of the system's disks.
func disk() string {
	var list []string
	names, _ := filepath.Glob("/sys/block/*/queue/rotational")
	for _, n := range names {
		device := strings.Split(n, "/")[3]
		if strings.HasPrefix(device, "loop") || strings.HasPrefix(device, "ram") || strings.HasPrefix(device, "zram") {
			continue
		}
		kind := "solid state"
		if v, err := os.ReadFile(n); err == nil && strings.TrimSpace(string(v)) == "1" {
			kind = "rotating"
			if strings.HasPrefix(device, "vd") {
				kind = "virtual, called rotating by its host"
			}
		}
		list = append(list, device+" ("+kind+")")
	}
	if len(list) == 0 {
		return "not told by the system"
	}
	return strings.Join(list, ", ")
}

func system() string {
	if v := lineOf("/etc/os-release", "PRETTY_NAME"); v != "" {
		return strings.Trim(v, `"`)
	}
	return runtime.GOOS
}

func load() string {
	v, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "not told"
	}
	return strings.Fields(string(v))[0]
}

// lineOf gives what stands after a key and ":" or "=" in a file.
func lineOf(path, key string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for _, line := range strings.Split(string(data), "\n") {
		if rest, ok := strings.CutPrefix(line, key); ok {
			return strings.TrimSpace(strings.TrimLeft(rest, " \t:="))
		}
	}
	return ""
}

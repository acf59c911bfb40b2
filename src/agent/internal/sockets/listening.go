package sockets

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Listening gives the TCP ports that a process listens on, in order. A process of another user shows none.
func Listening(pid int) []int {
	inodes := inodesOf(pid)
	if len(inodes) == 0 {
		return nil
	}
	var ports []int
	for _, table := range []string{"tcp", "tcp6"} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, table))
		if err != nil {
			// No IPv6, or the process has just ended.
			continue
		}
		for line := range bytes.Lines(text) {
			if port, inode, ok := listener(string(line)); ok && inodes[inode] && !slices.Contains(ports, port) {
				ports = append(ports, port)
			}
		}
	}
	slices.Sort(ports)
	return ports
}

// Passing says that a port is one of those that the kernel deals out, so the next process gets another.
func Passing(port int) bool {
	low, high := 32768, 60999
	if text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range"); err == nil {
		// Where it reads otherwise, the usual range stays.
		_, _ = fmt.Sscan(string(text), &low, &high)
	}
	return port >= low && port <= high
}

// listener reads a line of /proc/net/tcp: `sl local rem st tx:rx tr:when retrnsmt uid timeout inode …`.
func listener(line string) (port int, inode string, ok bool) {
	const stateListen = "0A"
	field := strings.Fields(line)
	if len(field) < 10 || field[3] != stateListen {
		return 0, "", false
	}
	_, hex, found := strings.Cut(field[1], ":")
	number, err := strconv.ParseUint(hex, 16, 16)
	if !found || err != nil {
		return 0, "", false
	}
	return int(number), field[9], true
}

func inodesOf(pid int) map[string]bool {
	folder := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	inodes := map[string]bool{}
	for _, entry := range entries {
		target, err := os.Readlink(folder + "/" + entry.Name())
		if err != nil {
			continue
		}
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			inodes[strings.TrimSuffix(inode, "]")] = true
		}
	}
	return inodes
}

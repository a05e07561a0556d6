// Package planted puts things where tests of hostile folders expect a file: links, pipes, sockets, devices, folders.
package planted

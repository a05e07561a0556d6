//go:build unix

package postgrestest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/codeworm/codeworm/internal/realpart"
)

const (
	// startTimeout is how long the server may take until it answers, recovery after a crash included.
	startTimeout = 60 * time.Second
	stopTimeout  = 20 * time.Second
)

// owner is the user of the server, who owns every database.
const owner = "worm"

// Password is what the server asks of whoever connects.
const Password = "s3cret/p@ss:w#rd%"

// ErrMissing says that there is no PostgreSQL on this machine.
var ErrMissing = errors.New("no initdb and postgres in PATH or in /usr/lib/postgresql/*/bin; install postgresql")

// Server is a running server. Its methods are for one goroutine at a time.
type Server struct {
	folder  string // with data, the socket and the log
	bin     string
	port    int
	durable bool
	account *syscall.Credential // nil: this program's own

	cmd   *exec.Cmd
	done  chan struct{}
	guard *exec.Cmd
	pipe  io.Closer
}

// shared is the server of the test program.
var shared struct {
	mu      sync.Mutex
	server  *Server
	err     error
	used    bool
	created int
}

// Tests runs the tests of a program, and then stops the server that they shared: goleak.VerifyTestMain(postgrestest.Tests{M: m}).
type Tests struct{ M interface{ Run() int } }

// Run returns what the tests' Run does.
func (t Tests) Run() int {
	code := t.M.Run()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if shared.server != nil {
		shared.server.remove()
	}
	return code
}

// Database makes an empty database on the server that the tests of this program share, and returns its address. The
// server writes without waiting for the disk.
func Database(t testing.TB) string {
	t.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if !shared.used {
		shared.used = true
		shared.server, shared.err = launch(false)
	}
	need(t, shared.err)
	shared.created++
	name := fmt.Sprintf("test%d", shared.created)
	if err := shared.server.create(t.Context(), name); err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	t.Cleanup(func() { // a program with many tests keeps few files
		_ = shared.server.exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
	})
	return shared.server.URL(name)
}

// Start starts a server for this test alone, whose commits survive a crash.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := launch(true)
	need(t, err)
	t.Cleanup(s.remove)
	return s
}

// need skips the test where there is no PostgreSQL, and fails it when the one that is there does not run.
func need(t testing.TB, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, ErrMissing) {
		t.Fatalf("postgrestest: %v", err)
	}
	realpart.Need(t, "PostgreSQL", err)
}

// Create makes an empty database and returns its address.
func (s *Server) Create(t testing.TB, name string) string {
	t.Helper()
	if err := s.create(t.Context(), name); err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	return s.URL(name)
}

// URL is the address of a database, with the password.
func (s *Server) URL(database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(owner, Password), Host: "127.0.0.1:" + strconv.Itoa(s.port), Path: "/" + database,
		RawQuery: "sslmode=disable"}
	return u.String()
}

// Socket is the address of a database by the server's Unix socket, with the password.
func (s *Server) Socket(database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(owner, Password), Path: "/" + database,
		RawQuery: url.Values{"host": {s.folder}, "port": {strconv.Itoa(s.port)}}.Encode()}
	return u.String()
}

// PID is the process of the server; 0 when it does not run.
func (s *Server) PID() int {
	if s.cmd == nil {
		return 0
	}
	return s.cmd.Process.Pid
}

// Log is the end of what the server wrote.
func (s *Server) Log() string {
	text, err := os.ReadFile(filepath.Join(s.folder, "log"))
	if err != nil {
		return err.Error()
	}
	return realpart.Tail(string(text), 4000)
}

func (s *Server) create(ctx context.Context, name string) error {
	return s.exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
}

// exec runs a statement in the server's first database.
func (s *Server) exec(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// launch makes a new server in a temporary folder and starts it.
func launch(durable bool) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	account, err := unprivileged()
	if err != nil {
		return nil, err
	}
	// A short path: a socket's name has at most 107 bytes.
	folder, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, err
	}
	s := &Server{folder: folder, bin: bin, durable: durable, account: account}
	if err := s.prepare(); err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	// Somebody else may take the port between the search and the start.
	for range 5 {
		if s.port, err = freePort(); err != nil {
			break
		}
		if err = s.start(); err == nil {
			return s, nil
		}
	}
	err = fmt.Errorf("%w\n%s", err, s.Log())
	s.remove()
	return nil, err
}

// prepare makes the files of the server.
func (s *Server) prepare() error {
	if s.account != nil {
		if err := os.Chown(s.folder, int(s.account.Uid), int(s.account.Gid)); err != nil {
			return err
		}
	}
	secret := filepath.Join(s.folder, "password")
	if err := os.WriteFile(secret, []byte(Password+"\n"), 0o644); err != nil { // in a folder that only the account reads
		return err
	}
	out, err := s.command("initdb", "-D", filepath.Join(s.folder, "data"), "-U", owner, "--pwfile", secret, "-A", "scram-sha-256",
		"-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions").CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, realpart.Tail(string(out), 2000))
	}
	return nil
}

// command prepares one of PostgreSQL's programs, run by the account.
func (s *Server) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, program), args...)
	cmd.Dir = s.folder
	cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "PG") || strings.HasPrefix(kv, "HOME=") })
	cmd.Env = append(cmd.Env, "HOME="+s.folder, "LC_ALL=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.account}
	return cmd
}

// start starts the server on its port and returns when it answers.
func (s *Server) start() error {
	log, err := os.OpenFile(filepath.Join(s.folder, "log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	sync := "off"
	if s.durable {
		sync = "on"
	}
	cmd := s.command("postgres", "-D", filepath.Join(s.folder, "data"), "-p", strconv.Itoa(s.port), "-h", "127.0.0.1", "-k", s.folder,
		"-c", "fsync="+sync, "-c", "full_page_writes="+sync, "-c", "max_connections=60", "-c", "shared_buffers=32MB", "-c", "autovacuum=off")
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	s.cmd, s.done = cmd, make(chan struct{})
	go func(done chan struct{}) {
		defer close(done)
		_ = cmd.Wait() // how it ended is in its log
	}(s.done)
	if err := s.watch(); err != nil {
		s.Kill()
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for {
		err := s.exec(ctx, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-s.done:
			s.Kill()
			return errors.New("the server ended at its start")
		case <-ctx.Done():
			s.Kill()
			return fmt.Errorf("the server does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// watch starts a guard that stops the server should this program die without doing so: it waits for a pipe that only this
// program holds.
func (s *Server) watch() error {
	s.guard = exec.Command("sh", "-c", `cat; kill -QUIT "$0"`, strconv.Itoa(s.cmd.Process.Pid))
	s.guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := s.guard.StdinPipe()
	if err != nil {
		return err
	}
	s.pipe = pipe
	return s.guard.Start()
}

// Restart starts the server again, with what it held. One that runs is stopped first, without regard for who is connected and as
// a crash is: what it had not committed is gone.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.Kill()
	if err := s.start(); err != nil {
		t.Fatalf("postgrestest: start again: %v\n%s", err, s.Log())
	}
}

// Stop ends the server in an orderly way: connections are ended, what was committed is written.
func (s *Server) Stop() { s.end(syscall.SIGINT) }

// Kill ends the server as "pg_ctl stop -m immediate" does: it recovers at the next start.
func (s *Server) Kill() { s.end(syscall.SIGQUIT) }

func (s *Server) end(how syscall.Signal) {
	if s.cmd == nil {
		return
	}
	if s.guard != nil && s.guard.Process != nil {
		// The guard goes first: it must not signal another process that has the number by then.
		_ = s.guard.Process.Kill()
		_ = s.guard.Wait()
		_ = s.pipe.Close()
	}
	_ = s.cmd.Process.Signal(syscall.SIGCONT)
	_ = s.cmd.Process.Signal(how)
	select {
	case <-s.done:
	case <-time.After(stopTimeout):
		_ = s.cmd.Process.Kill()
		<-s.done
	}
	s.cmd, s.guard = nil, nil
}

// remove stops the server and removes its files.
func (s *Server) remove() {
	s.Kill()
	_ = os.RemoveAll(s.folder)
}

// programs finds the folder of PostgreSQL's programs, the newest version's.
func programs() (string, error) {
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	version := func(folder string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
		return n
	}
	slices.SortFunc(folders, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	if path, err := exec.LookPath("initdb"); err == nil {
		folders = append(folders, filepath.Dir(path))
	}
	for _, folder := range folders {
		_, noInit := os.Stat(filepath.Join(folder, "initdb"))
		_, noServer := os.Stat(filepath.Join(folder, "postgres"))
		if noInit == nil && noServer == nil {
			return folder, nil
		}
	}
	return "", ErrMissing
}

// unprivileged is the account that the server runs as when this program is root, or nil.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		if account, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(port)
}

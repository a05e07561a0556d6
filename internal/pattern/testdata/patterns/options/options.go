package options

type Option func(*server)

type server struct{ port int }

func WithPort(port int) Option { return func(s *server) { s.port = port } }

func WithHost(host string) Option { return func(s *server) {} }

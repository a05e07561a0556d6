package strategy

type Store interface {
	Get(key string) (string, error)
	Put(key, value string) error
}

type Memory struct{ m map[string]string }

func (m *Memory) Get(key string) (string, error) { return m.m[key], nil }
func (m *Memory) Put(key, value string) error    { m.m[key] = value; return nil }

type Disk struct{ dir string }

func (d *Disk) Get(key string) (string, error) { return d.dir, nil }
func (d *Disk) Put(key, value string) error    { return nil }

type Half struct{}

func (h *Half) Get(key string) (string, error) { return "", nil }

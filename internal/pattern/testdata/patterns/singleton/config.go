package singleton

import "sync"

type Config struct{}

var (
	once   sync.Once
	config *Config
)

func Shared() *Config {
	once.Do(func() { config = &Config{} })
	return config
}

func Use() *Config { return Shared() }

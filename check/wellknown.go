package check

import (
	"regexp"
	"strings"

	"github.com/codeworm/codeworm/internal/words"
)

// knownFiles are names of files and folders that have their meaning by convention.
var knownFiles = words.Set(`
	package.json package-lock.json tsconfig.json node_modules yarn.lock pnpm-lock.yaml vite.config.ts vite.config.js
	index.html index.js index.ts .eslintrc .prettierrc .npmrc
	pyproject.toml requirements.txt setup.py setup.cfg Pipfile poetry.lock __init__.py __main__.py conftest.py
	go.mod go.sum go.work Cargo.toml Cargo.lock build.rs pom.xml build.gradle settings.gradle Gemfile composer.json mix.exs
	Dockerfile Containerfile docker-compose.yml docker-compose.yaml compose.yml compose.yaml .dockerignore
	Makefile Justfile .editorconfig .env
	.git .github .gitignore .gitattributes index.lock HEAD FETCH_HEAD
	.bashrc .zshrc .profile .ssh .netrc
	README.md README LICENSE CHANGELOG.md CONTRIBUTING.md robots.txt favicon.ico`)

// systemRoots are the folders where paths of the machine begin, which no repository holds.
var systemRoots = words.Set("etc tmp usr var proc sys dev bin sbin opt home root run lib mnt boot")

// systemHeaderForms are header files of the C library and of kernels.
var systemHeaderForms = words.Forms{
	{`(sys|linux|asm|net|netinet|arpa|mach|machine)/\w+\.h`, "sys/socket.h"},
	{`std(arg|bool|def|int|io|lib)\.h`, "stdio.h"},
	{`(unistd|string|errno|fcntl|signal|pthread|math|time)\.h`, "errno.h"},
}

var systemHeader = systemHeaderForms.Whole()

// commands are programs with which a command line begins.
var commands = words.Set(`
	go gofmt golangci-lint cargo rustc rustup mvn gradle make just tsc eslint vite
	npm npx yarn pnpm bun node deno pip pip3 pipx uv poetry python python3 pytest ruff mypy
	git docker docker-compose podman kubectl helm terraform ansible systemctl journalctl
	cd ls cp mv rm mkdir cat echo grep sed awk find tar chmod chown ssh scp curl wget sudo apt apt-get brew
	psql sqlite3 redis-cli mysql ollama gunicorn uvicorn celery
	export source bash sh daemon`)

// commandPrefix is what may stand before a command: the sign of a prompt, variables.
var commandPrefix = regexp.MustCompile(`^(\$ |[A-Z_][A-Z0-9_]*=\S* )+`)

// systemPath reports whether a path is one of the machine or the user.
func systemPath(p string) bool {
	if strings.HasPrefix(p, "~/") || strings.HasPrefix(p, "$") {
		return true
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	return strings.HasPrefix(p, "/") && systemRoots[first]
}

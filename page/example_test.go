package page_test

import (
	"fmt"

	"github.com/codeworm/codeworm/page"
)

// A key is one line of text, and says where the page goes.
func ExampleKey_PagePath() {
	k := page.Key{Type: page.FunctionDoc, Repo: "CodeWorm", Path: "codeworm/daemon.py", Symbol: "CodeWormDaemon._async_run"}
	fmt.Println(k)
	fmt.Println(k.PagePath())
	// Output:
	// function_doc:CodeWorm:codeworm/daemon.py#CodeWormDaemon._async_run
	// codeworm/functions/codeworm/daemon.py/codewormdaemon._async_run-87ad3e327586.md
}

// A page says in a comment at its end what it is about, so that a devlog can be read
// without the store.
func ExampleParseMeta() {
	meta := page.Meta{Key: page.Key{Type: page.FileDoc, Repo: "app", Path: "main.go"}, Fingerprint: "f1", Title: "main.go", Model: "qwen"}
	comment, err := meta.Comment()
	if err != nil {
		fmt.Println(err)
		return
	}
	markdown := "# main.go\n\nStarts the program.\n\n" + comment + "\n"

	read, err := page.ParseMeta([]byte(markdown))
	fmt.Println(read.Key, read.Fingerprint, err)
	_, err = page.ParseMeta([]byte("# Shopping\n\nBread.\n"))
	fmt.Println(err)
	// Output:
	// file_doc:app:main.go f1 <nil>
	// no codeworm:page comment
}

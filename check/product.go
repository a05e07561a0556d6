package check

import (
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
	"github.com/codeworm/codeworm/internal/words"
)

// products are proper names that are written as names of programs are: of companies, people, programs, formats.
var products = words.Set(`
	GitHub GitLab BitBucket SourceForge JavaScript TypeScript CoffeeScript AppleScript ActionScript PureScript EcmaScript ECMAScript ReScript AssemblyScript
	PostgreSQL MySQL SQLite MariaDB MongoDB DynamoDB CouchDB InfluxDB RocksDB LevelDB IndexedDB ClickHouse CockroachDB ScyllaDB TimescaleDB DuckDB FaunaDB ArangoDB RethinkDB BigQuery BigTable PlanetScale
	OpenAPI OpenAI OpenSSL OpenSSH OpenGL OpenCL OpenCV OpenID OpenTelemetry OpenTracing OpenShift OpenStack OpenSearch OpenStreetMap OpenStreetMaps OpenType LibreSSL BoringSSL BoringCrypto WolfSSL
	GraphQL WebSocket WebSockets WebAssembly WebGL WebGPU WebRTC WebView WebKit WebAuthn WebHook WebHooks WebDAV WebP WebM
	YouTube LinkedIn FaceBook WhatsApp PayPal DocuSign HubSpot SalesForce SendGrid MailChimp PagerDuty DataDog NewRelic SoundCloud StackOverflow HackerNews ProductHunt DevDocs
	DevOps DevSecOps MLOps GitOps FinOps NoSQL NewSQL SaaS PaaS IaaS BaaS FaaS DaaS QoS DoS DDoS IoT
	FastAPI PyTorch TensorFlow NumPy SciPy SymPy PyPI PyPy CPython IPython MicroPython JupyterLab SQLAlchemy NetworkX LangChain LangGraph LlamaIndex HuggingFace ChromaDB
	NextJS NodeJS VueJS ReactJS AngularJS ThreeJS ExpressJS NestJS NuxtJS jQuery RxJS GraphQL TailwindCSS PostCSS CommonJS RequireJS SocketIO
	RabbitMQ ZeroMQ ActiveMQ NetBeans IntelliJ PyCharm WebStorm GoLand VSCode CodeMirror
	CloudFlare CloudFront CloudFormation CloudWatch DigitalOcean CircleCI TravisCI AppVeyor TeamCity BuildKit SonarQube HashiCorp KeyCloak RedHat CoreOS ChromeOS ReactOS LineageOS NixOS FreeBSD OpenBSD NetBSD DragonFly macOS MacOS iOS iPadOS tvOS watchOS visionOS webOS MacBook iPhone
	PowerShell PowerPoint OneDrive OneNote SharePoint DirectX ActiveX AutoCAD LaTeX BibTeX TeX MathJax KaTeX AsciiDoc MultiMarkdown CommonMark TrueType ClearType
	JetBrains ElasticSearch MeiliSearch ObjectBox GreenSock AudioContext LocalStorage SessionStorage
	VMware VirtualBox QuickTime CamelCase PascalCase camelCase snakeCase lowerCamelCase UpperCamelCase CamelCased McCabe McDonald McIlroy MacDonald DeMorgan FitzGerald LeCun DeepMind DeepSeek ChatGPT TikTok WeChat FedEx eBay
	AirBnB BitTorrent BitCoin PayPal WordPress TypePad LiveJournal MediaWiki DokuWiki GitBook ReadTheDocs SemVer CalVer ChangeLog ReadMe ToDo HowTo
	BitLocker AppArmor SELinux SuSE openSUSE AlmaLinux ArchLinux KDevelop LLaMA CodeLlama StarCoder ChaCha XChaCha SipHash MurmurHash CityHash FarmHash HighwayHash PageRank MapReduce
	MiB KiB GiB TiB PiB EiB NaN HiDPI WiFi CapsLock AArch64 PowerPC GeForce MinGW TrueColor DejaVu BTree AVLTree VarInt MixedCaps mixedCaps LoRA
	FlatBuffers FlatBuffer GoDoc PkgGoDev GoDev GoReleaser GolangCI GopherJS LangChainGo BurntSushi MegaLinter CodeQL CycloneDX OpenSSF OpenJS OpenCensus HackerOne NodeSource
	PyYAML LibYAML ReST ReStructured ReStructuredText reStructuredText JSONPath WebIDL WebUI CMake XCode CLion QuickJS GnuTLS MacOSX MacPorts FSEvents libFuzzer LibFuzzer FontConfig GdkPixbuf
	AlloyDB CloudSQL pgSQL MinIO MinLZ xxHash MergeTree LiteLLM KubeVirt
	BLAKE RESTful MLflow ElevenLabs DevTools HTTPie OAuth NGINX HAProxy gRPC iCloud iTunes FaceTime AirDrop AirPlay QuickSort MergeSort HeapSort RegEx RegExp`)

// productFamilies are the languages whose packages are also known as products.
var productFamilies = []string{"python", "javascript", "rust", "go", "java"}

// product reports whether a word with capitals inside is the name of a product, or its plural.
func product(t string) bool {
	for _, name := range []string{t, strings.TrimSuffix(t, "s")} {
		if products[name] {
			return true
		}
		for _, f := range productFamilies {
			if langdata.Package(f, strings.ToLower(name)) {
				return true
			}
		}
	}
	return false
}

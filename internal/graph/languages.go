package graph

import (
	"path"
	"regexp"
	"strings"
)

// scoping is how a language finds a name that nothing in the same file defines.
type scoping struct {
	bare   bool   // a method can be called without a receiver
	folder bool   // the files of a folder see each other's names
	global bool   // a name needs no import to be seen in all files
	embeds bool   // a type can have members of others without its head saying so
	super  string // one more name for the object as its bases see it
	paths  string // what separates the components of a name that says where it is from: "::"
}

// scopings are the languages that differ from "a name is defined in the file or
// imported, and methods have receivers".
var scopings = map[string]scoping{
	"go":       {folder: true, embeds: true},
	"java":     {bare: true, folder: true},
	"kotlin":   {bare: true, folder: true},
	"scala":    {bare: true, folder: true},
	"groovy":   {bare: true, folder: true},
	"csharp":   {bare: true, folder: true, global: true, super: "base"},
	"swift":    {bare: true, folder: true, global: true},
	"c":        {global: true},
	"cpp":      {bare: true, global: true, paths: "::"},
	"ruby":     {bare: true, global: true, embeds: true, paths: "::"},
	"php":      {global: true, super: "parent", paths: "\\"},
	"rust":     {paths: "::"},
	"elixir":   {bare: true, global: true},
	"bash":     {global: true},
	"lua":      {global: true},
	"sql":      {global: true},
	"hcl":      {folder: true},
	"protobuf": {folder: true, global: true},
}

// BareCalls reports whether the language calls a method of the same object without a receiver.
func BareCalls(language string) bool { return scopings[language].bare }

// selfNames mean the object that a method belongs to, or its type.
var selfNames = map[string]bool{"self": true, "this": true, "cls": true, "Self": true, "$this": true}

// superNames mean that object as its bases see it.
var superNames = map[string]bool{"super": true, "super()": true}

// IsSelf reports whether the name means the object that a method belongs to, or its type, in some language.
func IsSelf(name string) bool { return selfNames[name] }

// families are the languages whose files use the names of another one's.
var families = map[string]string{
	"tsx": "javascript", "typescript": "javascript", "jsx": "javascript",
	"kotlin": "java", "scala": "java", "groovy": "java",
	"cpp": "c",
}

// Family returns the group of languages whose files use each other's names, by the name of its first one:
// "javascript" for TypeScript. A language that no other one mixes with is a group of its own.
func Family(language string) string {
	if f := families[language]; f != "" {
		return f
	}
	return language
}

// importStyle is how the imports of a language family name files.
type importStyle struct {
	separator string // of components
	relative  bool   // "./x" and "../x" start at the file
	beside    bool   // any other path may start there, too
	anywhere  bool   // a path may be the end of a file's: it is not said where source folders begin
	extension bool   // a path may end in a file name's extension
	folders   bool   // a path names a folder
	items     bool   // the last component may be an item of the file that the others name
}

// importStyles are the language families that differ from plainImports.
var importStyles = map[string]importStyle{
	"go":         {separator: "/", folders: true},
	"python":     {separator: ".", anywhere: true, items: true},
	"javascript": {separator: "/", relative: true, extension: true},
	"rust":       {separator: "::", anywhere: true, items: true},
	"java":       {separator: ".", anywhere: true, items: true},
	"c":          {separator: "/", beside: true, anywhere: true, extension: true},
	"ruby":       {separator: "/", beside: true, anywhere: true, relative: true, extension: true},
	"php":        {separator: "\\", anywhere: true, relative: true, extension: true},
}

// plainImports is the style of the other languages.
var plainImports = importStyle{separator: ".", anywhere: true, items: true, relative: true}

// importStyleOf returns the style of a language family.
func importStyleOf(family string) importStyle {
	if style, ok := importStyles[family]; ok {
		return style
	}
	return plainImports
}

// indexFiles are the names, without extensions, of the files that an import of their folder means.
var indexFiles = map[string]bool{"index": true, "__init__": true, "mod": true, "lib": true, "package": true}

// packageMarkers are the names, without extensions, of the files whose presence makes their folder a package.
var packageMarkers = map[string]bool{"__init__": true, "index": true, "mod": true, "lib": true, "package-info": true, "doc": true}

// MarksPackage reports whether the presence of the file makes its folder a package in some language.
func MarksPackage(file string) bool {
	base := path.Base(file)
	return packageMarkers[strings.TrimSuffix(base, path.Ext(base))]
}

// spread are the languages where the members of a type may be in several files of a folder.
var spread = map[string]bool{"go": true, "rust": true, "cpp": true, "swift": true, "csharp": true, "kotlin": true}

// MemberScope returns where the members of a type that the file defines can stand: the
// path of the file, or of its folder in the languages that spread them.
func MemberScope(f *File) string {
	if spread[f.Language] {
		return path.Dir(f.Path)
	}
	return f.Path
}

// sourceFolders are the folders that are no part of a module's name.
var sourceFolders = []string{"src/main/java", "src/main/kotlin", "src/main/scala", "src/main/groovy", "src", "lib", "python", "java", "app"}

// sourceRoot matches the folder that the packages of the Java family start below, of code and of tests.
var sourceRoot = regexp.MustCompile(`^(?:.*/)?src/[^/]+/(?:java|kotlin|scala|groovy)/`)

// packageDir is the folder of a file, or what of it says the package.
func packageDir(f *File) string {
	dir := path.Dir(f.Path)
	if Family(f.Language) == "java" {
		return strings.TrimPrefix(dir+"/", sourceRoot.FindString(dir+"/"))
	}
	return dir
}

// unknownTypes are the types that say nothing about a value.
var unknownTypes = map[string]bool{
	"any": true, "Any": true, "object": true, "Object": true, "interface{}": true, "auto": true, "var": true, "unknown": true, "mixed": true, "dynamic": true,
	"id": true, "T": true,
}

// headWords are the words in the head of a type that are not the name of a base.
var headWords = map[string]bool{
	"extends": true, "implements": true, "with": true, "public": true, "private": true, "protected": true, "virtual": true, "final": true,
	"permits": true, "derives": true, "by": true, "struct": true, "interface": true, "enum": true, "class": true, "metaclass": true, "sealed": true, "dyn": true,
}

package codeworm

// Repo is a source repository to document.
type Repo struct {
	// Name identifies the repository in keys, pages and the store; the default
	// is the base name of Path. Names have to differ by more than case.
	Name string
	// Path is the folder of the working tree, or any folder of source files.
	// A folder that is not in a git repository is documented without history.
	Path string
	// Weight is the repository's share of the pages beside the others, 1 to 10;
	// 0 means 5.
	Weight int
	// Include and Exclude are patterns of slash-separated paths inside the
	// repository: "*" matches within a component, "**" any number of components,
	// and a pattern without a slash matches the last component alone. A file is
	// read when it matches one of Include (empty means all) and none of Exclude.
	Include, Exclude []string
	// WebURL is where the repository can be browsed, for links to lines:
	// "https://host/owner/name". "" derives it from the remote named origin; "-"
	// means no links.
	WebURL string
}

// DefaultRepoWeight is a repository's weight when none is given.
const DefaultRepoWeight = 5

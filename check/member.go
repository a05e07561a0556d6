package check

import (
	"fmt"
	"strings"

	"github.com/codeworm/codeworm/internal/langdata"
)

// resolve resolves the parts of a chain one in the other, and returns those that exist. The absence tells what does
// not, nil when all does.
func (r *resolver) resolve(ch chain, suggestion bool) ([]part, *absence) {
	in := r.container(ch.parts)
	in.relate = !suggestion && r.related != nil
	if in.relate && len(ch.parts) > 1 {
		in.owner = r.receiverType(ch.parts[0])
		if in.owner == "" && in.taken == 0 {
			in.place, in.placeParts = r.ownModule(ch.parts)
		}
		if in.placeParts > 1 {
			in.taken = in.placeParts
		}
	}
	done, rest, missing := r.resolveHead(&in, ch.parts, suggestion)
	if missing != nil {
		return done, missing
	}
	for _, name := range rest {
		p, missing := r.member(&in, name, suggestion)
		if missing != nil {
			return done, missing
		}
		done = append(done, p)
	}
	return done, nil
}

// resolveHead resolves what a chain begins with: the name of a module, a value without a name, or a name that stands
// for itself. The rest are the names to look for in it.
func (r *resolver) resolveHead(in *container, parts []string, suggestion bool) (done []part, rest []string, missing *absence) {
	switch {
	case in.taken > 0: // a module of the standard library or the repository, by its full name
		origin := OriginLibrary
		if in.place != "" {
			origin = OriginRepository
		}
		for _, name := range parts[:in.taken] {
			done = append(done, part{name: name, origin: origin})
		}
		return done, parts[in.taken:], nil
	case parts[0] == "":
		return nil, parts[1:], nil
	}
	head := r.single(parts[0])
	if here := r.wrongStyle(parts[0]); in.relate && here != "" {
		return nil, nil, &absence{name: head.name, sure: true, reason: fmt.Sprintf("the source writes `%s`", here)}
	}
	switch {
	case head.origin == OriginPackage && !suggestion:
		return nil, nil, &absence{name: head.name, reason: fmt.Sprintf("%q is a library that the source does not use; only suggestions may name it", head.name)}
	case !head.origin.exists():
		if p := strings.Join(parts, "/"); len(parts) > 1 && r.modulePath(p) {
			return []part{{name: strings.Join(parts, "."), origin: OriginRepository}}, nil, nil
		}
		return nil, nil, &absence{name: head.name, reason: fmt.Sprintf("%q is not a name of the repository%s", head.name, r.languageClause())}
	case head.loose && in.module == "" && r.scope.Generated && !suggestion:
		return nil, nil, &absence{name: head.name, reason: fmt.Sprintf("%q is not a name of the repository%s that the source uses", head.name, r.languageClause())}
	}
	return []part{head}, parts[1:], nil
}

// container is what a member is looked for in.
type container struct {
	name    string
	module  string // of the standard library; "" for none
	sure    bool   // it can be nothing but that module
	outside bool   // of a library whose members are not known
	typ     bool   // a type of the repository
	taken   int    // how many parts the module's name takes

	relate     bool   // members are to belong to it
	owner      string // the type of the repository that it is, or is a value of; "" when that is not known
	place      string // the file or folder of the repository that it is
	placeParts int    // how many parts name the place
}

// maxModuleParts is how many parts the full name of a module has at most.
const maxModuleParts = 5

// container tells what the first parts of a chain are for the next one.
func (r *resolver) container(parts []string) container {
	head := parts[0]
	in := container{name: head}
	if head == "" || len(parts) == 1 {
		return in
	}
	for n := min(len(parts)-1, maxModuleParts); n >= 2; n-- {
		for _, by := range []string{".", "::", "/"} {
			if full := strings.Join(parts[:n], by); r.language.Module(full) && !r.ours(head).exists() {
				return container{name: full, module: full, sure: true, taken: n}
			}
		}
	}
	from := r.imports[head]
	switch {
	case from != "" && r.language.Module(from):
		in.module, in.sure = from, !r.isOurs(from)
	case from != "" && r.isOurs(from):
	case from != "" && r.language.Module(strings.TrimSuffix(from, "."+head)) && r.language.Module(head):
		in.module = head
	case from != "":
		in.outside = true
	case r.language.Module(head):
		in.module = head
		in.sure = !r.ours(head).exists()
	case langdata.Package(r.name, head):
		in.outside = true
	case r.ours(head).exists() && head[0] >= 'A' && head[0] <= 'Z':
		in.typ = true
	}
	return in
}

// member resolves a name in what stands before it, which the name then is for the next one.
func (r *resolver) member(in *container, name string, suggestion bool) (part, *absence) {
	if in.relate {
		if a := r.misplaced(in, name); a != nil {
			return part{}, a
		}
	}
	if in.module != "" {
		if exists, _ := r.language.Member(in.module, name); exists || r.language.MemberOfType(in.module, name) {
			return r.enterLibrary(in, name), nil
		}
	}
	if in.sure && !r.words[name] && !r.language.Builtin(in.name) {
		return part{}, &absence{name: name, reason: fmt.Sprintf("%q has no %q", in.name, name)}
	}
	if o := r.ours(name); o.exists() {
		*in = r.entered(in, name)
		return part{name: name, origin: o}, nil
	}
	switch {
	case in.outside && r.slip(name) != "":
		return part{}, &absence{name: name, reason: fmt.Sprintf("%q of %q is used nowhere in the repository", name, in.name)}
	case in.outside && suggestion:
		return part{name: name, origin: OriginPackage}, nil
	case in.outside:
		return part{}, &absence{name: name, reason: fmt.Sprintf("%q of %q is used nowhere in the repository; only suggestions may name it", name, in.name)}
	case r.language.Method(name), in.module != "" && r.language.Builtin(in.name) && r.language.Anywhere(name):
		return r.enterLibrary(in, name), nil
	case r.misspelt(name):
		return part{}, &absence{name: name, reason: fmt.Sprintf("%q is not a member of %q, nor any name of the repository", name, in.name)}
	case !in.typ && r.language.Anywhere(name), len(name) == 1:
		return r.enterLibrary(in, name), nil
	case in.name == "":
		return part{}, &absence{name: name, reason: fmt.Sprintf("%q is not a name of the repository", name)}
	}
	return part{}, &absence{name: name, reason: fmt.Sprintf("%q is not a member of %q, nor any name of the repository", name, in.name)}
}

// enterLibrary makes a member of the standard library the container of what follows, a module when it is one.
func (r *resolver) enterLibrary(in *container, name string) part {
	outer := in.module
	*in = container{name: name}
	if outer != "" {
		for _, by := range []string{".", "::"} {
			if full := outer + by + name; r.language.Module(full) {
				in.module = full
			}
		}
	}
	return part{name: name, origin: OriginLibrary}
}

// misplaced tells when a name certainly is none of what stands before it, though it may exist elsewhere.
func (r *resolver) misplaced(in *container, name string) *absence {
	if r.verbatim(in.name, name) {
		return nil
	}
	if in.module != "" {
		if exists, _ := r.language.Member(in.module, name); exists {
			return nil
		}
	}
	switch {
	case in.owner != "":
		has, sure := r.related.Member(r.scope.Path, in.owner, name)
		if has || !sure || r.isType(name) {
			return nil
		}
		return &absence{name: name, sure: true, reason: fmt.Sprintf("`%s` has no member `%s`%s", in.owner, name, r.belongs(name))}
	case in.place != "" && r.lacks(in.place, name):
		return &absence{name: name, sure: true, reason: fmt.Sprintf("`%s` has no `%s`%s", in.place, name, r.belongs(name))}
	case in.module != "" && in.sure && !r.language.Builtin(in.name) && !strings.HasPrefix(name, "_"):
		if exists, known := r.language.Member(in.module, name); !exists && known && !r.language.MemberOfType(in.module, name) {
			return &absence{name: name, sure: true, reason: fmt.Sprintf("%q has no %q", in.name, name)}
		}
	}
	return nil
}

// entered is the container that a name of the repository is for the next one: a type stays one.
func (r *resolver) entered(in *container, name string) container {
	next := container{name: name, outside: in.outside, relate: in.relate}
	if in.relate && in.place != "" && r.isType(name) {
		next.owner = name
	}
	return next
}

"""Prints the names of Rust and its standard library, from the documentation that rustup installs:
python3 rust.py "$(rustc --print sysroot)/share/doc/rust/html" | gzip -9n > ../data/rust.txt.gz"""

import os
import re
import sys

root = os.path.join(sys.argv[1], "std")
page = open(os.path.join(root, "all.html"), encoding="utf-8").read()


def line(scope, names):
    if names := sorted(set(names)):
        print(f"{scope}\t{' '.join(names)}")


keywords = """as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return
self Self static struct super trait true type union unsafe use where while yield macro_rules abstract become box do final macro override priv try
typeof unsized virtual""".split()
prelude = """Option Some None Result Ok Err Box String Vec ToString ToOwned Clone Copy Send Sync Sized Unpin Drop Fn FnMut FnOnce drop Iterator
IntoIterator Extend DoubleEndedIterator ExactSizeIterator AsRef AsMut Into From TryFrom TryInto FromIterator Default Eq Ord PartialEq PartialOrd
Debug Hash std core alloc cargo rustc rustup clippy rustfmt derive test cfg allow warn deny inline must_use deprecated repr doc feature main
proc_macro no_mangle panic_handler global_allocator non_exhaustive serde async_trait tokio""".split()
prelude.remove("serde"), prelude.remove("async_trait"), prelude.remove("tokio")
primitives, macros, modules, methods = [], [], {}, set()
scopes = []
for href, name in re.findall(r'<a href="([^"]+\.html)">([^<]+)</a>', page):
    kind = os.path.basename(href).split(".")[0]
    if kind == "primitive":
        primitives.append(name)
    elif kind == "macro":
        macros.append(name.split("::")[-1])
    if "::" in name:
        module, _, last = name.rpartition("::")
        modules.setdefault("std::" + module, set()).add(last)
    if kind not in ("struct", "enum", "trait", "primitive", "union"):
        continue
    text = open(os.path.join(root, href), encoding="utf-8").read()
    members = set(re.findall(r'id="(?:method|tymethod|variant|associatedtype|associatedconstant|structfield)\.([A-Za-z_]\w*)"', text))
    if kind == "primitive" or name.split("::")[-1] in ("Vec", "String", "Option", "Result", "Box", "Iterator", "HashMap", "Rc", "Arc", "Clone"):
        methods |= members
    scopes.append(("std::" + name, members))
for m in list(modules):
    parent, _, last = m.rpartition("::")
    modules.setdefault(parent, set()).add(last)
line("= keywords", keywords)
line("= builtins", prelude + [p for p in primitives if p.isidentifier()] + macros + list(modules.get("std", ())))
line("= methods", methods)
for m in sorted(modules):
    line(m, modules[m])
for name, members in sorted(scopes):
    line(name, members)

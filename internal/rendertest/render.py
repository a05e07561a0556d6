"""Renders Markdown with the renderers of Python: a line of JSON in, a line of JSON out."""

import json
import os
import sys
import tempfile

import cmarkgfm
import jinja2
import markdown
import mistune
from cmarkgfm.cmark import Options

# What a snippet could include: no page may hold it.
included = tempfile.mkdtemp()
with open(os.path.join(included, "secret.md"), "w") as f:
    f.write("INCLUDED-SECRET")

# What the documentation of MkDocs and Material for MkDocs has people switch on, with Markdown in HTML and the
# extensions that link to forges besides.
EXTENSIONS = """abbr admonition attr_list def_list footnotes md_in_html tables toc wikilinks pymdownx.arithmatex
pymdownx.betterem pymdownx.blocks.admonition pymdownx.blocks.details pymdownx.blocks.html pymdownx.blocks.tab pymdownx.caret
pymdownx.critic pymdownx.details pymdownx.emoji pymdownx.highlight pymdownx.inlinehilite pymdownx.keys pymdownx.magiclink
pymdownx.mark pymdownx.progressbar pymdownx.smartsymbols pymdownx.snippets pymdownx.superfences pymdownx.tabbed
pymdownx.tasklist pymdownx.tilde""".split()
CONFIGS = {
    "pymdownx.magiclink": {"repo_url_shorthand": True, "social_url_shorthand": True, "provider": "github", "user": "u", "repo": "r"},
    "pymdownx.snippets": {"base_path": [included], "check_paths": True},
    "pymdownx.superfences": {"custom_fences": [{"name": "mermaid", "class": "mermaid"}]},
}


def material(text):
    # mkdocs-macros runs first.
    text = jinja2.Environment().from_string(text).render(page={"title": "MACRO-RAN"}, config={"x": "MACRO-RAN"})
    return markdown.markdown(text, extensions=EXTENSIONS, extension_configs=CONFIGS)


RENDERERS = {
    "cmark-gfm": lambda text: cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES),
    "python-markdown": lambda text: markdown.markdown(text, extensions=["extra"]),
    "material": material,
    "mistune": mistune.create_markdown(
        escape=False, plugins=["strikethrough", "footnotes", "table", "url", "task_lists", "def_list", "abbr", "mark", "insert", "superscript", "subscript", "math", "ruby", "spoiler"]
    ),
}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = {"html": RENDERERS[asked["renderer"]](asked["text"])}
    except Exception as e:  # a renderer that fails on a page is what is looked for
        answer = {"error": f"{type(e).__name__}: {e}"}
    print(json.dumps(answer), flush=True)

// Renders Markdown with the renderers of JavaScript: a line of JSON in, a line of JSON out.

import { createRequire } from "node:module";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(process.argv[2] + "/");
// load finds a module of the cache: the script stands elsewhere. The path is that of its entry for imports.
const load = (path) => import(pathToFileURL(join(process.argv[2], "node_modules", path)));

const { marked } = require("marked");
const MarkdownIt = require("markdown-it");
const { Liquid } = require("liquidjs");
const React = require("react");
const runtime = require("react/jsx-runtime");
const { renderToStaticMarkup } = require("react-dom/server");
const { evaluate } = await load("@mdx-js/mdx/index.js");
const gfm = (await load("remark-gfm/index.js")).default;
const comment = (await load("@slorber/remark-comment/index.js")).default;

const markdownIt = new MarkdownIt({ html: true, linkify: true });

// What a template could include: no page may hold it.
const included = mkdtempSync(join(tmpdir(), "included-"));
writeFileSync(join(included, "secret.html"), "INCLUDED-SECRET");
const liquid = new Liquid({ root: included, partials: included, extname: ".html" });

// mdx is a page of Docusaurus: MDX with GFM, and with comments of HTML, which it reads by default.
async function mdx(text) {
  globalThis.__ran = undefined;
  const { default: Page } = await evaluate(text, { ...runtime, baseUrl: import.meta.url, remarkPlugins: [comment, gfm] });
  const html = renderToStaticMarkup(React.createElement(Page));
  if (globalThis.__ran !== undefined) throw new Error("the page ran an expression");
  return html;
}

const renderers = {
  marked: (text) => marked.parse(text),
  "markdown-it": (text) => markdownIt.render(text),
  mdx,
  liquid: (text) => liquid.parseAndRender(text, { site: { x: "LIQUID-RAN" }, page: { x: "LIQUID-RAN", title: "LIQUID-RAN" } }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let answer;
  try {
    answer = { html: await renderers[asked.renderer](asked.text) };
  } catch (e) {
    answer = { error: String(e && e.message ? e.message : e) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}

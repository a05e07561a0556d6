// Prints the names of JavaScript, TypeScript, browsers and Node. In a folder with typescript, @types/node and
// @types/react installed: node typescript.mjs | gzip -9n > ../data/javascript.txt.gz
import { createRequire } from "node:module";
import path from "node:path";
const require = createRequire(path.join(process.cwd(), "x.js"));
const ts = require("typescript");

const out = [];
const line = (scope, names) => {
  names = [...new Set(names)].filter((n) => /^[A-Za-z_$][\w$]*$/.test(n)).sort();
  if (names.length) out.push(`${scope}\t${names.join(" ")}`);
};

const keywords = [];
for (let k = ts.SyntaxKind.FirstKeyword; k <= ts.SyntaxKind.LastKeyword; k++) keywords.push(ts.tokenToString(k));

const file = path.join(process.cwd(), "empty.ts");
const host = ts.createCompilerHost({});
const read = host.getSourceFile;
host.getSourceFile = (name, version) =>
  name === file ? ts.createSourceFile(name, "export {}", version) : read.call(host, name, version);
host.fileExists = (name) => name === file || ts.sys.fileExists(name);
const program = ts.createProgram([file], { lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"], types: ["node", "react"], target: 99 }, host);
const checker = program.getTypeChecker();
const source = program.getSourceFile(file);

const members = (symbol) => {
  const names = [];
  const type = symbol.flags & ts.SymbolFlags.Value ? checker.getTypeOfSymbolAtLocation(symbol, source) : undefined;
  for (const s of [symbol, type?.symbol]) if (s?.members) s.members.forEach((m) => names.push(m.name)); // without what is inherited
  if (symbol.exports) symbol.exports.forEach((s) => names.push(s.name));
  return names;
};

const basic = new Set("Array ReadonlyArray String Number Boolean BigInt Symbol Object Function Map Set WeakMap WeakSet Promise RegExp Date Error Iterator AsyncIterator Generator AsyncGenerator IteratorObject JSON".split(" "));
// The window's properties that are words like others: nobody means them by the bare name.
const words = new Set("name status event length top parent close open stop focus blur print find origin external history location screen frames closed opener toolbar menubar scrollbars statusbar locationbar personalbar scroll confirm prompt captureEvents releaseEvents test describe it suite before after global".split(" "));
const globals = [];
const scopes = [];
const methods = new Set(["then", "catch", "finally", "constructor", "prototype", "length"]);
for (const s of checker.getSymbolsInScope(source, ts.SymbolFlags.Value | ts.SymbolFlags.Type | ts.SymbolFlags.Namespace)) {
  if (s.name.startsWith("__") || ["globalThis", "window", "global"].includes(s.name)) continue;
  if (!words.has(s.name)) globals.push(s.name);
  const m = members(s);
  if (basic.has(s.name)) m.forEach((n) => methods.add(n));
  scopes.push([s.name, m]);
}
line("= keywords", keywords);
line("= builtins", [...globals, "arguments", "undefined", "globalThis", "window", "NaN", "Infinity", "require", "module", "exports", "__dirname", "__filename", "node", "npm", "npx", "tsc", "tsconfig", "jsx", "tsx", "children", "className", "key", "ref", "props"]);
line("= methods", methods);
for (const [name, m] of scopes) if (/^[A-Za-z_$][\w$]*$/.test(name) && !/^on[a-z]/.test(name)) line(name, m);
for (const m of checker.getAmbientModules()) {
  const name = m.name.replace(/"/g, "");
  if (name.includes("*") || name.startsWith("node:") && !["node:test", "node:sqlite", "node:sea"].includes(name)) continue;
  const exports = checker.getExportsOfModule(m);
  line(name, exports.map((s) => s.name));
}
const react = program.getSourceFiles().find((f) => /@types\/react\/index\.d\.ts$/.test(f.fileName));
const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(react) ?? checker.resolveExternalModuleSymbol(react.symbol));
line("react", exports.map((s) => s.name));
console.log(out.join("\n"));

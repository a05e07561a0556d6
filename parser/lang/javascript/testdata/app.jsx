'use strict';

const http = require('http');
const { join: glue } = require("path");
import View, * as all from "./view.js";

/**
 * Serves requests.
 * @param {object} options
 */
export default function serve(options, ...rest) {
  if (options.a && options.b) return;
  return http.createServer((req, res) => {
    res.end(glue(req.url) ?? "");
  });
}

function* count(to = 3) {
  for (let i = 0; i < to; i++) yield i;
}

var legacy = function named(a, b) { return a || b; };

exports.start = async function () { await serve({}); };
module.exports.stop = () => null;

function Widget() {}
Widget.prototype.draw = function (ctx) { ctx.fill(); };
Widget.create = function () { return new Widget(); };

const routes = {
  index(req) {},
  async show(req) { return req; },
  nested: { deep: (x) => x },
};

class Queue extends all.Base {
  #items = [];
  static max = 10;
  handle = (e) => e;
  constructor() { super(); }
  get first() { return this.#items[0]; }
  set first(v) { this.#items[0] = v; }
  static of(...xs) { return new Queue(); }
  async *[Symbol.asyncIterator]() {}
  #secret() {}
}

const Anonymous = class extends Queue { go() {} };

const App = () => <Widget a={1}><View.Row /></Widget>;

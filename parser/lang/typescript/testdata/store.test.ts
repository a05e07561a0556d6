#!/usr/bin/env node
/**
 * @license MIT
 */

/* Stores things. */

import fs, { readFile as read, type Stats } from "node:fs";
import * as path from 'path';
import "./side-effect";
import util = require("util");
export { helper } from "./helper";
const { join, sep: separator } = require("path");

/** A store. */
@Injectable({ scope: "app" })
export default abstract class Store<T extends object> extends Base.Store<T> implements Reader, io.Writer {
  static #count = 0;
  private readonly name: string = "store";
  onChange = async (key: string, value?: T): Promise<void> => {
    await this.emit?.(key, value ?? null);
  };

  /** Makes a store. */
  constructor(private path: string, public depth = 1) {
    super(path);
  }

  get size(): number {
    return Store.#count;
  }

  abstract load(key: string, ...rest: string[]): T | undefined;

  read(key: string): T;
  read(key: number): T;
  @memo
  protected read(key: any): T {
    if (key && this.name && !key.x || key.y) {
      return key;
    } else if (key === 1) {
      return null!;
    } else {
      for (const k of Object.keys(this)) {
        label: while (true) {
          if (k) break label;
        }
      }
    }
    switch (key) {
      case 1:
      case 2:
        return key ? this.read(1) : this.read("2");
      default:
        try {
          throw new Failure("x");
        } catch (e) {
          console.log(e);
        }
    }
  }

  static async *pages({ a, b }: Options = {}) {
    yield* a;
  }
}

export const handler = async <R,>(req: Request<R>, next) => {
  const inner = (x: number) => x > 0 ? inner(x - 1) : 0;
  return [1, 2].map((n) => n || req.count);
};

const table = {
  open() {},
  close: function (force: boolean) {},
  'with-dash': () => 1,
  plain: 1,
};

export interface Reader<T = string> {
  read(key: string): T;
  readonly length: number;
  (call: string): void;
}

type Options = {
  a: number[];
};
type Name = Options["a"] | keyof Reader;

export enum Level {
  Low = 1,
  High,
}

declare module "vendor" {
  export function external(a: string): void;
}

namespace Deep.Space {
  export function station() {}
}

function testStore() {}

import { openQueue, Queue } from "@acme/core";
import * as open from "../core/open";
import lodash from "lodash";

export function main(names: string[], queue: Queue, sink: any): string {
  openQueue();
  open.openQueue();
  queue.write("x");
  sink.push("y");
  lodash.join([]);
  new Queue().push("z");
  return names.join(" ");
}

export const each = (helper: () => void) => {
  helper();
};

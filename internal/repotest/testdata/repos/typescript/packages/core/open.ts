import { Queue } from "./queue";

export function openQueue(): Queue {
  return new Queue();
}

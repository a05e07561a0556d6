export * from "./queue.js";
export { openQueue } from "./open";

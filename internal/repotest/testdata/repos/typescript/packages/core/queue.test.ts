import { Queue } from "./queue";

function testPush() {
  new Queue().push("x");
}

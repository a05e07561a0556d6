import { join } from "path";

export interface Sink {
  write(job: string): void;
}

export class Base {
  size(): number {
    return 0;
  }
}

export class Queue extends Base implements Sink {
  private items: string[] = [];

  join(): string {
    return this.items.join(",") + join("a", "b") + this.size();
  }

  write(job: string): void {
    this.items.push(job);
    helper();
  }

  push(job: string): void {
    this.write(job);
  }
}

function helper(): void {}

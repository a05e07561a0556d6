type Handler = (event: string) => void;

export class Bus {
  private handlers: Handler[] = [];

  subscribe(handler: Handler): void {
    this.handlers.push(handler);
  }

  unsubscribe(handler: Handler): void {
    this.handlers = this.handlers.filter((h) => h !== handler);
  }

  publish(event: string): void {
    for (const handler of this.handlers) {
      handler(event);
    }
  }
}

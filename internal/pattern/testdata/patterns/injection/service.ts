export interface Clock {
  now(): number;
}

export interface Mailer {
  send(to: string): void;
}

export class Service {
  constructor(private clock: Clock, private mailer: Mailer) {}
}

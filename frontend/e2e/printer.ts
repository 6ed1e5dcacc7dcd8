import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A printer of labels on the network: it understands where a label in ZPL ends, and tells its state when asked. */
export class LabelPrinter {
  /** Numbers of the orders whose labels came out, in their order. */
  readonly labels: string[] = [];
  /** After so many labels the paper is out. */
  paper = Infinity;
  /** After so many labels its line is cut, before it can say that it has the last of them. */
  line = Infinity;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#serve(socket));
  }

  static async plug(): Promise<LabelPrinter> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LabelPrinter(server);
  }

  /** What a till knows it by. */
  get address(): string {
    return `tcp:127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async unplug(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    let pending = '';
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      pending += data.toString('latin1');
      for (let end = pending.indexOf('^XZ'); end >= 0; end = pending.indexOf('^XZ')) {
        this.labels.push(/(?:[A-Z]\d|TEST)-\d{6}/.exec(pending.slice(0, end))?.[0] ?? '');
        pending = pending.slice(end + 3);
        if (this.labels.length >= this.line) {
          this.line = Infinity;
          socket.resetAndDestroy();
          return;
        }
      }
      if (pending.endsWith('~HS')) {
        pending = '';
        socket.write(this.#state());
      }
    });
  }

  #state(): string {
    const out = this.labels.length >= this.paper ? 1 : 0;
    const strings = [`030,${out},0,1245,000,0,0,0,000,0,0,0`, '001,0,0,0,1,2,6,0,00000000,1,000', '1234,0'];
    return strings.map((each) => `\x02${each}\x03\r\n`).join('');
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A serial scanner without a device: one end of a pair of pseudo-terminals; the desk opens the other as its port. */
export class SerialScanner {
  readonly port: string;
  readonly #pair: ChildProcess;

  private constructor(port: string, pair: ChildProcess) {
    this.port = port;
    this.#pair = pair;
  }

  /** Plugs a scanner in. */
  static async plug(): Promise<SerialScanner> {
    // What script is told goes to the terminal that its command has and does not read.
    const pair = spawn('script', ['-qfc', 'stty -echo; tty; exec sleep 1000', '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const said = createInterface(pair.stdout);
    const [port] = (await once(said, 'line')) as [string];
    return new SerialScanner(port.trim(), pair);
  }

  /** Scans a code. */
  scan(code: string): void {
    this.#pair.stdin?.write(`${code}\r\n`);
  }

  /** Pulls its cable out. */
  async unplug(): Promise<void> {
    if (this.#pair.exitCode !== null || this.#pair.signalCode !== null) return;
    this.#pair.kill('SIGKILL');
    await once(this.#pair, 'exit');
  }
}

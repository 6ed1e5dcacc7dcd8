import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const program = resolve(process.env.HUB_PROGRAM ?? '../build/bin/hub');

/** A real hub: `hub serve` on data of its own in a temporary folder. */
export class Hub {
  readonly #folder: string;
  #listen: string;
  #process: ChildProcess;

  private constructor(folder: string, listen: string, child: ChildProcess) {
    this.#folder = folder;
    this.#listen = listen;
    this.#process = child;
  }

  static async start(): Promise<Hub> {
    if (!existsSync(program)) throw new Error(`${program} is not there: run \`make build\``);
    const folder = await mkdtemp(join(tmpdir(), 'prylavok-hub-'));
    const child = serve(folder, '127.0.0.1:0');
    return new Hub(folder, await listening(child), child);
  }

  /** Makes an empty shop and gives the invite that lets an owner's shop move in. */
  addShop(name: string): string {
    return this.#invited('shop', 'add', '--data', this.#folder, '--name', name);
  }

  /** Gives an invite for one more till. */
  invite(role: 'clerk' | 'manager' | 'owner'): string {
    return this.#invited('invite', '--data', this.#folder, '--role', role);
  }

  /** Ends the hub: from now on every till is offline. */
  async cut(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }

  /** Starts it again at the same address. */
  async mend(): Promise<void> {
    this.#process = serve(this.#folder, this.#listen);
    await firstLine(this.#process);
  }

  /** Starts it again at another port, as after a move, and gives the address that a person types. */
  async move(): Promise<string> {
    await this.cut();
    this.#process = serve(this.#folder, '127.0.0.1:0');
    this.#listen = await listening(this.#process);
    return this.#listen;
  }

  /** Ends the hub and removes its data. */
  async stop(): Promise<void> {
    await this.cut();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #invited(...args: string[]): string {
    const told = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return (JSON.parse(told) as { invite: string }).invite;
  }
}

function serve(folder: string, listen: string): ChildProcess {
  return spawn(program, ['serve', '--data', folder, '--listen', listen], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Where a hub that has just been started listens. */
async function listening(child: ChildProcess): Promise<string> {
  const [, address = ''] = /(127\.0\.0\.1:\d+)/.exec(await firstLine(child)) ?? [];
  return address;
}

/** Waits for the line that says where the hub listens; what it said instead is in the error. */
async function firstLine(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  return new Promise((found, refuse) => {
    if (child.stderr) createInterface(child.stderr).on('line', (line) => void said.push(line));
    if (child.stdout) createInterface(child.stdout).once('line', found);
    child.once('exit', (code) => refuse(new Error(`hub serve ended with ${code}: ${said.join('\n')}`)));
  });
}

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { Method, Params, Result } from '../src/bridge';

/** The desk that the tests drive. */
export const program = resolve(process.env.DESK_PROGRAM ?? '../build/bin/desk');

/** A shop for tests: its owner is the first of its people. */
export const owner = { name: 'Олена', pin: '1234' };

/** How large a demo shop is, and the day on which its year ends: 2026-07-31. */
export type DemoPlan = { until: string; seed: number; orders: number; products: number; customers: number };

/** A real desk: `desk serve` on a replica of its own in a temporary folder. */
export class Desk {
  readonly address: string;
  #process: ChildProcess;
  readonly #folder: string;
  #pin = owner.pin;

  private constructor(address: string, child: ChildProcess, folder: string) {
    this.address = address;
    this.#process = child;
    this.#folder = folder;
  }

  /** Starts a desk that has no shop yet, unless `prepare` puts one at the path that it is told. */
  static async start(prepare?: (replica: string) => void): Promise<Desk> {
    if (!existsSync(program)) throw new Error(`${program} is not there: run \`make build\``);
    const folder = await mkdtemp(join(tmpdir(), 'prylavok-e2e-'));
    prepare?.(replicaIn(folder));
    const child = serve(folder, '127.0.0.1:0');
    return new Desk(await printedAddress(child), child, folder);
  }

  /** Starts a desk whose shop is open for business, with its owner at the lock. */
  static async withShop(): Promise<Desk> {
    const desk = await Desk.start();
    await desk.as(async (call) => {
      await call('shop.create', {
        name: 'Кавова лавка',
        currency: 'UAH',
        language: 'uk',
        owner: owner.name,
        pin: owner.pin,
      });
    });
    return desk;
  }

  /** Starts a desk with a demo shop, the same each time; its year ends with `until`. */
  static async withDemo({ until, ...sizes }: DemoPlan): Promise<Desk> {
    let pin = '';
    const desk = await Desk.start((replica) => {
      const flags = Object.entries(sizes).flatMap(([name, size]) => [`--${name}`, String(size)]);
      const told = execFileSync(program, ['demo', '--replica', replica, '--until', until, ...flags], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      pin = (JSON.parse(told) as { pins: Record<string, string> }).pins['Власник'] ?? '';
    });
    desk.#pin = pin;
    return desk;
  }

  /** What the first of its people enters with. */
  get pin(): string {
    return this.#pin;
  }

  /** Calls methods of the desk as its owner, from a screen of its own. */
  async as<T>(
    work: (call: <M extends Method>(method: M, params: Params<M>) => Promise<Result<M>>) => Promise<T>,
  ): Promise<T> {
    const page = new URL(this.address);
    const key = new URLSearchParams(page.hash.slice(1)).get('key') ?? '';
    const socket = new WebSocket(
      `ws://${page.host}/ws?${new URLSearchParams({ key, screen: 'test' }).toString()}`,
    );
    await once(socket, 'open');
    let lastId = 0;
    const call = <M extends Method>(method: M, params: Params<M>) =>
      ask<Result<M>>(socket, (lastId += 1), method, params);
    try {
      const state = await call('desk.state', {});
      const [first] = state.users;
      if (state.phase === 'locked' && first)
        await call('session.unlock', { user_id: first.id, pin: this.#pin });
      return await work(call);
    } finally {
      socket.close();
    }
  }

  /** Ends the desk and starts it again at the same address. */
  async restart(): Promise<void> {
    await this.#end();
    this.#process = serve(this.#folder, new URL(this.address).host);
    await printedAddress(this.#process);
  }

  /** Ends the desk and removes its replica. */
  async stop(): Promise<void> {
    await this.#end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }
}

function replicaIn(folder: string): string {
  return join(folder, 'shop.db');
}

function serve(folder: string, listen: string): ChildProcess {
  return spawn(program, ['serve', '--replica', replicaIn(folder), '--listen', listen], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function ask<T>(socket: WebSocket, id: number, method: string, params: unknown): Promise<T> {
  return new Promise((done, refuse) => {
    function hear(data: Buffer) {
      const answer = JSON.parse(data.toString()) as {
        id?: number;
        result?: T;
        error?: { code: string; message: string };
      };
      if (answer.id !== id) return;
      socket.off('message', hear);
      if (answer.error) refuse(new Error(`${method}: ${answer.error.code}: ${answer.error.message}`));
      else done(answer.result as T);
    }
    socket.on('message', hear);
    socket.send(JSON.stringify({ id, method, params }));
  });
}

/** Waits for the address that the desk prints; what it said is in the error when it ends instead. */
async function printedAddress(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  return new Promise((found, refuse) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface(stream).on('line', (line) => {
        said.push(line);
        const [printed] = /http:\/\/\S+/.exec(line.replaceAll('"', ' ')) ?? [];
        if (printed) found(printed);
      });
    }
    child.once('exit', (code) => refuse(new Error(`desk serve ended with ${code}: ${said.join('\n')}`)));
  });
}

import type { MethodMap } from './methods.gen';
import { socketTransport, socketUrl } from './socket';
import type { DeskEvent, Transport } from './transport';
import { windowTransport } from './window';

export type Method = keyof MethodMap;
export type Params<M extends Method> = MethodMap[M]['params'];
export type Result<M extends Method> = MethodMap[M]['result'];

let current: Transport | undefined;

/** The way to the desk behind this page; made when it is first needed. */
export function transport(): Transport {
  current ??= windowTransport() ?? socketTransport({ url: socketUrl(location, sessionStorage) });
  return current;
}

/** Puts another transport in place; for tests. */
export function setTransport(next: Transport): void {
  current = next;
}

/** Calls a method of the desk; rejects with a DeskError. */
export async function call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
  return (await transport().call(method, params)) as Result<M>;
}

/** Calls back with every event of the desk until the returned function is called. */
export function listen(heard: (event: DeskEvent) => void): () => void {
  return transport().listen(heard);
}

import { useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import { useDeskEvents, type DeskEvent } from '../bridge';
import { registry } from '../commands';
import { fieldOf, insert } from './fields';
import { keepScannerHeard } from './heard';
import { Listener } from './listener';
import { Parts, type Part, type Scan } from './parts';
import type { RawKey } from './rawKey';
import { readScanner } from './settings';
import { plainCode } from './text';

const parts = new Parts();
const homes: RefObject<HTMLInputElement | null>[] = [];
let expected = true;
const listener = new Listener({
  wanted: () => expected || parts.any(),
  heard: (code) => hear({ code, source: 'keys' }),
  isCommand: registry.hears,
  home: () => homes.at(-1)?.current ?? undefined,
});

/**
 * A field that asks for a code (a barcode, a customer's card) gets it when it has the focus: mark it with
 * `data-takes-scan`. Every other code is for the uppermost part that takes codes.
 */
function hear(scan: Scan) {
  keepScannerHeard();
  const field = fieldOf(document.activeElement);
  if (field?.dataset.takesScan === undefined) return parts.deliver(scan);
  field.select();
  return insert(field, plainCode(scan.code));
}

/** Gives a code on as if it had been scanned: one that was typed or pasted. */
export const deliver = parts.deliver;

/** Gives a code that a part would not take to what is uppermost now; for a part that has just gone. */
export const passOn = parts.passOn;

type Options = {
  /** Stands over what else is shown: a panel, a dialog. */
  over?: boolean;
  /** Takes codes only while this holds; else the part below does. */
  when?: boolean;
  /** Until then codes wait for this part: it is still asking the desk for what it shows. */
  ready?: boolean;
  /** What is done with codes that no part takes: the frame's. */
  rank?: Part['rank'];
};

/**
 * Takes codes while the part is shown: the uppermost part gets a scan, whatever has the focus, and the next scan comes
 * when the promise is kept. Do not wait for a person in it.
 */
export function useScan(
  take: (scan: Scan) => void | Promise<void>,
  { over = false, when = true, ready = true, rank = over ? 'over' : 'screen' }: Options = {},
): void {
  const latest = useRef(take);
  useLayoutEffect(() => {
    latest.current = take;
  });
  useLayoutEffect(
    () => (when ? parts.add({ take: (scan) => latest.current(scan), rank, ready }) : undefined),
    [when, ready, rank],
  );
}

/** Letters that are typed while nothing takes text go to this field, while `when` holds. */
export function useTypingHome(field: RefObject<HTMLInputElement | null>, when = true): void {
  useLayoutEffect(() => {
    if (!when) return undefined;
    homes.push(field);
    return () => void homes.splice(homes.indexOf(field), 1);
  }, [field, when]);
}

/**
 * Hears scanners for the whole page, those of the keyboard and those of the desk; used once. Codes wait for a part that
 * takes them where one is `awaited`; elsewhere nobody scans unless a part asks for it.
 */
export function useHearScans(setting: string | undefined, awaited = true): void {
  useLayoutEffect(() => {
    listener.settings = readScanner(setting);
  }, [setting]);
  useLayoutEffect(() => {
    expected = awaited;
  }, [awaited]);
  useLayoutEffect(() => listener.listen(), []);
  useDeskEvents(
    useCallback(({ event, data }: DeskEvent) => {
      if (event === 'scan') hear({ code: (data as { code: string }).code, source: 'serial' });
    }, []),
  );
}

/** Gives every key to the part that asks for them while `when` holds: the set-up page. */
export function useRawKeys(heard: (key: RawKey) => void, when: boolean): void {
  const latest = useRef(heard);
  useLayoutEffect(() => {
    latest.current = heard;
  });
  useLayoutEffect(() => (when ? listener.tapKeys((key) => latest.current(key)) : undefined), [when]);
}

/**
 * A value as it was when it was last clear that no scanner is typing: what is looked for from a search field does not
 * follow the first letters of a scan. A typed letter counts after the time that a scanner leaves between two keys.
 */
export function useSettled<T>(value: T): T {
  const calm = useSyncExternalStore(listener.watch, listener.calm);
  const [kept, keep] = useState(value);
  if (calm && !Object.is(kept, value)) keep(value);
  return calm ? value : kept;
}

import type { RefObject } from 'react';
import { takesText, useCommands } from '../../commands';
import type { BasketLine, Tender } from '../../bridge';
import { useSounds } from '../../desk/sound';
import { go } from '../../route';
import type { Open, Sale } from './Counter';
import type { Scope } from './DiscountPanel';
import type { Editing, LineActions } from './Lines';
import type { Till } from './till';

type Parts = {
  till: Till;
  field: RefObject<HTMLInputElement | null>;
  line: BasketLine | undefined;
  open: Open;
  actions: LineActions;
  sale: Sale;
  goHome: () => void;
  onOpen: (what: Open) => void;
  onScope: (change: (scope: Scope) => Scope) => void;
  onPay: (payments: Tender[], print: boolean) => void;
  onEdit: (what: Editing) => void;
};

/** The keys of the counter. */
export function useCounterCommands(parts: Parts): void {
  const { till, field, line, open, actions, sale } = parts;
  const sounds = useSounds();
  const lines = till.counter?.basket.lines ?? [];
  const empty = lines.length === 0;

  // Keys that could also be typed mean the lines only while the search field is empty.
  const atHome = () => document.activeElement === field.current && field.current?.value === '';
  const free = () => atHome() || (!takesText(document.activeElement) && open === undefined);
  const withLine = (run: (now: BasketLine) => void, when: () => boolean = free) => ({
    run: () => line && run(line),
    when: () => line !== undefined && when(),
  });
  const move = (by: number) => {
    const next = lines[lines.findIndex(({ id }) => id === till.current) + by];
    if (next) till.choose(next.id);
  };
  const anyLine = () => !empty;

  useCommands({
    'counter.find': () => {
      parts.onOpen(undefined);
      parts.goHome();
      field.current?.select();
    },
    'counter.more': withLine((now) => actions.step(now, 1)),
    'counter.less': withLine((now) => actions.step(now, -1)),
    'counter.repeat': withLine((now) => {
      sounds.yes();
      actions.step(now, 1);
    }, atHome),
    'counter.quantity': withLine(() => parts.onEdit('quantity'), anyLine),
    'counter.price': withLine(() => parts.onEdit('price'), anyLine),
    'counter.remove': withLine((now) => actions.remove(now)),
    'counter.previous': { run: () => move(-1), when: () => !empty && atHome() },
    'counter.next': { run: () => move(1), when: () => !empty && atHome() },
    'counter.undo': { run: undo, when: free },
    'counter.customer': () => parts.onOpen('customer'),
    'counter.discount': {
      run: () => {
        // Pressed again it turns to the lit line, and back.
        parts.onScope((scope) => (open === 'discount' && scope === 'sale' ? 'line' : 'sale'));
        parts.onOpen('discount');
      },
      when: anyLine,
    },
    'counter.pay': { run: () => parts.onOpen('pay'), when: anyLine },
    'counter.finish': { run: () => parts.onPay([], true), when: anyLine },
    'counter.finish_quiet': { run: () => parts.onPay([], false), when: anyLine },
    'counter.park': () => parts.onOpen(empty && !till.counter?.customer ? 'parked' : 'park'),
    'counter.return': () => sale.allowReturn() && parts.onOpen('return'),
    'counter.unknown': () => go('counter', 'unknown'),
    'counter.reprint': { run: () => void sale.reprint(), when: () => sale.last !== undefined },
    'counter.clear': { run: () => void till.tell('counter.clear', {}), when: () => !empty && free() },
  });

  /** Takes back the last change of this sale; before the first one, the sale before it. */
  function undo() {
    if (till.counter?.can_undo) void till.tell('counter.undo', {});
    else if (empty && sale.last) void sale.undo();
    else sounds.no();
  }
}

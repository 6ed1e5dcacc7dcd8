import type { DeskState, Right } from '../desk';
import { lazy, type ComponentType, type ReactNode } from 'react';

/** A screen of the rail. Its folder is src/screens/<name>; index.tsx there exports Screen. */
export type Place = {
  name: string;
  command: string;
  /** The right that shows it in the rail. */
  right: Right;
  icon: ReactNode;
  /** Whether it stands in the rail now; a place that does not is reached by its address and its key. */
  inRail: (state: DeskState) => boolean;
  /** How many things wait there for a person. */
  count: (state: DeskState) => number;
  Screen: ComponentType<ScreenProps>;
};

/** What a screen is told: the parts of the address behind its name. */
export type ScreenProps = { path: string[] };

type Loaded = { Screen: ComponentType<ScreenProps> };
const files = import.meta.glob<Loaded>('../screens/*/index.tsx');

const icon = (d: string) => (
  <svg
    width="20"
    height="20"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    aria-hidden="true"
  >
    <path d={d} strokeLinecap="round" strokeLinejoin="round" />
  </svg>
);

const drawn = {
  counter: icon('M3 8h14v9H3zM5 8l1.5-5h7L15 8M7 12h2M11 12h2M7 14.5h2M11 14.5h2'),
  orders: icon('M5 2.5h10v15l-2.5-1.7L10 17.5l-2.5-1.7L5 17.5zM8 6.5h4M8 10h4'),
  customers: icon(
    'M10 10a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 10 10zM3.5 17c.6-3.2 3.2-4.7 6.5-4.7s5.9 1.5 6.5 4.7',
  ),
  goods: icon('M3 6.5l7-3.5 7 3.5v7.5l-7 3.5-7-3.5zM3 6.5l7 3.5 7-3.5M10 10v7.5'),
  stock: icon('M2.5 7.5l7.5-4 7.5 4V17h-15zM6 17v-6.500h8V17M6 13.800h8'),
  prints: icon('M6 7V3h8v4M6 14H3.500V7h13v7H14M6 11.500h8V17H6z'),
  needs: icon('M10 2.5l8 14.5H2zM10 8v4M10 14.3v.2'),
  sync: icon('M6.5 16.5v-13M3.5 6.5l3-3l3 3M13.5 3.5v13M10.5 13.5l3 3l3-3'),
  settings: icon('M3 5.5h8M15 5.5h2M3 10h2M9 10h8M3 14.5h9M16 14.5h1M13 3.8v3.4M7 8.3v3.4M14 12.8v3.4'),
};

type Rail = Partial<Pick<Place, 'inRail' | 'count'>>;

function place(
  name: keyof typeof drawn,
  right: Right,
  { inRail = () => true, count = () => 0 }: Rail = {},
): Place[] {
  const file = files[`../screens/${name}/index.tsx`];
  if (!file) return [];
  return [
    {
      name,
      right,
      inRail,
      count,
      command: `frame.${name}`,
      icon: drawn[name],
      Screen: lazy(async () => ({ default: (await file()).Screen })),
    },
  ];
}

const waiting = ({ sync }: DeskState) => sync.needs_you;

/** The screens, those of the rail from above. */
export const places: readonly Place[] = [
  ...place('counter', 'sell'),
  ...place('orders', 'sell'),
  ...place('customers', 'sell'),
  ...place('goods', 'signed_in'),
  ...place('stock', 'goods'),
  ...place('prints', 'sell', { inRail: ({ printed = false }) => printed }),
  // A shop on one computer has nobody to clash with.
  ...place('needs', 'signed_in', { inRail: (state) => state.sync.hub || waiting(state) > 0, count: waiting }),
  // Its link is the badge on top.
  ...place('sync', 'signed_in', { inRail: () => false }),
  ...place('settings', 'signed_in'),
];

/** Begins to load the screen that a clerk sees first, before anybody has entered a PIN. */
export function loadFirst(): void {
  void files['../screens/counter/index.tsx']?.();
}

import type { Template, TemplateElement } from '../../bridge';

// Templates are changed by pure functions, so that undo is only the template before. Lengths are millimetres, of which a
// thousandth is the least that counts.

export type Kind = TemplateElement['kind'];
export type Room = Pick<TemplateElement, 'x' | 'y' | 'w' | 'h'>;

/** What places and sizes jump by; with Shift by the second. */
export const steps_mm = { fine: 0.5, coarse: 5 } as const;
export const elements_max = 100;
const least_mm = 0.5;

const micro = (mm: number) => Math.round(mm * 1000) / 1000;
/** The nearest place of the grid. */
export const snap = (mm: number, step: number) => micro(Math.round(mm / step) * step);
const clamp = (mm: number, from: number, to: number) =>
  micro(Math.min(Math.max(mm, from), Math.max(from, to)));

/** Which edges a handle moves: -1 the left or upper one, 1 the right or lower one. */
export type Edges = { x: -1 | 0 | 1; y: -1 | 0 | 1 };

/** The eight handles of a room, clockwise from the upper left corner. */
export const handles: readonly Edges[] = [
  { x: -1, y: -1 },
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
];

type Sheet = Pick<Template, 'width' | 'height'>;

/** A room carried by so much to the grid, and kept on the sheet. A way that is not half a step moves nothing. */
export function carry(room: Room, sheet: Sheet, by: { x: number; y: number }, step: number): Room {
  const to = (at: number, way: number) => (Math.abs(way) < step / 2 ? at : snap(at + way, step));
  return {
    ...room,
    x: clamp(to(room.x, by.x), 0, sheet.width - room.w),
    y: clamp(to(room.y, by.y), 0, sheet.height - room.h),
  };
}

/** A room moved by keys: an element that stands beside the grid keeps its distance to it. */
export function nudge(room: Room, sheet: Sheet, by: { x: number; y: number }): Room {
  return {
    ...room,
    x: clamp(room.x + by.x, 0, sheet.width - room.w),
    y: clamp(room.y + by.y, 0, sheet.height - room.h),
  };
}

/** A room whose edges were pulled by so much, snapped to the grid. */
export function stretch(
  room: Room,
  sheet: Sheet,
  edges: Edges,
  by: { x: number; y: number },
  step: number,
): Room {
  const [x, w] = pull(room.x, room.w, edges.x, by.x, step, sheet.width);
  const [y, h] = pull(room.y, room.h, edges.y, by.y, step, sheet.height);
  return { x, y, w, h };
}

function pull(
  at: number,
  size: number,
  edge: number,
  by: number,
  step: number,
  end: number,
): [number, number] {
  if (edge === 0) return [at, size];
  if (edge > 0) {
    const to = clamp(snap(at + size + by, step), at + least_mm, end);
    return [at, micro(to - at)];
  }
  const from = clamp(snap(at + by, step), 0, at + size - least_mm);
  return [from, micro(at + size - from)];
}

/** A room made larger or smaller by keys, at its right and lower edges. */
export function grow(room: Room, sheet: Sheet, by: { x: number; y: number }): Room {
  return {
    ...room,
    w: clamp(room.w + by.x, least_mm, sheet.width - room.x),
    h: clamp(room.h + by.y, least_mm, sheet.height - room.y),
  };
}

/** The template with one element changed. Fields that are set to undefined go. */
export function change(template: Template, at: number, part: Partial<TemplateElement>): Template {
  return {
    ...template,
    elements: template.elements.map((element, n) => (n === at ? without({ ...element, ...part }) : element)),
  };
}

function without(element: TemplateElement): TemplateElement {
  return Object.fromEntries(
    Object.entries(element).filter(([, value]) => value !== undefined && value !== '' && value !== false),
  ) as TemplateElement;
}

export function remove(template: Template, at: number): Template {
  return { ...template, elements: template.elements.filter((_, n) => n !== at) };
}

/** The template with another element on top, and where that is. */
export function add(template: Template, element: TemplateElement): [Template, number] {
  return [{ ...template, elements: [...template.elements, element] }, template.elements.length];
}

/** A copy of an element, a little aside. */
export function duplicate(template: Template, at: number): [Template, number] | undefined {
  const element = template.elements[at];
  if (!element || template.elements.length >= elements_max) return undefined;
  return add(template, { ...element, ...nudge(element, template, { x: 2, y: 2 }) });
}

/** The code that a document is known by, and what it is called by. */
const names: Record<Template['document'], { text: string; code: string }> = {
  label: { text: '{customer.name}', code: '{order.number}' },
  pricetag: { text: '{offer.title}', code: '{offer.code}' },
  shelf: { text: '{place.name}', code: '{place.code}' },
};

/** A new element in the middle of the sheet. */
export function made(kind: Kind, { document, width, height }: Template): TemplateElement {
  const room = (w: number, h: number): Room => {
    const size = { w: Math.min(w, width), h: Math.min(h, height) };
    return { x: snap((width - size.w) / 2, 0.5), y: snap((height - size.h) / 2, 0.5), ...size };
  };
  const makers: Record<Kind, () => TemplateElement> = {
    text: () => ({ kind, ...room(40, 5), value: names[document].text, size: 4, lines: 1 }),
    code: () => ({
      kind,
      ...room(60, 15),
      value: names[document].code,
      symbology: 'code128',
      align: 'centre',
    }),
    box: () => ({ kind, ...room(30, 10), line: 0.5 }),
    line: () => ({ kind, ...room(30, 0.25) }),
    picture: () => ({ kind, ...room(20, 20) }),
  };
  return makers[kind]();
}

/** The elements by how much they cover, the largest first: what is small lies above what is large. */
export function byCover(elements: readonly Room[]): number[] {
  return elements
    .map((room, at) => ({ at, area: room.w * room.h }))
    .toSorted((one, other) => other.area - one.area || one.at - other.at)
    .map(({ at }) => at);
}

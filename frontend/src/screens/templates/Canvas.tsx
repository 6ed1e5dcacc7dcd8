import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Template, TemplateElement } from '../../bridge';
import {
  byCover,
  carry,
  change,
  grow,
  handles,
  nudge,
  steps_mm,
  stretch,
  type Edges,
  type Room,
} from './model';
import classes from './Templates.module.css';
import { inWords } from './words';

type Props = {
  template: Template;
  /** The printed sticker, base64 of a PNG; empty while there is none. */
  png: string;
  words: ReadonlyMap<string, string>;
  /** Elements with something to mend. */
  faulty: ReadonlySet<number>;
  chosen: number | undefined;
  onChoose: (at: number | undefined) => void;
  /** Changes with one name are undone together. */
  onChange: (template: Template, of: string) => void;
};

// A sheet as small as a price tag is not blown up beyond this.
const scale_max = 14;
const margin_px = 48;

/** The sticker as it is printed, with its elements to be chosen, moved and resized by the mouse and by keys. */
export function Canvas({ template, png, words, faulty, chosen, onChoose, onChange }: Props) {
  const { t } = useTranslation('templates');
  const ground = useRef<HTMLDivElement>(null);
  const scale = useScale(ground, template);
  const [drags, setDrags] = useState(0);
  const rank = byCover(template.elements);
  const put = (at: number, room: Room, of: string) => onChange(change(template, at, room), of);
  return (
    <div className={classes.desk}>
      <div
        ref={ground}
        className={classes.ground}
        onPointerDown={(event) => event.target === event.currentTarget && onChoose(undefined)}
      >
        <div
          className={classes.sheet}
          role="group"
          aria-label={t('sheet')}
          style={{ width: template.width * scale, height: template.height * scale }}
          onPointerDown={(event) => event.target === event.currentTarget && onChoose(undefined)}
        >
          {png !== '' && (
            <img className={classes.print} src={`data:image/png;base64,${png}`} alt="" draggable={false} />
          )}
          {template.elements.map((element, at) => (
            <Part
              // Elements have no names: their place in the list is what they are.
              // eslint-disable-next-line react/no-array-index-key
              key={at}
              at={at}
              element={element}
              sheet={template}
              scale={scale}
              above={rank.indexOf(at)}
              label={t('element', {
                n: at + 1,
                kind: t(`kind.${element.kind}`),
                value: inWords(element.value ?? '', words),
              }).trim()}
              faulty={faulty.has(at)}
              chosen={chosen === at}
              onChoose={() => onChoose(at)}
              onGrab={() => setDrags(drags + 1)}
              onPut={(room, by) => put(at, room, by === 'keys' ? `keys ${at}` : `drag ${drags}`)}
            />
          ))}
        </div>
      </div>
      <p className={classes.keys} id="templates-keys">
        {t('keys')}
      </p>
    </div>
  );
}

/** Pixels a millimetre, so that the whole sheet is seen. */
function useScale(ground: React.RefObject<HTMLDivElement | null>, { width, height }: Template): number {
  const [size, setSize] = useState({ w: 0, h: 0 });
  useLayoutEffect(() => {
    const node = ground.current;
    if (!node) return undefined;
    const look = () => setSize({ w: node.clientWidth, h: node.clientHeight });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(node);
    return () => observer.disconnect();
  }, [ground]);
  const fit = Math.min((size.w - margin_px) / width, (size.h - margin_px) / height, scale_max);
  return Number.isFinite(fit) ? Math.max(fit, 1) : 1;
}

type PartProps = {
  at: number;
  element: TemplateElement;
  sheet: Template;
  scale: number;
  above: number;
  label: string;
  faulty: boolean;
  chosen: boolean;
  onChoose: () => void;
  onGrab: () => void;
  onPut: (room: Room, by: 'keys' | 'mouse') => void;
};

const ways: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

function Part({
  at,
  element,
  sheet,
  scale,
  above,
  label,
  faulty,
  chosen,
  onChoose,
  onGrab,
  onPut,
}: PartProps) {
  const grabbed = useRef<{ room: Room; x: number; y: number; edges: Edges | undefined }>(undefined);
  const node = useRef<HTMLButtonElement>(null);
  const { x, y, w, h } = element;

  // What is chosen by another way (added, undone, named by a fault) gets the keys too, unless they are busy elsewhere.
  useEffect(() => {
    if (chosen && document.activeElement === document.body) node.current?.focus({ preventScroll: true });
  }, [chosen]);

  function grab(event: PointerEvent, edges?: Edges) {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    node.current?.focus({ preventScroll: true });
    node.current?.setPointerCapture(event.pointerId);
    onChoose();
    onGrab();
    grabbed.current = { room: { x, y, w, h }, x: event.clientX, y: event.clientY, edges };
  }

  function drag(event: PointerEvent) {
    const from = grabbed.current;
    if (!from) return;
    const by = { x: (event.clientX - from.x) / scale, y: (event.clientY - from.y) / scale };
    const step = event.shiftKey ? steps_mm.coarse : steps_mm.fine;
    const still = Math.hypot(event.clientX - from.x, event.clientY - from.y) < 3;
    if (still) return;
    const to = from.edges
      ? stretch(from.room, sheet, from.edges, by, step)
      : carry(from.room, sheet, by, step);
    if (to.x !== x || to.y !== y || to.w !== w || to.h !== h) onPut(to, 'mouse');
  }

  function press(event: KeyboardEvent) {
    const way = ways[event.key];
    if (!way || event.altKey) return;
    event.preventDefault();
    const step = event.shiftKey ? steps_mm.coarse : steps_mm.fine;
    const by = { x: way.x * step, y: way.y * step };
    const room = { x, y, w, h };
    onPut(event.ctrlKey || event.metaKey ? grow(room, sheet, by) : nudge(room, sheet, by), 'keys');
  }

  const drop = () => {
    grabbed.current = undefined;
  };
  return (
    <button
      ref={node}
      type="button"
      className={classes.element}
      data-at={at}
      data-kind={element.kind}
      data-faulty={faulty}
      aria-pressed={chosen}
      aria-label={label}
      aria-describedby="templates-keys"
      style={{
        left: x * scale,
        top: y * scale,
        width: w * scale,
        height: h * scale,
        zIndex: chosen ? 1000 : above,
      }}
      onFocus={onChoose}
      onKeyDown={press}
      onPointerDown={grab}
      onPointerMove={drag}
      onPointerUp={drop}
      onPointerCancel={drop}
    >
      {element.kind === 'box' &&
        ['top', 'right', 'bottom', 'left'].map((side) => <span key={side} data-side={side} />)}
      {chosen &&
        handles.map((edges) => (
          <span
            key={`${edges.x} ${edges.y}`}
            className={classes.handle}
            data-x={edges.x}
            data-y={edges.y}
            onPointerDown={(event) => grab(event, edges)}
          />
        ))}
    </button>
  );
}

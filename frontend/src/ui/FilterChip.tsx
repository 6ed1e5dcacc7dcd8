import { Popover } from '@mantine/core';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useCommands } from '../commands';
import classes from './FilterChip.module.css';
import { ShapeIcon } from './ShapeIcon';

export type Choice = { value: string; label: string };

type Props = {
  /** What is chosen among: "Payment". */
  label: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
  /** Whether several may be chosen; else a choice closes the list, and choosing it again takes it out. */
  many?: boolean;
};

/**
 * A filter of a list: a chip that says what is chosen and opens its choices. Arrows, Enter and Esc work it. Nothing to
 * choose from, no chip.
 */
export function FilterChip({ label, choices, chosen, onChoose, many = false }: Props) {
  const [open, setOpen] = useState(false);
  const chip = useRef<HTMLButtonElement>(null);
  const labels = choices.filter(({ value }) => chosen.includes(value)).map((choice) => choice.label);

  function close() {
    setOpen(false);
    chip.current?.focus();
  }

  function choose(value: string) {
    const on = chosen.includes(value);
    if (many) onChoose(on ? chosen.filter((each) => each !== value) : [...chosen, value]);
    else {
      onChoose(on ? [] : [value]);
      close();
    }
  }

  if (choices.length === 0) return null;
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      closeOnEscape={false}
      withinPortal={false}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target>
        <button
          ref={chip}
          type="button"
          className={classes.chip}
          data-on={labels.length > 0}
          aria-haspopup="listbox"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <span>{labels.length > 0 ? `${label}: ${labels.join(', ')}` : label}</span>
          <Arrow />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={4}>
        <Choices
          label={label}
          choices={choices}
          chosen={chosen}
          many={many}
          onChoose={choose}
          onClose={close}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices(props: {
  label: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  many: boolean;
  onChoose: (value: string) => void;
  onClose: () => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  useCommands({ 'ui.close': props.onClose }, { over: true });
  useEffect(() => {
    const inside = list.current;
    (
      inside?.querySelector<HTMLElement>('[aria-selected="true"]') ?? inside?.querySelector('button')
    )?.focus();
  }, []);
  return (
    <div
      ref={list}
      className={classes.options}
      role="listbox"
      aria-label={props.label}
      aria-multiselectable={props.many}
      tabIndex={-1}
      onKeyDown={moveInside}
    >
      {props.choices.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          role="option"
          aria-selected={props.chosen.includes(value)}
          className={classes.option}
          onClick={() => props.onChoose(value)}
        >
          <ShapeIcon shape="done" />
          {label}
        </button>
      ))}
    </div>
  );
}

/** Arrows go from one button of a list to the next. */
export function moveInside(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}

function Arrow() {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M2 3.5l3 3 3-3" strokeWidth="1.4" strokeLinecap="round" />
    </svg>
  );
}

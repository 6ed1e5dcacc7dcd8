import { Checkbox, Input, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Condition, Fault, TemplateElement } from '../../bridge';
import { KeyButton, QuantityInput, WholeInput } from '../../ui';
import { FieldList } from './FieldList';
import { Logo } from './Logo';
import classes from './Templates.module.css';
import { useFaultText } from './useFaultText';
import { fromWords, inWords } from './words';

type Props = {
  element: TemplateElement;
  /** The names of all fields that the document has, with their words. */
  words: ReadonlyMap<string, string>;
  faults: readonly Fault[];
  /** Changes with one name are undone together. */
  onChange: (part: Partial<TemplateElement>, of?: string) => void;
};

type LengthField = 'w' | 'h' | 'size' | 'least' | 'module' | 'line';

type PartProps = {
  element: TemplateElement;
  wrong: (field: string) => string | undefined;
  /** A field for one of the element's lengths. */
  mm: (field: LengthField, label: string, note?: string) => ReactNode;
  onChange: Props['onChange'];
};

/** What the chosen element says and how it looks. */
export function Inspector({ element, words, faults, onChange }: Props) {
  const { t } = useTranslation('templates');
  const say = useFaultText();
  const wrong = (field: string) => {
    const found = faults.find((fault) => fault.field === field);
    return found && say(found);
  };
  const mm = (field: LengthField, label: string, note?: string) => (
    <Millimetres
      label={label}
      {...(note !== undefined && { note })}
      value={element[field]}
      error={wrong(field)}
      onChange={(value) => onChange({ [field]: value })}
    />
  );
  const place = (field: 'x' | 'y', label: string) => (
    <QuantityInput
      label={label}
      error={wrong(field)}
      value={Math.round((element[field] ?? 0) * 1000)}
      onChange={(units = 0) => onChange({ [field]: units / 1000 })}
    />
  );
  const part = { element, wrong, mm, onChange };
  return (
    <>
      <h2>{t(`kind.${element.kind}`)}</h2>
      {faults
        .filter(({ field }) => field === '')
        .map((fault) => (
          <Input.Error key={fault.code}>{say(fault)}</Input.Error>
        ))}
      {(element.kind === 'text' || element.kind === 'code') && (
        <Value
          value={element.value ?? ''}
          words={words}
          error={wrong('value')}
          onChange={(value) => onChange({ value }, 'value')}
        />
      )}
      {element.kind === 'text' && <TextPart {...part} />}
      {element.kind === 'code' && <CodePart {...part} />}
      {element.kind === 'box' && mm('line', t('thickness'))}
      {element.kind === 'picture' && <Logo />}
      <fieldset className={classes.group}>
        <legend>{t('room')}</legend>
        <div className={classes.pair}>
          {place('x', t('x'))}
          {place('y', t('y'))}
          {mm('w', t('w'))}
          {mm('h', t('h'))}
        </div>
      </fieldset>
      <When
        value={element.if}
        words={words}
        error={wrong('if.field')}
        onChange={(next, of) => onChange({ if: next }, of)}
      />
      <div className={classes.logo}>
        <KeyButton command="templates.duplicate">{t('duplicate')}</KeyButton>
        <KeyButton command="templates.remove">{t('remove')}</KeyButton>
      </div>
    </>
  );
}

function TextPart({ element, wrong, mm, onChange }: PartProps) {
  const { t } = useTranslation('templates');
  return (
    <>
      <div className={classes.pair}>
        {mm('size', t('size'))}
        {mm('least', t('least'), t('least.note'))}
      </div>
      <WholeInput
        label={t('lines')}
        description={t('lines.note')}
        value={element.lines || undefined}
        error={wrong('lines')}
        onChange={(lines) => onChange({ lines })}
      />
      <Align value={element.align} onChange={(align) => onChange({ align })} />
      <NativeSelect
        label={t('down')}
        value={element.down ?? 'top'}
        data={(['top', 'middle', 'bottom'] as const).map((value) => ({ value, label: t(`down.${value}`) }))}
        onChange={(event) => onChange({ down: event.currentTarget.value as 'top' })}
      />
      <Checkbox
        label={t('bold')}
        checked={element.bold ?? false}
        onChange={(event) => onChange({ bold: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('strike')}
        checked={element.strike ?? false}
        onChange={(event) => onChange({ strike: event.currentTarget.checked })}
      />
    </>
  );
}

function CodePart({ element, wrong, mm, onChange }: PartProps) {
  const { t } = useTranslation('templates');
  return (
    <>
      <NativeSelect
        label={t('symbology')}
        value={element.symbology ?? ''}
        error={wrong('symbology')}
        data={symbologies.map((value) => ({ value, label: t(`symbology.${value}`) }))}
        onChange={(event) => onChange({ symbology: event.currentTarget.value as 'auto' })}
      />
      {mm('module', t('module'), t('module.note'))}
      <Align value={element.align} onChange={(align) => onChange({ align })} />
      <Checkbox
        label={t('code.text')}
        checked={element.text ?? false}
        onChange={(event) => onChange({ text: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('optional')}
        description={t('optional.note')}
        checked={element.optional ?? false}
        onChange={(event) => onChange({ optional: event.currentTarget.checked })}
      />
    </>
  );
}

const symbologies = [
  'auto',
  'code128',
  'ean13',
  'ean8',
  'itf14',
  'gs1-128',
  'qr',
  'datamatrix',
  'gs1-datamatrix',
] as const;

/** A field for a length, which may be left out; it counts thousandths, as quantities do. */
export function Millimetres({
  label,
  note,
  value,
  error,
  onChange,
}: {
  label: string;
  note?: string;
  value: number | undefined;
  error?: ReactNode;
  onChange: (mm: number | undefined) => void;
}) {
  return (
    <QuantityInput
      label={label}
      description={note}
      error={error}
      value={value === undefined || value === 0 ? undefined : Math.round(value * 1000)}
      onChange={(units) => onChange(units === undefined ? 0 : units / 1000)}
    />
  );
}

function Align({
  value,
  onChange,
}: {
  value: TemplateElement['align'];
  onChange: (align: TemplateElement['align']) => void;
}) {
  const { t } = useTranslation('templates');
  return (
    <Input.Wrapper label={t('align')} labelElement="div">
      <SegmentedControl
        fullWidth
        aria-label={t('align')}
        value={value || 'left'}
        data={(['left', 'centre', 'right'] as const).map((each) => ({
          value: each,
          label: t(`align.${each}`),
        }))}
        onChange={(next) => onChange(next)}
      />
    </Input.Wrapper>
  );
}

/** What is printed: letters and fields, which are put in from a list. */
function Value({
  value,
  words,
  error,
  onChange,
}: {
  value: string;
  words: ReadonlyMap<string, string>;
  error?: ReactNode;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation('templates');
  const area = useRef<HTMLTextAreaElement>(null);
  const shown = inWords(value, words);
  function insert(name: string) {
    const node = area.current;
    const word = `{${words.get(name) ?? name}}`;
    const [from, to] = [node?.selectionStart ?? shown.length, node?.selectionEnd ?? shown.length];
    onChange(fromWords(shown.slice(0, from) + word + shown.slice(to), words));
    node?.focus();
    requestAnimationFrame(() => node?.setSelectionRange(from + word.length, from + word.length));
  }
  return (
    <>
      <Textarea
        ref={area}
        data-autofocus
        label={t('value')}
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        value={shown}
        error={error}
        onChange={(event) => onChange(fromWords(event.currentTarget.value, words))}
      />
      <FieldList words={words} onPick={insert} />
    </>
  );
}

function fieldChoices(words: ReadonlyMap<string, string>) {
  return [...words].map(([value, label]) => ({ value, label }));
}

/** Whether the element is always printed, or only with what is there. */
function When({
  value,
  words,
  error,
  onChange,
}: {
  value: Condition | undefined;
  words: ReadonlyMap<string, string>;
  error?: ReactNode;
  onChange: (condition: Condition | undefined, of?: string) => void;
}) {
  const { t } = useTranslation('templates');
  // The words of the program are always there.
  const asked = [...words].filter(([name]) => !name.startsWith('word.'));
  const first = asked.find(([name]) => name === 'order.cod')?.[0] ?? asked[0]?.[0] ?? '';
  function choose(is: string) {
    if (is === 'present' || is === 'absent') onChange({ field: value?.field ?? first, is });
    else if (is === 'equals') onChange({ field: value?.field ?? first, is, value: value?.value ?? '' });
    else onChange(undefined);
  }
  return (
    <fieldset className={classes.group}>
      <legend>{t('when')}</legend>
      <NativeSelect
        aria-label={t('when')}
        value={value?.is ?? ''}
        data={['', 'present', 'absent', 'equals'].map((is) => ({
          value: is,
          label: t(`when.${is || 'always'}`),
        }))}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {value && (
        <NativeSelect
          aria-label={t('when.field')}
          value={value.field}
          error={error}
          data={fieldChoices(new Map(asked))}
          onChange={(event) => onChange({ ...value, field: event.currentTarget.value })}
        />
      )}
      {value?.is === 'equals' && (
        <TextInput
          aria-label={t('when.value')}
          value={value.value ?? ''}
          onChange={(event) => onChange({ ...value, value: event.currentTarget.value }, 'if.value')}
        />
      )}
    </fieldset>
  );
}

import { Button, NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Fault, Template, TemplateWarning } from '../../bridge';
import { ShapeIcon } from '../../ui';
import { Millimetres } from './Inspector';
import classes from './Templates.module.css';
import { useFaultText, useWarningText } from './useFaultText';

/** What is said of the whole sticker while no element is chosen: its size, and how one works here. */
export function SheetPart({
  template,
  faults,
  onChange,
  onChoose,
  onReset,
}: {
  template: Template;
  faults: readonly Fault[];
  onChange: (part: Partial<Template>) => void;
  onChoose: (at: number) => void;
  /** Makes it as it was shipped; left out where there is nothing to go back to. */
  onReset?: () => void;
}) {
  const { t } = useTranslation('templates');
  const say = useFaultText();
  const wrong = (field: string) => {
    const found = faults.find((fault) => fault.element === 0 && fault.field === field);
    return found && say(found);
  };
  return (
    <>
      <h2>{t('sheet')}</h2>
      <div className={classes.pair}>
        <Millimetres
          label={t('w')}
          value={template.width}
          error={wrong('width')}
          onChange={(width) => width && onChange({ width })}
        />
        <Millimetres
          label={t('h')}
          value={template.height}
          error={wrong('height')}
          onChange={(height) => height && onChange({ height })}
        />
      </div>
      {template.elements.length > 0 && (
        <NativeSelect
          label={t('choose')}
          value=""
          data={[
            { value: '', label: t('choose.none') },
            ...template.elements.map(({ kind }, at) => ({
              value: String(at),
              label: t('choose.element', { n: at + 1, kind: t(`kind.${kind}`) }),
            })),
          ]}
          onChange={(event) =>
            event.currentTarget.value !== '' && onChoose(Number(event.currentTarget.value))
          }
        />
      )}
      {onReset && <Button onClick={onReset}>{t('reset')}</Button>}
    </>
  );
}

/** All that keeps the template from being saved, and what is printed otherwise than it was given. */
export function Told({
  faults,
  warnings,
  onChoose,
}: {
  faults: readonly Fault[];
  warnings: readonly TemplateWarning[];
  onChoose: (at: number) => void;
}) {
  const { t } = useTranslation('templates');
  const say = useFaultText();
  const warn = useWarningText();
  if (faults.length + warnings.length === 0) return null;
  return (
    <ul className={classes.told} aria-label={t('told')}>
      {faults.map((fault) => (
        <li key={`${fault.element} ${fault.field} ${fault.code}`}>
          <Line element={fault.element} tone="danger" onChoose={onChoose}>
            {say(fault)}
          </Line>
        </li>
      ))}
      {warnings.map((warning) => (
        <li key={`${warning.element} ${warning.field} ${warning.code}`}>
          <Line element={warning.element} tone="waits" onChoose={onChoose}>
            {warn(warning)}
          </Line>
        </li>
      ))}
    </ul>
  );
}

function Line({
  element,
  tone,
  children,
  onChoose,
}: {
  element: number;
  tone: 'danger' | 'waits';
  children: string;
  onChoose: (at: number) => void;
}) {
  const { t } = useTranslation('templates');
  const text = element === 0 ? children : t('told.element', { n: element, text: children });
  return element === 0 ? (
    <span data-tone={tone}>
      <ShapeIcon shape={tone} />
      {text}
    </span>
  ) : (
    <button type="button" data-tone={tone} onClick={() => onChoose(element - 1)}>
      <ShapeIcon shape={tone} />
      {text}
    </button>
  );
}

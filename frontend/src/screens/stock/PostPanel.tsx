import { TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenSheet } from '../../bridge';
import { useCommands } from '../../commands';
import { KeyButton, SidePanel, StatusBadge, useWords } from '../../ui';
import { useSheetWords } from './words';
import classes from './Stock.module.css';

type Props = {
  sheet: OpenSheet;
  /** Posts the sheet; answers whether it is in the books. */
  onPost: (note: string) => Promise<boolean>;
  onClose: () => void;
};

const differences_max = 12;

/** What posting the sheet does, before it is done. */
export function PostPanel({ sheet, onPost, onClose }: Props) {
  const { t } = useTranslation('stock');
  const words = useWords();
  const say = useSheetWords();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const differ = sheet.kind === 'count' ? sheet.lines.filter((line) => line.quantity !== line.seen) : [];

  async function post() {
    setBusy(true);
    const done = await onPost(note.trim());
    setBusy(false);
    if (done) onClose();
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!busy) void post();
  }
  useCommands({ 'stock.post': { run: () => void post(), when: () => !busy } }, { over: true });

  return (
    <SidePanel title={t(`post.title.${sheet.kind}`)} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <p className={classes.sum}>{say.sum(sheet)}</p>
        <p className={classes.quiet}>{t(`post.what.${sheet.kind}`, { warehouse: sheet.warehouse })}</p>
        {differ.length > 0 && (
          <ul className={classes.differences}>
            {differ.slice(0, differences_max).map((line) => (
              <li key={line.id}>
                <span>{line.title}</span>
                <StatusBadge tone="waits">
                  {t(line.quantity > line.seen ? 'line.over' : 'line.short', {
                    quantity: words.quantity(Math.abs(line.quantity - line.seen), line.unit),
                  })}
                </StatusBadge>
              </li>
            ))}
            {differ.length > differences_max && (
              <li className={classes.quiet}>{t('post.more', { count: differ.length - differences_max })}</li>
            )}
          </ul>
        )}
        <TextInput
          data-autofocus
          label={t('post.note')}
          maxLength={150}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          <KeyButton command="stock.post" variant="filled" loading={busy}>
            {t('post')}
          </KeyButton>
          <KeyButton command="ui.close" onClick={onClose}>
            {t('drop')}
          </KeyButton>
        </div>
      </form>
    </SidePanel>
  );
}

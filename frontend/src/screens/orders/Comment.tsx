import { Button, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCommand, type Result } from '../../bridge';
import { useCommands } from '../../commands';
import { ErrorLine, KeyButton, say, useDraft } from '../../ui';
import classes from './Orders.module.css';

/** What was written about the order. */
export function Comment({ order: { id, comment } }: { order: Result<'orders.get'> }) {
  const { t } = useTranslation('orders');
  const [draft, keep, drop] = useDraft<string>(`comment.${id}`);
  const edit = () => keep(comment);
  useCommands({ 'orders.comment': { run: edit, when: () => draft === undefined } });
  return (
    <section className={classes.block} aria-label={t('comment')}>
      <header>
        <h2>{t('comment')}</h2>
        {draft === undefined && (
          <KeyButton command="orders.comment" size="compact-sm">
            {t(comment ? 'edit' : 'comment.write')}
          </KeyButton>
        )}
      </header>
      {draft === undefined ? (
        comment && <p className={classes.comment}>{comment}</p>
      ) : (
        <CommentForm id={id} comment={comment} draft={draft} onDraft={keep} onEnd={drop} />
      )}
    </section>
  );
}

type FormProps = {
  id: string;
  comment: string;
  draft: string;
  onDraft: (draft: string) => void;
  onEnd: () => void;
};

function CommentForm({ id, comment, draft, onDraft, onEnd }: FormProps) {
  const { t } = useTranslation('orders');
  const save = useCommand('orders.set_comment', { done: onEnd });
  const submit = () => save.mutate({ order_id: id, comment: draft.trim() });
  const giveUp = () => {
    onEnd();
    if (draft.trim() !== comment) say(t('dropped'), { tone: 'plain', undo: () => onDraft(draft) });
  };
  useCommands({ 'ui.close': giveUp }, { over: true });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        autoFocus
        autosize
        minRows={2}
        maxRows={5}
        aria-label={t('comment')}
        value={draft}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          submit();
        }}
      />
      <ErrorLine error={save.error} />
      <div className={classes.formFoot}>
        <Button type="submit" variant="filled" loading={save.isPending}>
          {t('save')}
        </Button>
        <KeyButton command="ui.close" onClick={giveUp}>
          {t('drop')}
        </KeyButton>
      </div>
    </form>
  );
}

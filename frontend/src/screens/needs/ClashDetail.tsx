import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskError, useCommand, type Conflict, type ConflictChoice, type Party } from '../../bridge';
import { useDeskState } from '../../desk';
import { formatMoment, formatTime } from '../../format';
import { ErrorLine, say, useErrorText, useNow } from '../../ui';
import { Answers, type Answer } from './Answers';
import classes from './Needs.module.css';
import { SubjectHead } from './SubjectHead';
import { happenings, inner, tale, useFieldName, useSides, useTill, useTold } from './told';

/** What the two sides are called where neither was put in the other's place. */
const heads: Record<string, readonly [string, string]> = {
  'handed.order': ['stands', 'meanwhile'],
  'paid.goods': ['one', 'other'],
  'doubled.payment': ['one', 'other'],
  'doubled.order': ['one', 'other'],
};

/** A clash: who set what at which till, what stands now, and what follows from each answer. */
export function ClashDetail({ clash }: { clash: Conflict }) {
  const { t } = useTranslation('needs');
  const field = useFieldName();
  const told = useTold();
  const sides = useSides()(clash);
  const decide = useCommand('conflicts.decide', { done: () => void say(t('decided')) });
  const answers = useAnswers(clash, (choice) =>
    decide.mutate({ id: clash.id, choice, anyway: clash.changed }),
  );
  const withWords = (other: Conflict) => ({
    field: inner(field(other)),
    stands: told(other.stands, other) ?? t('value.unknown'),
    lost: told(other.lost, other) ?? t('value.unknown'),
  });
  const words = tale(clash);
  const [first, second] = heads[words] ?? (['stands', 'lost'] as const);
  const base = clash.reason === 'deleted' ? undefined : told(clash.base, clash);
  const now = told(clash.now, clash);
  return (
    <>
      <SubjectHead subject={clash.subject}>
        {clash.field === '' || happenings.has(clash.reason) ? '' : field(clash)}
      </SubjectHead>
      <p className={classes.lead}>{t(`reason.${words}`)}</p>
      <div className={classes.cards}>
        <Card name={t(first)} by={clash.stands_by} stands>
          <Value from={base} to={sides.stands} />
        </Card>
        <Card name={t(second)} by={clash.lost_by}>
          <Value from={base} to={sides.lost} />
        </Card>
      </div>
      {clash.with?.map((other) => (
        <p key={other.field} className={classes.since}>
          {t('with', withWords({ ...clash, ...other }))}
        </p>
      ))}
      {clash.changed && now !== undefined && <p className={classes.since}>{t('since', { value: now })}</p>}
      {clash.decided_at > 0 && <Decided clash={clash} />}
      <ErrorLine error={decide.error} />
      <Answers answers={answers} busy={decide.isPending} />
    </>
  );
}

/** The answers that the desk offers, in words. */
function useAnswers(clash: Conflict, decide: (choice: ConflictChoice['choice']) => void): Answer[] {
  const { t } = useTranslation('needs');
  const { rights } = useDeskState();
  const told = useTold();
  const reason = useErrorText();
  return clash.choices.map(({ choice, follows, value, right, refused, args = {} }) => {
    const words = { value: told(value, clash) ?? '', record: clash.subject.title };
    const kind = `${choice}.${follows}`;
    const why =
      refused !== ''
        ? new DeskError({ code: refused, args })
        : rights.includes(right)
          ? undefined
          : new DeskError({ code: 'right', args: { right } });
    return {
      key: choice,
      label: t(`answer.${kind}`, words),
      follows: t(`follows.${kind}`, words),
      refused: why && reason(why),
      risk: follows === 'deletes' ? t('ask.deletes', words) : undefined,
      run: () => decide(choice),
    };
  });
}

function Card({
  name,
  by,
  stands = false,
  children,
}: {
  name: string;
  by: Party;
  stands?: boolean;
  children: ReactNode;
}) {
  const { i18n } = useTranslation('needs');
  const now_ms = useNow(60_000);
  const till = useTill();
  return (
    <section className={classes.card} data-stands={stands} aria-label={name}>
      <h3>{name}</h3>
      {children}
      <p className={classes.quiet}>
        {[by.user, till(by)].filter(Boolean).join(' · ')}
        {by.at > 0 && (
          <>
            {' · '}
            <time dateTime={new Date(by.at).toISOString()} title={formatTime(by.at, i18n.language)}>
              {formatMoment(by.at, now_ms, i18n.language)}
            </time>
          </>
        )}
      </p>
    </section>
  );
}

/** From what to what; what nobody knows is left out. */
function Value({ from, to }: { from: string | undefined; to: string | undefined }) {
  const { t } = useTranslation('needs');
  return (
    <p className={classes.value}>
      {from !== undefined && (
        <>
          <del>{from}</del>
          <span aria-hidden="true">{' → '}</span>
        </>
      )}
      <ins>{to ?? t('value.unknown')}</ins>
    </p>
  );
}

function Decided({ clash }: { clash: Conflict }) {
  const { t, i18n } = useTranslation('needs');
  return (
    <p className={classes.quiet}>
      {t(`decided.${clash.state}`, {
        who: clash.decided_by,
        when: formatTime(clash.decided_at, i18n.language),
      })}
    </p>
  );
}

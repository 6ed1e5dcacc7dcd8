import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../commands';
import { KeyButton, Question } from '../../ui';
import classes from './Needs.module.css';

/** One way to settle a matter: what its button says, what follows from it, and why it cannot be done, if it cannot. */
export type Answer = {
  key: string;
  label: string;
  follows: string;
  refused?: string | undefined;
  /** It takes something away: said in red, and asked about in these words first. */
  risk?: string | undefined;
  run: () => void;
};

const commands = ['needs.answer1', 'needs.answer2', 'needs.answer3', 'needs.answer4'] as const;

/** The answers to a matter, each with its key; the first that can be given is the obvious one. */
export function Answers({ answers, busy }: { answers: readonly Answer[]; busy: boolean }) {
  const { t } = useTranslation('needs');
  const [asking, setAsking] = useState<string>();
  const can = (answer: Answer | undefined) => !busy && answer !== undefined && answer.refused === undefined;
  const give = (answer: Answer | undefined) => (answer?.risk ? setAsking(answer.key) : answer?.run());
  useCommands(
    Object.fromEntries(
      commands.map((command, at) => [
        command,
        { run: () => give(answers[at]), when: () => can(answers[at]) && asking === undefined },
      ]),
    ),
  );
  const obvious = answers.find((answer) => answer.refused === undefined && !answer.risk);
  return (
    <ul className={classes.answers} aria-label={t('answers')}>
      {answers.slice(0, commands.length).map((answer, at) => (
        <li key={answer.key}>
          {asking === answer.key && answer.risk ? (
            <Question
              question={answer.risk}
              confirm={answer.label}
              onAnswer={(yes) => {
                setAsking(undefined);
                if (yes) answer.run();
              }}
            />
          ) : (
            <>
              <KeyButton
                command={commands[at] ?? commands[0]}
                variant={answer === obvious ? 'filled' : 'default'}
                className={answer.risk ? classes.risk : undefined}
                classNames={{ root: classes.answer, label: classes.label }}
                disabled={!can(answer)}
                fullWidth
                justify="space-between"
              >
                {answer.label}
              </KeyButton>
              <span className={classes.follows}>{answer.refused ?? answer.follows}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

import { Button, type ButtonProps } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../commands';
import classes from './ConfirmInline.module.css';

type Props = ButtonProps & {
  children: string;
  /** What is lost, and what is not. */
  question: string;
  /** What the button that does it says. */
  confirm: string;
  onConfirm: () => void;
};

/** A button that asks in its own place before it does something that is hard to undo. */
export function ConfirmInline({ children, question, confirm, onConfirm, ...rest }: Props) {
  const [asking, setAsking] = useState(false);
  return asking ? (
    <Question
      question={question}
      confirm={confirm}
      onAnswer={(yes) => {
        setAsking(false);
        if (yes) onConfirm();
      }}
    />
  ) : (
    <Button {...rest} onClick={() => setAsking(true)}>
      {children}
    </Button>
  );
}

/** The question alone, for what is asked by another button or by a key. Esc is the harmless answer. */
export function Question({
  question,
  confirm,
  onAnswer,
}: {
  question: string;
  confirm: string;
  onAnswer: (yes: boolean) => void;
}) {
  const { t } = useTranslation('ui');
  useCommands({ 'ui.close': () => onAnswer(false) }, { over: true });
  return (
    <span className={classes.question} role="group" aria-label={question}>
      <span>{question}</span>
      <Button className={classes.risk} onClick={() => onAnswer(true)}>
        {confirm}
      </Button>
      {/* The harmless answer has the focus: Enter pressed once too often changes nothing. */}
      <Button data-autofocus autoFocus onClick={() => onAnswer(false)}>
        {t('keep')}
      </Button>
    </span>
  );
}

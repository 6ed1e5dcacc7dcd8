import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { KeyHint, registry, useKeyOf } from '../commands';

type Props = ButtonProps & {
  /** The command it runs; a part of the screen must answer it (useCommands). */
  command: string;
  /** What it says instead of running the command: for buttons that only share the key. */
  onClick?: () => void;
  children: ReactNode;
};

/** A button of a command, with the command's key on it. */
export function KeyButton({ command, onClick, children, ...rest }: Props) {
  const key = useKeyOf(command);
  return (
    <Button
      {...rest}
      onClick={onClick ?? (() => void registry.run(command))}
      rightSection={<KeyHint command={command} />}
      aria-keyshortcuts={key?.replace(/(Key|Digit)/g, '')}
    >
      {children}
    </Button>
  );
}

import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../commands';
import { ErrorLine, KeyButton, SidePanel } from '../../ui';
import classes from './Papers.module.css';
import { usePapers, type Asked, type PaperKind } from './usePapers';

type Props<Kind extends PaperKind> = {
  title: string;
  /** To choose from; a single one is not asked about. */
  documents: readonly Kind[];
  document: Kind;
  onDocument?: (document: Kind) => void;
  /** What the paper is made of, when it is asked for. */
  ask: () => Asked | Promise<Asked>;
  /** How it is printed, when that is not at once. */
  print?: (asked: Asked) => Promise<void>;
  onClose: () => void;
  /** Further questions. */
  children?: ReactNode;
  /** Pixels. */
  width?: number;
};

/** Asks which paper and how, and prints it or saves it as a file. */
export function PapersPanel<Kind extends PaperKind>(props: Props<Kind>) {
  const { title, documents, document, onDocument, onClose, children, width = 360 } = props;
  const { t } = useTranslation('papers');
  const papers = usePapers(props.ask, onClose, props.print);
  const free = () => papers.busy === undefined;
  useCommands(
    {
      'papers.print': { run: papers.print, when: free },
      'papers.save': { run: papers.save, when: free },
    },
    { over: true },
  );
  return (
    <SidePanel title={title} onClose={onClose} width={width}>
      <div className={classes.form}>
        {documents.length > 1 && (
          <Radio.Group
            label={t('document')}
            value={document}
            onChange={(value) => onDocument?.(documents.find((each) => each === value) ?? document)}
          >
            <div className={classes.documents}>
              {documents.map((each) => (
                <Radio
                  key={each}
                  value={each}
                  label={t(`orders:document.${each}`)}
                  {...(each === document && { 'data-autofocus': true })}
                />
              ))}
            </div>
          </Radio.Group>
        )}
        {children}
        <ErrorLine error={papers.error} />
        <div className={classes.buttons}>
          <KeyButton command="papers.print" variant="filled" loading={papers.busy === 'print'}>
            {t('command.print')}
          </KeyButton>
          <KeyButton command="papers.save" loading={papers.busy === 'save'}>
            {t('command.save')}
          </KeyButton>
        </div>
      </div>
    </SidePanel>
  );
}

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { call, useCommand, useDesk, type TemplateRow } from '../../bridge';
import { formatFigures } from '../../format';
import { go, link } from '../../route';
import { ConfirmInline, ErrorLine, say, StatusBadge } from '../../ui';
import { keyOf, keyParams, places, useTemplateName } from './key';
import { Logo } from './Logo';
import classes from './Templates.module.css';

const documents = ['label', 'pricetag', 'shelf'] as const;
type Stickers = (typeof documents)[number];

/** The stickers of the shop: which one is printed, the owner's copies, and the logo. */
export function LabelsPart() {
  const { t } = useTranslation('templates');
  const { data, error } = useDesk('templates.list', {});
  return (
    <>
      <p className={classes.lead}>{t('lead')}</p>
      <ErrorLine error={error} />
      {data && documents.map((document) => <Of key={document} document={document} all={data} />)}
      <section className={classes.list} aria-labelledby="templates-logo">
        <h2 id="templates-logo">{t('logo')}</h2>
        <Logo />
      </section>
    </>
  );
}

function Of({ document, all }: { document: Stickers; all: readonly TemplateRow[] }) {
  const { t } = useTranslation('templates');
  const nameOf = useTemplateName();
  const use = useCommand('templates.use', { done: () => say(t(`used.${document}`)) });
  const save = useCommand('templates.save', { done: ({ id }) => go(...places, id) });
  const drop = useCommand('templates.delete', { done: () => say(t('deleted'), { tone: 'plain' }) });
  const rows = all.filter((row) => row.document === document);
  const choose = (row?: TemplateRow) =>
    use.mutate({ document, ...(row && (row.id === '' ? { shipped: row.shipped } : { id: row.id })) });
  async function copy(row: TemplateRow) {
    const { template, shipped } = await call('templates.get', keyParams(keyOf(row)));
    save.mutate({ name: free(t('copy.name', { name: nameOf(row) }), rows), shipped, template });
  }
  return (
    <section className={classes.list} aria-labelledby={`templates-${document}`}>
      <h2 id={`templates-${document}`}>{t(`document.${document}`)}</h2>
      <ErrorLine error={use.error ?? save.error ?? drop.error} />
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{t('name')}</th>
            <th>{t('dimensions')}</th>
            <th>{t('state')}</th>
            <th>{t('acts')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>{t('automatic')}</td>
            <td>{t('automatic.size')}</td>
            <td>
              {rows.every(({ used }) => !used) && <StatusBadge tone="done">{t('printed')}</StatusBadge>}
            </td>
            <td>
              {rows.some(({ used }) => used) && (
                <Button size="compact-md" onClick={() => choose()}>
                  {t('use')}
                </Button>
              )}
            </td>
          </tr>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <td>
                <a href={link(...places, keyOf(row))}>{nameOf(row)}</a>
              </td>
              <td>
                <Size row={row} />
              </td>
              <td>{row.used && <StatusBadge tone="done">{t('printed')}</StatusBadge>}</td>
              <td>
                <span className={classes.acts}>
                  {!row.used && (
                    <Button
                      size="compact-md"
                      aria-label={t('use.name', { name: nameOf(row) })}
                      onClick={() => choose(row)}
                    >
                      {t('use')}
                    </Button>
                  )}
                  <Button
                    size="compact-md"
                    loading={save.isPending}
                    aria-label={t('copy.of', { name: nameOf(row) })}
                    onClick={() => void copy(row)}
                  >
                    {t('copy')}
                  </Button>
                  {row.id !== '' && (
                    <ConfirmInline
                      size="compact-md"
                      question={t('delete.question', { name: row.name })}
                      confirm={t('delete')}
                      onConfirm={() => drop.mutate({ id: row.id })}
                    >
                      {t('delete')}
                    </ConfirmInline>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Size({ row: { width, height } }: { row: TemplateRow }) {
  const { t, i18n } = useTranslation('templates');
  if (width === 0) return <StatusBadge tone="waits">{t('newer')}</StatusBadge>;
  const mm = (length: number) => formatFigures(Math.round(length * 1000), 3, i18n.language, true);
  return t('size.of', { width: mm(width), height: mm(height) });
}

/** A name that no other template has: the wished one, or it with a number. */
function free(name: string, rows: readonly TemplateRow[]): string {
  const taken = new Set(rows.map((row) => row.name.toLowerCase()));
  for (let n = 2, next = name; ; n += 1) {
    if (!taken.has(next.toLowerCase())) return next;
    next = `${name} ${n}`;
  }
}

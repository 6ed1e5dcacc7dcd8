import { Button, Input, NativeSelect, Progress } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskError, sendFile, useCommand, useJob, type Params } from '../../bridge';
import { formatFigures } from '../../format';
import { ErrorLine } from '../../ui';
import { ImportReport, type Report } from './ImportReport';
import classes from './Settings.module.css';

type Format = Params<'import.products'>['format'];

const formats: readonly Format[] = ['woocommerce', 'shopify'];

/** Goods from a file: sent, tried without changing anything, and then taken in. */
export function ImportBlock() {
  const { t, i18n } = useTranslation('settings');
  const picker = useRef<HTMLInputElement>(null);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [format, setFormat] = useState<Format>('woocommerce');
  const { send, sent, jobId, trial, busy, error } = useImport();
  const job = useJob(jobId);
  const running = busy || job?.state === 'running';
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const done = busy ? sent : (job?.done ?? 0);
  const all = busy ? total : (job?.total ?? 0);

  return (
    <section className={classes.block}>
      <h2>{t('import')}</h2>
      <p className={classes.note}>{t('import.lead')}</p>
      <div className={classes.line}>
        <div className={classes.choice}>
          <Input.Label component="div">{t('import.file')}</Input.Label>
          <Button onClick={() => picker.current?.click()}>{t('import.choose')}</Button>
          <input
            ref={picker}
            hidden
            type="file"
            multiple
            accept=".csv"
            aria-label={t('import.file')}
            onChange={(event) => setFiles([...(event.currentTarget.files ?? [])])}
          />
        </div>
        <NativeSelect
          label={t('import.format')}
          value={format}
          data={formats.map((value) => ({ value, label: t(`import.format.${value}`) }))}
          onChange={(event) =>
            setFormat(formats.find((value) => value === event.currentTarget.value) ?? format)
          }
        />
        <Button disabled={files.length === 0 || running} onClick={() => send(files, format, true)}>
          {t('import.try')}
        </Button>
        <Button
          variant="filled"
          disabled={files.length === 0 || running}
          onClick={() => send(files, format, false)}
        >
          {t('import.start')}
        </Button>
      </div>
      {files.length > 0 && <p className={classes.files}>{files.map(({ name }) => name).join(', ')}</p>}
      {running && (
        <div style={{ width: '100%' }}>
          <Progress value={all > 0 ? (done * 100) / all : 0} aria-label={t('import.progress')} />
          <p className={classes.note} role="status">
            {busy
              ? t('import.sending')
              : t('import.rows', {
                  done: formatFigures(done, 0, i18n.language),
                  total: formatFigures(all, 0, i18n.language),
                })}
          </p>
        </div>
      )}
      <ErrorLine error={error ?? (job?.error && new DeskError(job.error))} />
      {job?.state === 'done' && <ImportReport report={job.result as Report} trial={trial} />}
    </section>
  );
}

/** Sends the files and begins the import; the job tells the rest. */
function useImport() {
  const [sent, setSent] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const start = useCommand('import.products');

  async function sendAll(files: readonly File[], format: Format, trial: boolean) {
    const uploads: string[] = [];
    let before = 0;
    for (const file of files) {
      const already = before;
      // eslint-disable-next-line no-await-in-loop -- one file after another, as the progress says
      uploads.push(await sendFile(file, (bytes) => setSent(already + bytes)));
      before += file.size;
    }
    await start.mutateAsync({ format, uploads, dry_run: trial });
  }

  function send(files: readonly File[], format: Format, trial: boolean) {
    setBusy(true);
    setSent(0);
    setFailure(undefined);
    sendAll(files, format, trial)
      .catch(setFailure)
      .finally(() => setBusy(false));
  }

  return {
    send,
    sent,
    busy,
    jobId: start.data?.id,
    trial: start.variables?.dry_run ?? false,
    error: failure,
  };
}

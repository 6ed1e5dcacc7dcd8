import { Button } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeskError, useCommand, useDesk } from '../../bridge';
import { ErrorLine } from '../../ui';
import classes from './Templates.module.css';

// A logo of a label is two or three hundred dots wide; more only makes the shop's file larger.
const side_px = 480;

/** The shop's logo: one for all templates. */
export function Logo() {
  const { t } = useTranslation('templates');
  const file = useRef<HTMLInputElement>(null);
  const { data } = useDesk('templates.logo', {});
  const [unreadable, setUnreadable] = useState<unknown>();
  const set = useCommand('templates.set_logo', { refused: setUnreadable });
  async function take(picked: File | undefined) {
    if (!picked) return;
    setUnreadable(undefined);
    try {
      set.mutate({ png: await asPNG(picked) });
    } catch {
      setUnreadable(new DeskError({ code: 'template.logo' }));
    }
  }
  const png = data?.png ?? '';
  return (
    <>
      <div className={classes.logo}>
        {png !== '' && <img src={`data:image/png;base64,${png}`} alt={t('logo')} />}
        <input
          ref={file}
          type="file"
          accept="image/*"
          aria-label={t('logo.file')}
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <Button loading={set.isPending} onClick={() => file.current?.click()}>
          {t('logo.choose')}
        </Button>
        {png !== '' && <Button onClick={() => set.mutate({ png: '' })}>{t('logo.remove')}</Button>}
      </div>
      <p className={classes.note}>{t('logo.note')}</p>
      <ErrorLine error={unreadable} />
    </>
  );
}

/** Any picture that the browser can read, as a grey PNG that is small enough to be kept; base64. */
async function asPNG(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, side_px / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const dots = pen.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < dots.data.length; at += 4) {
    // Sixteen greys are more than a head can show, and they pack well.
    const grey = 0.299 * dots.data[at]! + 0.587 * dots.data[at + 1]! + 0.114 * dots.data[at + 2]!;
    dots.data.fill(Math.round(grey / 17) * 17, at, at + 3);
  }
  pen.putImageData(dots, 0, 0);
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}

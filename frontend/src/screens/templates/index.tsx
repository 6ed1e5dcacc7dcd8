import { useTranslation } from 'react-i18next';
import { useDesk } from '../../bridge';
import { useCommands } from '../../commands';
import type { ScreenProps } from '../../frame/places';
import { go } from '../../route';
import { ErrorLine } from '../../ui';
import { Editor } from './Editor';
import { keyParams, places } from './key';

/** The editor of one sticker: #/settings/labels/<id>, or shipped:<name> for one that comes with the program. */
export function Screen({ path: [key = ''] }: ScreenProps) {
  const params = keyParams(key);
  const { data, error } = useDesk('templates.get', params);
  const isHere =
    data && (params.id ? data.id === params.id : data.shipped === params.shipped && data.id === '');
  // The editor leaves by itself: it asks about what was not saved.
  useCommands({ 'ui.close': { run: () => go(...places), when: () => Boolean(error) || !isHere } });
  if (error) return <Closed error={error} />;
  return isHere ? <Editor key={key} at={key} card={data} /> : null;
}

function Closed({ error }: { error: unknown }) {
  const { t } = useTranslation('templates');
  return (
    <>
      <ErrorLine error={error} />
      <a href="#/settings/labels">{t('back')}</a>
    </>
  );
}

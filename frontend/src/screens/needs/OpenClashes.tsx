import { useTranslation } from 'react-i18next';
import { useDesk } from '../../bridge';
import { useRight } from '../../desk';
import { link } from '../../route';
import { StatusBadge } from '../../ui';
import classes from './Needs.module.css';

/** On the card of an order, product or customer: how many clashes of it wait, and the way to the newest. */
export function OpenClashes({ root }: { root: string }) {
  const { t } = useTranslation('needs');
  const may = useRight('sell');
  const { data } = useDesk('conflicts.list', { root, limit: 1 }, { when: may && root !== '' });
  const [newest] = data?.conflicts ?? [];
  if (!data || !newest || newest.state !== 'open') return null;
  return (
    <a className={classes.clashes} href={link('needs', `conflict-${newest.id}`)}>
      <StatusBadge tone="waits">{t('clashes', { count: data.total })}</StatusBadge>
    </a>
  );
}

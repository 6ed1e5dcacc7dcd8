import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { DeskError } from '../../bridge';
import { At, playDesk } from '../../testing/desk';
import { show } from '../../testing/show';
import type { Draft } from './CustomerScreen';
import { FirmFields } from './FirmFields';

const nobody: Draft = {
  id: '',
  name: 'Юрій Якименко',
  phones: [],
  email: '',
  city: '',
  address: '',
  note: '',
  source: '',
  birthday: '',
  discount_bp: 0,
};

function Fields({ firm = {}, error = null }: { firm?: Partial<Draft>; error?: DeskError | null }) {
  const [draft, change] = useState({ ...nobody, ...firm });
  return (
    <At>
      <FirmFields draft={draft} error={error} onChange={(part) => change({ ...draft, ...part })} />
    </At>
  );
}

const field = (name: string) => screen.queryByRole<HTMLInputElement>('textbox', { name });

test('a person has no particulars to look at, and a key opens them to be filled in', () => {
  playDesk({});
  show(<Fields />);
  expect(field('Повна назва фірми')).toBeNull();
  fireEvent.keyDown(document.body, { key: 'F6', code: 'F6' });
  expect(document.activeElement).toBe(field('Повна назва фірми'));
});

test('of a firm they are there, and a wrong account is said beside it', () => {
  playDesk({});
  show(
    <Fields
      firm={{ iban: 'UA213223130000026007233566002' }}
      error={new DeskError({ code: 'iban.wrong', field: 'iban' })}
    />,
  );
  expect(field('IBAN')?.value).toBe('UA213223130000026007233566002');
  expect(field('IBAN')?.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText(/У цьому IBAN помилка/)).toBeTruthy();
});

test('what looks wrong with a tax number is said when the field is left, not while it is typed', async () => {
  const { asked } = playDesk({ 'customers.check_firm': { tax_id: 'digit' } });
  show(<Fields firm={{ legal_name: 'ТОВ «Їжачок»' }} />);
  const taxId = field('ЄДРПОУ або РНОКПП');
  if (!taxId) throw new Error('there is no field for the tax number');
  fireEvent.focus(taxId);
  fireEvent.change(taxId, { target: { value: '32855968' } });
  expect(asked).toEqual([]);
  fireEvent.blur(taxId);
  await waitFor(() => expect(screen.getByRole('status').textContent).toMatch(/Контрольна цифра/));
  expect(asked).toEqual([{ method: 'customers.check_firm', params: { tax_id: '32855968' } }]);
});

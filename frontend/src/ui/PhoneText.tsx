import { formatPhone } from '../format';

/** A phone number as people read it. */
export function PhoneText({ phone }: { phone: string }) {
  return <span>{formatPhone(phone)}</span>;
}

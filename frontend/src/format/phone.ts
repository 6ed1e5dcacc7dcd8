/** Writes a Ukrainian number as people read it ("050 123 45 67"); others as they are kept, "+48…". */
export function formatPhone(phone: string): string {
  const match = /^\+?380(\d{2})(\d{3})(\d{2})(\d{2})$/.exec(phone);
  return match ? `0${match.slice(1).join('\u00a0')}` : phone;
}

const kept = 'lock.user';

/** Makes a person the one whom the lock asks for a PIN. */
export function choosePerson(id: string): void {
  localStorage.setItem(kept, id);
}

/** Whom the lock asks for a PIN: who was chosen last, else the first. */
export function chosenPerson(users: readonly { id: string }[]): string {
  const last = localStorage.getItem(kept);
  return (users.find(({ id }) => id === last) ?? users[0])?.id ?? '';
}

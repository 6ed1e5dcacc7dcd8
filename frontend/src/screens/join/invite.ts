import { byPlace } from '../../format';

/**
 * An invite as it was meant: it has none but Latin letters, so what a Cyrillic layout typed is read again by the places
 * of the keys, and what a letter or a chat put around it goes.
 */
export function readInvite(typed: string): string {
  return typed.replace(/[\u0400-\u04ff]/gu, byPlace).trim();
}

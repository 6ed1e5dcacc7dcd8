import { bindings } from './window';

/** Puts a text into the clipboard; false where the page may not. */
export async function copyText(text: string): Promise<boolean> {
  try {
    const { runtime } = bindings();
    if (runtime) return await runtime.ClipboardSetText(text);
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

import { call } from './desk';
import { bindings, opened } from './window';

// A piece of base64 stays below the limit of one call.
const piece_bytes = 512 * 1024;

/** Sends a file to the desk in pieces and gives the name under which the desk keeps it. */
export async function sendFile(file: File, sent: (bytes: number) => void): Promise<string> {
  const { upload } = await call('files.begin', { name: file.name, size: file.size });
  for (let at = 0; at < file.size; at += piece_bytes) {
    const piece = file.slice(at, at + piece_bytes);
    // One after another: the desk puts the pieces together in the order in which they come.
    // eslint-disable-next-line no-await-in-loop
    await call('files.append', { upload, base64: await base64(piece) });
    sent(Math.min(at + piece_bytes, file.size));
  }
  return upload;
}

/**
 * Gives a file that came as base64 to the person: a browser saves it its own way, and the window asks where to.
 * Answers the path when it is known, '' when the person thought better of it.
 */
export async function saveFile(title: string, name: string, content: string): Promise<string | undefined> {
  const bridge = bindings().go?.window?.Bridge;
  if (bridge) return (opened(await bridge.Save(title, name, content)) as { path: string }).path;
  const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes]));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
  return undefined;
}

function base64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () =>
      resolve(typeof reader.result === 'string' ? reader.result.replace(/^[^,]*,/, '') : ''),
    );
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file cannot be read')));
    reader.readAsDataURL(blob);
  });
}

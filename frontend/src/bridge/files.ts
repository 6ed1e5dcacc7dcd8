import { call } from './desk';

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

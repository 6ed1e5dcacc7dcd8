/** Makes the id of a new record: a UUIDv7, as the desk makes them, so that what is sent twice is done once. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // 48 bits of time, then the version and variant bits of RFC 9562.
  let time = Date.now();
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

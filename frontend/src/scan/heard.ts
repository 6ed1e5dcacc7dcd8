const kept = 'scanner.heard';

/** Whether a scanner was ever heard at this till. */
export function scannerHeard(): boolean {
  return localStorage.getItem(kept) !== null;
}

export function keepScannerHeard(): void {
  if (!scannerHeard()) localStorage.setItem(kept, 'true');
}

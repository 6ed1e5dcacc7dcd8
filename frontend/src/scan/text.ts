const word = /^(?:\][A-Za-z]\d)?[\p{L}\d(][\p{L}\d._/+#()\p{Cc}-]*$/u;

/** Whether a text that was typed or pasted could be a code: one word with a digit in it. It is scanned first then. */
export function couldBeCode(text: string): boolean {
  return word.test(text) && /\d/.test(text);
}

/** A code without the mark with which some scanners name its kind ("]E0…"), as a field keeps it. */
export function plainCode(code: string): string {
  return code.replace(/^\][A-Za-z]\d/, '').replace(/\p{Cc}/gu, '');
}

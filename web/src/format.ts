// Numbers, prices and addresses as a shopper in India reads them.

const kCountFormat = new Intl.NumberFormat('en-IN');

export function formatCount(count: number): string {
  return kCountFormat.format(count);
}

/** "₹1,29,999", with paise only where there are some; an unknown currency code stands before the number. */
export function formatPrice(amount: number, currency: string): string {
  const digits = Number.isInteger(amount) ? 0 : 2;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  try {
    return new Intl.NumberFormat('en-IN', { style: 'currency', currency: currency || 'INR', ...options }).format(amount);
  } catch {
    return `${currency} ${new Intl.NumberFormat('en-IN', options).format(amount)}`;
  }
}

/** "0.4 ms" below ten, "23 ms" above. */
export function formatMilliseconds(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

/** The address if it is absolute http or https, else null: nothing else is ever linked or loaded. */
export function webAddress(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) return null;
  try {
    return new URL(text).href;
  } catch {
    return null;
  }
}

/** A number that is the same for the same text everywhere (FNV-1a). */
export function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

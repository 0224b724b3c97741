// What shoppers do with an answer, told to the server so that it can learn from it: which product they open. Names
// nobody: the session is a random number that ends with the page.

function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sent along with searches, so that what is asked for while typing counts as one search. */
export const kSessionId = randomId();

/** Where a product stood in which answer. */
export interface Place {
  requestId: string;
  position: number;
}

/** Does not wait, and outlives the page. */
export function reportClick(productId: string, { requestId, position }: Place): void {
  const event = { event_id: randomId(), type: 'click', request_id: requestId, product_id: productId, position };
  navigator.sendBeacon('/api/v1/events', new Blob([JSON.stringify(event)], { type: 'application/json' }));
}

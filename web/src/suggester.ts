// Asks what a text that is being typed may become. Waits a moment before it asks, a newer text aborts the older
// request, and a failure is silence: suggestions are an extra.
import { suggest, type SuggestionGroups } from './api';

const kTypingPauseMs = 70;
const kMost = 10;
/** What the server takes; longer texts are not completed. */
const kLongestText = 100;

export class Suggester {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;

  constructor(private readonly onAnswer: (typed: string, groups: SuggestionGroups) => void) {}

  /** `text` has just been typed. */
  type(text: string): void {
    this.stop();
    if (text.trim() && text.trim().length <= kLongestText) {
      this.timer = setTimeout(() => void this.request(text.trim()), kTypingPauseMs);
    }
  }

  /** No answer comes any more, not even one that is on its way. */
  stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
  }

  private async request(text: string): Promise<void> {
    const request = new AbortController();
    this.running = request;
    try {
      const groups = await suggest(text, kMost, request.signal);
      if (!request.signal.aborted) this.onAnswer(text, groups);
    } catch {
      // Aborted, or no answer: the list stays as it is.
    }
  }
}

import type { Logger } from '../contract';
import { screenFields, screenOf, type StartFacts } from './screen';

/** Where and how it is told. */
export interface Announcement {
  /** A person reads the log. */
  readonly isText: boolean;
  /** Lines as urgent as this are written. */
  readonly isWanted: boolean;
  readonly logger: Logger;
  readonly print: (text: string) => void;
}

/** Tells that the server is up, once: to a person as a screen, else as one line of the log. */
export function announce(facts: StartFacts, { isText, isWanted, logger, print }: Announcement): void {
  if (!isWanted) return;
  if (isText) print(`\n${screenOf(facts)}\n`);
  else logger.info('The server is up.', screenFields(facts));
}

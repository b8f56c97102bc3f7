import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from '../core/errors';
import { UsageError } from './usage-error';

/**
 * Reads a verb's command line.
 *
 * @throws UsageError for a flag that there is not, or one without its value
 */
export function readFlags<Config extends Omit<ParseArgsConfig, 'args'>>(argv: readonly string[], config: Config) {
  try {
    return parseArgs({ ...config, args: [...argv] });
  } catch (thrown) {
    throw new UsageError(messageOf(thrown));
  }
}

import { parseArgs } from 'node:util';
import type { ModelRef } from '../../core/model-ref';
import { CONNECTION_FLAGS, CONNECTION_USAGE, parseConnection, type ConnectionArguments } from './connection-flags';
import { parseModel } from './parse-arguments';
import { UsageError } from './usage-error';

export const REPLAY_USAGE = `Replays every test case of a model against a running server, singly and in batches, with every combination of flags.

  npm run replay
  npm run replay -- --model other

  --model NAME        another model with code than the server's own, whose cases lie in asset_bundle/NAME/<version>
  --model-version V   a version of it: x.y.z, a number, or a label (default: its default version)
  --cases DIR         other cases than the test_cases of the version that the server has
${CONNECTION_USAGE}
  --help

Exit code: 0 when every answer was the expected one, 1 when one was not, 2 when the command line is wrong.
`;

export interface ReplayArguments extends ConnectionArguments {
  readonly action: 'replay' | 'help';
  /** Undefined: the server's own. */
  readonly model: ModelRef | undefined;
  /** Undefined: the bundle's own. */
  readonly casesFolder: string | undefined;
}

/** @throws UsageError */
export function parseReplayArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ReplayArguments {
  const { values } = parse(argv);
  return {
    action: values.help ? 'help' : 'replay',
    model: parseModel(values.model, values['model-version']),
    casesFolder: values.cases,
    ...parseConnection(values, environment),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        model: { type: 'string' },
        'model-version': { type: 'string' },
        cases: { type: 'string' },
        ...CONNECTION_FLAGS,
        help: { type: 'boolean', default: false },
      },
    });
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

import { messageOf } from '../core/errors';
import { listItems } from './cli/item-sources';
import { parseArguments, USAGE, type Arguments } from './cli/parse-arguments';
import { startProgress } from './cli/progress';
import { JsonReport, TextReport } from './cli/report';
import { sendItems } from './cli/send-items';
import { UsageError } from './cli/usage-error';
import { writeOutputs } from './cli/write-outputs';
import type { ShutdownResponse } from '../protocols/modzy/generated/ShutdownResponse';
import { ModzyClient, type ModelStatus } from './modzy-client';

/** @returns the exit code */
async function main(): Promise<number> {
  const given = parseArguments(process.argv.slice(2), process.env);
  if (given.action === 'help') {
    print(USAGE.trimEnd());
    return 0;
  }
  const client = new ModzyClient(given);
  try {
    if (given.waitMs !== undefined) await client.waitUntilReady({ timeoutMs: given.waitMs });
    if (given.action === 'status') return printStatus(await client.status(given), given);
    if (given.action === 'shutdown') return printShutdown(await client.shutdown(given), given);
    return await run(client, given);
  } finally {
    client.close();
  }
}

async function run(client: ModzyClient, given: Arguments): Promise<number> {
  const sources = listItems(given.inputs);
  const batchSize = given.batchSize ?? (sources.length === 1 ? 1 : await batchSizeOf(client, given));
  const progress = startProgress(sources.length);
  const report = given.json ? new JsonReport() : new TextReport();
  let hasFailed = false;
  try {
    for await (const item of sendItems(client, sources, batchSize, given)) {
      progress.advance();
      report.add(item);
      if (given.outputFolder !== undefined) writeOutputs(given.outputFolder, item);
      hasFailed ||= !item.answer.success;
    }
  } catch (thrown) {
    report.fail(messageOf(thrown));
    throw thrown;
  } finally {
    progress.stop();
    report.end();
  }
  return hasFailed ? 1 : 0;
}

async function batchSizeOf(client: ModzyClient, given: Arguments): Promise<number> {
  const { features } = await client.status(given);
  return Math.max(1, features?.batch_size ?? 1);
}

function printStatus(found: ModelStatus, { json }: Arguments): number {
  const { isReady, reason, ...response } = found;
  if (json) print(JSON.stringify({ ...response, ...(reason !== undefined && { reason }) }, null, 2));
  else {
    const { model_info: info } = response;
    print(`${response.status_code} ${response.status}: ${response.message}`);
    if (reason !== undefined) print(`because: ${reason}`);
    print(`${info?.model_name} ${info?.model_version} by ${info?.model_author}`);
    for (const input of response.inputs) {
      print(`input  ${input.filename}: ${input.accepted_media_types.join(', ')}, at most ${input.max_size}`);
    }
    for (const output of response.outputs) print(`output ${output.filename}: ${output.media_type}`);
  }
  return isReady ? 0 : 1;
}

function printShutdown(response: ShutdownResponse, { json }: Arguments): number {
  print(json ? JSON.stringify(response, null, 2) : response.message);
  // Other servers of the contract answer with 0.
  return response.status_code >= 400 ? 1 : 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().then(
  (code) => (process.exitCode = code),
  (thrown: unknown) => {
    process.stderr.write(`${messageOf(thrown)}\n`);
    if (thrown instanceof UsageError) process.stderr.write('Run it with --help to see what it takes.\n');
    process.exitCode = thrown instanceof UsageError ? 2 : 1;
  },
);

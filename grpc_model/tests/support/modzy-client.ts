import type { Client } from '@grpc/grpc-js';
import type { RunRequestInput } from '../../src/protocols/modzy/generated/RunRequest';
import type { OutputItem } from '../../src/protocols/modzy/generated/OutputItem';
import type { RunResponse } from '../../src/protocols/modzy/generated/RunResponse';
import type { ShutdownResponse } from '../../src/protocols/modzy/generated/ShutdownResponse';
import type { StatusResponse } from '../../src/protocols/modzy/generated/StatusResponse';
import { connect, loadMethods, unary, type CallOptions, type ConnectOptions, type Reply } from './grpc-client';

const METHODS = loadMethods('protos/modzy/model.proto', 'ModzyModel');
const HEALTH = loadMethods('node_modules/grpc-health-check/proto/health/v1/health.proto', 'grpc.health.v1.Health');

/** A client of the container contract, made from the proto file alone: it shares no code with the server. */
export class ModzyTestClient {
  readonly channel: Client;

  constructor(port: number, options?: ConnectOptions) {
    this.channel = connect(port, options);
  }

  status(options?: CallOptions): Promise<Reply<StatusResponse>> {
    return unary(this.channel, METHODS['Status']!, {}, options);
  }

  run(request: RunRequestInput, options?: CallOptions): Promise<Reply<RunResponse>> {
    return unary(this.channel, METHODS['Run']!, request, options);
  }

  shutdown(options?: CallOptions): Promise<Reply<ShutdownResponse>> {
    return unary(this.channel, METHODS['Shutdown']!, {}, options);
  }

  /** Runs one item for each command of the scripted wrapper. */
  async runCommands(commands: readonly string[], options?: CallOptions): Promise<RunResponse> {
    const inputs = commands.map((command) => ({ input: { command: Buffer.from(command) } }));
    return (await this.run({ inputs }, options)).response;
  }

  /** Runs commands, and gives what each came to: the result, or the error's text. */
  async results(commands: readonly string[], options?: CallOptions): Promise<unknown[]> {
    return (await this.runCommands(commands, options)).outputs.map(resultOf);
  }

  async health(service: string, options?: CallOptions): Promise<string> {
    const { response } = await unary<{ status: string }>(this.channel, HEALTH['Check']!, { service }, options);
    return response.status;
  }

  /** Every health that is told from now on, as it comes. */
  watchHealth(service: string): HealthWatch {
    const { path, requestSerialize, responseDeserialize } = HEALTH['Watch']!;
    const stream = this.channel.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service });
    const seen: string[] = [];
    stream.on('data', (answer: { status: string }) => seen.push(answer.status));
    stream.on('error', () => undefined);
    return { seen, stop: () => stream.cancel() };
  }

  close(): void {
    this.channel.close();
  }
}

export interface HealthWatch {
  readonly seen: readonly string[];
  stop(): void;
}

/** The result inside the envelope, or the error's text. */
export function resultOf({ success, output }: OutputItem): unknown {
  const content: unknown = JSON.parse(String(output[success ? 'results.json' : 'error']));
  return success
    ? (content as { data: { result: unknown } }).data.result
    : (content as { error_message: string }).error_message;
}

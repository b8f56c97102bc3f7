import { echoModel } from './echo-graph';
import { BytesClient, golden } from './golden';
import { startTestServer, type TestServer } from './start-test-server';
import { createTestFolder, type TestFolder } from './store-fixture';
import { until } from './until';

/** `string` field 1 of a request: the model `echo`. */
export const ECHO = '0a 04 "echo"';

/** The server that golden bytes are of: its own model, and in the store `echo` and `idle`, which give back rows of two FP32. */
export class GoldenServer {
  readonly #asked = new Set<string>();

  private constructor(
    readonly server: TestServer,
    readonly client: BytesClient,
    readonly store: TestFolder,
  ) {}

  static async start(): Promise<GoldenServer> {
    const store = createTestFolder();
    for (const name of ['echo', 'idle']) store.write(`${name}/1/model.onnx`, echoModel('FLOAT', ['rows', 2]));
    const server = await startTestServer({
      env: { WORKERS: '1', MODEL_STORE: store.path, SYSTEM_SHARED_MEMORY: 'on' },
    });
    await until(() => server.catalog.unready().length === 0);
    // Section 3: "service `inference.GRPCInferenceService`".
    return new GoldenServer(server, new BytesClient(server.port, 'inference.GRPCInferenceService'), store);
  }

  /** The rpcs that were asked, in alphabetical order. */
  get asked(): string[] {
    return [...this.#asked].sort();
  }

  /** Asks once, and compares byte by byte. */
  async expectBytes(rpc: string, request: readonly string[], answer: readonly string[]): Promise<void> {
    this.#asked.add(rpc);
    expect(await this.client.unary(rpc, golden(...request))).toBe(golden(...answer).toString('hex'));
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.server.stop();
    this.store[Symbol.dispose]();
  }
}

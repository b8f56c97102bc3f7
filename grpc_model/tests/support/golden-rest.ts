import { openInferenceRest } from '../../src/protocols/open-inference/rest';
import { FakeOpenInference } from '../unit/protocols/open-inference/rest/fake-open-inference';
import { ask, type Response } from './ask';
import { echoModel } from './echo-graph';
import { authoredEcho } from './echo-models';
import { startTestServer, type TestServer } from './start-test-server';
import { createTestFolder, type TestFolder } from './store-fixture';
import { until } from './until';

const { routes } = openInferenceRest(new FakeOpenInference(), {
  maxMessageBytes: 1000,
  maxJsonDepth: 100,
  maxRequestParts: 100,
});

/** Every route of the protocol. */
export const ROUTES = routes.map(({ method, path }) => `${method} ${path}`);

/** The route that a path is answered by: the first with as many segments that are its own, or a name. */
function routeOf(method: string, path: string): string | undefined {
  const segments = path.split('?')[0]!.split('/');
  const found = routes.find((route) => {
    const given = route.path.split('/');
    const fits = given.every((each, at) => each.startsWith(':') || each === segments[at]);
    return route.method === method && given.length === segments.length && fits;
  });
  return found && `${method} ${found.path}`;
}

export interface ExpectedAnswer {
  readonly status?: number;
  /** `application/json` unless something else is said. */
  readonly type?: string;
  /** Letter by letter. */
  readonly text: string;
  /** `Inference-Header-Content-Length` of the answer; none by default. */
  readonly jsonLength?: number;
}

export interface SentRequest {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The server that golden answers are of: its own model; in the store `echo` and `idle`, which give back rows of two FP32, and
 * `broken`; and `text`, which gives back texts.
 */
export class GoldenRest {
  /** The routes that were asked. */
  readonly asked = new Set<string>();

  private constructor(
    readonly server: TestServer,
    readonly store: TestFolder,
  ) {}

  static async start(): Promise<GoldenRest> {
    const store = createTestFolder();
    for (const name of ['echo', 'idle']) store.write(`${name}/1/model.onnx`, echoModel('FLOAT', ['rows', 2]));
    store.write('broken/1/model.onnx', 'no model');
    const server = await startTestServer({
      env: { WORKERS: '1', MODEL_STORE: store.path, SYSTEM_SHARED_MEMORY: 'on' },
      models: [authoredEcho('text', { text_input: undefined })],
    });
    await until(() => server.catalog.unready().every(({ name }) => name === 'broken'));
    return new GoldenRest(server, store);
  }

  /** @param call for example `GET /v2` */
  async ask(call: string, sent: SentRequest = {}): Promise<Response> {
    const [method = '', path = ''] = call.split(' ');
    const route = routeOf(method, path);
    if (route !== undefined) this.asked.add(route);
    return ask(`${this.server.url('http')}${path}`, { method, ...sent });
  }

  async expectAnswer(call: string, expected: ExpectedAnswer, sent: SentRequest = {}): Promise<void> {
    const { status, headers, text } = await this.ask(call, sent);
    expect({ status, text }).toEqual({ status: expected.status ?? 200, text: expected.text });
    expect(headers['content-type']).toBe(expected.type ?? 'application/json');
    expect(headers['inference-header-content-length']).toBe(expected.jsonLength?.toString());
  }

  async stop(): Promise<void> {
    await this.server.stop();
    this.store[Symbol.dispose]();
  }
}

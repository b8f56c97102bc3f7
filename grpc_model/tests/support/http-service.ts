import type { Access, Gate, Visitor } from '../../src/core/access';
import type { CallRecord } from '../../src/core/call-record';
import { ServingError } from '../../src/core/errors';
import { HttpListener, type HttpListenerOptions } from '../../src/transport/http/http-listener';
import type { HttpRoute, HttpService } from '../../src/transport/http/http-route';
import { jsonAnswer } from '../../src/transport/http/json-answer';
import { listenerDefaults } from './limits';

export function route(
  method: HttpRoute['method'],
  path: string,
  handle: HttpRoute['handle'],
  access: Access = 'open',
): HttpRoute {
  return { method, path, name: path.slice(1), access, handle };
}

/** A protocol whose errors have a form of their own. */
export function serviceOf(routes: readonly HttpRoute[], isQuiet = false, protocol = 'test'): HttpService {
  return { protocol, routes, isQuiet, toAnswer: ({ code, message }) => jsonAnswer(418, { code, message }) };
}

/** Lets everybody in but who asks for control. */
export class TestGate implements Gate {
  readonly asked: [Access, Visitor][] = [];

  admit(access: Access, visitor: Visitor): string | undefined {
    this.asked.push([access, visitor]);
    if (access === 'control') throw new ServingError('permission-denied', 'Nobody may.');
    return visitor.authorization;
  }
}

export interface TestListener {
  readonly listener: HttpListener;
  readonly port: number;
  readonly url: string;
  readonly gate: TestGate;
  readonly records: CallRecord[];
  readonly unforeseen: unknown[];
}

/** A listener over real sockets. */
export async function startHttpListener(
  routes: readonly HttpRoute[],
  options: Partial<HttpListenerOptions> & { readonly isQuiet?: boolean } = {},
): Promise<TestListener> {
  const { isQuiet, ...overrides } = options;
  const gate = new TestGate();
  const records: CallRecord[] = [];
  const unforeseen: unknown[] = [];
  const listener = new HttpListener({
    ...listenerDefaults(),
    gate,
    tls: undefined,
    onCallEnd: (record) => records.push(record),
    onUnforeseen: (thrown) => unforeseen.push(thrown),
    ...overrides,
  });
  listener.add(serviceOf(routes, isQuiet));
  const port = await listener.listen();
  return { listener, port, url: `http://127.0.0.1:${port}`, gate, records, unforeseen };
}

import { jsonAnswer } from '../../../../src/transport/http/json-answer';
import { route, startHttpListener, type TestListener } from '../../../support/http-service';
import { RawClient } from '../../../support/raw-client';
import { until } from '../../../support/until';

const ASK = 'GET /held HTTP/1.1\r\nhost: localhost\r\n\r\n';

let started: TestListener;
let client: RawClient;
let begun = 0;
let release: () => void;

beforeEach(async () => {
  begun = 0;
  const released = new Promise<void>((resolve) => (release = resolve));
  const held = route('GET', '/held', async () => {
    const number = ++begun;
    await released;
    return jsonAnswer(200, number);
  });
  const length = route('POST', '/length', ({ body }) => jsonAnswer(200, body.byteLength));
  started = await startHttpListener([held, length]);
  client = new RawClient(started.port);
});

afterEach(async () => {
  client.close();
  await started.listener.close(0);
});

const answers = () => [...client.text.matchAll(/\r\n\r\n(\d+)/g)].map(([, number]) => Number(number));

describe('a client that sends requests without waiting for answers', () => {
  it('has 64 of them handled at a time, and all of them answered in their order', async () => {
    client.send(ASK.repeat(300));
    await until(() => begun === 64);
    expect(started.listener.callsUnderWay).toBe(64);
    release();
    await until(() => answers().length === 300);
    expect(answers()).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  });

  it('is read no further while requests wait, so that many more than may wait are answered, too', async () => {
    client.send(ASK.repeat(12_000));
    await until(() => begun === 64);
    release();
    await until(() => answers().length === 12_000);
    expect(answers().at(-1)).toBe(12_000);
  });

  it('has the body of a request that waited read when its turn comes', async () => {
    client.send(ASK.repeat(64));
    client.send(`POST /length HTTP/1.1\r\nhost: localhost\r\ncontent-length: 300000\r\n\r\n${'x'.repeat(300_000)}`);
    await until(() => begun === 64);
    release();
    await until(() => answers().includes(300_000));
    expect(answers()).toHaveLength(65);
  });

  it('leaves nothing behind when it hangs up', async () => {
    client.send(ASK.repeat(300));
    await until(() => begun === 64);
    client.close();
    release();
    await until(() => started.listener.callsUnderWay === 0 && started.listener.connections.open === 0);
  });
});

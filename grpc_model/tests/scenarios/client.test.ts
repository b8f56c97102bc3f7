import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer, type TestServer } from '../support/start-test-server';

const clientMain = join(__dirname, '../../../dist/grpc_model/src/clients/main.js');

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the command-line client', () => {
  let server: TestServer;
  let folder: string;

  beforeAll(async () => {
    server = await startTestServer();
    folder = mkdtempSync(join(tmpdir(), 'client-'));
    mkdirSync(join(folder, 'many'));
    writeFileSync(join(folder, 'hello.txt'), 'hello');
    writeFileSync(join(folder, 'bad.txt'), 'refuse');
    for (let index = 0; index < 9; index++) writeFileSync(join(folder, 'many', `${index}.txt`), `item ${index}`);
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  function client(...words: readonly string[]): Promise<Finished> {
    const argv = [clientMain, '--host', '127.0.0.1', '--port', String(server.port), ...words];
    return new Promise((resolve) =>
      execFile(process.execPath, argv, { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      ),
    );
  }

  it('prints what the model answers and exits with 0', async () => {
    const { code, stdout } = await client('--input', 'command=hello.txt');
    expect(stdout).toContain('hello.txt: results.json:');
    expect(code).toBe(0);
  });

  it('sends the flags', async () => {
    const { stdout } = await client('--input', 'command=hello.txt', '--explain', '--detect-drift', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      items: [{ success: true, outputs: { 'results.json': { data: { result: { drift: true, explain: true } } } } }],
    });
  });

  it('sends a folder in batches that the model takes, and keeps the order', async () => {
    const { code, stdout, stderr } = await client('--input', 'command=many', '--json');
    const { items } = JSON.parse(stdout) as { items: { item: string; outputs: unknown }[] };
    expect(items.map(({ item }) => item)).toEqual(Array.from({ length: 9 }, (_, index) => `${index}.txt`));
    const sizes = items.map(({ outputs }) => JSON.stringify(outputs)).map((text) => /"batch":(\d)/.exec(text)?.[1]);
    expect(sizes).toEqual(['4', '4', '4', '4', '4', '4', '4', '4', '1']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('writes outputs to a folder', async () => {
    await client('--input', 'command=many', '--output', 'out');
    expect(readFileSync(join(folder, 'out/3.txt/results.json'), 'utf8')).toContain('item 3');
  });

  it("exits with 1 and the server's message when an item fails", async () => {
    const { code, stdout } = await client('--input', 'command=bad.txt');
    expect(stdout).toContain('bad.txt: FAILED: ');
    expect(stdout).toContain('I do not like this item.');
    expect(code).toBe(1);
  });

  it('exits with 1 and says what to do when nobody listens', async () => {
    const { code, stderr } = await client('--port', '1', '--input', 'command=hello.txt');
    expect(stderr).toContain('No model server answers at 127.0.0.1:1');
    expect(code).toBe(1);
  });

  it('exits with 2 when the command line is wrong', async () => {
    const { code, stderr } = await client('--input', 'command=nowhere.txt');
    expect(stderr).toContain('no such file');
    expect(code).toBe(2);
  });

  it('waits for the model, and says what it waited for in vain', async () => {
    const { code, stderr } = await client('--port', '1', '--wait', '0.3', '--input', 'command=hello.txt');
    expect(stderr).toContain('was not ready after 0.3 s: No model server answers');
    expect(code).toBe(1);
  });

  it('shows the status', async () => {
    const { code, stdout } = await client('--status');
    expect(stdout).toContain('input  command: text/plain, at most 1M');
    expect(code).toBe(0);
  });
});

// Starts the server once while the image is built and has it answer its first test case, so that NODE_COMPILE_CACHE
// holds the compiled form of everything that a start needs. The cache only saves time: where the model cannot load on
// the building machine (no GPU, say), the image is made without it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { readProject } = require('../dist/grpc_model/src/config/project.js');
const { readBundle } = require('../dist/grpc_model/src/catalog/read-bundle.js');
const { readTestCases } = require('../dist/grpc_model/src/test-cases/read-test-cases.js');
const { ModzyClient } = require('../dist/grpc_model/src/clients/modzy-client.js');

const LIMIT_MS = 120_000;

function startServer() {
  return spawn(process.execPath, ['dist/grpc_model/src/main.js'], {
    env: {
      ...process.env,
      PSC_MODEL_PORT: '0',
      GRPC_HOST: '127.0.0.1',
      HTTP_PORT: '0',
      MANAGEMENT_PORT: '0',
      WORKERS: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Echoes the server's log, and reads in it the port that it chose. */
function portOf(server) {
  return new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the server ended with code ${code}`)));
    createInterface({ input: server.stdout }).on('line', (line) => {
      process.stdout.write(`${line}\n`);
      const { port } = JSON.parse(line);
      if (port !== undefined) resolve(port);
    });
  });
}

async function runFirstCase(port) {
  const { folder, version } = readProject(import.meta.dirname);
  const [first] = readTestCases(readBundle(folder, version));
  const client = new ModzyClient({ host: '127.0.0.1', port });
  await client.waitUntilReady({ timeoutMs: LIMIT_MS });
  if (first !== undefined) await client.run([first.inputs]);
  client.close();
}

const server = startServer();
const ended = new Promise((resolve) => server.once('exit', resolve));
const limit = setTimeout(() => server.kill('SIGKILL'), 2 * LIMIT_MS);
try {
  await runFirstCase(await portOf(server));
} catch (thrown) {
  process.stderr.write(`The image starts without a warm compile cache: ${thrown.message}\n`);
}
server.kill('SIGTERM');
await ended;
clearTimeout(limit);

// Whether the port that the server would listen on is free, and who has it.
import { createServer } from 'node:net';
import { missing, ok, tryCommand, warning } from './finding.mjs';

const NAME = 'port';

export async function checkPort(root, environment) {
  const text = environment.PSC_MODEL_PORT ?? '45000';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    return [missing(NAME, `PSC_MODEL_PORT is "${text}"; expected 0 to 65535`, 'unset PSC_MODEL_PORT')];
  }
  if (port === 0) return [ok(NAME, 'any that is free (PSC_MODEL_PORT is 0)')];
  const code = await listenOnce(port);
  if (code === undefined) return [ok(NAME, `${port} is free`)];
  if (code === 'EACCES') {
    return [warning(NAME, `${port} may not be listened on by this user`, 'PSC_MODEL_PORT=45000 npm start')];
  }
  const user = userOf(port);
  const found = `${port} is taken${user === undefined ? '; by whom cannot be told' : ` by ${user}`} (${code})`;
  return [
    warning(
      NAME,
      found,
      `PSC_MODEL_PORT=0 npm start takes a free one; npm run container -- --port ${port < 65_535 ? port + 1 : 45_000}`,
    ),
  ];
}

/** @returns why nobody could listen there; undefined where it works */
function listenOnce(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }) => resolve(code));
    server.listen(port, () => server.close(() => resolve(undefined)));
  });
}

/** @returns undefined where no tool tells, for example because it is another user's process */
function userOf(port) {
  const { text } = tryCommand('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const [, pid, command] = /^p(\d+)\nc(.+)$/m.exec(text) ?? [];
  if (pid !== undefined) return `${command} (process ${pid})`;
  const listing = tryCommand('ss', ['-ltnpH', `sport = :${port}`]).text;
  const [, name, id] = /users:\(\("([^"]+)",pid=(\d+)/.exec(listing) ?? [];
  return name === undefined ? undefined : `${name} (process ${id})`;
}

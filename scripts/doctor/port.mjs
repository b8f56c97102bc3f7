// Whether the ports that the server would listen on are free, and who has them.
import { createServer } from 'node:net';
import { missing, ok, tryCommand, warning } from './finding.mjs';

/** What each port is called, its variable, its default, and whether it may be off. */
const PORTS = [
  ['port', 'PSC_MODEL_PORT', '45000', false],
  ['HTTP port', 'HTTP_PORT', '8080', true],
  ['control port', 'MANAGEMENT_PORT', '8081', true],
];

export async function checkPort(root, environment) {
  const findings = [];
  for (const port of PORTS) findings.push(await checkOne(environment, ...port));
  return findings;
}

async function checkOne(environment, name, variable, fallback, mayBeOff) {
  const text = environment[variable] ?? fallback;
  const port = Number(text);
  if (mayBeOff && text === 'off') return ok(name, `none (${variable} is off)`);
  if (!/^\d+$/.test(text) || port > 65_535) {
    const expected = mayBeOff ? '0 to 65535, or off' : '0 to 65535';
    return missing(name, `${variable} is "${text}"; expected ${expected}`, `unset ${variable}`);
  }
  if (port === 0) return ok(name, `any that is free (${variable} is 0)`);
  const code = await listenOnce(port);
  if (code === undefined) return ok(name, `${port} is free (${variable})`);
  if (code === 'EACCES') {
    return warning(name, `${port} may not be listened on by this user`, `${variable}=${fallback} npm start`);
  }
  const user = userOf(port);
  const found = `${port} is taken${user === undefined ? '; by whom cannot be told' : ` by ${user}`} (${code})`;
  return warning(name, found, mendOf(variable, port));
}

function mendOf(variable, port) {
  const free = `${variable}=0 npm start takes a free one`;
  if (variable !== 'PSC_MODEL_PORT') return `${free}; off has none`;
  return `${free}; npm run container -- --port ${port < 65_535 ? port + 1 : 45_000}`;
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

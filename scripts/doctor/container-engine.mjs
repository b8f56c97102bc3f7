// Whether an image can be built and run.
import { ok, tryCommand, warning } from './finding.mjs';

const NAME = 'container engine';
const NEEDED_FOR = 'needed only for npm run image, npm run container and npm run test:container';

export function checkContainerEngine(root, environment) {
  const candidates = environment.CONTAINER_ENGINE ? [environment.CONTAINER_ENGINE] : ['docker', 'podman'];
  const attempts = candidates.map((engine) => ({ engine, info: tryCommand(engine, ['info']) }));
  const answering = attempts.find(({ info }) => info.succeeded);
  if (answering !== undefined) return describe(answering.engine);
  const installed = attempts.find(({ info }) => info.isThere);
  if (installed !== undefined) return [doesNotAnswer(installed)];
  const found = `none (looked for ${candidates.join(', ')}); ${NEEDED_FOR}`;
  return [warning(NAME, found, 'https://docs.docker.com/engine/install or https://podman.io/docs/installation')];
}

function doesNotAnswer({ engine, info }) {
  const lines = info.output.split('\n');
  const reason = lines.find((line) => /error|cannot|denied/i.test(line)) ?? lines.at(-1);
  const found = `${engine} is installed but does not answer: ${reason.trim()}; ${NEEDED_FOR}`;
  if (/permission denied/i.test(info.output)) {
    return warning(NAME, found, 'sudo usermod -aG docker "$USER", then log in again');
  }
  return warning(NAME, found, `start it: Docker Desktop, or sudo systemctl start ${engine}`);
}

function describe(engine) {
  const isPodman = /podman/i.test(tryCommand(engine, ['--version']).text);
  return isPodman ? [describePodman(engine)] : [describeDocker(engine), describeBuilder(engine)];
}

function describePodman(engine) {
  const format = '{{.Version.Version}} {{.Host.Security.Rootless}}';
  const [version, isRootless] = tryCommand(engine, ['info', '--format', format]).text.split(' ');
  return ok(NAME, `podman ${version}, ${isRootless === 'true' ? 'rootless' : 'as root'}, builds images by itself`);
}

function describeDocker(engine) {
  const version = tryCommand(engine, ['version', '--format', '{{.Server.Version}}']).text;
  const isRootless = /rootless/.test(tryCommand(engine, ['info', '--format', '{{json .SecurityOptions}}']).text);
  return ok(NAME, `docker ${version}, ${isRootless ? 'rootless' : 'its daemon runs as root'}`);
}

function describeBuilder(engine) {
  const name = 'image builder';
  const buildx = tryCommand(engine, ['buildx', 'version']);
  if (buildx.succeeded) return ok(name, `BuildKit (${buildx.text.split(' ').slice(0, 2).join(' ')})`);
  if (tryCommand(engine, ['build', '--help']).succeeded) return ok(name, "docker's classic builder; it is enough");
  return warning(name, 'docker cannot build images', 'https://docs.docker.com/go/buildx');
}

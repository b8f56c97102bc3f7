// Fails the image build when the arguments that become labels differ from the files that decide them. Reads the bundle
// with the server's own checks, so a bundle with which the server would not start makes no image either.
//
//   node scripts/check-image-arguments.mjs <MODEL_VERSION> <MODEL_NAME>
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { readProject } = require('../dist/grpc_model/src/config/project.js');
const { readBundle } = require('../dist/grpc_model/src/catalog/read-bundle.js');

const [version, name] = process.argv.slice(2);
const REMEDY = 'Run scripts/build_image.sh, which passes the right arguments, or build with';

function check(argument, given, expected, file, rightArguments) {
  if (given === expected) return;
  process.stderr.write(
    `The build argument ${argument} is "${given}"; ${file} says "${expected}". ${REMEDY}\n` +
      `  docker build ${rightArguments} .\n` +
      `To make a plain "docker build ." work, change the default of ${argument} in the Dockerfile.\n`,
  );
  process.exit(1);
}

try {
  const project = readProject(import.meta.dirname);
  const versionArgument = `--build-arg MODEL_VERSION="${project.version}"`;
  check('MODEL_VERSION', version, project.version, 'package.json', versionArgument);
  const { metadata } = readBundle(project.folder, project.version);
  check(
    'MODEL_NAME',
    name,
    metadata.name,
    `asset_bundle/${project.version}/model.yaml`,
    `${versionArgument} --build-arg MODEL_NAME="${metadata.name}"`,
  );
} catch (thrown) {
  process.stderr.write(`No image can be made of this bundle:\n${thrown.message}\n`);
  process.exit(1);
}

// Lists every verb of the project: npm run help
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** By group: each verb, and what it does in one line. A test compares them with package.json. */
export const VERBS = {
  'Make it your model': {
    init: 'makes the fork your own: name, inputs, outputs; a working skeleton instead of the example',
    'import-onnx': 'makes a model of an .onnx file: wrapper, description, checksums, a test case',
    'new-version': 'begins the next version from the last one',
    record: "records the test cases' expected outputs from the current model, and shows what changed",
    check: 'checks bundles and test cases: everything that is wrong, with the mend',
    doctor: 'says what this machine lacks, and how to get it',
  },
  'Run it': {
    start: 'compiles and starts the server',
    client: 'sends inputs to a running server',
    replay: "sends a model's test cases to a running server, and compares",
    token: 'makes a token for a caller, and the line for the tokens file',
    container: 'builds the image, runs it and follows its log',
  },
  'Test it': {
    test: "every test but the container's",
    'test:model_lib': 'your own tests of your code, with coverage',
    'test:wrapper': 'the wrapper alone, against every test case',
    'test:initialization': 'the wrapper can be constructed and loaded',
    'test:inference': 'the wrapper gives the expected outputs',
    'test:server': 'so does the gRPC server',
    'test:grpc_model': "the server's own tests",
    'test:container': 'so does the real container',
    bench: 'measures, against raw baselines',
  },
  'Ship it': {
    image: 'builds the image, with its labels taken from the project',
    'update-template': 'brings the fork up to a newer template',
  },
  'Work on it': {
    build: 'compiles into dist/',
    lint: 'checks style',
    'lint:fix': 'repairs style',
    types: 'checks types',
    protos: 'writes the types that come from protos/',
    'protos:check': 'checks that they are current',
    schemas: "writes the published schemas of the bundle's files",
    'schemas:check': 'checks that they are current',
    settings: 'writes docs/settings.md from the table of settings',
    'settings:check': 'checks that it is current',
    hooks: 'runs every hook over every file',
    'hooks:install': 'installs the git hooks, once for each clone',
    help: 'lists the verbs',
  },
};

function help() {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const width = Math.max(...Object.values(VERBS).flatMap((group) => Object.keys(group).map(({ length }) => length)));
  const lines = [`${name} ${version}: npm run <verb>; most verbs tell more with -- --help`];
  for (const [group, verbs] of Object.entries(VERBS)) {
    lines.push('', group);
    for (const [verb, what] of Object.entries(verbs)) lines.push(`  ${verb.padEnd(width)}  ${what}`);
  }
  return lines.join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(help());

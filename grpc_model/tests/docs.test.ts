import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parseServingConfig } from '../src/catalog/serving-config';
import { parseYaml } from '../src/core/yaml-document';
import { checkDocument } from '../src/catalog/check-document';
import { testCaseSchema } from '../src/catalog/schemas/test-case-schema';
import { Document } from './support/documents';
import { readGallery } from './support/gallery';
import { PROJECT_FOLDER } from './support/paths';

const GUIDES = readdirSync(join(PROJECT_FOLDER, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`);
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'grpc_model/ARCHITECTURE.md', ...GUIDES].map(
  (path) => [path, new Document(path)] as const,
);
const authorGuide = new Document('docs/author-guide.md');
const manifest = JSON.parse(readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe.each(DOCUMENTS)('%s', (_, document) => {
  it('names only verbs that package.json has', () => {
    expect(document.verbs().filter((verb) => manifest.scripts[verb] === undefined)).toEqual([]);
  });

  it('names only files and folders that are there', () => {
    expect(document.paths().filter((path) => !existsSync(join(PROJECT_FOLDER, path)))).toEqual([]);
  });

  it('has no link that leads nowhere', () => {
    expect(document.brokenLinks()).toEqual([]);
  });

  it('calls scripts with flags that they know', () => {
    const calls = document
      .blocks('sh')
      .flatMap((block) => block.split('\n').filter((line) => line.startsWith('scripts/')));
    const unknown = calls.flatMap((call) => {
      const script = readFileSync(join(PROJECT_FOLDER, call.split(' ', 1)[0]!), 'utf8');
      const flags = call.split(' ').filter((word) => word.startsWith('--'));
      return flags.filter((flag) => !script.includes(flag)).map((flag) => `${call}: ${flag}`);
    });
    expect(unknown).toEqual([]);
  });
});

test('the TypeScript of the guides compiles, or is taken from the gallery', () => {
  const gallery = readGallery().map(({ source }) => source);
  const blocks = DOCUMENTS.flatMap(([path, document]) => document.blocks('ts').map((text) => ({ path, text })));
  const own = blocks.filter(({ text }) => !gallery.some((source) => source.includes(text)));
  expect(own).not.toEqual([]);
  expect(typeErrorsOf(own)).toEqual([]);
});

test('the guide to models shows a config.yaml that the server takes', () => {
  const [example] = new Document('docs/models.md').blocks('yaml');
  const config = parseServingConfig(example!, 'config.yaml');
  expect(config.policy).toEqual({ name: 'latest', count: 2 });
  expect([...config.labels.keys()]).toEqual(['stable', 'canary']);
  expect(Object.keys(config.running).sort()).toEqual([
    'batching',
    'classLabels',
    'onnx',
    'queue',
    'recycle',
    'timeout',
    'warmUp',
    'workers',
  ]);
});

describe("the author's guide", () => {
  it('shows a case.yaml that the tests take', () => {
    const [example] = authorGuide.blocks('yaml');
    expect(() => checkDocument(parseYaml(example!, 'case.yaml'), testCaseSchema)).not.toThrow();
  });

  it('quotes only messages that the code writes', () => {
    const messages = messagesOf(authorGuide);
    expect(messages.length).toBeGreaterThan(10);
    const sources = [
      ...filesBelow('grpc_model/src', '.ts'),
      ...filesBelow('scripts', '.mjs'),
      ...filesBelow('scripts', '.sh'),
    ];
    const written = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
    const pieces = messages.flatMap((message) => message.split('…').map((piece) => piece.trim()));
    expect(pieces.filter((piece) => !written.includes(piece))).toEqual([]);
  });
});

/** What stands in backticks in the first column of the tables of what goes wrong; what is left out stands as `…`. */
function messagesOf({ text }: Document): string[] {
  return text.split('| it says |').flatMap((part, index) => {
    if (index === 0) return [];
    const [table = ''] = part.split('\n\n', 1);
    const cells = table
      .split('\n')
      .slice(2)
      .map((row) => row.split('|')[1] ?? '');
    return cells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]*\s[^`]*)`/g), ([, message]) => message!));
  });
}

function filesBelow(folder: string, ending: string): string[] {
  const entries = readdirSync(join(PROJECT_FOLDER, folder), { recursive: true, encoding: 'utf8' });
  return entries.filter((name) => name.endsWith(ending)).map((name) => join(PROJECT_FOLDER, folder, name));
}

/** What the compiler says about wrappers that stand in documents, as if each were `model_lib/src/model.ts`. */
function typeErrorsOf(blocks: readonly { readonly path: string; readonly text: string }[]): string[] {
  const file = ts.readConfigFile(join(PROJECT_FOLDER, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(file.config, ts.sys, PROJECT_FOLDER);
  const texts = new Map(
    blocks.map(({ text }, index) => [join(PROJECT_FOLDER, `model_lib/src/shown-${index}.ts`), text] as const),
  );
  const compilerOptions = { ...options, types: ['node'], incremental: false, noEmit: true };
  const host = ts.createCompilerHost(compilerOptions);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.getSourceFile = (name, version) => {
    const text = texts.get(name);
    return text === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, text, version);
  };
  const program = ts.createProgram([...texts.keys()], compilerOptions, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file: source }) => {
    const place = blocks[[...texts.keys()].indexOf(source?.fileName ?? '')]?.path;
    return `${place ?? source?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

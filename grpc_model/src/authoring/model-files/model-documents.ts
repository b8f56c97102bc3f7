import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '../changes';
import type { NewModel } from '../new-model';
import type { FirstCase } from './first-case';

/** The documents that speak of the model: the parts of README.md between its marks, the README of `model_lib`, the change log. */
export function modelDocuments(root: string, model: NewModel, example: FirstCase): Change[] {
  const changes: Change[] = [
    { kind: 'write', path: 'model_lib/README.md', content: modelReadme(model) },
    { kind: 'write', path: 'CHANGELOG.md', content: changeLog(model) },
  ];
  if (existsSync(join(root, 'README.md'))) {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    changes.push({ kind: 'write', path: 'README.md', content: withParts(readme, readmeParts(model, example)) });
  }
  return changes;
}

/** Replaces what stands between `<!-- model: NAME -->` and `<!-- /model -->`. A part without its marks is the author's own by now. */
function withParts(text: string, parts: Readonly<Record<string, string>>): string {
  return text.replace(
    /(<!-- model: (\w+) -->\n)[\s\S]*?(\n<!-- \/model -->)/g,
    (all, start: string, name: string, end: string) =>
      Object.hasOwn(parts, name) ? `${start}${parts[name]}${end}` : all,
  );
}

function readmeParts({ name, summary, inputs }: NewModel, { folder }: FirstCase): Readonly<Record<string, string>> {
  const flags = inputs.map((input) => `--input ${shellWord(`${input.name}=${folder}/${input.name}`)}`).join(' ');
  const client = 'npm run --silent client --';
  return {
    intro: `# ${markdownLine(name)}

${markdownText(summary)}

A model server in a container, made from the model container template: one class, described in one folder, served over the
Modzy gRPC container contract (\`Status\`, \`Run\`, \`Shutdown\`) by supervised worker processes, and tested with its own examples.`,
    try: `In a second terminal, show it the inputs of a test case:

\`\`\`sh
${client} --wait ${flags}
\`\`\``,
    talk: `\`\`\`sh
${client} --help
${client} --status
${client} ${flags} --explain --detect-drift --json
\`\`\`

A folder in the place of a file sends each of its files.`,
  };
}

function modelReadme({ name, summary, version }: NewModel): string {
  const bundle = `asset_bundle/${version}`;
  return `# model_lib: ${markdownLine(name)}

${markdownText(summary)}

Everything that is about _this_ model and not about serving.

| what | where |
| --- | --- |
| the wrapper, the class that the server calls | \`src/model.ts\` (start here) |
| weights and whatever else the wrapper reads | \`${bundle}/weights/\` |
| what the platform shows about the model | \`${bundle}/model.yaml\` |
| expected answers | \`${bundle}/test_cases/\` |
| tests | \`tests/\` |
| further models | \`models/\` |

## Change it

1. Put weights in \`${bundle}/weights/\`; read them in \`load\`, from \`this.bundle.folder\`.
2. Answer one item in \`handleDiscreteInput\`, and several at once in \`handleDiscreteInputBatch\` where that is faster. Import
   nothing of the server but \`grpc_model/src/contract\`.
3. Throw \`InvalidInputError\` when the caller's input is at fault; put \`failure(…)\` in the place of a batch's bad item.
4. Add test cases; \`npm run record\` writes what the model answers, for you to look at.
5. \`npm run check\` tells what is wrong, and \`npm test\` whether all of it works.
`;
}

function changeLog({ name, version, summary }: NewModel): string {
  return `# Changelog

The format is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/); versions follow
[Semantic Versioning](https://semver.org/spec/v2.0.0.html) and are those of the model: \`version\` in \`package.json\`.

## [Unreleased]

## [${version}] - unreleased

### Added

- ${markdownLine(name)}: ${markdownLine(summary)}
`;
}

/** A word as a shell takes it, whatever is in it. */
function shellWord(text: string): string {
  return /^[\w./=:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Text on one line, without what Markdown or HTML would take for more than text. */
function markdownLine(text: string): string {
  return markdownText(text.replace(/\s+/g, ' ').trim());
}

/** Summaries are Markdown already; what begins a tag or comment would hide the text after it. */
function markdownText(text: string): string {
  return text.trim().replace(/</g, '&lt;');
}

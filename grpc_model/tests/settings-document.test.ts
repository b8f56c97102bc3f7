import { execFileSync } from 'node:child_process';
import { readSettings, SETTINGS } from '../src/config/settings';
import { parseSettingsFile } from '../src/config/settings-file';
import { settingsDocument } from '../../scripts/settings-document';
import { Document } from './support/documents';
import { PROJECT_FOLDER } from './support/paths';
import { join } from 'node:path';

const document = new Document('docs/settings.md');

test('docs/settings.md is what "npm run settings" writes', () => {
  expect(document.text).toBe(settingsDocument());
});

test('npm run settings:check agrees', () => {
  expect(() =>
    execFileSync(process.execPath, [join(PROJECT_FOLDER, 'dist/scripts/write-settings.js'), '--check']),
  ).not.toThrow();
});

test('it has a row for every setting, and flags for all but the secrets', () => {
  for (const { variable, isSecret } of Object.values(SETTINGS)) {
    const row = document.text.split('\n').find((line) => line.startsWith(`| \`${variable}\` |`));
    expect(row).toContain(isSecret ? '| none: a secret |' : `| \`--${variable.toLowerCase().replaceAll('_', '-')}\` |`);
  }
});

test('it shows a settings file that the server takes', () => {
  const examples = document.blocks('yaml');
  expect(examples).toHaveLength(1);
  const file = parseSettingsFile(examples[0]!, 'settings.yaml');
  expect(readSettings({}, { file })).toMatchObject({
    maxPendingCalls: 256,
    managementPort: 'off',
    tlsListeners: ['grpc', 'http'],
  });
});

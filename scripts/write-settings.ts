import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProject } from '../grpc_model/src/config/project';
import { settingsDocument } from './settings-document';

// Writes docs/settings.md from the table of settings. With --check it writes nothing, and exits with 1 when the file is not
// current.
const path = join(readProject(__dirname).folder, 'docs/settings.md');
const text = settingsDocument();

if (!process.argv.includes('--check')) writeFileSync(path, text);
else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
  process.stderr.write(`${path} is not current: run "npm run settings".\n`);
  process.exitCode = 1;
}

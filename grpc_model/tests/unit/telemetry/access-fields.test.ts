import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessLog } from '../../../src/telemetry/access-log';
import { LogBook } from '../../support/log-book';
import { PROJECT_FOLDER } from '../../support/paths';
import { recordOf } from '../../support/requests';

/** The names in the first column of the guide's table of the access line. */
function documentedFields(): string[] {
  const guide = readFileSync(join(PROJECT_FOLDER, 'docs/operations/logs-and-traces.md'), 'utf8');
  const [table] = guide.split('| access field | meaning |\n|---|---|\n')[1]!.split('\n\n', 1);
  return table!.split('\n').flatMap((row) => Array.from(row.split('|')[1]!.matchAll(/`(\w+)`/g), ([, name]) => name!));
}

test('the access line has the fields that the guide has', () => {
  const log = new LogBook();
  accessLog(log)(recordOf());
  expect(Object.keys(log.lines[0]!.fields).sort()).toEqual(documentedFields().sort());
});

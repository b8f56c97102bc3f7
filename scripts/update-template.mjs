// Brings a fork up to a newer template: npm run update-template -- <template>; docs/updating.md says how it decides.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applySteps, undoLast } from './update-template/apply.mjs';
import { entriesOf, git, tryGit, UpdateError } from './update-template/git.mjs';
import { isAuthors, MANIFEST } from './update-template/ownership.mjs';
import { planPackages } from './update-template/plan-packages.mjs';
import { planFiles } from './update-template/plan.mjs';
import { readRecord, recordStep } from './update-template/record.mjs';
import { checkRef, checkSource, UsageError, withoutCredentials } from './update-template/source.mjs';
import { fetchVersions } from './update-template/versions.mjs';

const USAGE = `Brings this fork up to a newer template. Your model is never touched: asset_bundle/, model_lib/, CHANGELOG.md, LICENSE.

  npm run update-template -- [template] [--ref REF] [--dry-run]
  npm run update-template -- --undo

  template     a checkout of the template, or its URL (https, ssh, file); default: that of the last update
  --ref REF    a branch, a tag or a commit; default: what the template has checked out, or its main branch
  --dry-run    says what would change, and changes nothing
  --undo       restores what the last update changed

Nothing is committed, and nothing of the template is executed. There must be no uncommitted work, because --undo goes back
to the last commit; a --dry-run may run over it. What you and the template both changed is merged; where that cannot be,
the file has conflict markers, or package.json keeps your value.

Example: npm run update-template -- ../model-container-template --ref v1.1.0

Exit code: 0 when done, 1 when something is left for you to decide, or it failed, 2 when the command line is wrong.
`;
const MAX_NAMED = 10;

function parse(argv) {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        ref: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        undo: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (positionals.length > 1) throw new UsageError(`Expected one template; given: ${positionals.join(' ')}.`);
    if (values.undo && (positionals.length > 0 || values.ref !== undefined || values['dry-run'])) {
      throw new UsageError('--undo stands alone.');
    }
    return { ...values, source: positionals[0] };
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(thrown.message);
  }
}

function run(argv) {
  const options = parse(argv);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const root = process.cwd();
  checkProject(root);
  return options.undo ? undo(root) : update(root, options);
}

function checkProject(root) {
  if (!existsSync(join(root, MANIFEST)))
    throw new UpdateError(`There is no ${MANIFEST} here: run it in the fork's folder.`);
  const { code, stdout } = tryGit(root, ['rev-parse', '--show-prefix']);
  const isRepository = code === 0 && tryGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD']).code === 0;
  if (!isRepository) {
    throw new UpdateError(
      'This folder is no git repository with a commit, so nothing could be undone. Run "git init && git add -A && git commit -m Start".',
    );
  }
  if (stdout.trim() !== '')
    throw new UpdateError('The fork has to be a git repository of its own, not a folder in one.');
}

function undo(root) {
  const paths = undoLast(root);
  for (const path of paths) console.log(`restored  ${path}`);
  console.log('\nThe last update is undone. Next: npm ci');
  return 0;
}

function update(root, options) {
  const record = readRecord(root);
  const given = options.source ?? record?.source;
  if (given === undefined) throw new UsageError('From which template? Name a checkout of it, or its URL.');
  const source = checkSource(given);
  const ref = checkRef(options.ref ?? 'HEAD');
  if (!options['dry-run']) throwIfUncommitted(root);
  const store = mkdtempSync(join(tmpdir(), 'update-template-'));
  try {
    const versions = fetchVersions(root, store, { source, ref, recorded: record?.commit });
    return change(root, store, versions, { source, isDryRun: options['dry-run'], record });
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
}

function change(root, store, versions, { source, isDryRun, record }) {
  console.log(`Template: ${withoutCredentials(source)}, ${short(versions.base)} → ${short(versions.commit)}`);
  console.log(`The first is ${versions.how}.\n`);
  const plan = [...planFiles(root, store, versions), ...planPackages(root, store, versions, isDryRun)];
  const toRecord = recordStep(root, record, source, versions.commit);
  if (toRecord !== undefined) plan.push(toRecord);
  if (plan.length === 0) {
    console.log('Nothing to do: the fork has this version of the template.');
    return 0;
  }
  if (!isDryRun)
    applySteps(
      root,
      plan.filter(({ action }) => action !== 'kept'),
    );
  for (const step of plan) console.log(lineOf(step));
  tellOfAuthorsFolders(store, versions);
  return finish(plan, isDryRun);
}

function lineOf({ path, action, why, conflict }) {
  const state = conflict && action === 'merged' ? 'CONFLICT' : action;
  return `${state.padEnd(8)}  ${path}${why === undefined ? '' : `: ${why}`}`;
}

/** What the template does to its own example may be worth reading, for example when the contract has changed. */
function tellOfAuthorsFolders(store, { base, commit }) {
  const names = entriesOf(git(store, ['diff-tree', '-r', '-z', '--name-only', base, commit])).filter(isAuthors);
  if (names.length === 0) return;
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  console.log(
    `\nNot touched, because they are yours, but changed in the template: ${names.slice(0, MAX_NAMED).join(', ')}${more}`,
  );
}

function finish(plan, isDryRun) {
  const open = plan.filter(({ conflict }) => conflict === true);
  if (open.length > 0) {
    console.log(`\n${isDryRun ? 'To be decided by you' : 'You have to decide'}:`);
    for (const { path, why } of open) console.log(`  ${path}: ${why ?? 'search for <<<<<<< and keep what is right'}`);
  }
  if (isDryRun) console.log('\nNothing was changed. Next: the same without --dry-run');
  else console.log('\nNext: npm ci && npm test, then commit it. Or take it back: npm run update-template -- --undo');
  return open.length > 0 ? 1 : 0;
}

function throwIfUncommitted(root) {
  const status = entriesOf(git(root, ['status', '--porcelain', '-z']));
  if (status.length === 0) return;
  const named = status.slice(0, MAX_NAMED).map((line) => `  ${line}`);
  const more = status.length > MAX_NAMED ? [`  and ${status.length - MAX_NAMED} more`] : [];
  throw new UpdateError(
    [
      'There is work that is not committed:',
      ...named,
      ...more,
      'Commit it first: --undo goes back to the last commit.',
    ].join('\n'),
  );
}

function short(commit) {
  return commit.slice(0, 10);
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (thrown) {
  if (!(thrown instanceof UpdateError) && !(thrown instanceof UsageError)) throw thrown;
  console.error(thrown.message);
  if (thrown instanceof UsageError) console.error('See --help.');
  process.exitCode = thrown instanceof UsageError ? 2 : 1;
}

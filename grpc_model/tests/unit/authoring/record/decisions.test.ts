import { Decisions } from '../../../../src/authoring/record/decisions';
import type { Review } from '../../../../src/authoring/record/review-case';
import type { Terminal } from '../../../../src/authoring/run-verb';
import type { TestCase } from '../../../../src/test-cases/read-test-cases';

const NO_FLAGS = { yes: false, reviewed: false, 'dry-run': false };
const CHANGED: Review = {
  kind: 'changed',
  outputs: [{ name: 'out', content: Buffer.from('1'), lines: ['+1'], isFirst: false }],
};
const SAME: Review = { kind: 'same' };
const FAILED: Review = { kind: 'failed', problems: ['It broke.'] };

function caseOf(isReviewed = true): TestCase {
  return { name: 'a case', inputs: {}, expected: { outputs: {} }, tolerance: { absolute: 0, relative: 0 }, isReviewed };
}

/** A terminal at which somebody gives these answers; none: nobody is there. */
function terminalWith(...answers: string[]): Terminal & { readonly lines: string[] } {
  const lines: string[] = [];
  const ask = answers.length === 0 ? undefined : async () => answers.shift() ?? 'n';
  return { lines, print: (line) => lines.push(line), ask };
}

async function decide(review: Review, flags: Partial<typeof NO_FLAGS>, answers: string[], isReviewed = true) {
  const terminal = terminalWith(...answers);
  const decisions = new Decisions(terminal, { ...NO_FLAGS, ...flags });
  const verdict = await decisions.on(caseOf(isReviewed), review, ['what is expected']);
  return [verdict, decisions.hasTrouble];
}

describe('Decisions', () => {
  it.each<[string, Review, Partial<typeof NO_FLAGS>, string[], boolean, [string, boolean]]>([
    ['records a change that a person accepts, as reviewed', CHANGED, {}, ['y'], true, ['reviewed', false]],
    ['asks again until it understands', CHANGED, {}, ['what?', 'yes'], true, ['reviewed', false]],
    ['leaves what a person refuses', CHANGED, {}, ['n'], true, ['leave', true]],
    ['takes no answer for a no', CHANGED, {}, [''], true, ['leave', true]],
    ['leaves a change where nobody can be asked', CHANGED, {}, [], true, ['leave', true]],
    ['records by --yes, as not reviewed', CHANGED, { yes: true }, ['n'], true, ['not-reviewed', false]],
    ['records by --reviewed, as reviewed', CHANGED, { reviewed: true }, [], true, ['reviewed', false]],
    ['asks nobody in a dry run', CHANGED, { 'dry-run': true }, ['n'], true, ['not-reviewed', false]],
    ['never records what failed', FAILED, { yes: true, reviewed: true }, ['y'], true, ['leave', true]],
    ['has nothing to ask about what is the same', SAME, {}, ['y'], true, ['leave', false]],
    ['has somebody review what nobody has', SAME, {}, ['y'], false, ['reviewed', false]],
    ['leaves what is not right as not reviewed', SAME, {}, ['n'], false, ['leave', false]],
    ['takes the word of --reviewed for it', SAME, { reviewed: true }, [], false, ['reviewed', false]],
    ['does not take --yes for a review', SAME, { yes: true }, [], false, ['leave', false]],
  ])('%s', async (_, review, flags, answers, isReviewed, expected) => {
    expect(await decide(review, flags, answers, isReviewed)).toEqual(expected);
  });

  it('shows the difference before it asks, and sums up', async () => {
    const terminal = terminalWith('y');
    const decisions = new Decisions(terminal, NO_FLAGS);
    await decisions.on(caseOf(), CHANGED, []);
    await decisions.on(caseOf(), FAILED, []);
    expect(terminal.lines.map((line) => line.trim())).toEqual([
      'CHANGED  a case',
      'out',
      '+1',
      'FAILED   a case',
      'It broke.',
    ]);
    expect(decisions.summary()).toEqual([
      '0 as expected, 1 recorded, 0 refused, 1 failed.',
      'Mend the model, or the case, of: a case. Nothing was written for them.',
    ]);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../src/random';

test('the same seed gives the same sequence', () => {
  const [one, other] = [new Random(9), new Random(9)];
  for (let draw = 0; draw < 100; draw++) assert.equal(one.next(), other.next());
});

test('a fork is not disturbed by its parent', () => {
  const [one, other] = [new Random(9), new Random(9)];
  const fork = one.fork();
  one.next();
  assert.equal(fork.next(), other.fork().next());
});

test('normal numbers have the deviation asked for', () => {
  const random = new Random(1);
  const values = Array.from({ length: 20_000 }, () => random.normal(2));
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  assert.ok(Math.abs(Math.sqrt(square) - 2) < 0.05);
});

import { status } from '@grpc/grpc-js';
import { readSettings, SETTINGS } from '../src/config/settings';
import { DATATYPES } from '../src/contract';
import { ERROR_CODES, ServingError } from '../src/core/errors';
import { openInferenceGrpc } from '../src/protocols/open-inference';
import { toGrpcStatus, toHttpAnswer } from '../src/protocols/open-inference/errors';
import { openInferenceRest } from '../src/protocols/open-inference/rest';
import { documentedPath } from '../src/protocols/open-inference/rest/openapi';
import { Document } from './support/documents';
import { FakeOpenInference } from './unit/protocols/open-inference/rest/fake-open-inference';

const { text } = new Document('docs/open-inference.md');

/** The cells of a table's rows, without backticks, by the header of the table's first column. */
function rowsOf(header: string): string[][] {
  const table = text.split(`\n| ${header} |`)[1]!.split('\n\n', 1)[0]!;
  const rows = table.split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

/** What a route with optional parts in brackets stands for. */
function spelledOut(route: string): string[] {
  const optional = /\[([^\]]*)\]/.exec(route);
  if (optional === null) return [route];
  const [whole, inner] = optional;
  return [route.replace(whole, ''), route.replace(whole, inner!)].flatMap(spelledOut);
}

describe('the guide to the Open Inference Protocol', () => {
  const openInference = new FakeOpenInference();
  const calls = rowsOf('what');

  it('has every rpc with the access that it needs, and no other', () => {
    const settings = readSettings({});
    const { rpcs, streams } = openInferenceGrpc(openInference, { ...settings, forceRawOutputs: false });
    const served = Object.entries({ ...rpcs, ...streams }).map(([name, { access }]) => `${name} ${access}`);
    const told = calls.filter(([, rpc]) => rpc !== '').map(([, rpc, , access]) => `${rpc} ${access}`);
    expect(told.sort()).toEqual(served.sort());
  });

  it('has every route with the access that it needs, and no other', () => {
    const { routes } = openInferenceRest(openInference, { maxMessageBytes: 1, maxJsonDepth: 1, maxRequestParts: 100 });
    const served = routes.map((route) => `${route.method} ${documentedPath(route)} ${route.access}`);
    const told = calls
      .filter(([, , route]) => route !== '')
      .flatMap(([, , route, access]) => spelledOut(route!).map((each) => `${each} ${access}`));
    expect(told.sort()).toEqual(served.sort());
  });

  it('maps every error as the code does', () => {
    const told = rowsOf('what went wrong');
    const mapped = ERROR_CODES.map((code) => {
      const error = new ServingError(code, '');
      return [code, status[toGrpcStatus(error).code], String(toHttpAnswer(error).status)];
    });
    expect(told).toEqual(mapped);
  });

  it('has a row for every datatype', () => {
    const told = rowsOf('datatype').flatMap(([datatypes]) => datatypes!.split(', '));
    expect(told.sort()).toEqual([...DATATYPES].sort());
  });

  it('names only settings that there are', () => {
    const variables = Object.values(SETTINGS).map(({ variable }) => variable);
    const named = rowsOf('setting').flatMap(([settings]) => settings!.split(', '));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((each) => !variables.includes(each))).toEqual([]);
  });
});
